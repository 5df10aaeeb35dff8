"""The plan of fixes for an inventory, and what is left after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mwaa_policy.api._judge import TOOL, judge, judge_way, judge_ways, merged
from mwaa_policy.catalog import load_catalog
from mwaa_policy.fixes import Plan, plan, proposals, try_networks
from mwaa_policy.frozen import Frozen
from mwaa_policy.model import Inventory
from mwaa_policy.report import Report, build_report

if TYPE_CHECKING:
    from mwaa_policy.api._intake import Intake
    from mwaa_policy.engines import Engine
    from mwaa_policy.fixes.verify import State
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources._options import Options


class Mended(Frozen):
    """What `fix` answers."""

    plan: Plan
    """The fixes that were verified as one patch of the normalized document, and what was left out."""
    before: Report
    """What is wrong now."""
    after: Report
    """What would be left."""


def mend(intake: Intake, options: Options, engine: Engine, *, unsafe: bool) -> Mended:
    """Return the plan of fixes for what documents describe, with the reports before and after it.

    What is wrong in every way in which parameters without a value may turn out is mended in all of them.
    """
    normalized = intake.normalize(options)
    decision = engine.evaluate(normalized.inventory)
    # What reports show and what the plan is made of are the same trials.
    networks = tuple(try_networks(normalized.inventory, decision, engine))
    fixes = proposals(normalized.inventory, networks)
    report = build_report(decision, normalized, load_catalog().rules, tool=TOOL, engine=engine.info, fixes=fixes)
    ways = judge_ways(intake, options, normalized, report, engine)
    before = merged(normalized, decision, report, ways)
    told = [(way.normalized.inventory, way.decision) for way in ways]
    planned = plan(normalized, decision, engine, unsafe=unsafe, networks=networks, ways=told)
    if not planned.plan.patch:
        return Mended(plan=planned.plan, before=before, after=before)
    document, *turned_out = planned.after
    changed = _changed(normalized, document)
    judged = [
        judge_way(way.branch, _changed(way.normalized, state), state.decision, engine)
        for way, state in zip(ways, turned_out, strict=True)
    ]
    left = judge(changed, engine, decision=document.decision)
    return Mended(plan=planned.plan, before=before, after=merged(changed, document.decision, left, judged))


def _changed(normalized: Normalized, state: State) -> Normalized:
    return replace(normalized, inventory=Inventory.from_document(state.document))
