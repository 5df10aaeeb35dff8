"""Fixes of what is wrong in every way that a document may turn out: one change that mends it in all of them.

A document whose conditions hang on parameters without a value leaves open what hangs on them. It is
a state of its own, the first, in which nothing may get worse; the ways that it may turn out follow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from mwaa_policy.fixes.network import network_fixes
from mwaa_policy.fixes.project import Projection, UnprojectableError
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.records import APPLICABILITIES, FindingKey, Fix
from mwaa_policy.fixes.verify import State, Trial, attempt, findings_of

if TYPE_CHECKING:
    from mwaa_policy.decision import Edit
    from mwaa_policy.engines import Engine

States: TypeAlias = tuple[State, ...]
"""A document, and the ways that it may turn out; none when it leaves nothing open."""
_NO_PLACE = "it cannot be made whatever the parameters are"
_NO_NUMBER = "no number of an entry is free whatever the parameters are"


def shared_findings(states: States) -> frozenset[FindingKey]:
    """Return the findings of checks that fail in every way that has their object."""
    document, *ways = states
    if not ways:
        return frozenset(findings_of(document.decision))
    return frozenset(key for way in ways for key in findings_of(way.decision) if _fails_in_all(key, ways))


def _fails_in_all(key: FindingKey, ways: Sequence[State]) -> bool:
    rule, subject, _ = key
    return {way.decision.verdicts.get(rule, {}).get(subject) for way in ways} <= {"fail", None}


def shared_fixes(states: States, engine: Engine) -> tuple[Fix, ...]:
    """Return the fixes that are proposed for what is wrong in every way, each tried on all states."""
    document, *ways = states
    if not ways:
        return network_fixes(document, engine)
    wrong = shared_findings(states)
    proposed: dict[str, list[Fix]] = {}
    for way in ways:
        for fix in network_fixes(way, engine):
            if not wrong.isdisjoint(fix.mends):
                proposed.setdefault(_change(fix), []).append(fix)
    fixes = (_shared(same, wrong, states, engine) for same in proposed.values())
    return tuple(sorted(fixes, key=lambda fix: fix.mends))


def _change(fix: Fix) -> str:
    """Return what tells a change from others; the number of an entry is the next that is free."""
    return json.dumps([_told(edit) for edit in fix.edits], sort_keys=True)


def _told(edit: Edit) -> list[object]:
    value = edit.value
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if name != "number"}
    return [edit.verb, edit.target, value]


def _shared(same: Sequence[Fix], wrong: frozenset[FindingKey], states: States, engine: Engine) -> Fix:
    """Return a fix that ways have in common, as one of the document."""
    first = replace(
        next((fix for fix in same if not fix.verified), same[0]),
        mends=tuple(sorted({key for fix in same for key in fix.mends} & wrong)),
        applicability=max((fix.applicability for fix in same), key=APPLICABILITIES.index),
        patch=(),
    )
    if not first.verified:
        return first
    try:
        made = project(first.edits, states[0].document)
    except UnprojectableError as error:
        return replace(first, verified=False, reason=f"{error} while parameters are open")
    fix = replace(first, edits=made.edits, patch=made.operations)
    fault = next((fault for fault in _faults(fix, states, engine) if fault), "")
    return replace(fix, verified=not fault, reason=fault)


def _faults(fix: Fix, states: States, engine: Engine) -> Iterator[str]:
    if not fix.patch:
        yield "the document has it all already"
    yield from (trial.fault for trial in tried([fix], states, engine))


def tried(fixes: Sequence[Fix], states: States, engine: Engine) -> Iterator[Trial]:
    """Yield what comes of fixes in each state.

    A state that has no place for them, and in which they should mend nothing, stays as it is.
    """
    edits = [edit for fix in fixes for edit in fix.edits]
    made_first: tuple[Edit, ...] | None = None
    for state in states:
        pending = findings_of(state.decision).keys()
        mends = [key for fix in fixes for key in fix.mends if key in pending]
        made = _projected(edits, state)
        if made is None:
            yield Trial(after=None, fault=_NO_PLACE) if mends else Trial(after=state, fault="")
            continue
        made_first = made_first or made.edits
        if made.edits != made_first:
            yield Trial(after=None, fault=_NO_NUMBER)
            continue
        yield attempt(state, made.operations, mends, engine)


def _projected(edits: Sequence[Edit], state: State) -> Projection | None:
    """Return edits as a patch, `None` where a document has no place for them or has it all already."""
    try:
        made = project(edits, state.document)
    except UnprojectableError:
        return None
    return made if made.operations else None
