"""Makes records of route tables and their routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mwaa_policy.model import Cidr, Family, Listing, Route, RouteTable, TargetKind, Vpc, parse_cidr
from mwaa_policy.model.implied import local_routes
from mwaa_policy.provenance import Missing, Path
from mwaa_policy.sources.terraform.elements import Element, elements, separate
from mwaa_policy.sources.terraform.facts import State, is_configured
from mwaa_policy.sources.terraform.kinds import DEFAULT_TABLE, TABLE
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, Resource
from mwaa_policy.sources.terraform.words import APPLIED, UNMANAGED, not_described, unset
from mwaa_policy.sources.terraform.world import World

_DESTINATIONS = (
    ("cidr_block", "destination_cidr_block"),
    ("ipv6_cidr_block", "destination_ipv6_cidr_block"),
    ("destination_prefix_list_id", "destination_prefix_list_id"),
)
_TARGETS: dict[str, TargetKind | None] = {
    "gateway_id": None,
    "nat_gateway_id": "nat_gateway",
    "transit_gateway_id": "transit_gateway",
    "vpc_endpoint_id": "gwlb_endpoint",
    "vpc_peering_connection_id": "vpc_peering",
    "egress_only_gateway_id": "egress_only",
    "carrier_gateway_id": "carrier_gateway",
    "local_gateway_id": "local_gateway",
    "core_network_arn": "core_network",
    "odb_network_arn": "other",
    # AWS fills these two in, so that they come last.
    "instance_id": "instance",
    "network_interface_id": "interface",
}
_PREFIXES: tuple[tuple[str, TargetKind], ...] = (
    ("local", "local"),
    ("igw-", "internet_gateway"),
    ("vgw-", "vpn_gateway"),
    ("vpce-", "gwlb_endpoint"),
    ("nat-", "nat_gateway"),
    ("tgw-", "transit_gateway"),
    ("eigw-", "egress_only"),
)
_GATEWAYS: dict[str, TargetKind] = {
    "aws_internet_gateway": "internet_gateway",
    "aws_vpn_gateway": "vpn_gateway",
    "aws_vpc_endpoint": "gwlb_endpoint",
}
"""What `gateway_id` may refer to."""
_FILLED_IN = frozenset({"instance_id", "network_interface_id"})
_OF_KIND: dict[TargetKind, frozenset[str]] = {
    "transit_gateway": frozenset({"aws_ec2_transit_gateway"}),
    "vpc_peering": frozenset({"aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"}),
    "egress_only": frozenset({"aws_egress_only_internet_gateway"}),
    "interface": frozenset({"aws_network_interface", "aws_instance"}),
    "instance": frozenset({"aws_instance"}),
}


class _Way(NamedTuple):
    """Where a route leads."""

    kind: TargetKind | None
    target: str | None
    attribute: str | None
    """The argument that says so."""


class _Destination(NamedTuple):
    """What a route is for."""

    cidr: Cidr | None
    prefix_list: str | None
    family: Family | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What says something about tables beside the tables themselves."""

    routes: Satellites
    former: Satellites
    propagated: Satellites


def convert_routes(world: World) -> None:
    """Add the route tables that Terraform manages or reads, those of AWS, and those that only get routes."""
    parts = _Parts(
        routes=gather(world, world.of("aws_route"), "route_table_id", owner="route_tables"),
        former=gather(world, world.former("aws_route"), "route_table_id", owner="route_tables"),
        propagated=gather(world, world.of("aws_vpn_gateway_route_propagation"), "route_table_id", owner="route_tables"),
    )
    for resource in (*world.of(TABLE, DEFAULT_TABLE), *world.data(TABLE)):
        if world.is_first("route_tables", resource):
            sheet = Sheet(world, "route_tables", resource)
            world.draft.add("route_tables", _described(sheet, parts), sheet.origin())
    for vpc, identity in world.made_by_aws("default_route_table_id", "route_tables"):
        sheet = Sheet(world, "route_tables", vpc, identity=identity)
        if not vpc.is_new:
            sheet.assume("routes", UNMANAGED)
        world.draft.add("route_tables", _table(sheet, parts, world.identity(vpc), Gathered()), sheet.origin())
    for identity, routes in parts.routes.by_owner.items():
        if world.draft.find("route_tables", identity) is None:
            sheet = Sheet(world, "route_tables", routes[0], identity=identity)
            sheet.miss_at((), not_described(identity))
            gathered: Gathered[Route] = Gathered(doubts=[not_described(identity)])
            world.draft.add("route_tables", _table(sheet, parts, None, gathered))


def _described(sheet: Sheet, parts: _Parts) -> RouteTable:
    resource, gathered = sheet.resource, Gathered[Route]()
    vpc = sheet.vpc() if resource.type == TABLE else sheet.adopted_vpc()
    argument = "routes" if resource.mode == DATA else "route"
    inline, state = elements(sheet.world, resource, argument)
    sheet.note("routes", argument)
    for element in inline:
        _add(sheet, gathered, element)
    if state is State.UNKNOWN:
        gathered.doubt(sheet.world.why_unknown(resource, argument))
    if is_configured(resource, argument) is False:
        # The list is the provider's reading of AWS, and still holds what apply takes away.
        for element in separate(sheet.world, parts.former.of(sheet.id)):
            gathered.items.pop(_destination_key(element), None)
    gateways = sheet.world.fact(resource, "propagating_vgws")
    if not (gateways.absent or gateways.value == []):
        gathered.doubt(_propagation(sheet, resource))
    gathered.doubt(None if resource.mode == DATA and state is State.KNOWN else sheet.why_incomplete("routes"))
    return _table(sheet, parts, vpc, gathered)


