"""Decides which objects an argument surely names, from what its references lead to.

A member that is not certain is a candidate: one arm of a condition, or some instances of a
resource that is named as a whole. Terraform writes an argument as unknown only when one of its
parts is, so that the only unknown object that an expression names is surely meant; and a list
that the provider wants to have at least *n* members has all of those that it can have, when
these are *n*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mwaa_policy.sources.terraform.terms import Gap, Joined, Literal, Target, Whole

Identify = Callable[[Target], str | None]
"""Answers with the id of the object that an attribute stands for; `None` when it is of another kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The objects that an argument names."""

    items: tuple[str, ...] = ()
    """Those that are certain."""
    complete: bool = False
    """Whether there can be no others."""
    candidates: tuple[str, ...] = ()
    """Those that may be named."""
    gaps: tuple[Gap, ...] = ()
    """Names that could not be followed."""
    inferred: bool = False
    """Whether instances were paired by key or place."""

    @property
    def single(self) -> str | None:
        """The one object, for an argument that names one."""
        return self.items[0] if self.complete and len(self.items) == 1 else None


@dataclass(slots=True)
class _Found:
    """Objects by how they are named."""

    direct: dict[str, bool]
    """By themselves, and whether their ids are known only after apply."""
    loose: dict[str, bool]
    """As one of all instances of a resource."""
    gaps: list[Gap]
    flags: bool
    """Whether there are names beside, as a condition has."""


def decide(  # noqa: PLR0913 - a decision hangs on this much
    joined: Joined,
    identify: Identify,
    *,
    prefix: str,
    is_new: Callable[[str], bool],
    minimum: int,
    shared: bool = False,
) -> Members:
    """Return the members of an argument.

    Args:
        joined: What its references lead to.
        identify: Which of these are objects of the wanted kind.
        prefix: How live ids of that kind begin.
        is_new: Whether the id of an object is known only after apply.
        minimum: The least number of members that the provider accepts.
        shared: The expression serves other arguments too, so that other objects and texts in it
            are no sign of a condition.
    """
    found = _sort(joined, identify, prefix=prefix, is_new=is_new, shared=shared)
    possible = {**found.direct, **found.loose}
    inferred = joined.inferred
    if found.gaps:
        return Members(candidates=tuple(possible), gaps=tuple(found.gaps), inferred=inferred)
    if possible and len(possible) == minimum:
        return Members(items=tuple(possible), complete=True, inferred=inferred)
    unsure = possible if found.flags or joined.mixed else found.loose
    new = [name for name, only_later in possible.items() if only_later]
    sure = dict.fromkeys([*(name for name in possible if name not in unsure), *(new if len(new) == 1 else ())])
    rest = tuple(name for name in possible if name not in sure)
    return Members(items=tuple(sure), complete=bool(sure) and not rest, candidates=rest, inferred=inferred)


def decide_one(joined: Joined, identify: Identify, *, prefix: str, is_new: Callable[[str], bool]) -> Members:
    """Return the object that an argument of one value names.

    It is known only after apply, so that no id which is known already can be its value.
    """
    found = _sort(joined, identify, prefix=prefix, is_new=is_new, shared=False)
    possible = {**found.direct, **found.loose}
    new = [name for name, only_later in possible.items() if only_later]
    if len(new) == 1 and not found.gaps:
        return Members(items=(new[0],), complete=True, inferred=joined.inferred)
    return Members(candidates=tuple(possible), gaps=tuple(found.gaps), inferred=joined.inferred)


def _sort(joined: Joined, identify: Identify, *, prefix: str, is_new: Callable[[str], bool], shared: bool) -> _Found:
    found = _Found(direct={}, loose={}, gaps=[], flags=False)
    for term in joined.terms:
        if isinstance(term, Gap):
            found.gaps.append(term)
        elif isinstance(term, Whole):
            names = _named(term.targets, identify)
            found.loose.update((name, is_new(name)) for name in names)
            found.flags |= not names and not shared
        elif isinstance(term, Target):
            names = _named((term,), identify)
            found.direct.update((name, is_new(name)) for name in names)
            found.flags |= not names and not shared
        else:
            ids = tuple(_ids(term.value, prefix))
            found.direct.update((name, is_new(name)) for name in ids)
            found.flags |= _is_flag(term, ids, shared=shared)
    return found


def _named(targets: Iterable[Target], identify: Identify) -> list[str]:
    return [name for target in targets if (name := identify(target)) is not None]


def _ids(value: Any, prefix: str) -> Iterable[str]:  # noqa: ANN401 - foreign value
    if isinstance(value, str):
        return (value,) if value.startswith(prefix) else ()
    return (one for one in value if isinstance(one, str) and one.startswith(prefix)) if isinstance(value, list) else ()


def _is_flag(term: Literal, ids: tuple[str, ...], *, shared: bool) -> bool:
    """Return whether a value looks like the condition of a condition, and not like a member.

    A known list beside other names may be what is used instead of them.
    """
    if shared:
        return isinstance(term.value, bool)
    return not ids or isinstance(term.value, list)


__all__ = ["Identify", "Members", "decide", "decide_one"]
