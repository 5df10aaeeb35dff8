"""What the converters share: the resources that surely exist, and doubts about the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mwaa_policy.model import Collection, Inventory, Record, Survey
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources._draft import Draft
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import TYPES
from mwaa_policy.sources.cloudformation.read import STACK, Resource
from mwaa_policy.sources.cloudformation.reader import Owner, Reader
from mwaa_policy.sources.cloudformation.resolve import Resolver
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Bag, Cell, Fault, Place, why


class Doubt(NamedTuple):
    """Why something may exist that is not in the inventory."""

    cause: Missing
    candidate: str | None = None
    """What it would be."""


_NESTING = frozenset({STACK, "AWS::Serverless::Application"})
"""Types of resources that stand for templates of their own."""


class Doubts:
    """Doubts about the lists of objects, by object."""

    def __init__(self) -> None:
        self._by_owner: dict[str | None, list[Doubt]] = {}

    def add(self, owner: Owner, doubt: Doubt) -> None:
        """Take a doubt about a list of each object that the owner may be."""
        names: Iterable[str | None] = (owner.id,) if owner.id else (None,) if owner.possible is None else owner.possible
        for name in names:
            self._by_owner.setdefault(name, []).append(doubt)

    def of(self, owner: str) -> list[Doubt]:
        """Return the doubts about the lists of an object."""
        return [*self._by_owner.get(owner, ()), *self._by_owner.get(None, ())]


class Parts:
    """Resources that are parts of other objects, by object."""

    def __init__(self) -> None:
        self.certain: dict[str, list[Resource]] = {}
        self.doubts = Doubts()

    def of(self, owner: str) -> list[Resource]:
        """Return the parts that an object surely has."""
        return self.certain.get(owner, [])


class Build:
    """The inventory under construction."""

    def __init__(self, resolver: Resolver, draft: Draft) -> None:
        self.resolver = resolver
        self.reader = Reader(resolver)
        self.draft = draft
        self.surveys: dict[str, Doubts] = {name: Doubts() for name in Survey.model_fields}
        self.account = resolver.pseudo("AWS::AccountId")
        self.default_groups: dict[str, str] = {}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in resolver.resources.values():
            self._by_type.setdefault(resource.type, []).append(resource)

    # -- resources ------------------------------------------------------------------------------

    def resources(self, kind: str) -> list[Resource]:
        """Return the resources of a type that surely exist."""
        return [resource for resource in self._by_type.get(kind, ()) if self.resolver.exists(resource).value]

    def uncertain(self, kind: str) -> Iterator[tuple[Resource, Missing]]:
        """Give the resources of a type that only may exist, and why that is not known."""
        for resource in self._by_type.get(kind, ()):
            truth = self.resolver.exists(resource)
            if truth.value is None and truth.cause is not None:
                yield resource, truth.cause

    def unread(self) -> Iterator[tuple[Resource, Missing]]:
        """Give the stacks and modules within the templates that are not read themselves, and why that hides things."""
        for kind in self._by_type:
            if kind in _NESTING or kind.endswith("::MODULE"):
                for resource in [*self.resources(kind), *(resource for resource, _ in self.uncertain(kind))]:
                    if resource.id not in self.resolver.nested:
                        yield resource, causes.unread_stack(resource.logical_id, kind, resource.place)

    def excluded(self) -> frozenset[Assumption]:
        """Return the defaults by which resources of a network do not exist."""
        truths = [
            self.resolver.exists(resource)
            for kind, resources in self._by_type.items()
            if kind.startswith("AWS::EC2::")
            for resource in resources
        ]
        looped = (template.looped for template in self.resolver.templates)
        return frozenset[Assumption]().union(*looped, *(truth.assumed for truth in truths if truth.value is False))

    def types(self) -> list[str]:
        """Return the types of resource in the templates."""
        return list(self._by_type)

    def property(self, resource: Resource, name: str) -> Cell | None:
        """Return a property, `None` when it is not given."""
        return self.resolver.bag(resource).get(name)

    def sheet(self, resource: Resource) -> Sheet:
        """Return a sheet for the record that a resource describes."""
        sheet = Sheet(self.reader, self.resolver.bag(resource))
        sheet.assume((), self.resolver.exists(resource).assumed)
        return sheet

    def part(self, bag: Bag) -> Sheet:
        """Return a sheet for a part of a record, which one unreadable property spoils."""
        return Sheet(self.reader, bag, strict=True)

    def blank(self, place: Place, owner: str) -> Sheet:
        """Return a sheet for a record that no resource describes."""
        return Sheet(self.reader, Bag(place, owner, lambda _name: None))

    def nested(self, owner: str, cell: Cell) -> Bag:
        """Return the members of a mapping within a resource; those of an unknown mapping are unknown.

        Raises:
            Fault: it is not a mapping.
        """
        members = cell.value
        if isinstance(members, Unknown):
            return Bag(cell.place, owner, lambda _name: cell)
        if not isinstance(members, dict):
            raise Fault(cell.place, "a mapping is wanted here")
        return Bag(cell.place, owner, members.get)

    # -- parts ----------------------------------------------------------------------------------

    def parts(self, kind: str, name: str, collection: Collection, *, optional: bool = False) -> Parts:
        """Return the resources of a type by the object that a property of theirs names.

        Args:
            kind: The type.
            name: The property.
            collection: The collection of the object.
            optional: Whether resources without the property belong to something else.
        """
        parts = Parts()
        for resource in self.resources(kind):
            if optional and self.property(resource, name) is None:
                continue
            owner = self._part_owner(resource, name, collection)
            if owner.id is not None:
                parts.certain.setdefault(owner.id, []).append(resource)
            else:
                parts.doubts.add(owner, Doubt(owner.reason, resource.logical_id))
        for resource, cause in self.uncertain(kind):
            if optional and self.property(resource, name) is None:
                continue
            parts.doubts.add(self._part_owner(resource, name, collection), Doubt(cause, resource.logical_id))
        return parts

    def _part_owner(self, resource: Resource, name: str, collection: Collection) -> Owner:
        """Return the object of a part; one that may be of another document is a stray."""
        owner = self.owner(resource, name, collection)
        if owner.id is None and not owner.possible:
            self.draft.strays.setdefault(collection, owner.reason)
        return owner

    def owner(self, resource: Resource, name: str, collection: str) -> Owner:
        """Return the object that a property of a resource names."""
        try:
            return self.reader.owner(self.resolver.bag(resource).demand(name), collection)
        except Fault as fault:
            return Owner(None, None, why(self.left_out(fault)))

    def left_out(self, fault: Fault) -> Unknown:
        """Remember a part that cannot be read."""
        return self.resolver.left_out(fault)

    # -- records --------------------------------------------------------------------------------

    def add(self, collection: Collection, record: Record, sheet: Sheet, place: Place) -> None:
        """Take a record and what was noted about it."""
        self.draft.add(collection, record, place.origin)
        sheet.commit(self.draft.provenance, (collection, record.id))  # type: ignore[attr-defined]

    def survey(self, collection: str, kind: str, vpc: str = "VpcId") -> None:
        """Note which VPCs may have members of a collection beside those that surely exist."""
        doubts = self.surveys[collection]
        for resource, cause in self.uncertain(kind):
            doubts.add(self.owner(resource, vpc, "vpcs"), Doubt(cause, resource.logical_id))
        for resource in self.resources(kind):
            if self.property(resource, vpc) is None:
                # It is made in the default VPC, which no template makes.
                continue
            owner = self.owner(resource, vpc, "vpcs")
            if owner.id is None:
                doubts.add(owner, Doubt(owner.reason, resource.logical_id))

    def describe_left_out(self, inventory: Inventory) -> None:
        """Say of each object that only may exist, and is referred to, why nothing is known of it."""
        provenance = self.draft.provenance
        for collection, kind in TYPES.items():
            listing = getattr(inventory, collection, None)
            present = {record.id for record in listing.items} if listing else set()
            for resource, cause in self.uncertain(kind):
                if resource.id in present:
                    provenance.missing[(collection, resource.id)] = cause
                    provenance.origins[(collection, resource.id)] = resource.place.origin


def listed(doubts: Iterable[Doubt]) -> tuple[list[Missing], list[str]]:
    """Return the causes and the candidates of doubts."""
    found = list(doubts)
    return [doubt.cause for doubt in found], [doubt.candidate for doubt in found if doubt.candidate]