def _table(sheet: Sheet, parts: _Parts, vpc: str | None, gathered: Gathered[Route]) -> RouteTable:
    for element in separate(sheet.world, parts.routes.of(sheet.id)):
        _add(sheet, gathered, element)
    for part in (*parts.routes.doubts(sheet.id), *parts.propagated.doubts(sheet.id)):
        gathered.doubt(part.why)
    for resource in parts.propagated.of(sheet.id):
        gathered.doubt(_propagation(sheet, resource))
    return RouteTable(id=sheet.id, vpc_id=vpc, routes=_with_local(sheet, vpc, gathered))


def _with_local(sheet: Sheet, vpc: str | None, gathered: Gathered[Route]) -> Listing[Route]:
    """Return the routes, the local ones of the VPC first."""
    found: Vpc | None = sheet.world.draft.find("vpcs", vpc) if vpc else None
    ranges = () if found is None else found.cidrs.items
    local = {route.key: route for route in local_routes(ranges, complete=True).items}
    gathered.items = {**local, **{key: route for key, route in gathered.items.items() if key not in local}}
    return sheet.listing("routes", gathered)


def _propagation(sheet: Sheet, resource: Resource) -> Missing:
    return Missing(
        subject=f"routes propagated to {sheet.id}",
        text=f"a VPN gateway adds routes to {sheet.id} that only AWS knows",
        supply="add the responses of the EC2 API",
        origin=resource.origin(),
    )


def _add(sheet: Sheet, gathered: Gathered[Route], element: Element) -> None:
    try:
        route = _route(sheet, element)
    except ValueError as problem:
        gathered.doubt(sheet.skip(problem, *element.path, resource=element.resource))
        return
    if route is not None:
        if gathered.items.setdefault(route.key, route) == route:
            sheet.note_at(("routes", route.key), *element.path, resource=element.resource)
        else:
            clash = ValueError(f"{sheet.id} has another route to {route.key}, and AWS takes only one")
            gathered.doubt(sheet.skip(clash, *element.path, resource=element.resource))


def _route(sheet: Sheet, element: Element) -> Route | None:
    destination, way = _destination(element), _way(element)
    if destination.prefix_list and way.kind == "gwlb_endpoint":
        # A gateway endpoint's own route: it is told by the endpoint's list of tables.
        return None
    if way.kind == "local" and destination.cidr is None:
        return None
    key = _key(destination, element)
    _explain(sheet, element, ("routes", key), destination, way)
    return Route(
        key=key,
        destination=destination.cidr,
        prefix_list_id=destination.prefix_list,
        family=destination.family,
        target_kind=way.kind,
        target_id="local" if way.kind == "local" else way.target,
        state="active" if way.kind == "local" else "planned",
    )


def _explain(sheet: Sheet, element: Element, part: Path, destination: _Destination, way: _Way) -> None:
    address, origin = element.resource.address, element.resource.origin(*element.path)
    if not destination.known:
        text = f"the destination of {element.label} is known only after apply"
        missing = Missing(subject=f"{element.label}.destination", text=text, supply=APPLIED, origin=origin)
        sheet.miss_at((*part, "destination"), missing)
    if way.kind is None or way.target is None:
        text = f"the target of {element.label} is known only after apply"
        missing = (
            unset(address, "target", "the route leads nowhere", origin)
            if way.attribute is None
            else Missing(subject=f"{element.label}.{way.attribute}", text=text, supply=APPLIED, origin=origin)
        )
        if way.kind is None:
            sheet.miss_at((*part, "target_kind"), missing)
        sheet.miss_at((*part, "target_id"), missing)


def _key(destination: _Destination, element: Element) -> str:
    if destination.cidr is not None:
        return destination.cidr.text
    return destination.prefix_list or f"?{element.label}"


def _destination_key(element: Element) -> str:
    try:
        return _key(_destination(element), element)
    except ValueError:
        return ""


def _destination(element: Element) -> _Destination:
    for names in _DESTINATIONS:
        name = names[0] if element.path else names[1]
        found = element.fact(name)
        if found.absent:
            continue
        family: Family | None = "ipv6" if "ipv6" in name else "ipv4"
        if "prefix_list" in name:
            listed = str(found.value) if found.known else element.one(name, to="prefix_lists").single
            return _Destination(None, listed, None, known=listed is not None)
        if not found.known:
            return _Destination(None, None, family, known=False)
        cidr = parse_cidr(str(found.value))
        return _Destination(cidr, None, cidr.family, known=True)
    return _Destination(None, None, None, known=False)


def _way(element: Element) -> _Way:
    for name, kind in _TARGETS.items():
        found = element.fact(name)
        if found.absent or (name in _FILLED_IN and not found.known and element.resource.block is None):
            continue
        if found.known:
            value = str(found.value)
            return _Way(kind or _kind_of_id(value), value, name)
        return _unknown_way(element, name, kind)
    return _Way(None, None, None)


def _kind_of_id(value: str) -> TargetKind:
    return next((kind for prefix, kind in _PREFIXES if value.startswith(prefix)), "other")


def _unknown_way(element: Element, name: str, kind: TargetKind | None) -> _Way:
    if kind == "nat_gateway":
        return _Way(kind, element.one(name, to="nat_gateways").single, name)
    wanted = frozenset(_GATEWAYS) if kind is None else _OF_KIND.get(kind, frozenset())
    found = {
        element.world.identity(target.resource): target.resource.type
        for target in element.targets(name)
        if target.resource.type in wanted
    }
    kinds = {_GATEWAYS[type_] for type_ in found.values()} if kind is None else {kind}
    sole = next(iter(found)) if len(found) == 1 else None
    return _Way(next(iter(kinds)) if len(kinds) == 1 else None, sole, name)
