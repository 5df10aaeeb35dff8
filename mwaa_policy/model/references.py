"""Which attributes hold ids of other records: the graph of an inventory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mwaa_policy.model._base import Listing
from mwaa_policy.model.inventory import Collection
from mwaa_policy.model.network import TargetKind

NOTHING = "none"
"""Stands for *there is none* where an id could be."""


class Reference(NamedTuple):
    """An attribute that holds ids of another collection."""

    source: Collection
    attribute: str
    """Its name; behind a dot the member of each item of a list of records."""
    target: Collection
    target_kind: TargetKind | None = None
    """For routes: the kind of target that is meant."""


REFERENCES: tuple[Reference, ...] = (
    Reference("environments", "subnet_ids", "subnets"),
    Reference("environments", "security_group_ids", "security_groups"),
    Reference("environments", "source_bucket_id", "buckets"),
    Reference("vpc_endpoints", "subnet_ids", "subnets"),
    Reference("vpc_endpoints", "security_group_ids", "security_groups"),
    Reference("vpc_endpoints", "route_table_ids", "route_tables"),
    Reference("subnets", "route_table_ids", "route_tables"),
    Reference("subnets", "network_acl_ids", "network_acls"),
    Reference("route_tables", "routes.target_id", "nat_gateways", "nat_gateway"),
    Reference("route_tables", "routes.target_id", "internet_gateways", "internet_gateway"),
    Reference("nat_gateways", "subnet_id", "subnets"),
    Reference("subnets", "vpc_id", "vpcs"),
    Reference("route_tables", "vpc_id", "vpcs"),
    Reference("network_acls", "vpc_id", "vpcs"),
    Reference("security_groups", "vpc_id", "vpcs"),
    Reference("vpc_endpoints", "vpc_id", "vpcs"),
    Reference("nat_gateways", "vpc_id", "vpcs"),
    Reference("internet_gateways", "attached_vpc_ids", "vpcs"),
    Reference("vpcs", "main_route_table_id", "route_tables"),
    Reference("vpcs", "default_network_acl_id", "network_acls"),
    Reference("vpcs", "default_security_group_id", "security_groups"),
    Reference("security_groups", "ingress.prefix_list_id", "prefix_lists"),
    Reference("security_groups", "egress.prefix_list_id", "prefix_lists"),
    Reference("route_tables", "routes.prefix_list_id", "prefix_lists"),
)
"""References behind which an inventory always has a record."""

LOOSE_REFERENCES: tuple[Reference, ...] = (
    Reference("security_groups", "ingress.group_id", "security_groups"),
    Reference("security_groups", "egress.group_id", "security_groups"),
    Reference("vpc_endpoints", "environment_id", "environments"),
)
"""References that may lead outside: to a group of another account, say."""


def targets(record: Any, reference: Reference) -> Iterator[str]:  # noqa: ANN401 - any record of the source
    """Return the ids that a record of the source holds in the attribute."""
    name, _, member = reference.attribute.partition(".")
    value = getattr(record, name)
    if member:
        for item in value.items:
            found = getattr(item, member)
            if found is not None and reference.target_kind in {None, getattr(item, "target_kind", None)}:
                yield found
    elif isinstance(value, Listing):
        yield from value.items
    elif value is not None and value != NOTHING:
        yield value
