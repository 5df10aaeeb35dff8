"""Everything that may be forgotten about an inventory, one fact at a time."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from mwaa_policy.model import COLLECTIONS, Inventory, Listing, Record, Survey
from tests.fixtures.rename import closed

Path = tuple[str | int, ...]
_ASSOCIATIONS = frozenset({"network_acl_ids", "route_table_ids"})
_TEXTS = {
    "Bucket": {"name"},
    "Condition": {"values"},
    "Context": {"account_id", "partition", "region"},
    "Environment": {
        "account_id",
        "celery_queue_arn",
        "database_service",
        "execution_role_arn",
        "source_bucket_arn",
        "webserver_service",
    },
    "GroupRule": {"group_account"},
    "Principal": {"value"},
    "SecurityGroup": {"owner_id"},
    "Statement": {"resources"},
    "Subnet": {"owner_id", "zone_name"},
    "Vpc": {"owner_id"},
    "VpcEndpoint": {"service_partition", "service_region"},
}
"""Attributes that sources may tell as texts with unresolved references in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """An inventory of which less is known, and what was forgotten."""

    path: Path
    """Where, by attributes and indexes; the first two are collection and index."""
    value: Any
    """What stands there instead."""
    vpcs_survey: str | None = None
    """For a member of a collection: the survey of every VPC that no longer holds."""

    def __str__(self) -> str:
        return f"{'/'.join(map(str, self.path))} := {self.value!r:.60}"

    def of(self, inventory: Inventory) -> Inventory:
        """Return the inventory after the loss."""
        found = _put(inventory, self.path, self.value)
        if self.vpcs_survey is None:
            return closed(found)
        vpcs = [_put(vpc, ("complete", self.vpcs_survey), value=False) for vpc in found.vpcs.items]
        return closed(_put(found, ("vpcs", "items"), tuple(vpcs)))


def losses(inventory: Inventory) -> Iterator[Loss]:
    """Return every way to know one fact less.

    A value becomes unknown, a text a token, a complete list incomplete, a list shorter and incomplete; and a
    collection loses a record, of which only what refers to it is left. Environments are not
    lost: of one that nobody knows there is nothing to say.
    """
    yield from _in_record(inventory.context, ("context",))
    for name in COLLECTIONS:
        listing = getattr(inventory, name)
        for index, record in enumerate(listing.items):
            yield from _in_record(record, (name, "items", index))
        yield from _in_collection(name, listing)


def _in_record(record: Record, path: Path) -> Iterator[Loss]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        place = (*path, name)
        if isinstance(value, Survey):
            yield from (Loss(path=(*place, one), value=False) for one in Survey.model_fields if getattr(value, one))
            continue
        if value is not None and name in _nullable(type(record)):
            yield Loss(path=place, value=None)
        if name in _TEXTS.get(type(record).__name__, ()):
            yield from _in_text(value, place)
        if isinstance(value, Listing):
            yield from _in_listing(value, place)
        elif isinstance(value, Record):
            yield from _in_record(value, place)


def _in_listing(listing: Listing[Any], path: Path) -> Iterator[Loss]:
    if listing.complete:
        yield Loss(path=path, value=Listing[Any](items=listing.items, complete=False))
    # A subnet has one table and one ACL. Two are a contradiction, which to forget one would resolve.
    contradiction = path[-1] in _ASSOCIATIONS and len(listing.items) > 1
    for index, item in enumerate(listing.items):
        if not contradiction:
            yield Loss(path=path, value=_without(listing, index))
        if isinstance(item, Record):
            yield from _in_record(item, (*path, "items", index))


def _in_text(value: Any, path: Path) -> Iterator[Loss]:
    """Give the ways to know less of a text: all of it becomes a token, or its last segment.

    A token within a text stands for one segment, which has neither `:` nor `/` in it.
    """
    if isinstance(value, Listing):
        for index, item in enumerate(value.items):
            yield from _in_text(item, (*path, "items", index))
    elif isinstance(value, str) and "${" not in value:
        # Each text has a token of its own: equal ones would stand for equal values.
        token = f"${{Param:{re.sub('[^A-Za-z0-9]', '', ''.join(map(str, path)))}}}"
        yield Loss(path=path, value=token)
        segment = re.search(r"(?<=[:/])[^:/*?]+$", value)
        if segment:
            yield Loss(path=path, value=value[: segment.start()] + token)


def _in_collection(name: str, listing: Listing[Any]) -> Iterator[Loss]:
    surveyed = name in Survey.model_fields
    if listing.complete and not surveyed:
        yield Loss(path=(name,), value=Listing[Any](items=listing.items, complete=False))
    for index in range(len(listing.items)):
        if name not in {"environments", "vpcs"}:
            yield Loss(path=(name,), value=_without(listing, index), vpcs_survey=name if surveyed else None)


def _without(listing: Listing[Any], index: int) -> Listing[Any]:
    items = (item for number, item in enumerate(listing.items) if number != index)
    return Listing[Any](items=tuple(items), complete=False)


@cache
def _nullable(kind: type[Record]) -> frozenset[str]:
    return frozenset(name for name, one in kind.model_fields.items() if type(None) in get_args(one.annotation))


def _put(place: Any, path: Path, value: Any) -> Any:
    """Return the record with another value at a path."""
    if not path:
        return value
    first, *rest = path
    if isinstance(place, tuple):
        return tuple(_put(one, tuple(rest), value) if number == first else one for number, one in enumerate(place))
    name = str(first)
    return place.model_copy(update={name: _put(getattr(place, name), tuple(rest), value)})


def chosen(inventory: Inventory, seed: str, *, count: int, always: frozenset[tuple[str, str]]) -> list[Loss]:
    """Return the losses in some records, and a fixed sample of the others.

    Args:
        inventory: what is known.
        seed: equal seeds give equal samples.
        count: the size of the sample.
        always: collection and id of the records of which every loss is wanted.
    """
    wanted: list[Loss] = []
    others: list[Loss] = []
    for loss in losses(inventory):
        (wanted if _record_of(inventory, loss) in always else others).append(loss)
    generator = random.Random(seed)  # noqa: S311 - a sample, no secret
    return [*wanted, *generator.sample(others, min(count, len(others)))]


def _record_of(inventory: Inventory, loss: Loss) -> tuple[str, str] | None:
    match loss.path:
        case (str() as name, "items", int() as index, *_):
            return name, getattr(inventory, name).items[index].id
        case _:
            return None
