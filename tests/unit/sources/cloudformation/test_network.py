"""Subnets, gateways and prefix lists."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import (
    SUBNETS,
    VPC,
    cause,
    ids,
    pointer,
    read,
    record,
    skipped,
    texts,
)

SECTIONS = """
Parameters:
  Open: {Type: String}
  Zones: {Type: 'List<AWS::EC2::AvailabilityZone::Name>'}
  Default: {Type: String, Default: 10.0.7.0/24}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
"""
TABLE = "Table: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}\n"
OTHER = "Other: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}\n"
ACL = "Acl: {Type: 'AWS::EC2::NetworkAcl', Properties: {VpcId: !Ref Vpc}}\n"


def subnet(properties: str) -> str:
    return VPC + f"New: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: !Ref Vpc, {properties}}}}}\n"


def table_link(name: str, subnet: str, table: str, condition: str = "") -> str:
    properties = f"Properties: {{SubnetId: {subnet}, RouteTableId: {table}}}"
    return f"{name}: {{Type: 'AWS::EC2::SubnetRouteTableAssociation', {condition}{properties}}}\n"


def acl_link(name: str, subnet: str, acl: str) -> str:
    properties = f"Properties: {{SubnetId: {subnet}, NetworkAclId: {acl}}}"
    return f"{name}: {{Type: 'AWS::EC2::SubnetNetworkAclAssociation', {properties}}}\n"


ZONES = [
    ("AvailabilityZone: eu-west-1a", ("eu-west-1a", None, None), None),
    ("AvailabilityZone: !Select [0, !GetAZs '']", (None, None, "${AZ:0}"), "zones"),
    ("AvailabilityZone: !Select [0, !Ref Zones]", (None, None, None), "parameter Zones"),
    ("AvailabilityZone: !Ref Open", ("${Param:Open}", None, None), "parameter Open"),
    ("AvailabilityZone: !Sub '${AWS::Region}a'", ("${AWS::Region}a", None, "${AWS::Region}a"), "region"),
    ("AvailabilityZoneId: euw1-az1", (None, "euw1-az1", None), "AvailabilityZone of New"),
    ("CidrBlock: 10.0.1.0/24", (None, None, None), "AvailabilityZone of New"),
]


@pytest.mark.parametrize(("zone", "expected", "why"), ZONES)
def test_zone(zone: str, expected: tuple[str | None, ...], why: str | None) -> None:
    normalized = read(subnet(zone), SECTIONS)
    found = record(normalized, "subnets", "New")
    assert (found.zone_name, found.zone_id, found.zone_ref) == expected
    if why is not None:
        assert cause(normalized, "subnets", "New", "zone_name") == why


def test_a_lettered_zone_is_not_compared_with_a_numbered_one() -> None:
    lettered = subnet("AvailabilityZone: !Join ['', [!Ref AWS::Region, b]]")
    numbered = (
        "Old: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, AvailabilityZone: !Select [0, !GetAZs '']}}\n"
    )
    assert record(read(lettered), "subnets", "New").zone_ref == "${AWS::Region}b"
    normalized = read(lettered + numbered)
    assert record(normalized, "subnets", "New").zone_ref is None
    assert record(normalized, "subnets", "New").zone_name == "${AWS::Region}b"
    assert cause(normalized, "subnets", "New", "zone_ref") == "region"
    assert record(normalized, "subnets", "Old").zone_ref == "${AZ:0}"


RANGES = [
    ("10.0.1.0/24", "10.0.1.0/24", None),
    ("!Ref Default", "10.0.7.0/24", None),
    ("!Select [2, !Cidr [!GetAtt Vpc.CidrBlock, 3, 8]]", "10.0.2.0/24", None),
    ("!Sub '10.0.${Open}.0/24'", None, "parameter Open"),
    ("!If [Maybe, 10.0.1.0/24, 10.0.2.0/24]", None, "parameter Open"),
    ("10.0.1.0", None, "unreadable part /Resources/New/Properties/CidrBlock"),
    ("[10.0.1.0/24]", None, "unreadable part /Resources/New/Properties/CidrBlock"),
]


@pytest.mark.parametrize(("cidr", "expected", "why"), RANGES)
def test_range(cidr: str, expected: str | None, why: str | None) -> None:
    normalized = read(subnet(f"CidrBlock: {cidr}"), SECTIONS)
    found = record(normalized, "subnets", "New").cidr
    assert (found and found.text) == expected
    if why is not None:
        assert cause(normalized, "subnets", "New", "cidr") == why


def test_a_subnet_without_associations_has_the_defaults_for_certain() -> None:
    found = record(read(SUBNETS), "subnets", "SubnetA")
    assert (ids(found.route_table_ids), ids(found.network_acl_ids)) == ([], [])


def test_associations() -> None:
    resources = SUBNETS + TABLE + ACL + table_link("L", "!Ref SubnetA", "!Ref Table")
    normalized = read(resources + acl_link("N", "!GetAtt SubnetA.SubnetId", "!GetAtt Acl.Id"))
    found = record(normalized, "subnets", "SubnetA")
    assert (ids(found.route_table_ids), ids(found.network_acl_ids)) == (["Table"], ["Acl"])
    assert pointer(normalized, "subnets", "SubnetA", "route_table_ids", "Table") == "/Resources/L"
    assert pointer(normalized, "subnets", "SubnetA", "network_acl_ids") == "/Resources/N"


def test_two_associations_are_both_there() -> None:
    resources = SUBNETS + TABLE + OTHER + table_link("L", "!Ref SubnetA", "!Ref Table")
    resources += table_link("M", "!Ref SubnetA", "!Ref Other")
    assert ids(record(read(resources), "subnets", "SubnetA").route_table_ids) == ["Table", "Other"]


def test_an_association_that_may_exist() -> None:
    resources = SUBNETS + TABLE + table_link("L", "!Ref SubnetA", "!Ref Table", "Condition: Maybe, ")
    normalized = read(resources, SECTIONS)
    assert ids(record(normalized, "subnets", "SubnetA").route_table_ids) == ["…"]
    assert ids(record(normalized, "subnets", "SubnetB").route_table_ids) == []
    assert cause(normalized, "subnets", "SubnetA", "route_table_ids") == "parameter Open"
    assert normalized.provenance.candidates["subnets", "SubnetA", "route_table_ids"] == ("L",)


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("!If [Maybe, !Ref SubnetA, !Ref SubnetB]", (["…"], ["…"])),
        ("!If [Maybe, !Ref SubnetA, subnet-1]", (["…"], [])),
        ("!If [Maybe, !Ref SubnetA, !Ref Nowhere]", (["…"], ["…"])),
        ("!Ref Open", ([], [])),
        ("!Ref Nowhere", (["…"], ["…"])),
        ("!Ref Vpc", (["…"], ["…"])),
    ],
)
def test_an_association_of_an_unknown_subnet(which: str, expected: tuple[list[str], list[str]]) -> None:
    normalized = read(SUBNETS + TABLE + table_link("L", which, "!Ref Table"), SECTIONS)
    found = [record(normalized, "subnets", name) for name in ("SubnetA", "SubnetB")]
    assert tuple(ids(one.route_table_ids) for one in found) == expected


def test_an_association_with_an_unknown_table() -> None:
    normalized = read(SUBNETS + TABLE + table_link("L", "!Ref SubnetA", "!Ref Open"), SECTIONS)
    assert ids(record(normalized, "subnets", "SubnetA").route_table_ids) == ["…"]
    assert cause(normalized, "subnets", "SubnetA", "route_table_ids") == "parameter Open"


def test_a_subnet_of_another_stack_has_the_association_that_is_made_here() -> None:
    normalized = read(SUBNETS + TABLE + table_link("L", "subnet-9", "!Ref Table"))
    found = record(normalized, "subnets", "subnet-9")
    assert (ids(found.route_table_ids), ids(found.network_acl_ids)) == (["Table"], ["…"])
    assert found.vpc_id is None
    assert normalized.provenance.why_missing(("subnets", "subnet-9", "cidr")) is not None


def test_a_subnet_that_may_exist_and_is_used() -> None:
    resources = (
        SUBNETS
        + """
