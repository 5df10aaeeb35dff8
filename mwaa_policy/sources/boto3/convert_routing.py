"""Converts route tables, NAT gateways and Internet gateways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, TypeVar

from mwaa_policy.model import InternetGateway, Listing, NatGateway, Route, RouteTable, TargetKind, Vpc
from mwaa_policy.model.normal import local_route
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.boto3.facts import Facts, choice, cidr
from mwaa_policy.sources.boto3.operations import INTERNET_GATEWAYS, NAT_GATEWAYS, ROUTE_TABLES, VPC_ENDPOINTS
from mwaa_policy.sources.boto3.place import Malformed, Place, text
from mwaa_policy.sources.boto3.scene import Scene, named, readable

T = TypeVar("T")

_TARGETS: tuple[tuple[str, TargetKind], ...] = (
    ("NatGatewayId", "nat_gateway"),
    ("EgressOnlyInternetGatewayId", "egress_only"),
    ("TransitGatewayId", "transit_gateway"),
    ("VpcPeeringConnectionId", "vpc_peering"),
    ("LocalGatewayId", "local_gateway"),
    ("CarrierGatewayId", "carrier_gateway"),
    ("CoreNetworkArn", "core_network"),
    # A NAT instance shows its network interface too: the instance comes first.
    ("InstanceId", "instance"),
    ("NetworkInterfaceId", "interface"),
    ("OdbNetworkArn", "other"),
)
_GATEWAYS: tuple[tuple[str, TargetKind], ...] = (
    ("local", "local"),
    ("igw-", "internet_gateway"),
    ("vgw-", "vpn_gateway"),
    ("vpce-", "gwlb_endpoint"),
    ("nat-", "nat_gateway"),
    ("eigw-", "egress_only"),
    ("cagw-", "carrier_gateway"),
    ("lgw-", "local_gateway"),
)
_STATES: dict[str, Literal["active", "blackhole"]] = {
    "active": "active",
    "blackhole": "blackhole",
    "filtered": "blackhole",
}
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_ATTACHED = frozenset({"attached", "available"})
_DETACHED = frozenset({"detached"})
_CONNECTIVITIES: tuple[Literal["public", "private"], ...] = ("public", "private")
_MODES: tuple[Literal["zonal", "regional"], ...] = ("zonal", "regional")
_PUBLIC = Assumption(
    subject="ConnectivityType",
    text="a NAT gateway is public where its response, older than the attribute, does not tell",
    option="a new describe_nat_gateways response",
)
_ZONAL = Assumption(
    subject="AvailabilityMode",
    text="a NAT gateway is zonal where its response, older than the attribute, does not tell",
    option="a new describe_nat_gateways response",
)


def add_route_tables(scene: Scene) -> None:
    """Add the route tables."""
    for facts in scene.records("route_tables", ROUTE_TABLES):
        vpc_id = facts.text("vpc_id", "VpcId")
        listed = facts.member("Routes")
        routes = facts.listing("routes", listed, partial(_routes, scene, facts), absent="Routes")
        record = RouteTable(id=facts.id, vpc_id=vpc_id, routes=_with_local(scene, routes, vpc_id))
        scene.draft.add("route_tables", record, facts.origin)


def add_nat_gateways(scene: Scene) -> None:
    """Add the NAT gateways, deleted ones too: a route may still lead to them."""
    for facts in scene.records("nat_gateways", NAT_GATEWAYS):
        mode = _one_of(facts, "availability_mode", "AvailabilityMode", _MODES, _ZONAL)
        record = NatGateway(
            id=facts.id,
            vpc_id=facts.text("vpc_id", "VpcId"),
            subnet_id=facts.text("subnet_id", "SubnetId", default="none" if mode == "regional" else None),
            state=_lower(facts.text("state", "State")),
            connectivity=_one_of(facts, "connectivity", "ConnectivityType", _CONNECTIVITIES, _PUBLIC),
            has_address=_has_address(facts),
            availability_mode=mode,
        )
        scene.draft.add("nat_gateways", record, facts.origin)


def add_internet_gateways(scene: Scene) -> None:
    """Add the Internet gateways."""
    for facts in scene.records("internet_gateways", INTERNET_GATEWAYS):
        attached = facts.listing("attached_vpc_ids", facts.member("Attachments"), _attached, absent="Attachments")
        record = InternetGateway(id=facts.id, attached_vpc_ids=attached)
        scene.draft.add("internet_gateways", record, facts.origin)


def _routes(scene: Scene, facts: Facts, place: Place) -> Iterator[Route]:
    """Return the route, or nothing for the one that a gateway endpoint makes."""
    kind, target = _target(place)
    listed = text(place.at("DestinationPrefixListId"))
    if listed and target and kind == "gwlb_endpoint" and not _is_load_balancer(scene, target):
        return
    destination = cidr(place.at("DestinationCidrBlock")) or cidr(place.at("DestinationIpv6CidrBlock"))
    if destination is None and listed is None:
        raise Malformed(place, f"a route has none of {', '.join(_DESTINATIONS)}")
    key = destination.text if destination else str(listed)
    state = _STATES.get((text(place.at("State")) or "").lower())
    for attribute, value in (("target_kind", kind), ("target_id", target), ("state", state)):
        if value is None:
            facts.missing(_untold(place, key, attribute), "routes", key, attribute)
    yield Route(
        key=key,
        destination=destination,
        prefix_list_id=listed,
        family=destination.family if destination else None,
        target_kind=kind,
        target_id=target,
        state=state,
    )


def _target(place: Place) -> tuple[TargetKind | None, str | None]:
    gateway = text(place.at("GatewayId"))
    if gateway is not None:
        kind = next((kind for prefix, kind in _GATEWAYS if gateway.startswith(prefix)), None)
        return kind or "other", gateway
    for member, kind in _TARGETS:
        target = text(place.at(member))
        if target is not None:
            return kind, target
    return None, None


def _is_load_balancer(scene: Scene, endpoint_id: str) -> bool:
    found = scene.objects.of(VPC_ENDPOINTS).get(endpoint_id)
    return found is not None and (named(found.place, "VpcEndpointType") or "").lower() == "gatewayloadbalancer"


def _untold(place: Place, key: str, attribute: str) -> Missing:
    title = ROUTE_TABLES.title
    return Missing(
        subject=f"{title} route",
        text=f"the {title} response does not tell {attribute} of the route to {key}",
        supply=f"give all that `{ROUTE_TABLES.command}` prints",
        origin=place.origin,
    )


def _with_local(scene: Scene, routes: Listing[Route], vpc_id: str | None) -> Listing[Route]:
    """Return the routes with those that every table of the VPC has, should the response lack one."""
    vpc: Vpc | None = scene.draft.find("vpcs", vpc_id) if vpc_id else None
    told = {route.key for route in routes.items}
    lacking = [local_route(one) for one in (vpc.cidrs.items if vpc else ()) if one.text not in told]
    return Listing(items=(*lacking, *routes.items), complete=routes.complete) if lacking else routes


def _lower(value: str | None) -> str | None:
    return value.lower() if value else value


def _one_of(facts: Facts, attribute: str, member: str, values: tuple[T, ...], without: Assumption) -> T | None:
    """Return one of some values, the first where the response does not tell."""
    if facts.lacks(member):
        facts.assume(without, attribute)
        return values[0]
    return facts.value(attribute, member, parse=choice(*values))


def _has_address(facts: Facts) -> bool | None:
    listed = facts.member("NatGatewayAddresses")
    if listed is None and facts.is_recorded:
        facts.untold("NatGatewayAddresses", "has_address")
        return None
    addresses = [] if listed is None else list(readable(listed))
    if listed is not None:
        facts.provenance.origins[(*facts.path, "has_address")] = listed.origin
    return any(named(one, "PublicIp") for one in addresses)


def _attached(place: Place) -> Iterator[str]:
    state = (text(place.at("State")) or "attached").lower()
    vpc_id = text(place.at("VpcId"))
    if state in _DETACHED:
        return
    if state not in _ATTACHED or vpc_id is None:
        raise Malformed(place, f"the gateway is {state}, and not yet attached" if vpc_id else "it has no VpcId")
    yield vpc_id
