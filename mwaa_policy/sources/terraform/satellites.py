"""Separate resources that are parts of others: rules, routes, entries, associations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mwaa_policy.model import Collection
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.joining import Members
from mwaa_policy.sources.terraform.snapshot import Resource
from mwaa_policy.sources.terraform.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A part of which nobody knows to what it belongs."""

    resource: Resource
    owners: tuple[str, ...]
    """What it may belong to; none when it may be anything."""
    why: Missing


@dataclass(slots=True)
class Satellites:
    """The parts of the objects of a collection, by the id of the object."""

    by_owner: dict[str, list[Resource]] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)

    def of(self, owner: str) -> list[Resource]:
        """Return the parts of an object."""
        return self.by_owner.get(owner, [])

    def doubts(self, owner: str) -> Iterator[Unplaced]:
        """Yield the parts that may belong to an object."""
        return (part for part in self.unplaced if not part.owners or owner in part.owners)


def gather(world: World, resources: Iterable[Resource], *source: str, owner: Collection) -> Satellites:
    """Return resources by the object to which an argument of theirs refers."""
    found = Satellites()
    for resource in resources:
        members = owner_of(world, resource, *source, owner=owner)
        if members is None:
            continue
        if members.single is not None:
            found.by_owner.setdefault(members.single, []).append(resource)
        else:
            why = world.why_unknown(resource, *source, members=members)
            found.unplaced.append(Unplaced(resource=resource, owners=members.candidates, why=why))
            if not members.candidates:
                world.draft.strays.setdefault(owner, why)
    return found


def owner_of(world: World, resource: Resource, *source: str, owner: Collection) -> Members | None:
    """Return the object to which an argument refers, `None` when nobody sets it."""
    found = world.fact(resource, *source)
    if found.absent:
        return None
    if found.known:
        return Members(items=(str(found.value),), complete=True)
    return world.refer(resource, *source, to=owner)
