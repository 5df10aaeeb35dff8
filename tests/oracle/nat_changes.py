"""Mistakes with NAT gateways, what they stand in, and what leads there."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import AclEntry, InternetGateway, Inventory, NetworkAcl, Route, parse_cidr
from mwaa_policy.model.normal import EVERYWHERE_IPV4, Ports, acl_entry, local_route
from tests.fixtures.networks import VPC_CIDR, all_of
from tests.oracle.changes import Change, changed, found, put, stated, with_acl, with_other_vpc
from tests.oracle.network_changes import acl_entries, meant_routing, redrawn, zones

_TABLES = ("table-a", "table-b")
_EVERYWHERE = (("0.0.0.0/0",), ("0.0.0.0/1", "128.0.0.0/1"), ("0.0.0.0/0", "3.0.0.0/8"), ("0.0.0.0/0", "8.8.8.8/32"))
_PUBLIC_ACL = "acl-public"


def _nats(inventory: Inventory) -> list[str]:
    return [one.id for one in inventory.nat_gateways.items]


def kind_of_nat(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change one thing about a NAT gateway."""
    if not _nats(inventory):
        return inventory
    identity = draw(st.sampled_from(_nats(inventory)))
    is_placed = found(inventory, "nat_gateways", identity).subnet_id != "none"
    match draw(st.sampled_from(("state", "connectivity", "address", "mode", "subnet"))):
        case "state":
            states = ("available", "pending", "planned", "failed", "deleting", "deleted")
            members: dict[str, Any] = {"state": draw(st.sampled_from(states))}
        case "connectivity":
            members = {"connectivity": "private", "has_address": draw(st.booleans())}
        case "address":
            members = {"has_address": False}
        case "mode":
            members = {"availability_mode": "regional", "subnet_id": "none", "has_address": draw(st.booleans())}
        case _:
            ids = [one.id for one in inventory.subnets.items]
            members = {"subnet_id": draw(st.sampled_from(ids))} if is_placed else {}
    return changed(inventory, "nat_gateways", identity, **members)


