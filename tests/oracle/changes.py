"""How a generated network is changed: by records, each change as small as a mistake of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import Inventory, Listing, NetworkAcl, PrefixList, SecurityGroup, Subnet, parse_cidr
from mwaa_policy.model.normal import ALL, EVERY_PORT, EVERYWHERE_IPV4, acl_entry, cidr_rule
from tests.fixtures.networks import ACCOUNT, REGION, all_of

_OF_VPC = {
    "main_route_table_id": "route_tables",
    "default_network_acl_id": "network_acls",
    "default_security_group_id": "security_groups",
}
Change = Callable[[st.DrawFn, Inventory], Inventory]
S3_LIST = "pl-6da54004"
S3_RANGES = ("3.5.64.0/21", "52.218.0.0/17")
RANGES = (
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "10.0.0.0/16",
    "10.0.8.0/21",
    "10.0.11.0/24",
    "10.0.12.0/24",
    "10.0.11.0/25",
    "10.0.11.128/25",
    "10.0.12.0/25",
    "10.0.12.128/25",
    "10.0.12.0/30",
    "10.0.12.4/32",
    "10.0.12.254/31",
    "10.0.11.255/32",
    "10.0.13.0/24",
    "10.0.0.0/8",
    "192.168.0.0/16",
    "3.0.0.0/8",
    "3.5.64.0/21",
    "3.5.64.0/22",
    "52.218.0.0/16",
    "52.218.0.0/17",
    "52.0.0.0/9",
    "192.0.0.0/22",
    "203.0.113.0/24",
    "100.64.0.0/10",
    "2.0.0.0/7",
    "::/0",
    "2001:db8::/32",
)
PORTS = (0, 1, 22, 442, 443, 444, 1023, 1024, 5431, 5432, 5433, 32767, 32768, 32769, 50000, 60998, 60999, 61000, 65535)
PROTOCOLS = (ALL, ALL, "6", "6", "6", "17", "1", "50")
ranges = st.sampled_from(RANGES)


def found(inventory: Inventory, collection: str, identity: str) -> Any:
    """Return a record, None where there is none."""
    return next((one for one in getattr(inventory, collection).items if one.id == identity), None)


def put(inventory: Inventory, collection: str, *records: Any) -> Inventory:
    """Return the inventory with records in the place of those of the same ids, or beside the others."""
    listing = getattr(inventory, collection)
    by_id = {one.id: one for one in (*listing.items, *records)}
    items = tuple(by_id[identity] for identity in sorted(by_id))
    return inventory.model_copy(update={collection: Listing[Any](items=items, complete=listing.complete)})


def changed(inventory: Inventory, collection: str, identity: str, **members: Any) -> Inventory:
    """Return the inventory with other members in one of its records."""
    return put(inventory, collection, found(inventory, collection, identity).model_copy(update=members))


def stated(inventory: Inventory, **params: Any) -> Inventory:
    """Return the inventory with other parameters."""
    return inventory.model_copy(update={"params": inventory.params.model_copy(update=params)})


def ports(draw: st.DrawFn) -> tuple[int, int]:
    """Return a range of ports, one that matters more often than not."""
    usual = ((443, 443), (5432, 5432), (32768, 60999), (1024, 65535), (0, 65535))
    if draw(st.booleans()):
        return draw(st.sampled_from(usual))
    first, last = sorted((draw(st.sampled_from(PORTS)), draw(st.sampled_from(PORTS))))
    return first, last


def with_list(inventory: Inventory, identity: str, service: str, entries: Iterable[str]) -> Inventory:
    """Return the inventory with a prefix list."""
    cidrs = all_of(*(parse_cidr(one) for one in entries))
    return put(inventory, "prefix_lists", PrefixList(id=identity, service=service, entries=cidrs))


def with_group(inventory: Inventory, identity: str) -> Inventory:
    """Return the inventory with a group that admits nothing and lets everything out, unless it is there."""
    if found(inventory, "security_groups", identity):
        return inventory
    group = SecurityGroup(
        id=identity,
        name=identity,
        vpc_id="vpc",
        owner_id=ACCOUNT,
        default=False,
        ingress=all_of(),
        egress=all_of(cidr_rule("egress", ALL, EVERY_PORT, EVERYWHERE_IPV4)),
    )
    return put(inventory, "security_groups", group)


def with_acl(inventory: Inventory, identity: str) -> Inventory:
    """Return the inventory with an ACL that allows everything, unless it is there."""
    if found(inventory, "network_acls", identity):
        return inventory
    both: tuple[Any, ...] = ("ingress", "egress")
    entries = [
        acl_entry(number=100, direction=one, action="allow", protocol=ALL, cidr=EVERYWHERE_IPV4, ports=EVERY_PORT)
        for one in both
    ]
    acl = NetworkAcl(id=identity, vpc_id="vpc", default=False, entries=all_of(*entries))
    return put(inventory, "network_acls", acl)


def with_subnet(inventory: Inventory, identity: str = "subnet-c") -> Inventory:
    """Return the inventory with a third subnet, of no environment, unless it is there."""
    if found(inventory, "subnets", identity):
        return inventory
    subnet = Subnet(
        id=identity,
        vpc_id="vpc",
        owner_id=ACCOUNT,
        cidr=parse_cidr("10.0.13.0/24"),
        zone_name=f"{REGION}c",
        zone_id="euw1-az3",
        zone_ref=None,
        route_table_ids=all_of("table-a"),
        network_acl_ids=all_of("acl"),
    )
    return put(inventory, "subnets", subnet)


def with_other_vpc(inventory: Inventory) -> Inventory:
    """Return the inventory with a second VPC, unless it is there."""
    if found(inventory, "vpcs", "vpc-2"):
        return inventory
    members = {"id": "vpc-2"}
    for attribute, collection in _OF_VPC.items():
        one = found(inventory, collection, getattr(found(inventory, "vpcs", "vpc"), attribute))
        members[attribute] = one.id.replace("vpc/", "vpc-2/")
        inventory = put(inventory, collection, one.model_copy(update={"id": members[attribute], "vpc_id": "vpc-2"}))
    return put(inventory, "vpcs", found(inventory, "vpcs", "vpc").model_copy(update=members))
