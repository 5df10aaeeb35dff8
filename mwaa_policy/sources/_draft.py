"""A draft of an inventory: what a source fills, and what closes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen, field
from mwaa_policy.model import (
    COLLECTIONS,
    Bucket,
    Collection,
    Context,
    InternetGateway,
    Inventory,
    Listing,
    NatGateway,
    NetworkAcl,
    Params,
    PrefixList,
    Record,
    RouteTable,
    SecurityGroup,
    Subnet,
    Survey,
    Vpc,
)
from mwaa_policy.model.references import REFERENCES, Reference, targets
from mwaa_policy.model.survey import is_surveyed
from mwaa_policy.provenance import Missing, Origin, Path, Provenance
from mwaa_policy.sources._forks import Fork


class Normalized(Frozen):
    """What a source makes of its documents."""

    kind: str
    """The kind of document that was read."""
    inventory: Inventory
    """The facts."""
    provenance: Provenance
    """Where they came from."""
    strays: Mapping[Collection, Missing] = field(default_factory=dict)
    """Collections to whose members the documents add parts, such as rules, of which nobody knows to which."""
    gone: Mapping[Path, Missing] = field(default_factory=dict)
    """The objects that apply removes, and the lists that lose a member, whatever else still shows them; and why."""
    forks: tuple[Fork, ...] = ()
    """The parameters without a value on which conditions hang."""


class Draft:
    """Collects records and their provenance, then closes them into an inventory.

    Closing gives every object that is referred to, and that no document describes, a record of
    which nothing is known, so that rules find a record behind every id; and it sorts the records.
    """

    def __init__(self, *, kind: str, params: Params, context: Context, provenance: Provenance | None = None) -> None:
        self.kind = kind
        self.params = params
        self.context = context
        self.provenance = provenance or Provenance()
        self.environments_complete = True
        self.strays: dict[Collection, Missing] = {}
        self._records: dict[Collection, dict[str, Record]] = {name: {} for name in COLLECTIONS}

    def add(self, collection: Collection, record: Record, origin: Origin | None = None) -> None:
        """Take a record, and where it was read.

        Raises:
            InputError: the collection has another record of this id.
        """
        identity = _identity(record)
        if identity in self._records[collection]:
            first = self.provenance.origins.get((collection, identity))
            place = self.provenance.place(origin) if origin else None
            raise InputError(
                f"{collection} has two records with the id {identity}",
                document=place.document if place else None,
                pointer=place.pointer if place else None,
                line=place.line if place else None,
                column=place.column if place else None,
                hint=f"the first is at {first.pointer}" if first else None,
            )
        self._records[collection][identity] = record
        if origin is not None:
            self.provenance.origins[(collection, identity)] = origin

    def find(self, collection: Collection, identity: str) -> Any | None:  # noqa: ANN401 - the type hangs on the collection
        """Return the record of this id, if the draft has it."""
        return self._records[collection].get(identity)

    def records(self, collection: Collection) -> tuple[Any, ...]:
        """Return the records of a collection, in the order in which they came."""
        return tuple(self._records[collection].values())

    def close(self) -> Normalized:
        """Return the inventory and its provenance."""
        for reference in REFERENCES:
            self._describe_targets(reference)
        collections = {
            name: Listing[Any](items=tuple(records[key] for key in sorted(records)), complete=self._is_complete(name))
            for name, records in self._records.items()
        }
        inventory = Inventory(params=self.params, context=self.context, **cast("dict[str, Any]", collections))
        return Normalized(kind=self.kind, inventory=inventory, provenance=self.provenance, strays=self.strays)

    def _describe_targets(self, reference: Reference) -> None:
        known = self._records[reference.target]
        for record in tuple(self._records[reference.source].values()):
            for identity in targets(record, reference):
                if identity not in known:
                    known[identity] = _unknown_record(reference.target, identity)
                    self.provenance.missing.setdefault((reference.target, identity), _not_described(identity))

    def _is_complete(self, name: Collection) -> bool:
        if name == "environments":
            return self.environments_complete
        return is_surveyed(name, self._records[name].values(), self.records("vpcs"))


def _identity(record: Record) -> str:
    return cast("str", record.id)  # type: ignore[attr-defined]  # every record of a collection has one


def _not_described(identity: str) -> Missing:
    return Missing(
        subject=f"object {identity}",
        text=f"{identity} is referred to, and no document describes it",
        supply="add what describes it: a template, a plan, a state, or API responses (mwaa-policy collect)",
    )


_NOTHING: Listing[Any] = Listing(items=(), complete=False)
_NO_SURVEY = Survey(**dict.fromkeys(Survey.model_fields, False))


def _unknown_record(collection: Collection, identity: str) -> Record:
    """Return a record of which nothing is known but the id, and what it says."""
    kind = _KINDS[collection]
    members: dict[str, Any] = {}
    for name, attribute in kind.model_fields.items():
        listing = isinstance(attribute.annotation, type) and issubclass(attribute.annotation, Listing)
        members[name] = _NOTHING if listing else None
    if collection == "vpcs":
        members["complete"] = _NO_SURVEY
    if collection == "buckets":
        # A bucket that no document describes is known by its name.
        members["name"] = identity
    return kind(**{**members, "id": identity})


_KINDS: dict[Collection, type[Record]] = {
    "vpcs": Vpc,
    "subnets": Subnet,
    "route_tables": RouteTable,
    "network_acls": NetworkAcl,
    "security_groups": SecurityGroup,
    "nat_gateways": NatGateway,
    "internet_gateways": InternetGateway,
    "prefix_lists": PrefixList,
    "buckets": Bucket,
}
