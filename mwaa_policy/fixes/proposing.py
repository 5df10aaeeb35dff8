"""Proposes fixes: what would mend each finding of a decision, and whether that was shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mwaa_policy.fixes.network import Tried, try_networks
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.records import Fix
from mwaa_policy.fixes.verify import document_of

if TYPE_CHECKING:
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines import Engine
    from mwaa_policy.model import Inventory
    from mwaa_policy.sources._draft import Normalized


def propose(normalized: Normalized, decision: Decision, engine: Engine) -> tuple[Fix, ...]:
    """Return the fixes that rules propose, each on its own, sorted by what they mend.

    The patches are for the normalized document, `normalized.inventory.to_json()`, and each for the
    document as it is now: to apply several, ask for a `plan`.

    Raises:
        EngineError: the engine has no answer about a changed document.
        InternalError: a rule proposes something that its verb does not take.
    """
    if not decision.edits:
        return ()
    return proposals(normalized.inventory, try_networks(normalized.inventory, decision, engine))


def proposals(inventory: Inventory, tried: Iterable[Tried]) -> tuple[Fix, ...]:
    """Return the fixes that were tried on the networks of an inventory, as patches of the whole, sorted likewise."""
    document = document_of(inventory)
    fixes = (relocated(fix, document) for network in tried for fix in network.fixes)
    return tuple(sorted(fixes, key=lambda fix: fix.mends))


def relocated(fix: Fix, document: dict[str, Any]) -> Fix:
    """Return a fix of a network as a patch of the whole document, where positions are others."""
    return replace(fix, patch=project(fix.edits, document).operations) if fix.patch else fix