def to_nats(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Lead the tables of the environment to NAT gateways, to one or to both."""
    if not _nats(inventory):
        return inventory
    for table in draw(st.sampled_from((("table-a",), ("table-b",), _TABLES))):
        written = [local_route(VPC_CIDR)]
        for destination in draw(st.sampled_from(_EVERYWHERE)):
            nat = draw(st.sampled_from(_nats(inventory)))
            written.append(_route(destination, "nat_gateway", nat))
        inventory = changed(inventory, "route_tables", table, routes=all_of(*written))
    return inventory


def _route(destination: str, kind: Any, target: str) -> Route:
    cidr = parse_cidr(destination)
    return Route(
        key=destination,
        destination=cidr,
        prefix_list_id=None,
        family=cidr.family,
        target_kind=kind,
        target_id=target,
        state="active",
    )


def ways_out(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change where the table of the NAT gateways' subnets leads."""
    if not found(inventory, "route_tables", "table-public"):
        return inventory
    kinds = (*("internet_gateway",) * 4, "gwlb_endpoint", "transit_gateway", "nat_gateway", "carrier_gateway")
    targets = {"internet_gateway": "igw", "nat_gateway": "nat-a"}
    written = [local_route(VPC_CIDR)]
    for destination in draw(st.sampled_from((*_EVERYWHERE, ("0.0.0.0/1",), ("3.0.0.0/8",), ()))):
        kind = draw(st.sampled_from(kinds))
        written.append(_route(destination, kind, targets.get(kind, "elsewhere")))
    if draw(st.booleans()):
        written.append(_route("::/0", "egress_only", "eigw"))
    return changed(inventory, "route_tables", "table-public", routes=all_of(*written))


def attachments(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Attach the Internet gateway to a VPC, or to none, or make another one."""
    if not found(inventory, "internet_gateways", "igw"):
        return inventory
    some = draw(st.sampled_from((("vpc",), (), ("vpc-2",))))
    if "vpc-2" in some:
        inventory = with_other_vpc(inventory)
    inventory = changed(inventory, "internet_gateways", "igw", attached_vpc_ids=all_of(*some))
    other = InternetGateway(id="igw-2", attached_vpc_ids=all_of(*draw(st.sampled_from((("vpc",), ())))))
    return put(inventory, "internet_gateways", other)


def blocked(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Block Internet gateways, in one direction or in both."""
    return changed(inventory, "vpcs", "vpc", igw_block=draw(st.sampled_from(("off", "ingress", "bidirectional"))))


def states(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let routes of a table be made already or not, or their targets be gone."""
    name = draw(st.sampled_from((*_TABLES, *_TABLES, "table-public")))
    if not found(inventory, "route_tables", name):
        return inventory
    together = draw(st.sampled_from(("active", "planned", "blackhole", "each")))
    written = []
    for route in found(inventory, "route_tables", name).routes.items:
        own = draw(st.sampled_from(("active", "planned", "blackhole"))) if together == "each" else together
        written.append(route if route.target_kind == "local" else route.model_copy(update={"state": own}))
    return changed(inventory, "route_tables", name, routes=all_of(*written))


def public_acl(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give the subnets of NAT gateways an ACL of their own, with a few entries changed."""
    ids = [one.id for one in inventory.subnets.items if one.id.startswith("public-")]
    if not ids:
        return inventory
    inventory = with_acl(inventory, _PUBLIC_ACL)
    for subnet in draw(st.sampled_from(((ids[0],), tuple(ids)))):
        inventory = changed(inventory, "subnets", subnet, network_acl_ids=all_of(_PUBLIC_ACL))
    if draw(st.booleans()):
        only = _only_passages(draw)
        inventory = changed(inventory, "network_acls", _PUBLIC_ACL, entries=all_of(*only))
    return redrawn(draw, inventory, _PUBLIC_ACL) if draw(st.booleans()) else inventory


def _only_passages(draw: st.DrawFn) -> list[AclEntry]:
    """Allow what passes a NAT gateway and nothing else, or one thing less."""
    replies = draw(st.sampled_from(((1024, 65535), (32768, 60999), (1025, 65535))))
    workers = draw(st.sampled_from(((32768, 60999), (32768, 60998), (1024, 65535))))
    near = parse_cidr(draw(st.sampled_from(("10.0.8.0/21", "10.0.0.0/16", "10.0.11.0/24", "10.0.11.0/25"))))
    wanted: list[tuple[Any, Any, tuple[int, int]]] = [
        ("ingress", near, (443, 443)),
        ("ingress", EVERYWHERE_IPV4, replies),
        ("egress", EVERYWHERE_IPV4, (443, 443)),
        ("egress", near, workers),
    ]
    dropped = draw(st.integers(0, 3 * len(wanted)))
    return [
        acl_entry(
            number=100 + number, direction=direction, action="allow", protocol="6", cidr=cidr, ports=Ports(*reach)
        )
        for number, (direction, cidr, reach) in enumerate(wanted)
        if number != dropped
    ]


def shadowing(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put a deny before the entries of an ACL."""
    name = draw(st.sampled_from(("acl", "acl", _PUBLIC_ACL)))
    acl: NetworkAcl | None = found(inventory, "network_acls", name)
    if acl is None:
        return inventory
    ranges = ("0.0.0.0/0", "10.0.12.0/24", "10.0.13.0/24", "8.8.8.8/32", "3.0.0.0/8", "172.16.0.0/12", "10.0.12.4/32")
    first, last = draw(st.sampled_from(((443, 443), (22, 22), (0, 65535), (1024, 65535), (5432, 5432), (3389, 3389))))
    entry = acl_entry(
        number=draw(st.sampled_from((50, 100, 200))),
        direction=draw(st.sampled_from(("ingress", "egress"))),
        action="deny",
        protocol=draw(st.sampled_from(("6", "6", "17"))),
        cidr=parse_cidr(draw(st.sampled_from(ranges))),
        ports=Ports(first, last),
    )
    others = [one for one in acl.entries.items if one.key != entry.key]
    return changed(inventory, "network_acls", name, entries=all_of(*others, entry))


def meant_to_be_private(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """State that private routing is meant, where the tables may lead nowhere."""
    inventory = stated(inventory, routing="private")
    if draw(st.booleans()):
        for table in _TABLES:
            inventory = changed(inventory, "route_tables", table, routes=all_of(local_route(VPC_CIDR)))
    return inventory


NATS: tuple[Change, ...] = (
    kind_of_nat,
    kind_of_nat,
    to_nats,
    to_nats,
    ways_out,
    attachments,
    blocked,
    states,
    states,
    public_acl,
    public_acl,
    shadowing,
    shadowing,
    acl_entries,
    meant_routing,
    meant_to_be_private,
    meant_to_be_private,
    zones,
)
