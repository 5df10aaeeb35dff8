"""Mistakes with network ACLs, routes and subnets."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import AclEntry, Cidr, InternetGateway, Inventory, NatGateway, Route, parse_cidr
from mwaa_policy.model.normal import EVERYWHERE_IPV4, Ports, acl_entry, local_route, port_range
from tests.fixtures.networks import VPC_CIDR, all_of
from tests.oracle.changes import (
    PROTOCOLS,
    Change,
    changed,
    found,
    ports,
    put,
    ranges,
    stated,
    with_acl,
    with_subnet,
)

_NUMBERS = (1, 50, 90, 99, 100, 100, 101, 110, 200, 32766)
_ZONES = (("eu-west-1a", "euw1-az1"), ("eu-west-1b", "euw1-az2"), ("eu-west-1c", "euw1-az3"))
_KINDS: Any = (
    *("nat_gateway",) * 6,
    "internet_gateway",
    "transit_gateway",
    "vpc_peering",
    "vpn_gateway",
    "instance",
    "interface",
    "gwlb_endpoint",
    "core_network",
    "carrier_gateway",
    "other",
)
_TARGETS = {"nat_gateway": "nat-a", "internet_gateway": "igw", "local": "local"}
_DESTINATIONS = (
    "0.0.0.0/0",
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "0.0.0.0/2",
    "64.0.0.0/2",
    "8.8.8.8/32",
    "3.0.0.0/8",
    "52.218.0.0/17",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "10.0.0.0/8",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "::/0",
    "2001:db8::/32",
)


def acl_entries(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change some entries of one of the ACLs that count."""
    name = draw(st.sampled_from(("acl", "acl", "acl-2", "vpc/default-acl")))
    inventory = with_acl(inventory, name)
    if name == "acl-2":
        inventory = changed(inventory, "subnets", "subnet-b", network_acl_ids=all_of(name))
    elif name != "acl":
        inventory = changed(inventory, "subnets", "subnet-b", network_acl_ids=all_of())
    return redrawn(draw, inventory, name)


def redrawn(draw: st.DrawFn, inventory: Inventory, name: str) -> Inventory:
    """Change some entries of an ACL."""
    entries = list(found(inventory, "network_acls", name).entries.items)
    for _ in range(draw(st.integers(1, 4))):
        entries = draw(st.sampled_from(_ENTRY_CHANGES))(draw, entries)
    return changed(inventory, "network_acls", name, entries=all_of(*_named(entries)))


def _added(draw: st.DrawFn, entries: list[AclEntry]) -> list[AclEntry]:
    protocol = draw(st.sampled_from(PROTOCOLS))
    first, last = ports(draw)
    entry = acl_entry(
        number=draw(st.sampled_from(_NUMBERS)),
        direction=draw(st.sampled_from(("ingress", "egress"))),
        action=draw(st.sampled_from(("allow", "deny"))),
        protocol=protocol,
        cidr=parse_cidr(draw(ranges)),
        ports=port_range(protocol, first, last),
    )
    return [entry, *entries] if draw(st.booleans()) else [*entries, entry]


def _split(draw: st.DrawFn, entries: list[AclEntry]) -> list[AclEntry]:
    """Write one entry as two for half of its addresses, with numbers in any order."""
    if not entries:
        return entries
    index = draw(st.integers(0, len(entries) - 1))
    chosen = entries[index]
    halves = [parse_cidr(one) for one in halved(str(chosen.cidr.text if chosen.cidr else ""))]
    parts = [chosen.model_copy(update={"cidr": half, "number": draw(st.sampled_from(_NUMBERS))}) for half in halves]
    return [*entries[:index], *parts, *entries[index + 1 :]]


def _only_required(draw: st.DrawFn, entries: list[AclEntry]) -> list[AclEntry]:
    """Allow what is required and nothing else, in one direction."""
    direction: Any = draw(st.sampled_from(("ingress", "egress")))
    replies = draw(st.sampled_from(((32768, 60999), (1024, 65535), (32768, 61000), (32769, 60999))))
    parts = [
        acl_entry(number=number, direction=direction, action="allow", protocol="6", cidr=cidr, ports=Ports(*reach))
        for number, (cidr, reach) in enumerate(
            ((EVERYWHERE_IPV4, (443, 443)), (VPC_CIDR, (5432, 5432)), (EVERYWHERE_IPV4, replies)), start=100
        )
    ]
    dropped = draw(st.integers(0, 6))
    return [
        *(one for one in entries if one.direction != direction),
        *(one for number, one in enumerate(parts) if number != dropped),
    ]


def _changed_entry(draw: st.DrawFn, entries: list[AclEntry]) -> list[AclEntry]:
    if not entries:
        return entries
    index = draw(st.integers(0, len(entries) - 1))
    protocol = str(entries[index].protocol)
    match draw(st.sampled_from(("number", "action", "cidr", "ports", "drop"))):
        case "drop":
            return [*entries[:index], *entries[index + 1 :]]
        case "number":
            update: dict[str, Any] = {"number": draw(st.sampled_from(_NUMBERS))}
        case "action":
            update = {"action": draw(st.sampled_from(("allow", "deny")))}
        case "cidr":
            update = {"cidr": parse_cidr(draw(ranges))}
        case _:
            protocol = draw(st.sampled_from(PROTOCOLS))
            reach = port_range(protocol, *ports(draw))
            update = {"protocol": protocol, "from_port": reach.first, "to_port": reach.last}
    return [*entries[:index], entries[index].model_copy(update=update), *entries[index + 1 :]]


_ENTRY_CHANGES = (_added, _added, _added, _split, _only_required, _changed_entry)


