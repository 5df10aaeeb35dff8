"""What AWS makes with a VPC: taken over, changed, and left alone; and what the provider does when nothing is set."""

from __future__ import annotations

import pytest

from mwaa_policy.model import Collection
from tests.unit.sources.terraform.plans import assumed, keys, load, record

PLAN = "defaults/plan.json"


def test_a_default_acl_that_is_taken_over_without_entries_denies_everything() -> None:
    acl = record(load(PLAN), "network_acls", "aws_default_network_acl.adopted")
    assert (acl.default, acl.vpc_id, keys(acl.entries)) == (True, "aws_vpc.adopted", [])


def test_a_default_group_that_is_taken_over_loses_every_rule_that_is_not_written() -> None:
    group = record(load(PLAN), "security_groups", "aws_default_security_group.adopted")
    assert (group.default, group.name, group.vpc_id) == (True, "default", "aws_vpc.adopted")
    assert (keys(group.ingress), keys(group.egress)) == (["ingress tcp 443 443 10.0.0.0/16"], [])


def test_a_default_table_that_is_taken_over_has_the_routes_that_are_written() -> None:
    table = record(load(PLAN), "route_tables", "aws_default_route_table.adopted")
    assert (table.vpc_id, keys(table.routes)) == ("aws_vpc.adopted", ["10.0.0.0/16", "192.168.0.0/16"])
    route = table.routes.items[1]
    assert (route.target_kind, route.target_id) == ("transit_gateway", "tgw-0123456789abcdef0")


@pytest.mark.parametrize(
    ("vpc", "table", "acl", "group"),
    [
        (
            "aws_vpc.adopted",
            "aws_default_route_table.adopted",
            "aws_default_network_acl.adopted",
            "aws_default_security_group.adopted",
        ),
        ("aws_vpc.changed", "aws_route_table.main", "aws_vpc.changed/default-acl", "aws_vpc.changed/default-group"),
        ("aws_vpc.plain", "aws_vpc.plain/main-routes", "aws_vpc.plain/default-acl", "aws_vpc.plain/default-group"),
    ],
)
def test_a_vpc_names_what_is_its_default(vpc: str, table: str, acl: str, group: str) -> None:
    found = record(load(PLAN), "vpcs", vpc)
    assert found.main_route_table_id == table
    assert found.default_network_acl_id == acl
    assert found.default_security_group_id == group


def test_separate_resources_are_added_to_what_aws_makes() -> None:
    acl = record(load(PLAN), "network_acls", "aws_vpc.changed/default-acl")
    assert keys(acl.entries) == ["egress/100", "egress/101", "ingress/100", "ingress/101", "ingress/50"]
    group = record(load(PLAN), "security_groups", "aws_vpc.changed/default-group")
    assert keys(group.ingress) == [
        "ingress all 0 65535 10.1.0.0/16",
        "ingress all 0 65535 192.0.2.0/24",
        "ingress all 0 65535 sg:aws_vpc.changed/default-group",
    ]
    table = record(load(PLAN), "route_tables", "aws_vpc.changed/main-routes")
    assert keys(table.routes) == ["0.0.0.0/0", "10.1.0.0/16", "100.64.0.0/16"]


def test_what_aws_makes_and_nobody_changes_is_as_aws_makes_it() -> None:
    acl = record(load(PLAN), "network_acls", "aws_vpc.plain/default-acl")
    assert keys(acl.entries) == ["egress/100", "ingress/100"]
    group = record(load(PLAN), "security_groups", "aws_vpc.plain/default-group")
    assert keys(group.ingress) == ["ingress all 0 65535 sg:aws_vpc.plain/default-group"]
    assert keys(group.egress) == ["egress all 0 65535 0.0.0.0/0"]


def test_a_vpc_has_its_further_ranges_and_its_own_resolvers() -> None:
    vpc = record(load(PLAN), "vpcs", "aws_vpc.changed")
    assert keys(vpc.cidrs) == ["10.1.0.0/16", "100.64.0.0/16"]
    assert vpc.custom_dns is True


def test_a_table_may_name_its_vpc_through_an_association() -> None:
    assert record(load(PLAN), "route_tables", "aws_route_table.main").vpc_id == "aws_vpc.changed"


def test_a_gateway_may_be_attached_by_a_resource_of_its_own() -> None:
    gateway = record(load(PLAN), "internet_gateways", "aws_internet_gateway.changed")
    assert keys(gateway.attached_vpc_ids) == ["aws_vpc.changed"]


@pytest.mark.parametrize(
    ("collection", "identity", "attribute", "expected"),
    [
        ("vpcs", "aws_vpc.adopted", "dns_support", True),
        ("vpcs", "aws_vpc.adopted", "dns_hostnames", False),
        ("vpcs", "aws_vpc.plain", "dns_support", False),
        ("vpcs", "aws_vpc.plain", "dns_hostnames", True),
        ("vpcs", "aws_vpc.plain", "custom_dns", False),
        ("vpcs", "aws_vpc.plain", "igw_block", "ingress"),
        ("vpc_endpoints", "aws_vpc_endpoint.plain", "private_dns", False),
        ("vpc_endpoints", "aws_vpc_endpoint.plain", "ipv4", True),
        ("vpc_endpoints", "aws_vpc_endpoint.plain", "requester_managed", False),
        ("vpc_endpoints", "aws_vpc_endpoint.plain", "state", "planned"),
    ],
)
def test_what_nobody_sets_is_what_the_provider_does(
    collection: Collection, identity: str, attribute: str, expected: object
) -> None:
    assert getattr(record(load(PLAN), collection, identity), attribute) == expected


def test_a_group_without_rules_lets_nothing_in_or_out() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.plain")
    assert (keys(group.ingress), keys(group.egress)) == ([], [])


def test_an_acl_without_entries_denies_everything() -> None:
    assert keys(record(load(PLAN), "network_acls", "aws_network_acl.plain").entries) == []


def test_an_endpoint_without_groups_has_the_default_group_of_its_vpc() -> None:
    endpoint = record(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.plain")
    assert keys(endpoint.security_group_ids) == ["aws_vpc.plain/default-group"]
    assert (keys(endpoint.subnet_ids), keys(endpoint.route_table_ids)) == ([], [])


def test_an_endpoint_without_a_policy_has_full_access() -> None:
    policy = record(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.plain").policy
    assert (policy.explicit, policy.error, keys(policy.statements)) == (False, "none", ["#0"])


def test_a_new_bucket_blocks_public_access() -> None:
    block = record(load(PLAN), "buckets", "plain-bucket").public_access_block
    assert set(block.model_dump().values()) == {True}
    assert "S3 Block Public Access" in assumed(load(PLAN))


def test_switches_of_the_account_that_nobody_sets_are_off() -> None:
    block = load(PLAN).inventory.context.account_public_access_block
    assert block is not None
    assert (block.block_public_acls, block.block_public_policy) == (True, False)


def test_defaults_of_the_provider_are_said() -> None:
    assert {
        "aws_vpc.enable_dns_hostnames",
        "aws_vpc_endpoint.ip_address_type",
        "aws_vpc_endpoint.private_dns_enabled",
        "aws_vpc_endpoint.security_group_ids",
        "dynamic blocks",
    } <= set(assumed(load(PLAN)))
