"""The plan of fixes for an inventory, and what is left after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mwaa_policy.api._judge import TOOL, judge
from mwaa_policy.catalog import load_catalog
from mwaa_policy.fixes import Plan, apply_patch, plan, proposals, try_networks
from mwaa_policy.frozen import Frozen
from mwaa_policy.model import Inventory
from mwaa_policy.report import Report, build_report

if TYPE_CHECKING:
    from mwaa_policy.engines import Engine
    from mwaa_policy.sources._draft import Normalized


class Mended(Frozen):
    """What `fix` answers."""

    plan: Plan
    """The fixes that were verified as one patch of the normalized document, and what was left out."""
    before: Report
    """What is wrong now."""
    after: Report
    """What would be left."""


def mend(normalized: Normalized, engine: Engine, *, unsafe: bool) -> Mended:
    """Return the plan of fixes for an inventory, with the reports before and after it."""
    decision = engine.evaluate(normalized.inventory)
    # What reports show and what the plan is made of are the same trials.
    tried = tuple(try_networks(normalized.inventory, decision, engine))
    fixes = proposals(normalized.inventory, tried)
    before = build_report(decision, normalized, load_catalog().rules, tool=TOOL, engine=engine.info, fixes=fixes)
    planned = plan(normalized, decision, engine, unsafe=unsafe, tried=tried)
    if not planned.patch:
        return Mended(plan=planned, before=before, after=before)
    return Mended(plan=planned, before=before, after=judge(_changed(normalized, planned), engine))


def _changed(normalized: Normalized, planned: Plan) -> Normalized:
    import json  # noqa: PLC0415 - only a patch needs it

    document = apply_patch(json.loads(normalized.inventory.to_json()), planned.patch)
    return replace(normalized, inventory=Inventory.from_document(document))
