"""Route tables and routes."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import VPC, cause, keys, pointer, read, record, skipped

SECTIONS = """
Parameters:
  Open: {Type: String}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
"""
BASE = (
    VPC
    + """
Table: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}
Igw: {Type: 'AWS::EC2::InternetGateway'}
Vgw: {Type: 'AWS::EC2::VPNGateway'}
Eigw: {Type: 'AWS::EC2::EgressOnlyInternetGateway', Properties: {VpcId: !Ref Vpc}}
Nat: {Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: subnet-1}}
Lambda: {Type: 'AWS::Lambda::Function'}
"""
)


def route(properties: str, *, table: str = "!Ref Table", name: str = "Route", before: str = "") -> str:
    return f"{name}: {{Type: 'AWS::EC2::Route', {before}Properties: {{RouteTableId: {table}, {properties}}}}}\n"


TARGETS = [
    ("GatewayId: !Ref Igw", ("internet_gateway", "Igw")),
    ("GatewayId: !GetAtt Igw.InternetGatewayId", ("internet_gateway", "Igw")),
    ("GatewayId: !Ref Vgw", ("vpn_gateway", "Vgw")),
    ("GatewayId: igw-1", ("internet_gateway", "igw-1")),
    ("GatewayId: vgw-1", ("vpn_gateway", "vgw-1")),
    ("GatewayId: vpce-1", ("gwlb_endpoint", "vpce-1")),
    ("GatewayId: new-1", ("other", "new-1")),
    ("GatewayId: !Ref Open", (None, None)),
    ("GatewayId: !Ref Lambda", (None, "Lambda")),
    ("NatGatewayId: !Ref Nat", ("nat_gateway", "Nat")),
    ("NatGatewayId: !Ref Open", ("nat_gateway", None)),
    ("EgressOnlyInternetGatewayId: !Ref Eigw", ("egress_only", "Eigw")),
    ("TransitGatewayId: tgw-1", ("transit_gateway", "tgw-1")),
    ("VpcPeeringConnectionId: pcx-1", ("vpc_peering", "pcx-1")),
    ("InstanceId: i-1", ("instance", "i-1")),
    ("NetworkInterfaceId: eni-1", ("interface", "eni-1")),
    ("VpcEndpointId: vpce-1", ("gwlb_endpoint", "vpce-1")),
    ("LocalGatewayId: lgw-1", ("local_gateway", "lgw-1")),
    ("CarrierGatewayId: cagw-1", ("carrier_gateway", "cagw-1")),
    ("CoreNetworkArn: arn:x", ("core_network", "arn:x")),
    ("OdbNetworkArn: arn:x", ("other", "arn:x")),
    ("NatGatewayId: !Ref Nat, InstanceId: !Ref AWS::NoValue", ("nat_gateway", "Nat")),
    ("NatGatewayId: !If [Maybe, !Ref Nat, !Ref AWS::NoValue]", ("nat_gateway", None)),
    (
        (
            "NatGatewayId: !If [Maybe, !Ref Nat, !Ref 'AWS::NoValue'], "
            "GatewayId: !If [Maybe, !Ref 'AWS::NoValue', !Ref Igw]"
        ),
        (None, None),
    ),
]


@pytest.mark.parametrize(("target", "expected"), TARGETS)
def test_target(target: str, expected: tuple[str | None, str | None]) -> None:
    normalized = read(BASE + route(f"DestinationCidrBlock: 0.0.0.0/0, {target}"), SECTIONS)
    table = record(normalized, "route_tables", "Table")
    assert keys(table.routes) == ["10.0.0.0/16", "0.0.0.0/0"]
    found = table.routes.items[1]
    assert (found.target_kind, found.target_id) == expected
    assert found.state == "planned"
    if expected[0] is None:
        assert ("route_tables", "Table", "routes", "0.0.0.0/0", "target_kind") in normalized.provenance.missing


DESTINATIONS = [
    ("DestinationCidrBlock: 10.9.0.0/16", ("10.9.0.0/16", "10.9.0.0/16", None, "ipv4")),
    ("DestinationIpv6CidrBlock: '::/0'", ("::/0", "::/0", None, "ipv6")),
    ("DestinationPrefixListId: pl-1", ("pl-1", None, "pl-1", None)),
    ("DestinationCidrBlock: !Ref Open", ("?", None, None, "ipv4")),
    ("DestinationIpv6CidrBlock: !Ref Open", ("?", None, None, "ipv6")),
    ("DestinationPrefixListId: !Ref Open", ("?", None, None, None)),
]


@pytest.mark.parametrize(("destination", "expected"), DESTINATIONS)
def test_destination(destination: str, expected: tuple[str | None, ...]) -> None:
    normalized = read(BASE + route(f"{destination}, NatGatewayId: !Ref Nat"), SECTIONS)
    found = record(normalized, "route_tables", "Table").routes.items[1]
    text = found.destination and found.destination.text
    assert (found.key, text, found.prefix_list_id, found.family) == expected
    assert record(normalized, "route_tables", "Table").routes.complete


def test_one_of_two_destinations() -> None:
    destination = (
        "DestinationCidrBlock: !If [Maybe, 10.9.0.0/16, !Ref 'AWS::NoValue'], "
        "DestinationIpv6CidrBlock: !If [Maybe, !Ref 'AWS::NoValue', '::/0']"
    )
    normalized = read(BASE + route(f"{destination}, NatGatewayId: !Ref Nat"), SECTIONS)
    found = record(normalized, "route_tables", "Table").routes.items[1]
    assert (found.key, found.destination, found.family) == ("?", None, None)
    path = ("route_tables", "Table", "routes", "?", "destination")
    assert cause(normalized, *path) == "parameter Open"
    assert normalized.provenance.candidates[path] == ("DestinationCidrBlock", "DestinationIpv6CidrBlock")


FAULTS = [
    ("NatGatewayId: !Ref Nat", "/Resources/Route", "Route gives no destination"),
    ("DestinationCidrBlock: 0.0.0.0/0", "/Resources/Route", "Route gives no target"),
    (
        "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat, GatewayId: !Ref Igw",
        "/Resources/Route",
        "Route gives both GatewayId and NatGatewayId",
    ),
    (
        "DestinationCidrBlock: all, NatGatewayId: !Ref Nat",
        "/Resources/Route/Properties/DestinationCidrBlock",
        "'all' is not a CIDR block: the prefix length is missing (an address such as 10.0.0.0/16 is wanted)",
    ),
    (
        "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: Nat",
        "/Resources/Route/Properties/NatGatewayId",
        "the text Nat is not the id of a target: write !Ref Nat for the resource of that name",
    ),
    (
        "DestinationCidrBlock: 0.0.0.0/0, GatewayId: Igw",
        "/Resources/Route/Properties/GatewayId",
        "the text Igw is not the id of a target: write !Ref Igw for the resource of that name",
    ),
]


@pytest.mark.parametrize(("properties", "where", "text"), FAULTS)
def test_an_unreadable_route_is_left_out(properties: str, where: str, text: str) -> None:
    normalized = read(BASE + route(properties), SECTIONS)
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.0.0.0/16", "…"]
    assert skipped(normalized) == [(where, text)]
    assert cause(normalized, "route_tables", "Table", "routes") == f"unreadable part {where}"


def test_where_a_route_stands() -> None:
    normalized = read(BASE + route("DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat"))
    path = ("route_tables", "Table", "routes", "0.0.0.0/0")
    assert pointer(normalized, *path) == "/Resources/Route"
    assert pointer(normalized, *path, "target_id") == "/Resources/Route/Properties/NatGatewayId"


def test_a_second_route_to_one_destination_is_refused() -> None:
    properties = "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat"
    normalized = read(BASE + route(properties) + route(properties, name="Again"))
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.0.0.0/16", "0.0.0.0/0", "…"]
    text = "a second 0.0.0.0/0, which EC2 refuses; the first is at /Resources/Route"
    assert skipped(normalized) == [("/Resources/Again", text)]


def test_two_routes_to_unknown_destinations_have_names_of_their_own() -> None:
    properties = "DestinationCidrBlock: !Ref Open, NatGatewayId: !Ref Nat"
    resources = BASE + route(properties) + route(properties, name="Again") + route(properties, name="Third")
    normalized = read(resources, SECTIONS)
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.0.0.0/16", "?", "?#2", "?#3"]
    assert cause(normalized, "route_tables", "Table", "routes", "?#2", "destination") == "parameter Open"


def test_a_route_that_may_exist() -> None:
    properties = "DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat"
    other = "Other: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}\n"
    normalized = read(BASE + other + route(properties, before="Condition: Maybe, "), SECTIONS)
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.0.0.0/16", "…"]
    assert keys(record(normalized, "route_tables", "Other").routes) == ["10.0.0.0/16"]
    assert normalized.provenance.candidates["route_tables", "Table", "routes"] == ("Route",)


def test_a_table_of_another_stack_has_the_routes_that_are_added_here() -> None:
    normalized = read(BASE + route("DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1", table="rtb-9"))
    table = record(normalized, "route_tables", "rtb-9")
    assert (table.vpc_id, keys(table.routes)) == (None, ["0.0.0.0/0", "…"])
    assert cause(normalized, "route_tables", "rtb-9") == "route table rtb-9"


def test_a_route_of_a_table_by_an_open_parameter_touches_no_other() -> None:
    properties = "DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1"
    normalized = read(BASE + route(properties, table="!Ref Open"), SECTIONS)
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.0.0.0/16"]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ("[!Ref Table]", (["10.0.0.0/16", "…"], ["10.0.0.0/16"])),
        ("!If [Maybe, [!Ref Table], [!Ref Other]]", (["10.0.0.0/16", "…"], ["10.0.0.0/16", "…"])),
        ("[!Ref Igw]", (["10.0.0.0/16", "…"], ["10.0.0.0/16", "…"])),
    ],
)
def test_propagated_routes_are_not_known(tables: str, expected: tuple[list[str], list[str]]) -> None:
    other = "Other: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}\n"
    properties = f"{{RouteTableIds: {tables}, VpnGatewayId: !Ref Vgw}}"
    propagation = f"Up: {{Type: 'AWS::EC2::VPNGatewayRoutePropagation', Properties: {properties}}}\n"
    normalized = read(BASE + other + propagation, SECTIONS)
    found = [keys(record(normalized, "route_tables", name).routes) for name in ("Table", "Other")]
    assert tuple(found) == expected
    assert cause(normalized, "route_tables", "Table", "routes") == "routes of Up"


def test_local_routes_for_each_range_of_the_vpc() -> None:
    more = "More: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/16}}\n"
    table = record(read(BASE + more), "route_tables", "Table")
    assert keys(table.routes) == ["10.0.0.0/16", "10.1.0.0/16"]
    assert {one.target_kind for one in table.routes.items} == {"local"}