def halved(text: str) -> tuple[str, ...]:
    """Return the two halves of a range, or the range itself where it is a single address."""
    whole = ip_network(text)
    return tuple(str(one) for one in whole.subnets()) if whole.prefixlen < whole.max_prefixlen else (text,)


def _named(entries: list[AclEntry]) -> list[AclEntry]:
    """Give every entry a key of its own, as sources do where numbers are equal."""
    counts: dict[str, int] = {}
    renamed = []
    for entry in entries:
        key = f"{entry.direction}/{entry.number}"
        counts[key] = counts.get(key, 0) + 1
        name = key if counts[key] == 1 else f"{key}#{counts[key]}"
        renamed.append(entry.model_copy(update={"key": name}))
    return renamed


def route(cidr: Cidr | None, kind: Any, *, state: Any = "active", prefix_list: str | None = None) -> Route:
    """Return a route to a range or a prefix list."""
    return Route(
        key=cidr.text if cidr else str(prefix_list),
        destination=cidr,
        prefix_list_id=prefix_list,
        family=cidr.family if cidr else "ipv4",
        target_kind=kind,
        target_id=_TARGETS.get(kind, "elsewhere"),
        state=state,
    )


def routes(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Write the routes of one table or of all anew."""
    names = draw(st.sampled_from((("table-a",), ("table-b",), ("table-a", "table-b"), ("vpc/main-routes",))))
    if names == ("vpc/main-routes",):
        inventory = changed(inventory, "subnets", "subnet-b", route_table_ids=all_of())
    written = [local_route(VPC_CIDR)]
    for destination in draw(st.lists(st.sampled_from(_DESTINATIONS), max_size=4, unique=True)):
        state = draw(st.sampled_from(("active", "active", "planned", "blackhole")))
        cidr = parse_cidr(destination)
        kinds = _KINDS if cidr.family == "ipv4" else (*_KINDS, "egress_only")
        written.append(route(cidr, draw(st.sampled_from(kinds)), state=state))
    for name in names:
        inventory = changed(inventory, "route_tables", name, routes=all_of(*written))
    return _with_targets(inventory)


def _with_targets(inventory: Inventory) -> Inventory:
    """Return the inventory with every gateway to which a route leads."""
    ids = {one.target_id for table in inventory.route_tables.items for one in table.routes.items}
    if "nat-a" in ids and not found(inventory, "nat_gateways", "nat-a"):
        inventory = put(inventory, "nat_gateways", nat("nat-a"))
    if "igw" in ids and not found(inventory, "internet_gateways", "igw"):
        inventory = put(inventory, "internet_gateways", InternetGateway(id="igw", attached_vpc_ids=all_of("vpc")))
    return inventory


def nat(identity: str) -> NatGateway:
    """Return a NAT gateway in a subnet of its own."""
    return NatGateway(
        id=identity,
        vpc_id="vpc",
        subnet_id="none",
        state="available",
        connectivity="public",
        has_address=True,
        availability_mode="regional",
    )


def idle_nat(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Add a NAT gateway, to which no route leads yet."""
    return put(inventory, "nat_gateways", nat(draw(st.sampled_from(("nat-a", "nat-x")))))


def meant_routing(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """State which routing is meant."""
    return stated(inventory, routing=draw(st.sampled_from(("auto", "public", "private"))))


def zones(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put the subnets into other zones, known by name, by id, or by both."""
    for subnet in ("subnet-a", "subnet-b"):
        name, identity = draw(st.sampled_from(_ZONES))
        known = draw(st.sampled_from(("both", "both", "name", "id", "place")))
        inventory = changed(
            inventory,
            "subnets",
            subnet,
            zone_name=name if known in {"both", "name"} else None,
            zone_id=identity if known in {"both", "id"} else None,
            zone_ref=f"${{AZ:{draw(st.integers(0, 1))}}}" if known == "place" else None,
        )
    return inventory


def subnet_count(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give the environment other subnets."""
    inventory = with_subnet(inventory)
    some = draw(st.lists(st.sampled_from(("subnet-a", "subnet-b", "subnet-c")), min_size=1, max_size=3, unique=True))
    return changed(inventory, "environments", "airflow", subnet_ids=all_of(*some))


def subnet_ranges(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give a subnet another range of the VPC."""
    text = draw(st.sampled_from(("10.0.12.0/28", "10.0.14.0/23", "10.0.12.128/25", "10.0.10.0/24")))
    return changed(inventory, "subnets", "subnet-b", cidr=parse_cidr(text))


def vpc_ranges(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give the VPC a second range, which may be one of the Internet."""
    text = draw(st.sampled_from(("100.64.0.0/16", "11.0.0.0/16", "2001:db8::/56")))
    return changed(inventory, "vpcs", "vpc", cidrs=all_of(VPC_CIDR, parse_cidr(text)))


def other_client_ports(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Ask for the replies to the ports that every client may choose."""
    return stated(inventory, ephemeral=draw(st.sampled_from(("linux", "wide"))))


def two_acls(_draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Associate two ACLs with one subnet."""
    inventory = with_acl(inventory, "acl-2")
    return changed(inventory, "subnets", "subnet-b", network_acl_ids=all_of("acl", "acl-2"))


ACLS: tuple[Change, ...] = (acl_entries, acl_entries, acl_entries, other_client_ports, subnet_ranges)
ROUTES: tuple[Change, ...] = (routes, routes, routes, idle_nat, meant_routing, vpc_ranges)
SUBNETS: tuple[Change, ...] = (zones, zones, subnet_count, routes, two_acls)
