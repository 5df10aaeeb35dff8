"""Three-valued logic: what is true, what is false, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def everyone(truths: Iterable[Truth]) -> Truth:
    """Return whether all are true: false as soon as one is false, else unknown as soon as one is."""
    found = list(truths)
    return False if False in found else None if None in found else True


def someone(truths: Iterable[Truth]) -> Truth:
    """Return whether one is true."""
    return opposite(everyone(opposite(one) for one in truths))


def opposite(truth: Truth) -> Truth:
    """Return the negation; the opposite of unknown is unknown."""
    return None if truth is None else not truth


def whichever(truths: Iterable[Truth]) -> Truth:
    """Return what is true in all of several worlds, of which one is the real one."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None
