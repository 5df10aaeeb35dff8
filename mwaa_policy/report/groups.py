"""Undecided verdicts grouped by the fact that is missing."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_policy.frozen import Frozen
from mwaa_policy.report.records import Cause, Place, Undecided


class MissingGroup(Frozen):
    """One missing fact, and the checks that it hides."""

    cause: Cause
    """What is missing."""
    location: Place | None
    """Where it would be supplied or is declared."""
    checks: tuple[Undecided, ...]
    """The verdicts that hang on it."""


def group_by_cause(undecided: Iterable[Undecided]) -> tuple[MissingGroup, ...]:
    """Return the missing facts, the one that hides most checks first.

    A check that hangs on several facts counts with each of them.
    """
    causes: dict[str, tuple[Cause, Place | None]] = {}
    checks: dict[str, dict[tuple[str, str], Undecided]] = {}
    for one in undecided:
        for fact in one.because:
            causes.setdefault(fact.cause.subject, (fact.cause, fact.location))
            checks.setdefault(fact.cause.subject, {})[(one.rule, one.subject)] = one
    groups = (
        MissingGroup(cause=cause, location=location, checks=tuple(checks[subject].values()))
        for subject, (cause, location) in causes.items()
    )
    return tuple(sorted(groups, key=lambda group: (-len(group.checks), group.cause.subject)))
