"""Which route table and which network ACL subnets and VPCs have, as these tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mwaa_policy.model import Listing
from mwaa_policy.provenance import Missing, Skipped
from mwaa_policy.sources.boto3.operations import NETWORK_ACLS, ROUTE_TABLES, Operation
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, flag, text
from mwaa_policy.sources.boto3.scene import Scene, named

_GONE = frozenset({"disassociated", "failed"})


@dataclass(slots=True)
class Associations:
    """What the route tables, or the network ACLs, tell of subnets and VPCs."""

    operation: Operation
    """The operation that lists them."""
    of_subnet: dict[str, dict[str, Place]] = field(default_factory=dict)
    """Explicit associations: by subnet and associated id, where it is told."""
    implied: dict[str, tuple[str, Place]] = field(default_factory=dict)
    """By VPC, what its subnets without an association have."""
    vpc_of: dict[str, str] = field(default_factory=dict)
    """By subnet, the VPC in which it is associated."""
    unsettled: set[str] = field(default_factory=set)
    """Subnets whose association is being changed."""
    hidden: Missing | None = None
    """Why there may be other associations, when a part of the responses cannot be read."""

    def listing(self, subnet_id: str, *, surveyed: bool) -> Listing[str]:
        """Return the explicit associations of a subnet; it can have one at most."""
        items = tuple(self.of_subnet.get(subnet_id, ()))
        all_told = surveyed and self.hidden is None
        return Listing(items=items, complete=(bool(items) or all_told) and subnet_id not in self.unsettled)


def route_associations(scene: Scene) -> Associations:
    """Return which route table each subnet and each VPC has."""
    found = Associations(ROUTE_TABLES)
    for identity, table in scene.objects.of(ROUTE_TABLES).items():
        vpc_id = named(table.place, "VpcId")
        for one in _told(scene, found, identity, table.place):
            if _flag(one, "Main") and vpc_id:
                found.implied[vpc_id] = (identity, one)
            _associate(found, identity, one, vpc_id)
    return found


def acl_associations(scene: Scene) -> Associations:
    """Return which network ACL each subnet and each VPC has."""
    found = Associations(NETWORK_ACLS)
    for identity, acl in scene.objects.of(NETWORK_ACLS).items():
        vpc_id = named(acl.place, "VpcId")
        if _flag(acl.place, "IsDefault") and vpc_id:
            found.implied[vpc_id] = (identity, acl.place)
        for one in _told(scene, found, identity, acl.place):
            _associate(found, identity, one, vpc_id)
    return found


def _told(scene: Scene, found: Associations, identity: str, place: Place) -> Iterator[Place]:
    """Return the associations of an object that can be read, and note that there may be others."""
    try:
        for one in elements(place.at("Associations")):
            text(one.at("SubnetId"))
            yield one
    except Malformed as error:
        scene.draft.provenance.skipped.append(Skipped(origin=error.place.origin, text=error.text))
        found.hidden = found.hidden or Missing(
            subject=f"{found.operation.title} {identity}",
            text=f"{identity}: {error.text}",
            supply=f"correct it, or give all that `{found.operation.command}` prints",
            origin=error.place.origin,
        )


def _associate(found: Associations, identity: str, place: Place, vpc_id: str | None) -> None:
    subnet_id = named(place, "SubnetId")
    settled = is_settled(named(place, "AssociationState", "State"))
    if subnet_id is None or settled is False:
        return
    if vpc_id is not None:
        found.vpc_of[subnet_id] = vpc_id
    if settled is None:
        found.unsettled.add(subnet_id)
    else:
        found.of_subnet.setdefault(subnet_id, {})[identity] = place


def is_settled(state: str | None) -> bool | None:
    """Return whether something is associated; `None` while that is being changed."""
    if state is None or state.lower() == "associated":
        return True
    return False if state.lower() in _GONE else None


def _flag(place: Place, name: str) -> bool:
    try:
        return flag(place.at(name)) is True
    except Malformed:
        return False
