"""Everything that the documents hold, by type and by identity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mwaa_policy.model import Collection
from mwaa_policy.model.implied import default_acl_id, default_group_id, main_table_id
from mwaa_policy.provenance import Missing, Skipped
from mwaa_policy.sources._draft import Draft
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform.adoption import Adoption
from mwaa_policy.sources.terraform.facts import ABSENT, Fact, State, fact
from mwaa_policy.sources.terraform.joining import Members, decide, decide_one
from mwaa_policy.sources.terraform.kinds import (
    BUCKET,
    DEFAULT_VPC,
    ENDPOINT,
    MWAA,
    OF_VPC,
    OWN,
    PREFIXES,
    VPC,
)
from mwaa_policy.sources.terraform.references import Follower
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Resource, Snapshot, dotted
from mwaa_policy.sources.terraform.terms import Gap, Joined, Literal, Target
from mwaa_policy.sources.terraform.words import APPLIED, ONLY_VPC, not_told

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.files import Files

_NAMED = 4
"""How many candidates a reason names."""


class World:
    """Answers what exists, what it is called, and what an argument refers to."""

    def __init__(
        self, snapshots: Sequence[Snapshot], draft: Draft, options: Options, files: Files | None = None
    ) -> None:
        self.draft = draft
        self.options = options
        self.snapshots = tuple(snapshots)
        self._followers = {snapshot.name: Follower(snapshot, files) for snapshot in snapshots}
        self._by_name = {snapshot.name: snapshot for snapshot in snapshots}
        self._types: dict[tuple[str, str], list[Resource]] = {}
        self._former: dict[str, list[Resource]] = {}
        self._ids: dict[Resource, str] = {}
        self._new: set[str] = set()
        self._vpcs: dict[str, Resource] = {}
        self._index()
        self.adoption = Adoption(self)

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the managed resources of these types."""
        for kind in types:
            yield from self._types.get((MANAGED, kind), ())

    def data(self, kind: str) -> Sequence[Resource]:
        """Return the data sources of a type."""
        return self._types.get((DATA, kind), ())

    def former(self, *types: str) -> Iterator[Resource]:
        """Yield the managed resources of these types that apply changes or removes, as they were."""
        for kind in types:
            yield from self._former.get(kind, ())

    def snapshot(self, resource: Resource) -> Snapshot:
        """Return the document of a resource."""
        return self._by_name[resource.document]

    def identity(self, resource: Resource) -> str:
        """Return the id of what a resource describes: its live id, else its address."""
        return self._ids[resource]

    def is_new(self, identity: str) -> bool:
        """Return whether an id stands for something whose live id is known only after apply."""
        return (
            identity in self._new
            or identity.removesuffix(".prefix_list_id") in self._new
            or self._is_made_with(identity)
        )

    def _is_made_with(self, identity: str) -> bool:
        """Return whether an id is that of what AWS will make with a new VPC."""
        vpc, _, _ = identity.rpartition("/")
        return vpc in self._new and identity in {default_acl_id(vpc), default_group_id(vpc), main_table_id(vpc)}

    def is_first(self, collection: Collection, resource: Resource) -> bool:
        """Return whether nothing else described this object before, and say so when a resource did."""
        identity = self._ids[resource]
        if self.draft.find(collection, identity) is None:
            return True
        if resource.mode == MANAGED:
            text = f"{identity} is described twice, and this description is not used"
            self.draft.provenance.skipped.append(Skipped(origin=resource.origin(), text=text))
        return False

    @property
    def follows_locals(self) -> bool:
        """Whether something was read from the files that define locals."""
        return any(follower.follows_locals for follower in self._followers.values())

    @property
    def only_new_vpc(self) -> str | None:
        """The one VPC whose id is known only after apply, when there is one."""
        known = [*self._vpcs, *(self._ids[resource] for resource in self.data(VPC))]
        new = [name for name in known if name in self._new]
        return new[0] if len(new) == 1 else None

    def made_with(self, vpc_id: str, attribute: str) -> str:
        """Return the id of what AWS makes with a VPC, by the VPC's attribute that names it."""
        adopted = self.adoption.taker(vpc_id, attribute)
        if adopted is not None:
            return adopted
        resource = self._vpcs.get(vpc_id)
        live = None if resource is None else resource.value(attribute)
        if isinstance(live, str) and live:
            return live
        if attribute == "main_route_table_id":
            return self.made_with(vpc_id, "default_route_table_id")
        implied = {
            "default_network_acl_id": default_acl_id,
            "default_route_table_id": main_table_id,
            "default_security_group_id": default_group_id,
        }
        return implied[attribute](vpc_id)

    def made_by_aws(self, attribute: str, collection: Collection) -> Iterator[tuple[Resource, str]]:
        """Yield the VPCs made here whose default object nothing describes, with the id of that."""
        for name, vpc in self._vpcs.items():
            identity = self.made_with(name, attribute)
            unseen = self.draft.find(collection, identity) is None
            if vpc.type == VPC and unseen and self.adoption.doubt(vpc, attribute) is None:
                yield vpc, identity

    def vpcs(self) -> Iterator[tuple[str, Resource]]:
        """Yield the managed VPCs by their ids."""
        yield from self._vpcs.items()

    def identify(self, target: Target, collection: Collection) -> str | None:
        """Return the id of the object of a collection that an attribute stands for."""
        resource, attribute = target.resource, target.attribute
        own = OWN[collection].get(resource.type)
        if own is not None and (attribute is None or attribute in own):
            return self._ids[resource]
        if resource.type in {VPC, DEFAULT_VPC} and attribute and OF_VPC.get(attribute) == collection:
            if resource.mode == DATA:
                return self._live_id(resource, attribute, collection)
            return self.made_with(self._ids[resource], attribute)
        if collection == "prefix_lists" and resource.type == ENDPOINT and attribute == "prefix_list_id":
            live = resource.value(attribute)
            return live if isinstance(live, str) and live else f"{self._ids[resource]}.prefix_list_id"
        return self._live_id(resource, attribute, collection)

    def _live_id(self, resource: Resource, attribute: str | None, collection: Collection) -> str | None:
        live = resource.value(attribute) if attribute else None
        return live if isinstance(live, str) and live and live.startswith(PREFIXES[collection]) else None

    def fact(self, resource: Resource, *path: str | int, blocks: bool = False) -> Fact:
        """Return what is known of an argument.

        An argument that takes a variable which is null is unset as well: when all names of an
        expression are known and one is null or empty, its value is known at plan time, and a plan
        that does not tell it has nothing to tell.
        """
        found = fact(resource, *path, blocks=blocks)
        if found.state is not State.UNKNOWN or blocks:
            return found
        joined = self.joined(resource, *path)
        terms = () if joined is None else joined.terms
        known = all(isinstance(term, Literal) for term in terms)
        empty = any(isinstance(term, Literal) and not term.value and term.value is not False for term in terms)
        return ABSENT if known and empty else found

    def joined(self, resource: Resource, *path: str | int) -> Joined | None:
        """Return what the expression of an argument leads to."""
        return self._followers[resource.document].join(resource, *path)

    def refer(self, resource: Resource, *path: str | int, to: Collection) -> Members:
        """Return the one object to which an argument refers that is known only after apply."""
        joined = self.joined(resource, *path)
        found = (
            Members()
            if joined is None
            else decide_one(joined, lambda one: self.identify(one, to), prefix=PREFIXES[to], is_new=self.is_new)
        )
        return self.only_possible(found) if to == "vpcs" else found

    def only_possible(self, found: Members) -> Members:
        """Return the VPC that an argument names: if only apply knows it, it is one that the plan makes."""
        only = self.only_new_vpc if found.single is None else None
        if only is None or not set(found.candidates) <= {only}:
            return found
        self.draft.provenance.assumed.setdefault(("vpcs", only), ONLY_VPC)
        return Members(items=(only,), complete=True)

    def members(
        self, resource: Resource, *path: str | int, of: Collection, minimum: int = 1, shared: bool = False
    ) -> Members:
        """Return the objects to which a list refers that is known only after apply."""
        joined = self.joined(resource, *path)
        if joined is None:
            return Members()
        return decide(
            joined,
            lambda target: self.identify(target, of),
            prefix=PREFIXES[of],
            is_new=self.is_new,
            minimum=minimum,
            shared=shared,
        )

    def why_unknown(self, resource: Resource, *path: str | int, members: Members | None = None) -> Missing:
        """Return why an argument is not known, by what its references lead to."""
        origin = resource.origin(*path)
        place = f"{resource.address}.{dotted(path)}"
        if self.snapshot(resource).kind == "terraform-state":
            return not_told(resource.document, place, origin)
        if self.snapshot(resource).configuration is None:
            return Missing(
                subject=f"the configuration in {resource.document}",
                text=f"{resource.document} has no configuration by which to follow what is known only after apply",
                supply="give the whole output of terraform show -json",
                origin=origin,
            )
        for gap in (self._gaps(resource, *path) if members is None else members.gaps)[:1]:
            return Missing(
                subject=gap.subject,
                text=f"{place} comes from {gap.subject}, and {gap.text}",
                supply=gap.supply,
                origin=origin,
            )
        if members is not None and members.candidates:
            names = ", ".join(members.candidates[:_NAMED]) + (", …" if len(members.candidates) > _NAMED else "")
            return Missing(
                subject=place,
                text=f"{place} takes some of {names}: only apply knows which",
                supply=APPLIED,
                origin=origin,
            )
        return Missing(subject=place, text=f"{place} is known only after apply", supply=APPLIED, origin=origin)

    def _gaps(self, resource: Resource, *path: str | int) -> tuple[Gap, ...]:
        joined = self.joined(resource, *path)
        return () if joined is None else tuple(term for term in joined.terms if isinstance(term, Gap))

    def _index(self) -> None:
        taken: dict[str, str] = {}
        for snapshot in self.snapshots:
            for resource in snapshot.resources:
                self._types.setdefault((resource.mode, resource.type), []).append(resource)
                self._ids[resource] = self._name(resource, taken)
                if resource.mode == MANAGED and resource.type in {VPC, DEFAULT_VPC}:
                    self._vpcs[self._ids[resource]] = resource
            for resource in snapshot.former:
                self._former.setdefault(resource.type, []).append(resource)
                self._ids[resource] = self._name(resource, {})

    def _name(self, resource: Resource, taken: dict[str, str]) -> str:
        live = resource.value("arn" if resource.type == MWAA else "id")
        if isinstance(live, str) and live:
            return live
        known = resource.value("bucket") if resource.type == BUCKET else None
        name = str(known or resource.address) if resource.mode == MANAGED else resource.address
        if taken.setdefault(name, resource.document) != resource.document:
            name = f"{resource.document}: {name}"
        self._new.add(name)
        return name
