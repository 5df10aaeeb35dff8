"""What stands around the findings: what was read, what was assumed, and what it comes to."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mwaa_policy.decision import SEVERITIES
from mwaa_policy.render.text.options import TextOptions
from mwaa_policy.render.text.pen import Pen, clean, count, glued
from mwaa_policy.report import (
    MEANINGS,
    Branched,
    EnvironmentSummary,
    Outcome,
    Report,
    name_of,
    outcome,
    place_text,
)

if TYPE_CHECKING:
    from mwaa_policy.report.flow_records import EnvironmentFlows, FlowReport

_MANY = 8
_PARAMETER = "parameter "
_STATED = f"({glued('--parameter NAME=…')} states another)"
_ROUTING = {
    "public": "public routing, through NAT gateways",
    "private": "private routing, no route to the Internet",
    "partial": "partial routing, NAT gateways for a part of the Internet",
    "igw": "its subnets are routed to an Internet gateway",
    "mixed": "mixed routing, its subnets differ",
    "indeterminate": "routing mode not known",
}
_VERDICTS = {
    Outcome.PROVEN: ("PASSED", "good"),
    Outcome.FINDINGS: ("FAILED", "bad"),
    Outcome.UNDECIDED: ("UNDECIDED", "doubt"),
    Outcome.NO_ENVIRONMENT: ("NOT JUDGED", "doubt"),
}


def heading(report: Report, pen: Pen) -> Iterator[str]:
    """Yield what was read, and the environments with their routing modes."""
    yield source(report)
    if len(report.environments) <= _MANY:
        for one in report.environments:
            yield environment(one, pen, report.environments)
    else:
        modes = Counter(one.routing for one in report.environments)
        counts = ", ".join(f"{number} {mode}" for mode, number in sorted(modes.items()))
        yield f"{pen.paint('strong', f'{len(report.environments)} environments')} by routing: {counts}"


def source(report: Report | FlowReport) -> str:
    """Return what was read."""
    documents = report.source.documents
    shown = ", ".join(documents) if len(documents) <= _MANY else f"{len(documents)} documents"
    return clean(f"{shown} ({report.source.kind})")


def environment(
    one: EnvironmentSummary | EnvironmentFlows, pen: Pen, others: Sequence[EnvironmentSummary | EnvironmentFlows]
) -> str:
    """Return an environment with its routing mode, and with its place where the others are elsewhere."""
    place = ""
    if _are_apart(others):
        region = f" in {one.region}" if one.region else ""
        place = region + (f" of account {one.account}" if one.account else "")
    return f"{pen.paint('strong', f'Environment {clean(name_of(one.id) + place)}')}: {_ROUTING[one.routing]}"


def _are_apart(environments: Sequence[EnvironmentSummary | EnvironmentFlows]) -> bool:
    """Return whether environments are of several regions or accounts."""
    return len({(one.region, one.account) for one in environments}) > 1


def skipped(report: Report | FlowReport, pen: Pen) -> Iterator[str]:
    """Yield the parts that were not read."""
    parts = report.skipped
    if not parts:
        return
    yield from pen.titled("doubt", "Skipped", f"{count(len(parts), 'part')} of the input could not be read")
    for part in parts:
        yield f"  {clean(place_text(part.location))}"
        yield from pen.prose(part.text, indent=4)


def unjudged(report: Report | FlowReport, pen: Pen) -> Iterator[str]:
    """Yield what hides environments that may exist."""
    found = report.unjudged
    if found is None:
        return
    place = f" ({place_text(found.location)})" if found.location else ""
    more = "further environments" if report.environments else "environments"
    yield from pen.titled("doubt", "Not judged", f"{more} may exist: {found.because}{place}")
    if found.supply:
        yield from pen.wrapped(f"supply: {found.supply}", first="  ", rest="          ")


def details(report: Report, pen: Pen) -> Iterator[str]:
    """Yield what passed and what does not arise, by rule."""
    yield from _by_rule("Passed", ((one.rule, one.subject) for one in report.passed), pen)
    reasons = ((f"{one.rule}: {one.text}", one.subject) for one in report.not_applicable)
    yield from _by_rule("Not applicable", reasons, pen)


def _by_rule(title: str, entries: Iterable[tuple[str, str]], pen: Pen) -> Iterator[str]:
    subjects: dict[str, list[str]] = {}
    for rule, subject in entries:
        subjects.setdefault(rule, []).append(subject)
    if subjects:
        yield pen.paint("strong", title)
    for rule, names in subjects.items():
        yield from pen.wrapped(f"{rule}: {', '.join(map(name_of, names))}", first="  ", rest="    ")


def assumed(report: Report | FlowReport, pen: Pen) -> Iterator[str]:
    """Yield what was assumed as one paragraph; defaults of parameters are only named."""
    if not report.environments or not report.assumed:
        return
    defaults = [one for one in report.assumed if one.subject.startswith(_PARAMETER)]
    parts = [one.text + _stated(one.option) for one in report.assumed if one not in defaults]
    if defaults:
        names = ", ".join(one.subject.removeprefix(_PARAMETER) for one in defaults)
        parts.append(f"the {'default' if len(defaults) == 1 else 'defaults'} of {names} {_STATED}")
    yield from pen.titled("quiet", "Assumed", "; ".join(parts))


def branches(report: Report | FlowReport, pen: Pen) -> Iterator[str]:
    """Yield the parameters that all was judged with each value of, because conditions hang on them."""
    if report.branches:
        told = "; ".join(f"{one.parameter} ({', '.join(_values(one))})" for one in report.branches)
        yield from pen.titled("quiet", "Judged", f"with each value that makes a difference of {told}")


def _values(one: Branched) -> list[str]:
    shown = [value or "empty" for value in one.values]
    return [*shown, "any other"] if one.others else shown


def every_assumption(report: Report, pen: Pen) -> Iterator[str]:
    """Yield what was assumed, one a line, defaults of parameters with their values."""
    if report.assumed:
        yield pen.paint("strong", "Assumed")
    for one in report.assumed:
        yield from pen.wrapped(one.text + _stated(one.option), first="  ", rest="    ")


def _stated(option: str) -> str:
    return f" {glued(f'({option})')}" if option else ""


def conclusion(report: Report, options: TextOptions, pen: Pen) -> Iterator[str]:
    """Yield the report in numbers, the command for fixes, the outcome and the exit status."""
    if report.environments:
        checks = f"{count(report.summary.passed, 'check')} passed, {report.summary.undecided} undecided"
        yield from pen.prose(f"{_findings(report)}; {checks}.")
    if report.summary.verified_fixes:
        yield from pen.prose(_fixes(report, options))
    result = outcome(
        report,
        fail_on=options.fail_on,
        ignore_undecided=options.ignore_undecided,
        ignore_no_environment=options.ignore_no_environment,
    )
    verdict, tone = _VERDICTS[result]
    yield from pen.prose(f"{verdict} (exit {int(result)}): {_meaning(result, options, report)}", tone=tone)


def _findings(report: Report) -> str:
    counts = report.summary.findings
    total = sum(counts.values())
    parts = ", ".join(f"{counts[one]} {one}" for one in SEVERITIES if counts[one])
    return f"{count(total, 'finding')} ({parts})" if total else "No findings"


def _fixes(report: Report, options: TextOptions) -> str:
    fixes = [one.fix for one in report.findings if one.fix is not None and one.fix.verified]
    unsafe = sum(fix.applicability == "unsafe" for fix in fixes)
    option = " --unsafe" if unsafe == len(fixes) else ""
    command = glued(f"mwaa-policy fix{option} {options.inputs or shlex.join(report.source.documents)}")
    if _are_apart(report.environments):
        command = f"mwaa-policy fix{option} with the documents of one region and account"
    again = ", with the same options," if options.has_meanings else ""
    rest = f", with --unsafe also for the {unsafe} that {'is' if unsafe == 1 else 'are'} unsafe"
    more = rest if 0 < unsafe < len(fixes) else ""
    return f"A verified fix is known for {count(len(fixes), 'finding')}; {command}{again} prints the patch{more}."


def _meaning(result: Outcome, options: TextOptions, report: Report) -> str:
    if result is Outcome.FINDINGS:
        return f"findings at or above {options.fail_on}"
    if result is Outcome.UNDECIDED and not report.summary.blocking:
        return "environments may exist that were not judged (--undecided=ignore)"
    if result is Outcome.UNDECIDED:
        return f"{count(report.summary.blocking, 'check')} that must be proven cannot be (--undecided=ignore)"
    if result is Outcome.PROVEN and not report.environments:
        return "there is no MWAA environment in the input, and that is let pass"
    if result is Outcome.PROVEN and report.summary.blocking:
        return "nothing found, and what is undecided is let pass"
    return MEANINGS[result].removeprefix("proven: ")
