"""What a plan removes or changes, and what states and other accounts of the same objects still show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mwaa_policy.model import Collection
from mwaa_policy.provenance import Missing, Path
from mwaa_policy.sources.terraform.kinds import OWN
from mwaa_policy.sources.terraform.snapshot import Resource, Snapshot
from mwaa_policy.sources.terraform.words import removed

_DELETE = "delete"
_COLLECTIONS: Mapping[str, Collection] = {kind: name for name, kinds in OWN.items() for kind in kinds}
_GROUP: tuple[str, Collection] = ("security_group_id", "security_groups")
_ENDPOINT: tuple[str, Collection] = ("vpc_endpoint_id", "vpc_endpoints")
_SUBNET: tuple[str, Collection] = ("subnet_id", "subnets")
_PARTS: Mapping[str, tuple[tuple[str, Collection], tuple[str, ...]]] = {
    "aws_security_group_rule": (_GROUP, ("ingress", "egress")),
    "aws_vpc_security_group_ingress_rule": (_GROUP, ("ingress",)),
    "aws_vpc_security_group_egress_rule": (_GROUP, ("egress",)),
    "aws_network_acl_rule": (("network_acl_id", "network_acls"), ("entries",)),
    "aws_network_acl_association": (_SUBNET, ("network_acl_ids",)),
    "aws_route": (("route_table_id", "route_tables"), ("routes",)),
    "aws_route_table_association": (_SUBNET, ("route_table_ids",)),
    "aws_internet_gateway_attachment": (("internet_gateway_id", "internet_gateways"), ("attached_vpc_ids",)),
    "aws_vpc_endpoint_subnet_association": (_ENDPOINT, ("subnet_ids",)),
    "aws_vpc_endpoint_security_group_association": (_ENDPOINT, ("security_group_ids",)),
    "aws_vpc_endpoint_route_table_association": (_ENDPOINT, ("route_table_ids",)),
}
"""The attribute that names the object of which a resource is a part, and the lists in which it is."""


def remaining(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the snapshots, the states among them without what a plan beside them removes or changes."""
    former = {_identity(one) for snapshot in snapshots for one in snapshot.former} - {None}
    if not former:
        return list(snapshots)
    return [
        replace(one, resources=tuple(each for each in one.resources if _identity(each) not in former))
        if one.kind == "terraform-state"
        else one
        for one in snapshots
    ]


def _identity(resource: Resource) -> tuple[str, str] | None:
    """Return what tells a resource from others of all documents, `None` where nobody tells its id."""
    identity = resource.value("id")
    return (resource.type, identity) if isinstance(identity, str) else None


def departures(snapshots: Sequence[Snapshot]) -> dict[Path, Missing]:
    """Return the objects that plans remove, and the lists of objects from which they take something, and why."""
    return {
        path: removed(one.address, one.origin())
        for snapshot in snapshots
        for one in snapshot.former
        for path in _paths(one)
    }


def _paths(former: Resource) -> Iterator[Path]:
    collection = _COLLECTIONS.get(former.type)
    if collection is not None and _DELETE in former.actions:
        yield from ((collection, name) for name in _names(former, collection))
    if former.type in _PARTS:
        (attribute, owners), lists = _PARTS[former.type]
        owner = former.value(attribute)
        if isinstance(owner, str):
            yield from ((owners, owner, name) for name in lists)


def _names(former: Resource, collection: Collection) -> Iterator[str]:
    """Give the ids by which other documents may know an object."""
    for attribute in sorted(OWN[collection][former.type]):
        name = former.value(attribute)
        if isinstance(name, str):
            yield name
