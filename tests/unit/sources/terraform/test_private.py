"""Endpoints with their satellites and policies, and prefix lists, read from a real plan."""

from __future__ import annotations

import pytest

from tests.unit.sources.terraform.plans import cause, keys, load, pointer, record

PLAN = "private/plan.json"
S3 = "aws_vpc_endpoint.s3"
LOGS = "aws_vpc_endpoint.logs"


@pytest.mark.parametrize(
    ("identity", "kind", "service"),
    [
        (S3, "Gateway", "s3"),
        ("aws_vpc_endpoint.sqs", "Interface", "sqs"),
        (LOGS, "Interface", "logs"),
        ("aws_vpc_endpoint.database", "Interface", "mwaa.database"),
    ],
)
def test_endpoints_have_their_service(identity: str, kind: str, service: str) -> None:
    endpoint = record(load(PLAN), "vpc_endpoints", identity)
    assert (endpoint.type, endpoint.service, endpoint.vpc_id) == (kind, service, "aws_vpc.main")
    assert (endpoint.service_region, endpoint.service_partition) == ("eu-west-1", "aws")


def test_a_service_of_an_environment_is_known_by_the_reference_to_it() -> None:
    database = record(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.database")
    assert database.environment_id == "aws_mwaa_environment.main"
    assert record(load(PLAN), "vpc_endpoints", S3).environment_id == "none"


def test_groups_and_subnets_that_are_referred_to_are_members() -> None:
    endpoint = record(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.sqs")
    assert keys(endpoint.subnet_ids) == ["aws_subnet.a", "aws_subnet.b"]
    assert keys(endpoint.security_group_ids) == ["aws_security_group.mwaa"]
    assert endpoint.private_dns is True


def test_a_gateway_endpoint_has_the_tables_that_are_associated_with_it() -> None:
    endpoint = record(load(PLAN), "vpc_endpoints", S3)
    assert keys(endpoint.route_table_ids) == ["aws_route_table.main"]
    assert (keys(endpoint.subnet_ids), keys(endpoint.security_group_ids)) == ([], [])
    assert pointer(load(PLAN), "vpc_endpoints", S3, "route_table_ids", "aws_route_table.main").endswith(
        "/change/after_unknown/route_table_id"
    )


def test_an_associated_group_can_take_the_place_of_the_default_group() -> None:
    assert keys(record(load(PLAN), "vpc_endpoints", LOGS).security_group_ids) == ["aws_security_group.mwaa"]


def test_values_of_a_map_that_is_written_in_place_cannot_be_told_apart() -> None:
    assert keys(record(load(PLAN), "vpc_endpoints", LOGS).subnet_ids) == ["…"]
    candidates = load(PLAN).provenance.candidates["vpc_endpoints", LOGS, "subnet_ids"]
    assert candidates == ("aws_subnet.a", "aws_subnet.b")


def test_private_dns_may_be_a_resource_of_its_own() -> None:
    assert record(load(PLAN), "vpc_endpoints", LOGS).private_dns is True


def test_a_policy_may_be_a_resource_of_its_own() -> None:
    policy = record(load(PLAN), "vpc_endpoints", LOGS).policy
    assert (policy.explicit, policy.statements.items[0].principal_mode) == (True, "any")


def test_a_policy_that_is_built_in_place_from_unknown_parts_is_unknown_as_a_whole() -> None:
    policy = record(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.sqs").policy
    assert (policy.explicit, policy.error, policy.size, keys(policy.statements)) == (True, None, None, ["…"])
    missing = cause(load(PLAN), "vpc_endpoints", "aws_vpc_endpoint.sqs", "policy")
    assert missing.subject == "aws_vpc_endpoint.sqs.policy"


def test_a_policy_of_a_data_source_is_known_as_far_as_its_blocks_are() -> None:
    policy = record(load(PLAN), "vpc_endpoints", S3).policy
    layers, other = policy.statements.items
    assert (policy.explicit, policy.version) == (True, "2012-10-17")
    assert (layers.key, layers.effect, layers.principal_mode) == ("Layers", "Allow", "any")
    assert keys(layers.actions) == ["s3:getobject"]
    assert keys(layers.resources) == ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*", "…"]
    assert (other.key, other.effect, other.action_mode, other.principal_mode) == ("#1", "Deny", "not_listed", "any")
    condition = other.conditions.items[0]
    assert (condition.operator, condition.key, keys(condition.values)) == ("StringNotEquals", "aws:sourcevpc", ["…"])


def test_unknown_parts_of_statements_have_their_reason() -> None:
    missing = cause(load(PLAN), "vpc_endpoints", S3, "policy", "statements", "Layers", "resources")
    assert missing.subject == "data.aws_iam_policy_document.s3.statement"


def test_the_prefix_list_of_an_endpoint_is_that_of_its_service() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.mwaa")
    assert keys(group.egress) == [f"egress tcp 443 443 pl:{S3}.prefix_list_id"]
    prefix_list = record(load(PLAN), "prefix_lists", f"{S3}.prefix_list_id")
    assert (prefix_list.service, keys(prefix_list.entries)) == ("s3", ["…"])


def test_a_prefix_list_of_the_customer_has_its_inline_and_separate_entries() -> None:
    prefix_list = record(load(PLAN), "prefix_lists", "aws_ec2_managed_prefix_list.office")
    assert prefix_list.service == "none"
    assert keys(prefix_list.entries) == ["192.0.2.0/24", "198.51.100.0/24"]
    group = record(load(PLAN), "security_groups", "aws_security_group.mwaa")
    assert "ingress tcp 443 443 pl:aws_ec2_managed_prefix_list.office" in keys(group.ingress)


def test_a_rule_may_name_its_own_group_by_reference() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.mwaa")
    assert "ingress tcp 443 443 sg:aws_security_group.mwaa" in keys(group.ingress)


def test_a_bucket_without_a_known_name_is_a_token() -> None:
    environment = record(load(PLAN), "environments", "aws_mwaa_environment.main")
    assert environment.source_bucket_id == "aws_s3_bucket.dags"
    assert environment.source_bucket_arn == "arn:aws:s3:::${Ref:aws_s3_bucket.dags}"
    assert record(load(PLAN), "buckets", "aws_s3_bucket.dags").name == "${Ref:aws_s3_bucket.dags}"


def test_zones_may_be_given_by_id() -> None:
    zones = [record(load(PLAN), "subnets", f"aws_subnet.{name}").zone_id for name in ("a", "b")]
    assert zones == ["euw1-az1", "euw1-az2"]
