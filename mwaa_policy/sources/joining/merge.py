"""Makes one record of two that describe the same object."""

from __future__ import annotations

from collections.abc import Collection as Container
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from mwaa_policy.frozen import Frozen
from mwaa_policy.model import Listing, Policy, Record, Survey

R = TypeVar("R", bound=Record)

_TOKEN = "${"  # noqa: S105 - what an unresolved reference begins with, no password
_ASSOCIATIONS = frozenset({"route_table_ids", "network_acl_ids"})
_PLANNED = "planned"


class Sources(Frozen):
    """What is known of the sources of two records."""

    open_in_first: Container[str] = frozenset()
    """Attributes of which the first read only a part. A list of any other may be complete although the first says no
    more than what it adds to it."""
    first_plans: bool = False
    """Whether the first tells what will be. What it leaves open stays open then: what is there may change."""
    first_describes: bool = True
    """Whether the first does more than name the object, and tell what it adds to it."""
    second_describes: bool = True
    """Whether the second does."""
    one_each: bool = False
    """Whether an associated id takes the place of another, as with subnets."""


class Merged(Frozen):
    """A record, and whose word each of its attributes is."""

    record: Any
    """The record."""
    first: frozenset[str]
    """Attributes that the first record tells, alone or with the second."""
    second: frozenset[str]
    """Attributes that the second tells."""
    conflicts: tuple[str, ...]
    """Attributes of which the two say different things, and the first is believed."""


def merge(first: R, second: R, sources: Sources = Sources()) -> Merged:  # noqa: B008 - a frozen record
    """Return one record of two with the same id; what both know, the first tells.

    Args:
        first: The record that is believed, such as that of a plan.
        second: The record that fills in, such as that of the account as it is.
        sources: What is known of the two beside the records.
    """
    told: dict[str, tuple[Any, str]] = {}
    conflicts = []
    for name in type(first).model_fields:
        one, other = getattr(first, name), getattr(second, name)
        told[name] = (one, "first") if sources.first_plans else _value(name, one, other, sources)
        if told[name][1] == "first" and _differ(one, other):
            conflicts.append(name)
    return Merged(
        record=first.model_copy(update={name: value for name, (value, _) in told.items()}),
        first=_tellers(told, "first"),
        second=_tellers(told, "second"),
        conflicts=tuple(conflicts),
    )


def _tellers(told: Mapping[str, tuple[Any, str]], whose: str) -> frozenset[str]:
    return frozenset(name for name, (_, teller) in told.items() if teller in {whose, "both"})


def _value(name: str, one: Any, other: Any, sources: Sources) -> tuple[Any, str]:  # noqa: ANN401 - any attribute
    match one:
        case Listing():
            replaces = sources.one_each and name in _ASSOCIATIONS
            return _listing(one, other, is_open=name in sources.open_in_first, replaces=replaces)
        case Survey():
            surveys = {kind: getattr(one, kind) or getattr(other, kind) for kind in Survey.model_fields}
            return Survey(**surveys), "both"
        case Policy(explicit=None):
            return other, "second"
        case _:
            return (other, "second") if other is not None and _is_less(one, other, sources) else (one, "first")


def _is_less(one: Any, other: Any, sources: Sources) -> bool:  # noqa: ANN401 - any attribute
    """Return whether a value of the first is less than what the second knows, as a reference is less than an id."""
    if one is None or not sources.first_describes:
        return True
    return sources.second_describes and tells(other) and not tells(one)


def tells(value: object) -> bool:
    """Return whether a value is a known one: no hole, and no text with a reference in it."""
    return value is not None and not (isinstance(value, str) and _TOKEN in value)


def _listing(one: Listing[Any], other: Listing[Any], *, is_open: bool, replaces: bool) -> tuple[Listing[Any], str]:
    if one.complete:
        return one, "first"
    if not one.items and not is_open:
        return other, "second"
    known = {_key(item) for item in one.items}
    added = () if replaces and one.items else tuple(item for item in other.items if _key(item) not in known)
    return Listing[Any](items=(*one.items, *added), complete=other.complete and not is_open), "both"


def _key(item: Any) -> Any:  # noqa: ANN401 - an id, a range or a record with a key
    return getattr(item, "key", item)


def _differ(one: Any, other: Any) -> bool:  # noqa: ANN401 - any attribute
    """Return whether the two cannot both hold."""
    if isinstance(one, Listing):
        return one.complete and other.complete and set(one.items) != set(other.items)
    return tells(one) and tells(other) and one not in {other, _PLANNED}


def is_open(value: Any, path: Sequence[str]) -> bool:  # noqa: ANN401 - a record, or what it holds
    """Return whether the fact at a path within a value is not known, or not to be found there."""
    if isinstance(value, Listing) and path:
        item = next((item for item in value.items if _key(item) == path[0]), None)
        return item is None or is_open(item, path[1:])
    if isinstance(value, Record) and path:
        return is_open(getattr(value, path[0]), path[1:])
    if isinstance(value, Listing):
        return not value.complete
    return isinstance(value, Record) or value is False or not tells(value)
