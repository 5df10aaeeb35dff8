"""Cuts an inventory into its connected parts, so that one evaluation sees one network.

What a rule may look up from an environment lies in its part: by id, along the references, or by
the VPC. So the parts can be judged one by one, in time that is linear in their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from mwaa_policy.model.inventory import COLLECTIONS, Collection
from mwaa_policy.model.references import LOOSE_REFERENCES, REFERENCES, targets
from mwaa_policy.model.survey import is_surveyed

if TYPE_CHECKING:
    from mwaa_policy.model.inventory import Inventory

_Node: TypeAlias = tuple[Collection, str]
_Members: TypeAlias = dict[Collection, list[Any]]

_SHARED: tuple[Collection, ...] = ("prefix_lists", "buckets")
"""What belongs to no VPC: copied to every part that refers to it."""
_OWN: tuple[Collection, ...] = tuple(name for name in COLLECTIONS if name not in _SHARED)
_BY_VPC: tuple[Collection, ...] = ("vpc_endpoints", "nat_gateways", "internet_gateways")
"""What rules look up by VPC, not by id."""


def networks(inventory: Inventory) -> Iterator[Inventory]:
    """Yield the connected parts of an inventory, in an order that does not hang on its order.

    Each record is in exactly one part, but for prefix lists and buckets: they are in every part
    that refers to them, and the lists of AWS services in all, since rules look these up by name.
    The context and the parameters are those of the whole; a collection of a part is complete when
    it is so for the VPCs of the part.
    """
    for members in sorted(_divide(inventory), key=_rank):
        yield _part(inventory, members)


def _divide(inventory: Inventory) -> Iterable[_Members]:
    """Return the records of each part, sorted by their ids."""
    forest = _join(inventory)
    parts: defaultdict[_Node, _Members] = defaultdict(lambda: {name: [] for name in COLLECTIONS})
    for name in _OWN:
        for record in getattr(inventory, name).items:
            parts[forest.root((name, record.id))][name].append(record)
    _share(inventory, parts)
    for members in parts.values():
        for records in members.values():
            records.sort(key=lambda record: str(record.id))
    return parts.values()


class _Forest:
    """Disjoint sets of records."""

    def __init__(self) -> None:
        self._parents: dict[_Node, _Node] = {}

    def root(self, node: _Node) -> _Node:
        """Return what names the set of a record."""
        parents = self._parents
        parent = parents.setdefault(node, node)
        while parent != node:
            parents[node] = node = parents[parent]
            parent = parents[node]
        return node

    def join(self, one: _Node, other: _Node) -> None:
        """Make one set of two."""
        self._parents[self.root(one)] = self.root(other)


def _join(inventory: Inventory) -> _Forest:
    forest = _Forest()
    for reference in (*REFERENCES, *LOOSE_REFERENCES):
        if reference.target in _SHARED:
            continue
        outside = reference in LOOSE_REFERENCES
        known = {record.id for record in getattr(inventory, reference.target).items} if outside else set()
        for record in getattr(inventory, reference.source).items:
            for identity in targets(record, reference):
                if not outside or identity in known:
                    forest.join((reference.source, record.id), (reference.target, identity))
    _join_loose(inventory, forest)
    return forest


def _join_loose(inventory: Inventory, forest: _Forest) -> None:
    """Join what may belong to any VPC, since its own is not known, with every environment."""
    environments = [forest.root(("environments", record.id)) for record in inventory.environments.items]
    anchored = {*environments, *(forest.root(("vpcs", record.id)) for record in inventory.vpcs.items)}
    found = ((name, record.id) for name in _BY_VPC for record in getattr(inventory, name).items)
    loose = [node for node in found if forest.root(node) not in anchored]
    if environments and loose:
        for node in (*loose, *environments):
            forest.join(node, environments[0])


def _share(inventory: Inventory, parts: dict[_Node, _Members]) -> None:
    for name in _SHARED:
        records = {record.id: record for record in getattr(inventory, name).items}
        everywhere = {key for key, record in records.items() if getattr(record, "service", None) not in {None, "none"}}
        for members in parts.values():
            wanted = everywhere.union(_shared_ids(name, members))
            members[name] = [records[key] for key in wanted if key in records]


def _shared_ids(name: Collection, members: _Members) -> Iterator[str]:
    for reference in REFERENCES:
        if reference.target == name:
            for record in members[reference.source]:
                yield from targets(record, reference)


def _part(inventory: Inventory, members: _Members) -> Inventory:
    listings: dict[str, Any] = {}
    for name, records in members.items():
        whole = getattr(inventory, name)
        complete = whole.complete if name == "environments" else is_surveyed(name, records, members["vpcs"])
        listings[name] = whole.model_copy(update={"items": tuple(records), "complete": complete})
    return inventory.model_copy(update=listings)


def _rank(members: _Members) -> tuple[int, str]:
    """Return the place of a part: that of its first record, environments before all else."""
    return next((index, found[0].id) for index, name in enumerate(COLLECTIONS) if (found := members[name]))
