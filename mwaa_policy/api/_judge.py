"""The reports on an inventory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from mwaa_policy import __version__
from mwaa_policy.catalog import load_catalog
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.report import Report, Software, build_report

if TYPE_CHECKING:
    from mwaa_policy.api._intake import Intake
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines import Engine
    from mwaa_policy.fixes import Fix
    from mwaa_policy.report.branches import Judged
    from mwaa_policy.report.flow_records import FlowReport
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources._forks import Branch, Fork
    from mwaa_policy.sources._options import Options

_T = TypeVar("_T")
TOOL = Software(name="mwaa-policy", version=__version__)


def judge(normalized: Normalized, engine: Engine, *, decision: Decision | None = None, fixes: bool = True) -> Report:
    """Return the report on an inventory.

    Args:
        normalized: The inventory.
        engine: What evaluates it, and the fixes of what it finds.
        decision: The engine's decision, where it was asked already.
        fixes: Whether to try what would mend the findings.
    """
    decided = engine.evaluate(normalized.inventory) if decision is None else decision
    # Before the engine has answered it may not know the revision of its policies.
    proposed = _proposed(normalized, decided, engine) if fixes and decided.edits else ()
    return build_report(decided, normalized, load_catalog().rules, tool=TOOL, engine=engine.info, fixes=proposed)


def judge_branches(intake: Intake, options: Options, engine: Engine, *, fixes: bool) -> Report:
    """Return the report on what documents describe, whatever the parameters are on which conditions hang.

    Args:
        intake: The documents.
        options: What the caller states beside them.
        engine: What evaluates the inventories.
        fixes: Whether to try what would mend the findings that do not hang on such parameters.
    """
    normalized = intake.normalize(options)
    decision = engine.evaluate(normalized.inventory)
    report = judge(normalized, engine, decision=decision, fixes=fixes)
    return merged(normalized, decision, report, judge_ways(intake, options, normalized, report, engine))


def judge_ways(
    intake: Intake, options: Options, normalized: Normalized, report: Report, engine: Engine
) -> list[Judged]:
    """Return each way in which parameters may turn out that leave a report open; none if it does not hang on them."""
    if not normalized.forks or not (report.undecided or report.unjudged):
        return []
    return _in_branches(
        intake,
        options,
        normalized.forks,
        lambda branch, one: judge_way(branch, one, engine.evaluate(one.inventory), engine),
    )


def judge_way(branch: Branch, normalized: Normalized, decision: Decision, engine: Engine) -> Judged:
    """Return a way in which parameters may turn out, with the report on it."""
    from mwaa_policy.report.branches import Judged  # noqa: PLC0415 - most templates have no fork

    report = judge(normalized, engine, decision=decision, fixes=False)
    return Judged(branch=branch, normalized=normalized, decision=decision, report=report)


def merged(normalized: Normalized, decision: Decision, report: Report, ways: Sequence[Judged]) -> Report:
    """Return the report on what holds in every way in which parameters may turn out."""
    if not ways:
        return report
    from mwaa_policy.report.branches import Judged, with_branches  # noqa: PLC0415 - most templates have no fork
    from mwaa_policy.sources._forks import Branch  # noqa: PLC0415 - likewise

    base = Judged(branch=Branch(), normalized=normalized, decision=decision, report=report)
    return with_branches(base, ways, load_catalog().rules)


def trace_branches(intake: Intake, options: Options, engine: Engine) -> FlowReport:
    """Return the report on the flows of what documents describe, whatever the parameters are on which conditions hang.

    The arguments are those of `judge_branches`.
    """
    normalized = intake.normalize(options)
    report = trace(normalized, engine)
    fates = {flow.verdict for environment in report.environments for flow in environment.flows}
    if not normalized.forks or not ("undecided" in fates or report.unjudged):
        return report
    from mwaa_policy.report.flow_branches import with_flow_branches  # noqa: PLC0415 - most templates have no fork

    traced = _in_branches(intake, options, normalized.forks, lambda branch, one: (branch, trace(one, engine)))
    return with_flow_branches(report, traced, normalized.forks, normalized.provenance) if traced else report


def joined(reports: Sequence[Report]) -> Report:
    """Return the report on all regions and accounts of an input."""
    if len(reports) == 1:
        return reports[0]
    from mwaa_policy.report.joining import join_reports  # noqa: PLC0415 - most inputs are of one

    return join_reports(reports)


def joined_flows(reports: Sequence[FlowReport]) -> FlowReport:
    """Return the report on the flows of all regions and accounts of an input."""
    if len(reports) == 1:
        return reports[0]
    from mwaa_policy.report.joining import join_flow_reports  # noqa: PLC0415 - most inputs are of one

    return join_flow_reports(reports)


def _in_branches(
    intake: Intake, options: Options, forks: Sequence[Fork], judged: Callable[[Branch, Normalized], _T]
) -> list[_T]:
    """Return what is judged in each branch, nothing if one of them cannot be read: then all stays open."""
    from mwaa_policy.sources._forks import branches  # noqa: PLC0415 - most templates have no fork

    found = []
    for branch in branches(forks):
        try:
            one = intake.normalize(branch.options(options))
        except (InputError, UsageError):
            return []
        found.append(judged(branch, one))
    return found


def trace(normalized: Normalized, engine: Engine) -> FlowReport:
    """Return the report on the flows of an inventory."""
    from mwaa_policy.report.flows import build_flow_report  # noqa: PLC0415 - `judge` does without

    found = engine.flows(normalized.inventory)
    return build_flow_report(found, normalized, load_catalog().rules, tool=TOOL, engine=engine.info)


def _proposed(normalized: Normalized, decision: Decision, engine: Engine) -> Sequence[Fix]:
    from mwaa_policy.fixes import propose  # noqa: PLC0415 - a clean network does without

    return propose(normalized, decision, engine)
