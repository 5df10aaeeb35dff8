"""The functions of Terraform that are understood in expressions of `.tf` files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from mwaa_policy.sources.terraform.outcomes import (
    UNTOLD,
    Known,
    Loose,
    Named,
    Order,
    Outcome,
    Several,
    Unsure,
    is_filled,
    item,
    loose,
    part,
    unsure,
    value_of,
    values_of,
)

Given = Sequence[Outcome]
Function = Callable[[Given, str], "Outcome | None"]
"""Answers with the outcome, `None` when the arguments do not tell it."""
T = TypeVar("T", Several, Named)


def call(name: str, given: Given, subject: str) -> Outcome:
    """Return what a function makes of its arguments, unsure when that is not known."""
    function = _FUNCTIONS.get(name)
    doubt = next((one for one in given if isinstance(one, Unsure)), None)
    if doubt is not None and name not in _LAZY:
        return replace(doubt, possible=tuple(given))
    found = function(given, subject) if function and len(given) >= _LEAST.get(name, 1) else None
    if found is not None:
        return found
    why = "is not understood" if function is None else "hangs on what only apply knows"
    return unsure(subject, f"{name}() in it {why}", *given)


def _concat(given: Given, _: str) -> Outcome | None:
    lists = _all(given, Several)
    if lists is None:
        # A list of which only the names are told may be anywhere.
        return loose(given) if all(isinstance(one, Several | Loose) for one in given) else None
    return Several(items=tuple(one for each in lists for one in each.items), order=_order(lists))


def _flatten(given: Given, subject: str) -> Outcome | None:
    if not isinstance(given[0], Several):
        return None
    items = given[0].items
    parts = [_flatten([one], subject) if isinstance(one, Several) else one for one in items]
    # One that is not told may be a list itself.
    if any(one is None or isinstance(one, Loose | Unsure) for one in parts):
        return loose(items)
    lists = [one if isinstance(one, Several) else Several(items=(one,)) for one in parts if one is not None]
    return Several(items=tuple(one for each in lists for one in each.items), order=_order([given[0], *lists]))


def _compact(given: Given, _: str) -> Outcome | None:
    if not isinstance(given[0], Several):
        return given[0] if isinstance(given[0], Loose) else None
    return replace(given[0], items=tuple(one for one in given[0].items if value_of(one) not in {None, ""}))


def _set(given: Given, _: str) -> Outcome | None:
    return _arranged(given, "set")


def _list(given: Given, _: str) -> Outcome | None:
    if isinstance(given[0], Several) and given[0].order == "list":
        return given[0]
    return _arranged(given, "lost")


def _lost(given: Given, _: str) -> Outcome | None:
    return _arranged(given, "lost")


def _arranged(given: Given, order: Order) -> Outcome | None:
    """Return the same members; texts that are known are sorted, each once, as a set has them."""
    if not isinstance(given[0], Several):
        return given[0] if isinstance(given[0], Loose) else None
    items = given[0].items
    values = values_of(items)
    if values is not None and all(isinstance(one, str) for one in values):
        items = tuple(Known(value=one) for one in sorted(set(values)))
    return Several(items=items, order=order)


def _reverse(given: Given, _: str) -> Outcome | None:
    return replace(given[0], items=given[0].items[::-1]) if isinstance(given[0], Several) else None


def _slice(given: Given, _: str) -> Outcome | None:
    bounds = values_of(given[1:])
    ordered = isinstance(given[0], Several) and given[0].order == "list"
    if not isinstance(given[0], Several) or not ordered or bounds is None or not all(map(_is_place, bounds)):
        return None
    first, last = bounds[:2]
    return Several(items=given[0].items[first:last]) if first <= last <= len(given[0].items) else None


def _element(given: Given, subject: str) -> Outcome | None:
    place = value_of(given[1])
    if not isinstance(given[0], Several) or not _is_place(place) or not given[0].items:
        return None
    return item(given[0], place % len(given[0].items), subject)


def _one(given: Given, _: str) -> Outcome | None:
    if not isinstance(given[0], Several) or len(given[0].items) > 1:
        return None
    return given[0].items[0] if given[0].items else Known(value=None)


def _length(given: Given, _: str) -> Outcome | None:
    if isinstance(given[0], Several):
        # Members of a set that are not known, or no texts, may be the same one.
        texts = all(isinstance(value_of(one), str) for one in given[0].items)
        exact = given[0].order == "list" or len(given[0].items) <= 1 or texts
        return Known(value=len(given[0].items)) if exact else None
    if isinstance(given[0], Named):
        return Known(value=len(given[0].members))
    text = value_of(given[0])
    return Known(value=len(text)) if isinstance(text, str) and text.isascii() else None


def _contains(given: Given, _: str) -> Outcome | None:
    wanted = value_of(given[1])
    values = values_of(given[0].items) if isinstance(given[0], Several) else None
    if wanted is UNTOLD or values is None:
        return None
    same = [one for one in values if type(one) is type(wanted)]
    return Known(value=wanted in same) if len(same) == len(values) else None


def _keys(given: Given, _: str) -> Outcome | None:
    return Several(items=tuple(Known(value=one) for one in _names(given[0]))) if isinstance(given[0], Named) else None


def _values(given: Given, _: str) -> Outcome | None:
    if not isinstance(given[0], Named):
        return None
    return Several(items=tuple(given[0].members[one] for one in _names(given[0])))


def _names(outcome: Named) -> list[str]:
    return sorted(outcome.members)


def _merge(given: Given, _: str) -> Outcome | None:
    objects = _all([one for one in given if one != Known(value=None)], Named)
    return (
        None
        if objects is None
        else Named(members={name: one for each in objects for name, one in each.members.items()})
    )


def _lookup(given: Given, subject: str) -> Outcome | None:
    name = value_of(given[1])
    if not isinstance(given[0], Named) or not isinstance(name, str):
        return None
    return given[2] if name not in given[0].members and len(given) > 2 else part(given[0], name, subject)  # noqa: PLR2004


def _zipmap(given: Given, _: str) -> Outcome | None:
    lists = _all(given, Several)
    names = values_of(lists[0].items) if lists is not None else None
    if lists is None or names is None or any(one.order != "list" for one in lists):
        return None
    return Named(members={str(name): one for name, one in zip(names, lists[1].items, strict=False)})


def _coalesce(given: Given, _: str) -> Outcome | None:
    for one in given:
        if is_filled(one):
            return one
        if value_of(one) is UNTOLD:
            return None
    return None


def _coalescelist(given: Given, _: str) -> Outcome | None:
    lists = _all([one for one in given if one != Known(value=None)], Several)
    return None if lists is None else next((one for one in lists if one.items), None)


def _try(given: Given, _: str) -> Outcome | None:
    for one in given:
        if isinstance(one, Unsure) and one.fails:
            continue
        return None if isinstance(one, Unsure | Loose) else one
    return None


def _can(given: Given, _: str) -> Outcome | None:
    if isinstance(given[0], Unsure) and given[0].fails:
        return Known(value=False)
    return None if isinstance(given[0], Unsure | Loose) else Known(value=True)


def _same(given: Given, _: str) -> Outcome | None:
    return given[0]


def _order(lists: Sequence[Several]) -> Order:
    """Return whether the places are known in what is made of several lists."""
    return "list" if all(one.order == "list" or len(one.items) <= 1 for one in lists) else "lost"


def _all(given: Given, wanted: type[T]) -> list[T] | None:
    found = [one for one in given if isinstance(one, wanted)]
    return found if len(found) == len(given) else None


def _is_place(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_LAZY = frozenset({"can", "try"})
_LEAST = {"contains": 2, "element": 2, "lookup": 2, "slice": 3, "zipmap": 2}
"""How many arguments a function takes at least, when these are more than one."""
_FUNCTIONS: dict[str, Function] = {
    "can": _can,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _lost,
    "element": _element,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _same,
    "one": _one,
    "reverse": _reverse,
    "sensitive": _same,
    "setunion": lambda given, subject: _arranged([found], "set") if (found := _concat(given, subject)) else None,
    "slice": _slice,
    "sort": _lost,
    "tolist": _list,
    "tomap": _same,
    "toset": _set,
    "try": _try,
    "values": _values,
    "zipmap": _zipmap,
}
