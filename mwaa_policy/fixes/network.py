"""The networks of an inventory, on each of which fixes are tried.

A fix touches one network, so it is tried on that one alone: in time that is linear in the number
of environments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from mwaa_policy.fixes.gather import Proposal, gather, merge, worst
from mwaa_policy.fixes.project import UnprojectableError
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.records import Applicability, FindingKey, Fix
from mwaa_policy.fixes.verify import State, attempt, document_of, findings_of
from mwaa_policy.fixes.words import edit_words, needs_value
from mwaa_policy.frozen import Frozen

if TYPE_CHECKING:
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines import Engine
    from mwaa_policy.model import Inventory

_Mends: TypeAlias = tuple[FindingKey, ...]


class Tried(Frozen):
    """A network, and the fixes that are proposed for it, each tried on it."""

    state: State
    """The network, and what is decided about it."""
    fixes: tuple[Fix, ...]
    """The fixes, sorted by what they mend."""


def try_networks(inventory: Inventory, decision: Decision, engine: Engine) -> Iterator[Tried]:
    """Yield the networks for which edits are proposed, with what came of these.

    Raises:
        EngineError: the engine has no answer about a changed document.
        InternalError: a rule proposes something that its verb does not take.
    """
    for state in _states(inventory, decision, engine):
        yield Tried(state=state, fixes=network_fixes(state, engine))


def _states(inventory: Inventory, decision: Decision, engine: Engine) -> Iterator[State]:
    """Yield the networks for which edits are proposed, each with the decision on it."""
    wanted = {edit.target[:2] for edit in decision.edits}
    if not wanted:
        return
    collections = {name for name, _ in wanted}
    parts = [part for part in inventory.networks() if part.environments.items]
    for part in parts:
        own = {(name, record.id) for name in collections for record in getattr(part, name).items}
        if not wanted.isdisjoint(own):
            document = document_of(part)
            yield State(document=document, decision=decision if len(parts) == 1 else engine.evaluate(part))


def network_fixes(state: State, engine: Engine) -> tuple[Fix, ...]:
    """Return the fixes that are proposed for a network, each tried on it.

    Fixes of one rule and subject of which some are no fixes alone are tried together: of two
    missing routes the first one alone makes the routing mixed.
    """
    proposals = {one.mends: one for one in gather(state.decision.edits)}
    spoken_for = {key for mends in proposals for key in mends}
    fixes = {mends: _fix(state, one, spoken_for, engine) for mends, one in proposals.items()}
    for group in _groups(proposals):
        alone = [mends for mends in group if mends in fixes]
        if len(alone) > 1 and not all(fixes[mends].verified for mends in alone):
            joint = merge(proposals[mends] for mends in alone)
            fix = _fix(state, joint, spoken_for, engine)
            if fix.verified:
                fixes = {joint.mends: fix, **{mends: one for mends, one in fixes.items() if mends not in alone}}
    return tuple(sorted(fixes.values(), key=lambda fix: fix.mends))


def _groups(proposals: Iterable[_Mends]) -> list[list[_Mends]]:
    """Return the proposals that are about the same rule and subject, by what they mend."""
    groups: dict[tuple[str, str], list[_Mends]] = {}
    for mends in proposals:
        for about in sorted({(rule, subject) for rule, subject, _ in mends}):
            groups.setdefault(about, []).append(mends)
    return list(groups.values())


def _fix(state: State, proposal: Proposal, spoken_for: set[FindingKey], engine: Engine) -> Fix:
    if worst(proposal.edits) == "manual":
        return _by_hand(proposal, "only a person can make this change")
    if any(needs_value(edit) for edit in proposal.edits):
        return _by_hand(proposal, "a person has to choose a value")
    try:
        made = project(proposal.edits, state.document)
    except UnprojectableError as error:
        return _by_hand(proposal, str(error), lowered="manual")
    if not made.operations:
        return _by_hand(proposal, "the document has it all already")
    trial = attempt(state, made.operations, proposal.mends, engine)
    also: set[FindingKey] = set()
    if trial.after is not None and not trial.fault:
        also = findings_of(state.decision).keys() - findings_of(trial.after.decision).keys() - spoken_for
    return Fix(
        mends=(*proposal.mends, *sorted(also)),
        applicability=worst(made.edits),
        verified=not trial.fault,
        reason=trial.fault,
        steps=tuple(edit_words(edit) for edit in made.edits),
        patch=made.operations,
        edits=made.edits,
    )


def _by_hand(proposal: Proposal, reason: str, *, lowered: Applicability | None = None) -> Fix:
    return Fix(
        mends=proposal.mends,
        applicability=lowered or worst(proposal.edits),
        verified=False,
        reason=reason,
        steps=tuple(edit_words(edit) for edit in proposal.edits),
        patch=(),
        edits=proposal.edits,
    )
