"""VPCs, subnets, route tables and gateways, as responses tell them."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.model import Inventory
from mwaa_policy.provenance import Provenance
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws


def normalized(**changes: Any) -> Normalized:
    """Return the clean network with other responses to some operations; `None` leaves one out."""
    dump = {**aws.responses(), **changes}
    return normalize([aws.document({name: held for name, held in dump.items() if held is not None})], Options())


def inventory(**changes: Any) -> Inventory:
    return normalized(**changes).inventory


def record(found: Inventory, collection: str, identity: str) -> Any:
    return next(one for one in getattr(found, collection).items if one.id == identity)


def why(provenance: Provenance, *path: str) -> str:
    missing = provenance.why_missing(path)
    assert missing is not None
    return missing.text


def test_the_clean_network_is_known_in_every_part() -> None:
    found = normalized()
    vpc = record(found.inventory, "vpcs", aws.VPC)
    assert [one.text for one in vpc.cidrs.items] == ["10.0.0.0/16"]
    assert (vpc.owner_id, vpc.dns_support, vpc.dns_hostnames, vpc.custom_dns) == (aws.ACCOUNT, True, True, False)
    assert (vpc.main_route_table_id, vpc.default_network_acl_id) == ("rtb-main", "acl-1")
    assert (vpc.default_security_group_id, vpc.igw_block) == ("sg-default", "off")
    assert set(vpc.complete.model_dump().values()) == {True}
    assert found.provenance.skipped == []
    unknown = {path for path in found.provenance.missing if path[-1] not in {"explicit", "private_dns_inbound_only"}}
    assert unknown == set()


def test_the_context_comes_from_the_arn_of_the_environment() -> None:
    context = inventory().context
    assert (context.region, context.account_id, context.partition) == (aws.REGION, aws.ACCOUNT, "aws")
    assert context.account_public_access_block is not None
    assert context.account_public_access_block.block_public_policy is True


@pytest.mark.parametrize(
    ("options", "header", "zone", "region", "account"),
    [
        (Options(region="us-east-1", account="999999999999"), aws.HEADER, "eu-west-1a", "us-east-1", "999999999999"),
        (Options(), aws.HEADER, "us-east-1a", "eu-west-1", aws.ACCOUNT),
        (Options(), None, "ap-southeast-2b", "ap-southeast-2", None),
        (Options(), None, "us-gov-west-1c", "us-gov-west-1", None),
        (Options(), None, "us-west-2-lax-1a", None, None),
        (Options(), None, "us-east-1-wl1-bos-wlz-1", None, None),
        (Options(), None, None, None, None),
    ],
)
def test_without_an_environment_the_context_comes_from_the_next_best(
    options: Options, header: Any, zone: str | None, region: str | None, account: str | None
) -> None:
    dump: dict[str, Any] = {"describe_subnets": {"Subnets": [aws.subnet("a", 1, AvailabilityZone=zone)]}}
    if header:
        dump["mwaa-policy-dump"] = header
    found = normalize([aws.document(dump)], options)
    assert (found.inventory.context.region, found.inventory.context.account_id) == (region, account)
    if region is None:
        assert "no response tells one region" in why(found.provenance, "context", "region")


def test_zones_of_several_regions_tell_no_region() -> None:
    subnets = [aws.subnet("a", 1), aws.subnet("b", 2, AvailabilityZone="us-east-1a")]
    found = normalize([aws.document({"Subnets": subnets})], Options())
    assert found.inventory.context.region is None


@pytest.mark.parametrize(
    ("members", "cidrs", "complete"),
    [
        ({"CidrBlockAssociationSet": None}, ["10.0.0.0/16"], True),
        ({"CidrBlockAssociationSet": None, "CidrBlock": None}, [], False),
        (
            {
                "CidrBlockAssociationSet": [
                    {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                    {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
                    {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "failed"}},
                ]
            },
            ["10.0.0.0/16"],
            True,
        ),
        (
            {
                "CidrBlockAssociationSet": [
                    {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                    {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associating"}},
                ]
            },
            ["10.0.0.0/16"],
            False,
        ),
        (
            {
                "Ipv6CidrBlockAssociationSet": [
                    {"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}},
                ]
            },
            ["10.0.0.0/16", "2001:db8::/56"],
            True,
        ),
        ({"CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0"}]}, [], False),
        ({"CidrBlockAssociationSet": [{}]}, [], False),
        ({"CidrBlockAssociationSet": "10.0.0.0/16"}, [], False),
    ],
)
def test_ranges_of_a_vpc(members: dict[str, Any], cidrs: list[str], complete: bool) -> None:  # noqa: FBT001 - expected
    found = normalized(describe_vpcs={"Vpcs": [aws.vpc(**members)]})
    vpc = record(found.inventory, "vpcs", aws.VPC)
    assert ([one.text for one in vpc.cidrs.items], vpc.cidrs.complete) == (cidrs, complete)
    if not complete:
        assert why(found.provenance, "vpcs", aws.VPC, "cidrs")


@pytest.mark.parametrize(
    ("vpc", "subnet", "options", "block"),
    [
        ("off", "off", None, "off"),
        ("block-ingress", "off", None, "ingress"),
        ("off", "block-bidirectional", None, "bidirectional"),
        (None, None, "block-bidirectional", "bidirectional"),
        (None, None, None, None),
    ],
)
def test_the_strictest_block_of_internet_gateways_counts(
    vpc: str | None, subnet: str | None, options: str | None, block: str | None
) -> None:
    def states(mode: str | None) -> Any:
        return None if mode is None else {"InternetGatewayBlockMode": mode}

    found = inventory(
        describe_vpcs={"Vpcs": [aws.vpc(BlockPublicAccessStates=states(vpc))]},
        describe_subnets={"Subnets": [aws.subnet("a", 1, BlockPublicAccessStates=states(subnet))]},
        describe_vpc_block_public_access_options={"VpcBlockPublicAccessOptions": states(options)} if options else None,
    )
    assert record(found, "vpcs", aws.VPC).igw_block == block


@pytest.mark.parametrize(
    ("servers", "custom"),
    [
        (["AmazonProvidedDNS"], False),
        (["10.0.0.53"], True),
        (["AmazonProvidedDNS", "10.0.0.53"], True),
        ([], False),
    ],
)
def test_resolvers_of_the_dhcp_options(servers: list[str], custom: bool) -> None:  # noqa: FBT001 - expected
    found = inventory(describe_dhcp_options={"DhcpOptions": [aws.dhcp_options(*servers)]})
    assert record(found, "vpcs", aws.VPC).custom_dns is custom


def test_dns_attributes_are_unknown_where_their_call_was_not_made() -> None:
    found = normalized(describe_vpc_attribute=None, describe_dhcp_options=None)
    vpc = record(found.inventory, "vpcs", aws.VPC)
    assert (vpc.dns_support, vpc.dns_hostnames, vpc.custom_dns) == (None, None, None)
    support = found.provenance.why_missing(("vpcs", aws.VPC, "dns_support"))
    assert support is not None
    assert support.subject == "describe_vpc_attribute"
    assert support.supply.endswith("`aws ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsSupport`")
    assert "no describe_dhcp_options" in why(found.provenance, "vpcs", aws.VPC, "custom_dns")


@pytest.mark.parametrize(
    "form",
    [
        {"vpc-1": {"EnableDnsSupport": {"Value": False}, "EnableDnsHostnames": {"Value": True}}},
        {"vpc-1": [{"EnableDnsSupport": {"Value": False}}, {"EnableDnsHostnames": {"Value": True}}]},
        {
            "vpc-1": {
                "enableDnsSupport": {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": False}},
                "enableDnsHostnames": {"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": True}},
            }
        },
    ],
)
def test_dns_attributes_by_vpc(form: Any) -> None:
    vpc = record(inventory(describe_vpc_attribute=form), "vpcs", aws.VPC)
    assert (vpc.dns_support, vpc.dns_hostnames) == (False, True)


def test_subnets_know_their_table_and_their_acl() -> None:
    found = inventory()
    one, public = record(found, "subnets", "subnet-a"), record(found, "subnets", "subnet-public")
    assert (one.route_table_ids.items, public.route_table_ids.items) == (("rtb-private",), ("rtb-public",))
    assert (one.network_acl_ids.items, one.network_acl_ids.complete) == (("acl-1",), True)
    assert (one.zone_name, one.zone_id, one.zone_ref) == ("eu-west-1a", "euw1-az1", None)
    assert one.cidr is not None
    assert one.cidr.text == "10.0.1.0/24"


def test_a_subnet_without_association_uses_the_main_table() -> None:
    tables = {"RouteTables": [aws.route_table("main", associations=[{"Main": True}])]}
    found = inventory(describe_route_tables=tables)
    subnet = record(found, "subnets", "subnet-a")
    assert (subnet.route_table_ids.items, subnet.route_table_ids.complete) == ((), True)


@pytest.mark.parametrize(
    ("state", "items", "complete"),
    [("associated", ("rtb-x",), True), ("disassociated", (), True), ("associating", (), False)],
)
def test_associations_that_are_being_changed(state: str, items: tuple[str, ...], complete: bool) -> None:  # noqa: FBT001 - expected
    tables = {"RouteTables": [aws.route_table("x", associations=[aws.associated("a", state)])]}
    listing = record(inventory(describe_route_tables=tables), "subnets", "subnet-a").route_table_ids
    assert (listing.items, listing.complete) == (items, complete)


def test_subnets_that_only_tables_and_acls_name_are_known_that_far() -> None:
    found = normalized(describe_subnets=None)
    subnet = record(found.inventory, "subnets", "subnet-a")
    assert (subnet.vpc_id, subnet.cidr, subnet.route_table_ids.items) == (aws.VPC, None, ("rtb-private",))
    assert why(found.provenance, "subnets", "subnet-a", "cidr") == "no describe_subnets response is in the input"


def test_objects_that_are_only_referred_to_name_the_call_that_is_missing() -> None:
    found = normalized(describe_nat_gateways=None)
    assert record(found.inventory, "nat_gateways", "nat-1").state is None
    assert why(found.provenance, "nat_gateways", "nat-1") == "no describe_nat_gateways response is in the input"
    filtered = normalized(describe_nat_gateways={"NatGateways": []})
    assert "no describe_nat_gateways response describes it" in why(filtered.provenance, "nat_gateways", "nat-1")


@pytest.mark.parametrize(
    ("target", "kind", "identity"),
    [
        ({"GatewayId": "local"}, "local", "local"),
        ({"GatewayId": "igw-9"}, "internet_gateway", "igw-9"),
        ({"GatewayId": "vgw-9"}, "vpn_gateway", "vgw-9"),
        ({"GatewayId": "vpce-9"}, "gwlb_endpoint", "vpce-9"),
        ({"GatewayId": "what-9"}, "other", "what-9"),
        ({"NatGatewayId": "nat-9"}, "nat_gateway", "nat-9"),
        ({"EgressOnlyInternetGatewayId": "eigw-9"}, "egress_only", "eigw-9"),
        ({"TransitGatewayId": "tgw-9"}, "transit_gateway", "tgw-9"),
        ({"VpcPeeringConnectionId": "pcx-9"}, "vpc_peering", "pcx-9"),
        ({"LocalGatewayId": "lgw-9"}, "local_gateway", "lgw-9"),
        ({"CarrierGatewayId": "cagw-9"}, "carrier_gateway", "cagw-9"),
        ({"CoreNetworkArn": "arn:core"}, "core_network", "arn:core"),
        ({"OdbNetworkArn": "arn:odb"}, "other", "arn:odb"),
        ({"InstanceId": "i-9", "NetworkInterfaceId": "eni-9"}, "instance", "i-9"),
        ({"NetworkInterfaceId": "eni-9"}, "interface", "eni-9"),
        ({"GatewayId": "", "NatGatewayId": "nat-9"}, "nat_gateway", "nat-9"),
    ],
)
def test_targets_of_routes(target: dict[str, str], kind: str, identity: str) -> None:
    route = {"DestinationCidrBlock": "10.9.0.0/16", "State": "active", **target}
    found = inventory(describe_route_tables={"RouteTables": [aws.route_table("x", [route])]})
    told = record(found, "route_tables", "rtb-x").routes.items[1]
    assert (told.key, told.target_kind, told.target_id) == ("10.9.0.0/16", kind, identity)


@pytest.mark.parametrize(
    ("state", "told"), [("active", "active"), ("blackhole", "blackhole"), ("filtered", "blackhole"), (None, None)]
)
def test_states_of_routes(state: str | None, told: str | None) -> None:
    route = aws.nat_route(State=state)
    found = normalized(describe_route_tables={"RouteTables": [aws.route_table("x", [route])]})
    assert record(found.inventory, "route_tables", "rtb-x").routes.items[1].state == told
    if told is None:
        path = ("route_tables", "rtb-x", "routes", "0.0.0.0/0", "state")
        assert "does not tell state" in why(found.provenance, *path)


def test_a_blackhole_without_target_is_still_a_route() -> None:
    route = {"DestinationCidrBlock": "0.0.0.0/0", "State": "blackhole"}
    found = normalized(describe_route_tables={"RouteTables": [aws.route_table("x", [route])]})
    told = record(found.inventory, "route_tables", "rtb-x").routes
    assert (told.items[1].target_kind, told.items[1].state, told.complete) == (None, "blackhole", True)
    path = ("route_tables", "rtb-x", "routes", "0.0.0.0/0", "target_kind")
    assert "does not tell target_kind" in why(found.provenance, *path)


def test_routes_of_gateway_endpoints_are_no_routes() -> None:
    gateway = {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"}
    balancer = {"DestinationPrefixListId": "pl-2", "GatewayId": "vpce-2", "State": "active"}
    transit = {"DestinationPrefixListId": "pl-3", "TransitGatewayId": "tgw-1", "State": "active"}
    found = inventory(
        describe_route_tables={"RouteTables": [aws.route_table("x", [gateway, balancer, transit])]},
        describe_vpc_endpoints={
            "VpcEndpoints": [
                aws.endpoint(),
                aws.endpoint(VpcEndpointId="vpce-2", VpcEndpointType="GatewayLoadBalancer"),
            ]
        },
    )
    routes = record(found, "route_tables", "rtb-x").routes.items[1:]
    assert [(one.key, one.prefix_list_id, one.target_kind) for one in routes] == [
        ("pl-2", "pl-2", "gwlb_endpoint"),
        ("pl-3", "pl-3", "transit_gateway"),
    ]
    assert {one.id for one in found.prefix_lists.items} >= {"pl-2", "pl-3"}


def test_local_routes_are_there_even_where_a_response_lacks_them() -> None:
    table = {**aws.route_table("x"), "Routes": [aws.nat_route()]}
    routes = record(inventory(describe_route_tables={"RouteTables": [table]}), "route_tables", "rtb-x").routes
    assert [(one.key, one.target_kind) for one in routes.items] == [
        ("10.0.0.0/16", "local"),
        ("0.0.0.0/0", "nat_gateway"),
    ]


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ({"DestinationCidrBlock": "10.0.0.0/99", "GatewayId": "igw-1"}, "is not a CIDR block"),
        ({"GatewayId": "igw-1"}, "a route has none of DestinationCidrBlock"),
        ("0.0.0.0/0", "an object is wanted"),
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": 4}, "a text is wanted, not a number"),
    ],
)
def test_a_route_that_cannot_be_read_leaves_the_table_incomplete(route: Any, words: str) -> None:
    found = normalized(describe_route_tables={"RouteTables": [aws.route_table("x", [route])]})
    routes = record(found.inventory, "route_tables", "rtb-x").routes
    assert ([one.key for one in routes.items], routes.complete) == (["10.0.0.0/16"], False)
    assert words in why(found.provenance, "route_tables", "rtb-x", "routes")
    assert words in found.provenance.skipped[0].text
    assert found.provenance.skipped[0].origin.pointer.startswith("/describe_route_tables/RouteTables/0/Routes/1")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ("subnet-public", "available", "public", True, "zonal")),
        ({"State": "deleted"}, ("subnet-public", "deleted", "public", True, "zonal")),
        ({"ConnectivityType": "private", "NatGatewayAddresses": [{"PrivateIp": "10.0.0.4"}]},
         ("subnet-public", "available", "private", False, "zonal")),
        ({"ConnectivityType": None, "AvailabilityMode": None, "NatGatewayAddresses": None},
         ("subnet-public", "available", "public", False, "zonal")),
        ({"AvailabilityMode": "regional", "SubnetId": None}, ("none", "available", "public", True, "regional")),
        ({"SubnetId": None}, (None, "available", "public", True, "zonal")),
        ({"ConnectivityType": "secret"}, ("subnet-public", "available", None, True, "zonal")),
    ],
)  # fmt: skip
def test_nat_gateways(members: dict[str, Any], expected: tuple[Any, ...]) -> None:
    found = normalized(describe_nat_gateways={"NatGateways": [aws.nat_gateway(**members)]})
    nat = record(found.inventory, "nat_gateways", "nat-1")
    assert (nat.subnet_id, nat.state, nat.connectivity, nat.has_address, nat.availability_mode) == expected


def test_defaults_of_old_nat_responses_are_said() -> None:
    members = {"ConnectivityType": None, "AvailabilityMode": None}
    found = normalized(describe_nat_gateways={"NatGateways": [aws.nat_gateway(**members)]})
    subjects = {one.subject for one in found.provenance.assumptions()}
    assert {"ConnectivityType", "AvailabilityMode"} <= subjects


@pytest.mark.parametrize(
    ("attachments", "items", "complete"),
    [
        ([{"VpcId": "vpc-1", "State": "available"}], ("vpc-1",), True),
        ([{"VpcId": "vpc-1", "State": "attached"}], ("vpc-1",), True),
        ([{"VpcId": "vpc-1", "State": "detached"}], (), True),
        ([{"VpcId": "vpc-1", "State": "attaching"}], (), False),
        ([], (), True),
        (None, (), False),
        ([{"State": "available"}], (), False),
    ],
)
def test_attachments_of_internet_gateways(attachments: Any, items: tuple[str, ...], complete: bool) -> None:  # noqa: FBT001 - expected
    gateways = [{"InternetGatewayId": "igw-1", "Attachments": attachments}]
    found = inventory(describe_internet_gateways={"InternetGateways": gateways})
    listing = record(found, "internet_gateways", "igw-1").attached_vpc_ids
    assert (listing.items, listing.complete) == (items, complete)


def test_facts_know_where_they_stood() -> None:
    provenance = normalized().provenance
    places = {
        ("vpcs", "vpc-1", "dns_support"): "/describe_vpc_attribute/0/EnableDnsSupport/Value",
        ("vpcs", "vpc-1", "main_route_table_id"): "/describe_route_tables/RouteTables/0/Associations/0",
        ("subnets", "subnet-b", "zone_name"): "/describe_subnets/Subnets/1/AvailabilityZone",
        ("subnets", "subnet-b", "route_table_ids", "rtb-private"): (
            "/describe_route_tables/RouteTables/1/Associations/1"
        ),
        ("route_tables", "rtb-private", "routes", "0.0.0.0/0"): "/describe_route_tables/RouteTables/1/Routes/1",
        ("internet_gateways", "igw-1", "attached_vpc_ids", "vpc-1"): (
            "/describe_internet_gateways/InternetGateways/0/Attachments/0"
        ),
    }
    origins = {path: provenance.origin(path) for path in places}
    assert {path: origin.pointer for path, origin in origins.items() if origin} == places
    assert all(origin is not None and not origin.editable for origin in origins.values())
