"""A whole network with count, read from a real plan."""

from __future__ import annotations

from tests.unit.sources.terraform.plans import assumed, cause, keys, load, pointer, record

PLAN = "public/plan.json"
EVERYTHING_IN = "ingress all 0 65535 sg:aws_security_group.mwaa"


def test_the_context_is_that_of_provider_variable_and_caller() -> None:
    context = load(PLAN).inventory.context
    assert (context.region, context.partition, context.account_id) == ("eu-west-1", "aws", "123456789012")


def test_the_environment_is_joined_to_groups_and_subnets_whose_ids_nobody_knows() -> None:
    environment = record(load(PLAN), "environments", "aws_mwaa_environment.main")
    assert keys(environment.subnet_ids) == ["aws_subnet.private[0]", "aws_subnet.private[1]"]
    assert keys(environment.security_group_ids) == ["aws_security_group.mwaa"]
    assert (environment.status, environment.error_code, environment.name) == ("planned", "none", "airflow")
    assert (environment.airflow_version.major, environment.airflow_version.minor) == (2, 10)


def test_what_the_environment_leaves_out_is_the_default_of_the_provider() -> None:
    environment = record(load(PLAN), "environments", "aws_mwaa_environment.main")
    assert (environment.webserver_access_mode, environment.endpoint_management) == ("PRIVATE_ONLY", "SERVICE")
    assert environment.kms_key == "aws-owned"


def test_bucket_and_role_are_known_as_far_as_their_names_are() -> None:
    environment = record(load(PLAN), "environments", "aws_mwaa_environment.main")
    assert environment.source_bucket_id == "airflow-dags"
    assert environment.source_bucket_arn == "arn:aws:s3:::airflow-dags"
    assert environment.execution_role_arn == "${aws_iam_role.mwaa.arn}"
    assert environment.database_service == "${aws_mwaa_environment.main.database_vpc_endpoint_service}"


def test_each_subnet_has_the_table_of_its_number() -> None:
    for number, zone in ((0, "eu-west-1a"), (1, "eu-west-1b")):
        subnet = record(load(PLAN), "subnets", f"aws_subnet.private[{number}]")
        assert keys(subnet.route_table_ids) == [f"aws_route_table.private[{number}]"]
        assert (subnet.vpc_id, subnet.cidr.text, subnet.zone_name) == ("aws_vpc.main", f"10.0.1{number}.0/24", zone)
        assert keys(subnet.network_acl_ids) == []


def test_zone_ids_come_from_the_data_source_that_lists_the_zones() -> None:
    zones = [record(load(PLAN), "subnets", f"aws_subnet.private[{number}]").zone_id for number in range(2)]
    assert zones == ["euw1-az3", "euw1-az1"]


def test_each_table_leads_to_the_gateway_of_its_number() -> None:
    for number in range(2):
        table = record(load(PLAN), "route_tables", f"aws_route_table.private[{number}]")
        assert keys(table.routes) == ["0.0.0.0/0", "10.0.0.0/16"]
        default = next(route for route in table.routes.items if route.key == "0.0.0.0/0")
        assert (default.target_kind, default.target_id) == ("nat_gateway", f"aws_nat_gateway.main[{number}]")
        assert default.state == "planned"
        gateway = record(load(PLAN), "nat_gateways", f"aws_nat_gateway.main[{number}]")
        assert (gateway.subnet_id, gateway.vpc_id) == (f"aws_subnet.public[{number}]", "aws_vpc.main")
        assert (gateway.connectivity, gateway.has_address, gateway.availability_mode) == ("public", True, "zonal")


def test_an_inline_route_takes_the_kind_of_the_gateway_to_which_it_refers() -> None:
    table = record(load(PLAN), "route_tables", "aws_route_table.public")
    default = next(route for route in table.routes.items if route.key == "0.0.0.0/0")
    assert (default.target_kind, default.target_id) == ("internet_gateway", "aws_internet_gateway.main")
    gateway = record(load(PLAN), "internet_gateways", "aws_internet_gateway.main")
    assert keys(gateway.attached_vpc_ids) == ["aws_vpc.main"]


def test_a_rule_with_self_names_its_own_group() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.mwaa")
    assert keys(group.ingress) == [EVERYTHING_IN]
    assert keys(group.egress) == ["egress all 0 65535 0.0.0.0/0"]
    assert (group.vpc_id, group.owner_id, group.default) == ("aws_vpc.main", "123456789012", False)


def test_a_vpc_that_the_plan_makes_is_surveyed() -> None:
    vpc = record(load(PLAN), "vpcs", "aws_vpc.main")
    assert set(vpc.complete.model_dump().values()) == {True}
    assert (vpc.dns_support, vpc.dns_hostnames, vpc.custom_dns, vpc.igw_block) == (True, True, False, "off")
    assert (vpc.owner_id, keys(vpc.cidrs)) == ("123456789012", ["10.0.0.0/16"])


def test_a_public_access_block_is_that_of_its_bucket() -> None:
    block = record(load(PLAN), "buckets", "airflow-dags").public_access_block
    assert set(block.model_dump().values()) == {True}


def test_what_was_inferred_is_said() -> None:
    assert assumed(load(PLAN)) == [
        "VPC Block Public Access",
        "aws_mwaa_environment.endpoint_management",
        "aws_mwaa_environment.webserver_access_mode",
        "instances paired by key",
        "literals beside references",
    ]


def test_what_nothing_tells_has_its_reason() -> None:
    missing = cause(load(PLAN), "environments", "aws_mwaa_environment.main", "celery_queue_arn")
    assert missing.subject == "the Celery queue of aws_mwaa_environment.main"


def test_a_rule_points_to_its_element_in_the_plan() -> None:
    found = pointer(load(PLAN), "security_groups", "aws_security_group.mwaa", "ingress", EVERYTHING_IN, "cidr")
    assert found.endswith("/change/after/ingress/0")


def test_a_list_that_is_not_known_points_to_the_mark_that_says_so() -> None:
    found = pointer(load(PLAN), "environments", "aws_mwaa_environment.main", "subnet_ids")
    assert found.endswith("/change/after_unknown/network_configuration/0/subnet_ids")
