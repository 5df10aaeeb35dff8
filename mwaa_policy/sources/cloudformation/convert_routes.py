"""Converts route tables and their routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mwaa_policy.model import Cidr, Family, Route, RouteTable, TargetKind
from mwaa_policy.model.implied import local_routes, main_table
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import ENDPOINT, GATEWAY, TABLE
from mwaa_policy.sources.cloudformation.build import Build, Doubt, Doubts, Parts
from mwaa_policy.sources.cloudformation.convert_vpcs import MadeVpc
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.reader import Owner
from mwaa_policy.sources.cloudformation.rows import Rows
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Choice, Fault, Reference, why

_PROPAGATION = "AWS::EC2::VPNGatewayRoutePropagation"
_DESTINATIONS: Mapping[str, Family | None] = {
    "DestinationCidrBlock": "ipv4",
    "DestinationIpv6CidrBlock": "ipv6",
    "DestinationPrefixListId": None,
}
_TARGETS: Mapping[str, TargetKind] = {
    "NatGatewayId": "nat_gateway",
    "EgressOnlyInternetGatewayId": "egress_only",
    "TransitGatewayId": "transit_gateway",
    "VpcPeeringConnectionId": "vpc_peering",
    "InstanceId": "instance",
    "NetworkInterfaceId": "interface",
    "VpcEndpointId": "gwlb_endpoint",
    "LocalGatewayId": "local_gateway",
    "CarrierGatewayId": "carrier_gateway",
    "CoreNetworkArn": "core_network",
}
_GATEWAY_TYPES: Mapping[str, TargetKind] = {
    GATEWAY: "internet_gateway",
    "AWS::EC2::VPNGateway": "vpn_gateway",
    "AWS::EC2::EgressOnlyInternetGateway": "egress_only",
    "AWS::EC2::CarrierGateway": "carrier_gateway",
    ENDPOINT: "gwlb_endpoint",
}
_GATEWAY_PREFIXES: Mapping[str, TargetKind] = {
    "igw-": "internet_gateway",
    "vgw-": "vpn_gateway",
    "vpce-": "gwlb_endpoint",
    "cagw-": "carrier_gateway",
    "local": "local",
}


class _Target(NamedTuple):
    kind: TargetKind | None
    id: str | None


def add_route_tables(build: Build, vpcs: Mapping[str, MadeVpc]) -> None:
    """Add the route tables: those of the templates, the main tables, and foreign ones with routes."""
    routes = build.parts("AWS::EC2::Route", "RouteTableId", "route_tables")
    propagated = _propagated(build)
    build.survey("route_tables", TABLE)
    for resource in build.resources(TABLE):
        sheet = build.sheet(resource)
        vpc = sheet.identity("vpc_id", "VpcId", "vpcs")
        made = vpcs.get(vpc or "")
        local = () if made is None else made.cidrs.items
        rows = Rows[Route](build, sheet, "routes", merge=False)
        rows.given(local_routes(local, complete=True).items)
        rows.doubt(propagated.of(resource.id))
        _add_routes(build, rows, routes, resource.id)
        table = RouteTable(id=resource.id, vpc_id=vpc, routes=rows.listing())
        build.add("route_tables", table, sheet, resource.place)
    for identity in sorted(routes.certain):
        if build.draft.find("route_tables", identity) is None:
            _add_foreign(build, routes, identity)
    for identity, made in vpcs.items():
        build.draft.add("route_tables", main_table(identity, made.cidrs.items), made.resource.place.origin)


def _add_foreign(build: Build, routes: Parts, identity: str) -> None:
    """Add a table that is made elsewhere, with the routes that are added to it here."""
    first = routes.of(identity)[0]
    sheet = build.blank(first.place, first.logical_id)
    sheet.missing[()] = causes.described_elsewhere("route table", identity, None, first.place)
    rows = Rows[Route](build, sheet, "routes", merge=False, complete=False)
    _add_routes(build, rows, routes, identity)
    build.add("route_tables", RouteTable(id=identity, vpc_id=None, routes=rows.listing()), sheet, first.place)


def _propagated(build: Build) -> Doubts:
    """Return the tables into which a VPN gateway puts routes."""
    doubts = Doubts()
    certain = [(resource, None) for resource in build.resources(_PROPAGATION)]
    for resource, uncertain in (*certain, *build.uncertain(_PROPAGATION)):
        cause = uncertain or Missing(
            subject=f"routes of {resource.logical_id}",
            text=f"the routes that {resource.logical_id} propagates are known only to the VPN gateway",
            supply="add the API responses of the network",
            origin=resource.place.origin,
        )
        spread = build.reader.spread(build.property(resource, "RouteTableIds"))
        owners = [_table(build, cell) for cell in (*spread.certain, *spread.possible)]
        for owner in (*owners, *(Owner(None, None, doubt) for doubt in spread.doubts)):
            doubts.add(owner, Doubt(cause, resource.logical_id))
    return doubts


def _table(build: Build, cell: Cell) -> Owner:
    try:
        return build.reader.owner(cell, "route_tables")
    except Fault as fault:
        return Owner(None, None, why(build.left_out(fault)))


def _add_routes(build: Build, rows: Rows[Route], routes: Parts, table: str) -> None:
    rows.doubt(routes.doubts.of(table))
    for resource in routes.of(table):
        notes = build.part(build.resolver.bag(resource))
        notes.assume((), build.resolver.exists(resource).assumed)
        try:
            rows.add(_route(build, notes, resource), notes, resource.place)
        except Fault as fault:
            rows.fault(fault)


def _route(build: Build, notes: Sheet, resource: Resource) -> Route:
    name = _only(resource, notes, _DESTINATIONS, "destination", "a destination")
    cidr, prefix_list = _destination(build, notes, name)
    target = _target(build, notes, resource)
    return Route(
        key=cidr.text if cidr else prefix_list or "?",
        destination=cidr,
        prefix_list_id=prefix_list,
        family=cidr.family if cidr else _DESTINATIONS.get(name or ""),
        target_kind=target.kind,
        target_id=target.id,
        state="planned",
    )


def _destination(build: Build, notes: Sheet, name: str | None) -> tuple[Cidr | None, str | None]:
    cell = None if name is None else notes.bag.get(name)
    if cell is None:
        return None, None
    if name == "DestinationPrefixListId":
        return None, notes.read("prefix_list_id", cell, lambda one: build.reader.identity(one, "prefix_lists"))
    return notes.read("destination", cell, build.reader.cidr), None


def _only(resource: Resource, notes: Sheet, names: Iterable[str], attribute: str, what: str) -> str | None:
    """Return the one of several properties that is given, `None` when that is not known.

    Raises:
        Fault: none of them is given, or two.
    """
    given = {name: cell for name in names if (cell := notes.bag.get(name)) is not None}
    certain = [name for name, cell in given.items() if not isinstance(cell.value, Choice)]
    if len(certain) > 1:
        raise Fault(resource.place, f"{resource.logical_id} gives both {certain[0]} and {certain[1]}")
    if not given:
        raise Fault(resource.place, f"{resource.logical_id} gives no {what.removeprefix('a ')}")
    if len(given) == 1:
        return next(iter(given))
    doubts = [why(cell.value) for cell in given.values() if isinstance(cell.value, Unknown)]
    notes.doubt(attribute, doubts, [name for name in given if name not in certain])
    return None


def _target(build: Build, notes: Sheet, resource: Resource) -> _Target:
    others = [name for name in _others(resource) if notes.bag.get(name) is not None]
    name = _only(resource, notes, ("GatewayId", *_TARGETS, *others), "target_kind", "a target")
    cell = None if name is None else notes.bag.get(name)
    if name is None or cell is None:
        notes.miss("target_id", notes.missing[("target_kind",)])
        return _Target(None, None)
    kind = _gateway_kind(build, notes, cell) if name == "GatewayId" else _TARGETS.get(name, "other")
    notes.origins.setdefault(("target_kind",), cell.place.origin)
    return _Target(kind, notes.read("target_id", cell, lambda one: _target_id(build, one)))


def _others(resource: Resource) -> list[str]:
    """Return properties that must be targets of a kind that is not known here."""
    known = {"RouteTableId", "GatewayId", *_DESTINATIONS, *_TARGETS}
    return [name for name in resource.properties if name not in known and name.endswith(("Id", "Arn"))]


def _target_id(build: Build, cell: Cell) -> str | Unknown:
    if isinstance(cell.value, Reference) and cell.value.attribute is None:
        return cell.value.id
    return _target_text(build, cell)


def _target_text(build: Build, cell: Cell) -> str | Unknown:
    text = build.reader.known_text(cell)
    if isinstance(text, str):
        build.reader.refuse_name(cell, text, "a target")
    return text


def _gateway_kind(build: Build, notes: Sheet, cell: Cell) -> TargetKind | None:
    def read(cell: Cell) -> TargetKind | Unknown:
        if isinstance(cell.value, Reference):
            resource = build.resolver.resources[cell.value.id]
            kind = _GATEWAY_TYPES.get(resource.type)
            if kind is None:
                return Unknown(causes.attribute(resource.logical_id, resource.type, cell.value.attribute, cell.place))
            return kind
        text = _target_text(build, cell)
        if isinstance(text, Unknown):
            return text
        return next((kind for start, kind in _GATEWAY_PREFIXES.items() if text.startswith(start)), "other")

    return notes.read("target_kind", cell, read)