Extra: {Type: 'AWS::EC2::Subnet', Condition: Maybe, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/24}}
Env:
  Type: AWS::MWAA::Environment
  Properties: {Name: env, NetworkConfiguration: {SubnetIds: [!Ref SubnetA, !Ref Extra], SecurityGroupIds: [sg-1]}}
"""
    )
    normalized = read(resources, SECTIONS)
    assert ids(record(normalized, "environments", "Env").subnet_ids) == ["SubnetA", "Extra"]
    extra = record(normalized, "subnets", "Extra")
    assert extra.vpc_id is None
    assert cause(normalized, "subnets", "Extra") == "parameter Open"
    assert pointer(normalized, "subnets", "Extra") == "/Resources/Extra"


def gateway(resources: str) -> str:
    return VPC + "Gateway: {Type: 'AWS::EC2::InternetGateway'}\n" + resources


ATTACHMENTS = [
    ("", []),
    ("Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}", ["Vpc"]),
    ("Properties: {VpcId: !Ref Vpc, VpnGatewayId: vgw-1}", []),
    ("Properties: {VpcId: !Ref Vpc, InternetGatewayId: igw-9}", []),
    ("Condition: Maybe, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}", ["…"]),
    ("Condition: Maybe, Properties: {VpcId: !Ref Vpc, VpnGatewayId: vgw-1}", []),
    ("Properties: {VpcId: !If [Maybe, !Ref Vpc, vpc-1], InternetGatewayId: !Ref Gateway}", ["…"]),
]


@pytest.mark.parametrize(("attachment", "expected"), ATTACHMENTS)
def test_attachments(attachment: str, expected: list[str]) -> None:
    link = f"Link: {{Type: 'AWS::EC2::VPCGatewayAttachment', {attachment}}}\n" if attachment else ""
    normalized = read(gateway(link), SECTIONS)
    assert ids(record(normalized, "internet_gateways", "Gateway").attached_vpc_ids) == expected


def test_a_gateway_of_another_stack_is_attached_here() -> None:
    link = "Link: {Type: 'AWS::EC2::VPCGatewayAttachment', Properties: {VpcId: !Ref Vpc, InternetGatewayId: igw-9}}\n"
    normalized = read(VPC + link)
    assert ids(record(normalized, "internet_gateways", "igw-9").attached_vpc_ids) == ["Vpc", "…"]
    assert cause(normalized, "internet_gateways", "igw-9", "attached_vpc_ids") == "Internet gateway igw-9"


NATS = [
    (
        "SubnetId: !Ref SubnetA, AllocationId: !GetAtt Ip.AllocationId",
        ("Vpc", "SubnetA", "public", True, "zonal"),
    ),
    ("SubnetId: !Ref SubnetA", ("Vpc", "SubnetA", "public", False, "zonal")),
    ("SubnetId: !Ref SubnetA, AllocationId: !Ref Open", ("Vpc", "SubnetA", "public", True, "zonal")),
    (
        "SubnetId: !Ref SubnetA, AllocationId: !If [Maybe, eipalloc-1, !Ref AWS::NoValue]",
        ("Vpc", "SubnetA", "public", None, "zonal"),
    ),
    ("SubnetId: !Ref SubnetA, ConnectivityType: private", ("Vpc", "SubnetA", "private", False, "zonal")),
    ("SubnetId: !Ref SubnetA, ConnectivityType: !Ref Open", ("Vpc", "SubnetA", None, False, "zonal")),
    ("SubnetId: !Ref SubnetA, ConnectivityType: odd", ("Vpc", "SubnetA", None, False, "zonal")),
    ("VpcId: !Ref Vpc, AvailabilityMode: regional", ("Vpc", "none", "public", True, "regional")),
    ("SubnetId: !Ref SubnetA, AvailabilityMode: !Ref Open", ("Vpc", "SubnetA", "public", None, None)),
    ("SubnetId: subnet-1", (None, "subnet-1", "public", False, "zonal")),
    ("SubnetId: !Ref Open", (None, None, "public", False, "zonal")),
    ("ConnectivityType: public", (None, None, "public", False, "zonal")),
]


@pytest.mark.parametrize(("properties", "expected"), NATS)
def test_nat_gateway(properties: str, expected: tuple[object, ...]) -> None:
    resources = SUBNETS + "Ip: {Type: 'AWS::EC2::EIP'}\n"
    resources += f"Nat: {{Type: 'AWS::EC2::NatGateway', Properties: {{{properties}}}}}\n"
    normalized = read(resources, SECTIONS)
    nat = record(normalized, "nat_gateways", "Nat")
    found = (nat.vpc_id, nat.subnet_id, nat.connectivity, nat.has_address, nat.availability_mode)
    assert found == expected
    assert nat.state == "planned"
    for attribute, value in zip(("vpc_id", "subnet_id", "connectivity", "has_address"), expected, strict=False):
        assert value is not None or ("nat_gateways", "Nat", attribute) in normalized.provenance.missing


def test_a_nat_gateway_in_an_unknown_place_may_be_in_any_vpc() -> None:
    nat = "Nat: {Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: !If [Maybe, !Ref SubnetA, !Ref SubnetB]}}\n"
    assert not record(read(SUBNETS + nat, SECTIONS), "vpcs", "Vpc").complete.nat_gateways
    elsewhere = "Nat: {Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: subnet-1}}\n"
    assert record(read(SUBNETS + elsewhere, SECTIONS), "vpcs", "Vpc").complete.nat_gateways


ENTRIES = [
    ("[{Cidr: 10.0.0.0/8}, {Cidr: 'fd00::/8'}]", ["10.0.0.0/8", "fd00::/8"], 0),
    ("[{Cidr: !Ref Open}, {Cidr: 10.0.0.0/8}]", ["10.0.0.0/8", "…"], 0),
    ("[{Description: x}]", ["…"], 1),
    ("[{Cidr: nowhere}]", ["…"], 1),
    ("[text]", ["…"], 1),
    ("!If [Maybe, [{Cidr: 10.0.0.0/8}, {Cidr: 11.0.0.0/8}], [{Cidr: 10.0.0.0/8}]]", ["10.0.0.0/8", "…"], 0),
]


@pytest.mark.parametrize(("entries", "expected", "faults"), ENTRIES)
def test_prefix_list(entries: str, expected: list[str], faults: int) -> None:
    resources = f"List: {{Type: 'AWS::EC2::PrefixList', Properties: {{Entries: {entries}}}}}\n"
    normalized = read(resources, SECTIONS)
    found = record(normalized, "prefix_lists", "List")
    assert (found.service, texts(found.entries)) == ("none", expected)
    assert len(skipped(normalized)) == faults


def test_an_empty_prefix_list() -> None:
    found = record(read("List: {Type: 'AWS::EC2::PrefixList'}\n"), "prefix_lists", "List")
    assert texts(found.entries) == []
