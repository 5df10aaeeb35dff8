"""Networks of any shape, clean or not: what a source could have read."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from mwaa_policy.model import (
    AclEntry,
    Cidr,
    Condition,
    GroupRule,
    Inventory,
    Listing,
    Policy,
    Principal,
    Route,
    Statement,
    TargetKind,
    parse_cidr,
)
from mwaa_policy.model.normal import (
    Ports,
    acl_entry,
    cidr_rule,
    group_rule,
    local_route,
    port_range,
    prefix_list_rule,
    unknown_peer_rule,
)
from tests.fixtures.networks import BUCKET, REGION, VPC_CIDR, all_of, allow, private, public
from tests.fixtures.rename import closed

_RANGES = (
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "10.0.0.0/8",
    "10.0.0.0/16",
    "10.0.11.0/24",
    "10.0.12.0/24",
    "10.0.12.128/25",
    "52.218.0.0/17",
    "203.0.113.0/24",
    "::/0",
    "2001:db8::/32",
)
_PORTS = (0, 22, 80, 443, 1023, 1024, 5432, 32767, 32768, 60999, 61000, 65535)
_PROTOCOLS = ("-1", "6", "17", "1")
_ACTIONS = ("*", "s3:*", "s3:getobject", "s3:getobject*", "s3:list*", "sqs:*", "logs:putlogevents", "kms:decrypt")
_RESOURCES = (
    "*",
    f"arn:aws:s3:::{BUCKET}",
    f"arn:aws:s3:::{BUCKET}/*",
    f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*",
    "arn:aws:s3:::prod-region-starport-layer-bucket/*",
    "arn:aws:s3:::${Param:Bucket}/*",
)
_cidrs: st.SearchStrategy[Cidr] = st.sampled_from(_RANGES).map(parse_cidr)


@st.composite
def networks(draw: st.DrawFn) -> Inventory:
    """Return the public or the private network with some of its parts drawn anew."""
    found = draw(st.sampled_from((public(), private())))
    for change in draw(st.lists(st.sampled_from(_CHANGES), min_size=1, max_size=4, unique=True)):
        found = change(draw, found)
    return closed(found)


def _complete(draw: st.DrawFn, items: Any) -> Listing[Any]:
    return Listing[Any](items=tuple(items), complete=draw(st.sampled_from((True, True, False))))


def _unique(items: list[Any]) -> list[Any]:
    return list({item.key: item for item in items}.values())


def _changed(draw: st.DrawFn, inventory: Inventory, collection: str, **members: Any) -> Inventory:
    """Return the inventory with other values in one record of a collection."""
    listing = getattr(inventory, collection)
    if not listing.items:
        return inventory
    which = draw(st.integers(0, len(listing.items) - 1))
    items = (
        item.model_copy(update={name: draw(value) for name, value in members.items()}) if index == which else item
        for index, item in enumerate(listing.items)
    )
    return inventory.model_copy(update={collection: listing.model_copy(update={"items": tuple(items)})})


@st.composite
def _ports(draw: st.DrawFn, protocol: str) -> Ports:
    first, last = sorted(draw(st.tuples(st.sampled_from(_PORTS), st.sampled_from(_PORTS))))
    return port_range(protocol, first, last)


@st.composite
def _entries(draw: st.DrawFn) -> Listing[AclEntry]:
    found: list[AclEntry] = []
    for number in draw(st.lists(st.integers(1, 200), max_size=6)):
        protocol = draw(st.sampled_from(_PROTOCOLS))
        found.append(
            acl_entry(
                number=number,
                direction=draw(st.sampled_from(("ingress", "egress"))),
                action=draw(st.sampled_from(("allow", "allow", "deny"))),
                protocol=protocol,
                cidr=draw(_cidrs),
                ports=draw(_ports(protocol)),
            )
        )
    return _complete(draw, _unique(found))


@st.composite
def _group_rules(draw: st.DrawFn, direction: Any) -> Listing[GroupRule]:
    found: list[GroupRule] = []
    for _ in range(draw(st.integers(0, 4))):
        protocol = draw(st.sampled_from(_PROTOCOLS))
        ports = draw(_ports(protocol))
        match draw(st.sampled_from(("cidr", "group", "prefix_list", "unknown"))):
            case "cidr":
                rule = cidr_rule(direction, protocol, ports, draw(st.none() | _cidrs))
            case "group":
                rule = group_rule(direction, protocol, ports, draw(st.sampled_from((None, "group", "sg-foreign"))))
            case "prefix_list":
                rule = prefix_list_rule(direction, protocol, ports, draw(st.sampled_from((None, "pl-6da54004"))))
            case _:
                rule = unknown_peer_rule(direction, protocol, ports)
        found.append(rule)
    return _complete(draw, _unique(found))


@st.composite
def _routes(draw: st.DrawFn) -> Listing[Route]:
    found = [local_route(VPC_CIDR)]
    for cidr in draw(st.lists(_cidrs, max_size=3)):
        kind = draw(st.none() | st.sampled_from(get_args(TargetKind)))
        targets = {"nat_gateway": "nat-a", "internet_gateway": "igw"}
        route = Route(
            key=cidr.text,
            destination=cidr,
            prefix_list_id=None,
            family=cidr.family,
            target_kind=kind,
            target_id=None if kind is None else targets.get(kind, "elsewhere"),
            state=draw(st.sampled_from(("active", "blackhole", "planned", None))),
        )
        found.append(route)
    return _complete(draw, _unique(found))


@st.composite
def _statements(draw: st.DrawFn) -> Listing[Statement]:
    found: list[Statement] = []
    for number in range(draw(st.integers(0, 3))):
        conditions = [Condition(operator="StringEquals", key="aws:sourcevpc", values=_complete(draw, ("vpc",)))]
        found.append(
            Statement(
                key=f"#{number}",
                sid=None,
                effect=draw(st.sampled_from(("Allow", "Allow", "Deny", None))),
                principal_mode=draw(st.sampled_from(("any", "listed", "not_listed", "none"))),
                principals=_complete(draw, [Principal(type="AWS", value="123456789012")]),
                action_mode=draw(st.sampled_from(("listed", "not_listed", "none"))),
                actions=_complete(draw, draw(st.lists(st.sampled_from(_ACTIONS), max_size=3, unique=True))),
                resource_mode=draw(st.sampled_from(("listed", "not_listed", "none"))),
                resources=_complete(draw, draw(st.lists(st.sampled_from(_RESOURCES), max_size=3, unique=True))),
                conditions=_complete(draw, conditions if draw(st.booleans()) else ()),
            )
        )
    return _complete(draw, found)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    """Return a policy; what nobody wrote is the one that AWS makes."""
    if draw(st.integers(0, 5)) == 0:
        everything = allow("#0", ("*",), ("*",))
        return Policy(explicit=False, error="none", size=100, version="none", statements=all_of(everything))
    return Policy(
        explicit=draw(st.sampled_from((True, None))),
        error=draw(st.sampled_from(("none", "none", "not-json", None))),
        size=draw(st.sampled_from((600, 30000, None))),
        version=draw(st.sampled_from(("none", "2012-10-17", "2008-10-17"))),
        statements=draw(_statements()),
    )


def _ids(*ids: str, most: int = 3) -> Any:
    return st.builds(
        lambda items, complete: Listing[Any](items=tuple(items), complete=complete),
        st.lists(st.sampled_from(ids), max_size=most, unique=True),
        st.booleans(),
    )


def _acls(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(draw, found, "network_acls", entries=_entries())


def _groups(draw: st.DrawFn, found: Inventory) -> Inventory:
    rules = {"ingress": _group_rules("ingress"), "egress": _group_rules("egress")}
    return _changed(draw, found, "security_groups", **rules)


def _tables(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(draw, found, "route_tables", routes=_routes())


def _subnets(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(
        draw,
        found,
        "subnets",
        route_table_ids=_ids("table-a", "table-b", "vpc/main-routes", most=1),
        network_acl_ids=_ids("acl", "vpc/default-acl", most=1),
        # A zone has one name and one id in an account: without the name, any id is possible.
        zone_name=st.none(),
        zone_id=st.sampled_from(("euw1-az1", "euw1-az2", "use1-az3", None)),
        cidr=st.none() | _cidrs.filter(lambda cidr: cidr.family == "ipv4"),
    )


def _environments(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(
        draw,
        found,
        "environments",
        subnet_ids=_ids("subnet-a", "subnet-b", "subnet-c"),
        security_group_ids=_ids("group", "vpc/default-group", "sg-2"),
        webserver_access_mode=st.sampled_from(("PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE", "OTHER", None)),
        endpoint_management=st.sampled_from(("SERVICE", "CUSTOMER", None)),
    )


def _endpoints(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(
        draw,
        found,
        "vpc_endpoints",
        policy=_policies(),
        private_dns=st.sampled_from((True, False, None)),
        ipv4=st.sampled_from((True, False, None)),
        state=st.sampled_from(("available", "pending", "failed", "planned", None)),
        type=st.sampled_from(("Interface", "Gateway", None)),
        subnet_ids=_ids("subnet-a", "subnet-b"),
        security_group_ids=_ids("group", "vpc/default-group"),
        route_table_ids=_ids("table-a", "table-b"),
    )


def _nats(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(
        draw,
        found,
        "nat_gateways",
        subnet_id=st.sampled_from(("public-a", "subnet-a", "none", None)),
        state=st.sampled_from(("available", "deleted", "planned", None)),
        connectivity=st.sampled_from(("public", "private", None)),
        has_address=st.sampled_from((True, False, None)),
    )


def _vpcs(draw: st.DrawFn, found: Inventory) -> Inventory:
    return _changed(
        draw,
        found,
        "vpcs",
        dns_support=st.sampled_from((True, False, None)),
        dns_hostnames=st.sampled_from((True, False, None)),
        igw_block=st.sampled_from(("off", "ingress", "bidirectional", None)),
    )


_CHANGES = (_acls, _groups, _tables, _subnets, _environments, _endpoints, _nats, _vpcs)
