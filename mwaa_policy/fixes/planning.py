"""Plans fixes: applies all that may be applied together, and shows that they work as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mwaa_policy.decision import Edit
from mwaa_policy.errors import InternalError
from mwaa_policy.fixes.network import Tried, try_networks
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.proposing import relocated
from mwaa_policy.fixes.records import Applicability, Fix, LeftFix, Operation, Plan
from mwaa_policy.fixes.sharing import States, shared_findings, shared_fixes, tried
from mwaa_policy.fixes.verify import State, attempt, document_of
from mwaa_policy.fixes.words import edit_words
from mwaa_policy.frozen import Frozen

if TYPE_CHECKING:
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines import Engine
    from mwaa_policy.model import Inventory
    from mwaa_policy.sources._draft import Normalized

MOST_ROUNDS = 10
"""Rounds of applying and evaluating after which a plan is no plan; one or two are usual."""


class Planned(Frozen):
    """A plan, and what it makes of the document."""

    plan: Plan
    """The plan."""
    after: States
    """The document after it, and the ways that it may turn out then."""


def plan(  # noqa: PLR0913 - what was tried already, and how it may turn out, are given together
    normalized: Normalized,
    decision: Decision,
    engine: Engine,
    *,
    unsafe: bool = False,
    networks: Iterable[Tried] | None = None,
    ways: Sequence[tuple[Inventory, Decision]] = (),
) -> Planned:
    """Return all verified fixes that are safe as one patch of the normalized document.

    After each round the changed network is evaluated again, until nothing is left to apply. What
    works alone but not beside the others is left out.

    Args:
        normalized: the facts.
        decision: what the engine decided about them.
        engine: evaluates what the fixes make of them.
        unsafe: whether fixes that are unsafe are applied too, after all safe ones.
        networks: what came of the fixes of each network, where they were tried already.
        ways: how the facts may turn out, where conditions hang on parameters without a value: what is
            wrong in all of them is mended, in all of them.

    Raises:
        EngineError: the engine has no answer about a changed document.
        InternalError: the rounds do not end, or the whole does not do what its parts do.
    """
    allowed: tuple[Applicability, ...] = ("safe", "unsafe") if unsafe else ("safe",)
    document = State(document=document_of(normalized.inventory), decision=decision)
    before = (document, *(State(document=document_of(one), decision=decided) for one, decided in ways))
    proposed: list[Fix] = []
    edits: list[Edit] = []
    after = before
    trials = try_networks(normalized.inventory, decision, engine) if networks is None else networks
    for states, fixes in _each(before, trials, engine):
        proposed += [relocated(fix, document.document) for fix in fixes]
        made, after = _settled(states, fixes, allowed, engine)
        edits += made
    whole = project(edits, document.document)
    proven = _proven(document, whole.operations, engine) if whole.operations else document
    after = (proven, *after[1:])
    remaining = shared_findings(after)
    return Planned(
        plan=Plan(
            patch=whole.operations,
            steps=tuple(edit_words(edit) for edit in whole.edits),
            mends=tuple(sorted(shared_findings(before) - remaining)),
            remaining=tuple(sorted(remaining)),
            left=tuple(
                LeftFix(fix=fix, reason=_why_left(fix, allowed))
                for fix in sorted(proposed, key=lambda fix: fix.mends)
                if not remaining.isdisjoint(fix.mends)
            ),
        ),
        after=after,
    )


def _each(states: States, networks: Iterable[Tried], engine: Engine) -> Iterator[tuple[States, tuple[Fix, ...]]]:
    """Yield each network with its fixes; a document that may turn out in several ways is one."""
    if len(states) > 1:
        yield states, shared_fixes(states, engine)
        return
    for one in networks:
        yield (one.state,), one.fixes


def _settled(
    states: States, fixes: tuple[Fix, ...], allowed: tuple[Applicability, ...], engine: Engine
) -> tuple[list[Edit], States]:
    """Return the edits of a network, in the order in which they are to be made, and what it is once it is settled."""
    edits: list[Edit] = []
    for _ in range(MOST_ROUNDS):
        chosen = _first_choice(fixes, allowed)
        if not chosen:
            return edits, states
        for applied, after in _together(states, chosen, engine):
            edits += [edit for fix in applied for edit in fix.edits]
            states = after
        fixes = shared_fixes(states, engine)
    raise InternalError(f"fixes are not settled after {MOST_ROUNDS} rounds; this is a bug of mwaa-policy")


def _first_choice(fixes: Iterable[Fix], allowed: tuple[Applicability, ...]) -> list[Fix]:
    """Return the verified fixes of the first applicability that has any."""
    verified = [fix for fix in fixes if fix.verified]
    choices = ([fix for fix in verified if fix.applicability == one] for one in allowed)
    return next((chosen for chosen in choices if chosen), [])


def _together(states: States, fixes: list[Fix], engine: Engine) -> Iterator[tuple[list[Fix], States]]:
    """Yield all of the fixes at once or, where they disturb each other, each that still works."""
    after = _applied(states, fixes, engine)
    if after is not None:
        yield fixes, after
        return
    for fix in fixes:
        after = _applied(states, [fix], engine)
        if after is not None:
            states = after
            yield [fix], after


def _applied(states: States, fixes: list[Fix], engine: Engine) -> States | None:
    """Return what fixes make of a network, `None` where they are no fixes."""
    if shared_findings(states).isdisjoint(key for fix in fixes for key in fix.mends):
        return None
    found = []
    for trial in tried(fixes, states, engine):
        if trial.after is None or trial.fault:
            return None
        found.append(trial.after)
    return None if found[0] is states[0] else tuple(found)


def _proven(before: State, patch: Iterable[Operation], engine: Engine) -> State:
    """Return the whole document after the patch."""
    trial = attempt(before, patch, (), engine)
    if trial.after is None or trial.fault:
        raise InternalError(
            f"fixes that work on each network do not work together: {trial.fault}; this is a bug of mwaa-policy"
        )
    return trial.after


def _why_left(fix: Fix, allowed: tuple[Applicability, ...]) -> str:
    if not fix.verified:
        return fix.reason
    if fix.applicability not in allowed:
        return f"it is {fix.applicability}"
    return "it does not work beside the other fixes"
