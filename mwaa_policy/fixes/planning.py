"""Plans fixes: applies all that may be applied together, and shows that they work as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mwaa_policy.decision import Edit
from mwaa_policy.errors import InternalError
from mwaa_policy.fixes.network import Tried, network_fixes, try_networks
from mwaa_policy.fixes.project import UnprojectableError
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.proposing import relocated
from mwaa_policy.fixes.records import Applicability, Fix, LeftFix, Operation, Plan
from mwaa_policy.fixes.verify import State, attempt, document_of, findings_of
from mwaa_policy.fixes.words import edit_words

if TYPE_CHECKING:
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines import Engine
    from mwaa_policy.sources._draft import Normalized

MOST_ROUNDS = 10
"""Rounds of applying and evaluating after which a plan is no plan; one or two are usual."""


def plan(
    normalized: Normalized,
    decision: Decision,
    engine: Engine,
    *,
    unsafe: bool = False,
    tried: Iterable[Tried] | None = None,
) -> Plan:
    """Return all verified fixes that are safe as one patch of the normalized document.

    After each round the changed network is evaluated again, until nothing is left to apply. What
    works alone but not beside the others is left out.

    Args:
        normalized: the facts.
        decision: what the engine decided about them.
        engine: evaluates what the fixes make of them.
        unsafe: whether fixes that are unsafe are applied too, after all safe ones.
        tried: what came of the fixes of each network, where they were tried already.

    Raises:
        EngineError: the engine has no answer about a changed document.
        InternalError: the rounds do not end, or the whole does not do what its parts do.
    """
    allowed: tuple[Applicability, ...] = ("safe", "unsafe") if unsafe else ("safe",)
    before = State(document=document_of(normalized.inventory), decision=decision)
    proposed: list[Fix] = []
    edits: list[Edit] = []
    for network in try_networks(normalized.inventory, decision, engine) if tried is None else tried:
        proposed += [relocated(fix, before.document) for fix in network.fixes]
        edits += _settled(network, allowed, engine)
    made = project(edits, before.document)
    after = _proven(before, made.operations, engine) if made.operations else decision
    remaining = findings_of(after).keys()
    return Plan(
        patch=made.operations,
        steps=tuple(edit_words(edit) for edit in made.edits),
        mends=tuple(sorted(findings_of(decision).keys() - remaining)),
        remaining=tuple(sorted(remaining)),
        left=tuple(
            LeftFix(fix=fix, reason=_why_left(fix, allowed))
            for fix in sorted(proposed, key=lambda fix: fix.mends)
            if not remaining.isdisjoint(fix.mends)
        ),
    )


def _settled(network: Tried, allowed: tuple[Applicability, ...], engine: Engine) -> Iterator[Edit]:
    """Yield the edits of a network, in the order in which they are to be made, until it is settled."""
    state, fixes = network.state, network.fixes
    for _ in range(MOST_ROUNDS):
        chosen = _first_choice(fixes, allowed)
        if not chosen:
            return
        for applied, after in _together(state, chosen, engine):
            yield from (edit for fix in applied for edit in fix.edits)
            state = after
        fixes = network_fixes(state, engine)
    raise InternalError(f"fixes are not settled after {MOST_ROUNDS} rounds; this is a bug of mwaa-policy")


def _first_choice(fixes: Iterable[Fix], allowed: tuple[Applicability, ...]) -> list[Fix]:
    """Return the verified fixes of the first applicability that has any."""
    verified = [fix for fix in fixes if fix.verified]
    choices = ([fix for fix in verified if fix.applicability == one] for one in allowed)
    return next((chosen for chosen in choices if chosen), [])


def _together(state: State, fixes: list[Fix], engine: Engine) -> Iterator[tuple[list[Fix], State]]:
    """Yield all of the fixes at once or, where they disturb each other, each that still works."""
    after = _applied(state, fixes, engine)
    if after is not None:
        yield fixes, after
        return
    for fix in fixes:
        after = _applied(state, [fix], engine)
        if after is not None:
            state = after
            yield [fix], after


def _applied(state: State, fixes: list[Fix], engine: Engine) -> State | None:
    """Return what fixes make of a network, `None` where they are no fixes."""
    pending = findings_of(state.decision).keys()
    mends = [key for fix in fixes for key in fix.mends if key in pending]
    try:
        made = project((edit for fix in fixes for edit in fix.edits), state.document)
    except UnprojectableError:
        return None
    if not mends or not made.operations:
        return None
    trial = attempt(state, made.operations, mends, engine)
    return None if trial.fault else trial.after


def _proven(before: State, patch: Iterable[Operation], engine: Engine) -> Decision:
    """Return the decision on the whole document after the patch."""
    trial = attempt(before, patch, (), engine)
    if trial.after is None or trial.fault:
        raise InternalError(
            f"fixes that work on each network do not work together: {trial.fault}; this is a bug of mwaa-policy"
        )
    return trial.after.decision


def _why_left(fix: Fix, allowed: tuple[Applicability, ...]) -> str:
    if not fix.verified:
        return fix.reason
    if fix.applicability not in allowed:
        return f"it is {fix.applicability}"
    return "it does not work beside the other fixes"
