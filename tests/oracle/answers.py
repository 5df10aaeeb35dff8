"""What the oracle says of a rule and a subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mwaa_policy.decision import SEVERITIES


class Answer(NamedTuple):
    """The verdict that a rule must give, and how bad its worst finding must be."""

    verdict: str
    severity: str | None = None
    is_doubtful: bool = False
    """Whether facts contradict each other, so that to be undecided will do as well."""


PASS = Answer("pass")
UNDECIDED = Answer("undecided")
NOT_APPLICABLE = Answer("not_applicable")
Answers = dict[tuple[str, str], Answer]
"""By rule and subject."""


def fail(severity: str) -> Answer:
    """Return a failure with the severity of its worst finding."""
    return Answer("fail", severity)


def worst(found: Iterable[Answer]) -> Answer:
    """Return what several answers make together: a failure stands, and so does a doubt."""
    answers = list(found)
    failures = [one for one in answers if one.verdict == "fail"]
    if failures:
        return min(failures, key=lambda one: SEVERITIES.index(one.severity))
    return UNDECIDED if UNDECIDED in answers else PASS


def passes(holds: bool, severity: str) -> Answer:  # noqa: FBT001 - what is asked, not how
    """Return a pass where something holds, else a failure."""
    return PASS if holds else fail(severity)
