"""VPCs, subnets, environments and the context in small plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from tests.unit.sources.terraform.plans import assumed, cause, change, ids, keys, plan, read, record, skipped

VPC = change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"}, ["id", "ipv6_cidr_block"])
Block = Mapping[str, Any]


def vpc(*others: Mapping[str, Any], blocks: Mapping[str, Block] | None = None, **top: Any) -> tuple[Normalized, Any]:
    """Return a VPC beside other resources."""
    found = read(plan([VPC, *others], {"aws_vpc.v": {}, **(blocks or {})}, **top))
    return found, record(found, "vpcs", "aws_vpc.v")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"cidr_block": "10.0.0.0/33"}, ["…"]),
        ({"cidr_block": None}, ["…"]),
        ({"cidr_block": "10.0.0.0/16", "ipv6_cidr_block": "2001:db8::/56"}, ["10.0.0.0/16", "2001:db8::/56"]),
    ],
)
def test_ranges_of_a_vpc(part: Mapping[str, Any], expected: list[str]) -> None:
    found = read(plan([change("aws_vpc.v", part)], {"aws_vpc.v": {}}))
    assert keys(record(found, "vpcs", "aws_vpc.v").cidrs) == expected


def test_a_further_range_that_may_be_of_any_vpc_leaves_the_list_open() -> None:
    changes = [
        change("aws_vpc.w"),
        change("aws_vpc_ipv4_cidr_block_association.a", {"cidr_block": "10.1.0.0/16"}, ["vpc_id"]),
    ]
    _, found = vpc(*changes, blocks={"aws_vpc_ipv4_cidr_block_association.a": {"vpc_id": ["local.v"]}})
    assert keys(found.cidrs) == ["10.0.0.0/16", "…"]


def test_a_range_of_ipv6_of_its_own_is_read() -> None:
    known = {"vpc_id": "aws_vpc.v", "ipv6_cidr_block": "2001:db8::/56"}
    _, found = vpc(change("aws_vpc_ipv6_cidr_block_association.a", known, []))
    assert keys(found.cidrs) == ["10.0.0.0/16", "2001:db8::/56"]


def test_a_vpc_that_a_data_source_reads_is_known_as_far_as_that_tells() -> None:
    values = {
        "id": "vpc-1",
        "owner_id": "123456789012",
        "cidr_block": "10.0.0.0/16",
        "cidr_block_associations": [{"cidr_block": "100.64.0.0/16"}, None],
        "enable_dns_support": True,
        "enable_dns_hostnames": False,
        "main_route_table_id": "rtb-1",
    }
    entry = {"address": "data.aws_vpc.d", "mode": "data", "type": "aws_vpc", "name": "d", "values": values}
    state = {"values": {"root_module": {"resources": [entry]}}}
    found = read(plan([], {"data.aws_vpc.d": {}}, prior_state=state))
    one = record(found, "vpcs", "vpc-1")
    assert keys(one.cidrs) == ["10.0.0.0/16", "100.64.0.0/16", "…"]
    assert (one.dns_support, one.dns_hostnames, one.custom_dns) == (True, False, None)
    assert (one.main_route_table_id, one.default_network_acl_id) == ("rtb-1", None)
    assert not any(one.complete.model_dump().values())
    assert cause(found, "vpcs", "vpc-1", "complete").subject == "the content of vpc-1"


def test_a_reference_to_the_main_table_of_a_vpc_that_a_data_source_reads_is_its_live_id() -> None:
    entry = {
        "address": "data.aws_vpc.d",
        "mode": "data",
        "type": "aws_vpc",
        "name": "d",
        "values": {"id": "vpc-1", "main_route_table_id": "rtb-1"},
    }
    state = {"values": {"root_module": {"resources": [entry]}}}
    known = {"service_name": "com.amazonaws.eu-west-1.s3", "vpc_endpoint_type": "Gateway", "vpc_id": "vpc-1"}
    changes = [change("aws_vpc_endpoint.e", known, ["id", "route_table_ids"]), change("aws_route_table.t")]
    blocks = {
        "data.aws_vpc.d": {},
        "aws_route_table.t": {},
        "aws_vpc_endpoint.e": {"route_table_ids": ["data.aws_vpc.d.main_route_table_id", "aws_route_table.t.id"]},
    }
    found = read(plan(changes, blocks, prior_state=state))
    assert keys(record(found, "vpc_endpoints", "aws_vpc_endpoint.e").route_table_ids) == ["aws_route_table.t", "rtb-1"]


def options(known: Mapping[str, Any], unknown: Any = ("id",)) -> dict[str, Any]:
    return change("aws_vpc_dhcp_options.o", known, unknown)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"domain_name_servers": ["AmazonProvidedDNS"]}, False),
        ({"domain_name_servers": ["10.0.0.53", "AmazonProvidedDNS"]}, True),
        ({"domain_name": "example.com"}, False),
    ],
)
def test_resolvers_of_its_own(known: Mapping[str, Any], expected: object) -> None:
    association = change("aws_vpc_dhcp_options_association.a", {"vpc_id": "aws_vpc.v"}, ["dhcp_options_id"])
    block = {"dhcp_options_id": ["aws_vpc_dhcp_options.o.id"]}
    _, found = vpc(
        options(known), association, blocks={"aws_vpc_dhcp_options.o": {}, "aws_vpc_dhcp_options_association.a": block}
    )
    assert found.custom_dns is expected


@pytest.mark.parametrize(
    ("association", "block"),
    [
        (({"vpc_id": "aws_vpc.v", "dhcp_options_id": "dopt-1"}, []), {}),
        (({"vpc_id": "aws_vpc.v"}, ["dhcp_options_id"]), {"dhcp_options_id": ["local.options"]}),
        (({"dhcp_options_id": "dopt-1"}, ["vpc_id"]), {"vpc_id": ["local.a", "aws_vpc.v.id", "aws_vpc.w.id"]}),
    ],
)
def test_resolvers_that_nobody_tells_are_unknown(association: tuple[Any, Any], block: Block) -> None:
    entry = change("aws_vpc_dhcp_options_association.a", *association)
    _, found = vpc(entry, change("aws_vpc.w"), blocks={"aws_vpc_dhcp_options_association.a": block})
    assert found.custom_dns is None


@pytest.mark.parametrize(
    ("association", "block", "expected"),
    [
        (({"vpc_id": "aws_vpc.v", "route_table_id": "rtb-1"}, []), {}, "rtb-1"),
        (({"vpc_id": "aws_vpc.v"}, ["route_table_id"]), {"route_table_id": ["local.table"]}, None),
        (({"route_table_id": "rtb-1"}, ["vpc_id"]), {"vpc_id": ["local.a", "aws_vpc.v.id", "aws_vpc.w.id"]}, None),
    ],
)
def test_the_main_table_may_be_another(association: tuple[Any, Any], block: Block, expected: str | None) -> None:
    entry = change("aws_main_route_table_association.a", *association)
    _, found = vpc(entry, change("aws_vpc.w"), blocks={"aws_main_route_table_association.a": block})
    assert found.main_route_table_id == expected


@pytest.mark.parametrize(
    ("kind", "known", "expected"),
    [
        ("options", {"internet_gateway_block_mode": "block-bidirectional"}, "bidirectional"),
        ("options", {"internet_gateway_block_mode": "off"}, "off"),
        ("options", {"internet_gateway_block_mode": "what"}, None),
        ("exclusion", {"vpc_id": "aws_vpc.v", "internet_gateway_exclusion_mode": "allow-egress"}, "ingress"),
    ],
)
def test_public_access_may_be_blocked(kind: str, known: Mapping[str, Any], expected: str | None) -> None:
    name = f"aws_vpc_block_public_access_{kind}.b"
    _, found = vpc(change(name, known, []), blocks={name: {}})
    assert found.igw_block == expected


@pytest.mark.parametrize("top", [{"errored": True}, {"complete": False}, {"deferred_changes": [{"reason": "unknown"}]}])
def test_a_plan_that_may_leave_resources_out_surveys_nothing(top: Mapping[str, Any]) -> None:
    found, one = vpc(**top)
    assert not any(one.complete.model_dump().values())
    assert one.custom_dns is None
    assert not found.inventory.environments.complete
    assert cause(found, "vpcs", "aws_vpc.v", "complete").subject == "the rest of plan.json"


def subnet(known: Mapping[str, Any], unknown: Any, block: Block, *others: Mapping[str, Any], **more: Any) -> Any:
    found = read(plan([change("aws_subnet.s", known, unknown), *others], {"aws_subnet.s": block, **more}))
    return record(found, "subnets", "aws_subnet.s")


def test_a_zone_of_a_list_that_apply_reads_is_known_by_its_place() -> None:
    block = {"availability_zone": ["data.aws_availability_zones.z.names[1]"]}
    one = subnet({}, ["id", "availability_zone"], block)
    assert (one.zone_name, one.zone_ref) == (None, "${data.aws_availability_zones.z.names[1]}")


def test_a_zone_of_the_number_of_a_subnet_is_known_by_its_place() -> None:
    changes = [change(f"aws_subnet.s[{number}]", {}, ["id", "availability_zone_id"]) for number in range(2)]
    names = ["data.aws_availability_zones.z.zone_ids", "data.aws_availability_zones.z", "count.index"]
    blocks = {"aws_subnet.s": {"count": {}, "availability_zone_id": {"references": names}}}
    found = read(plan(changes, blocks))
    zones = [record(found, "subnets", f"aws_subnet.s[{number}]").zone_ref for number in range(2)]
    assert zones == [f"${{data.aws_availability_zones.z.zone_ids[{number}]}}" for number in range(2)]
    assert "instances paired by key" in assumed(found)


@pytest.mark.parametrize("names", [["data.aws_availability_zones.z.names"], ["local.zones"]])
def test_a_zone_that_nobody_tells_is_unknown(names: list[str]) -> None:
    assert subnet({}, ["id", "availability_zone"], {"availability_zone": names}).zone_ref is None


@pytest.mark.parametrize(
    ("kind", "argument", "attribute"),
    [
        ("aws_route_table_association", "route_table_id", "route_table_ids"),
        ("aws_network_acl_association", "network_acl_id", "network_acl_ids"),
    ],
)
def test_associations_that_are_not_told_leave_the_list_open(kind: str, argument: str, attribute: str) -> None:
    known: dict[str, Any] = {"subnet_id": "aws_subnet.s"}
    blocks = {f"{kind}.a": {argument: ["local.other"]}}
    one = subnet({}, ["id"], {}, change(f"{kind}.a", known, [argument]), **blocks)
    assert keys(getattr(one, attribute)) == ["…"]
    blocks = {f"{kind}.a": {"subnet_id": ["local.subnet"]}}
    one = subnet({}, ["id"], {}, change(f"{kind}.a", {argument: "other-1"}, ["subnet_id"]), **blocks)
    assert keys(getattr(one, attribute)) == ["…"]


def test_subnets_that_no_document_describes_have_their_associations() -> None:
    changes = [
        change("aws_route_table_association.a", {"subnet_id": "subnet-1", "route_table_id": "rtb-1"}, []),
        change("aws_network_acl.n", {"id": "acl-1", "subnet_ids": ["subnet-1", "subnet-2"]}, [], actions=["no-op"]),
    ]
    found = read(plan(changes, {"aws_route_table_association.a": {}, "aws_network_acl.n": {}}))
    one, two = (record(found, "subnets", f"subnet-{number}") for number in (1, 2))
    assert (keys(one.route_table_ids), keys(one.network_acl_ids)) == (["rtb-1", "…"], ["acl-1", "…"])
    assert (keys(two.route_table_ids), keys(two.network_acl_ids)) == (["…"], ["acl-1", "…"])
    assert cause(found, "subnets", "subnet-2").subject == "object subnet-2"


def test_the_list_of_a_default_acl_counts_where_no_other_acl_has_the_subnet() -> None:
    changes = [
        change("aws_subnet.s", {"id": "subnet-1"}, [], actions=["no-op"]),
        change("aws_subnet.t", {"id": "subnet-2"}, [], actions=["no-op"]),
        change("aws_network_acl.n", {"id": "acl-1", "subnet_ids": ["subnet-1"]}, [], actions=["no-op"]),
        change(
            "aws_default_network_acl.d",
            {"id": "acl-2", "subnet_ids": ["subnet-1", "subnet-2"], "ingress": [], "egress": []},
            [],
            actions=["no-op"],
        ),
    ]
    found = read(plan(changes))
    assert keys(record(found, "subnets", "subnet-1").network_acl_ids) == ["acl-1"]
    assert keys(record(found, "subnets", "subnet-2").network_acl_ids) == ["acl-2"]


def test_an_acl_may_list_subnets_one_by_one() -> None:
    changes = [change("aws_subnet.s"), change("aws_subnet.t"), change("aws_network_acl.n", {}, ["id", "subnet_ids"])]
    blocks = {
        "aws_network_acl.n": {"subnet_ids": ["aws_subnet.s.id", "aws_subnet.t.id"]},
        "aws_subnet.s": {},
        "aws_subnet.t": {},
    }
    found = read(plan(changes, blocks))
    assert keys(record(found, "subnets", "aws_subnet.s").network_acl_ids) == ["aws_network_acl.n"]


ENVIRONMENT = "aws_mwaa_environment.e"


def environment(known: Mapping[str, Any], unknown: Any = ("id",), block: Block | None = None, *others: Any) -> Any:
    found = read(plan([change(ENVIRONMENT, known, unknown), *others], {ENVIRONMENT: block or {}}))
    return found, found.inventory.environments.items[0]


def test_an_environment_without_a_network_is_one_of_which_it_is_not_known() -> None:
    found, one = environment({"name": "e"})
    assert (keys(one.subnet_ids), keys(one.security_group_ids)) == (["…"], ["…"])
    assert "subnet_ids" in cause(found, "environments", ENVIRONMENT, "subnet_ids").text


def test_a_live_environment_has_its_state() -> None:
    known = {
        "arn": "arn:aws:airflow:eu-west-2:123456789012:environment/e",
        "name": "e",
        "status": "UPDATE_FAILED",
        "last_updated": [{"error": [{"error_code": "INCORRECT_CONFIGURATION", "error_message": "no"}]}],
        "kms_key": "arn:aws:kms:x",
        "airflow_version": "v2.9.2",
        "database_vpc_endpoint_service": "com.amazonaws.vpce.x",
        "source_bucket_arn": "arn:aws:s3:::dags/x",
        "network_configuration": [{"subnet_ids": ["subnet-1", "subnet-2"], "security_group_ids": ["sg-1"]}],
    }
    value = plan([change(ENVIRONMENT, known, [], actions=["no-op"])], {ENVIRONMENT: {}})
    value["configuration"]["provider_config"] = {}
    found = read(value)
    one = record(found, "environments", known["arn"])  # type: ignore[arg-type]
    assert (one.status, one.error_code, one.error_message) == ("UPDATE_FAILED", "INCORRECT_CONFIGURATION", "no")
    assert (one.kms_key, one.airflow_version.minor) == ("arn:aws:kms:x", 9)
    assert (one.database_service, one.source_bucket_id) == ("com.amazonaws.vpce.x", "dags")
    assert (found.inventory.context.region, found.inventory.context.account_id) == ("eu-west-2", "123456789012")


def test_a_bucket_arn_of_another_form_names_no_bucket() -> None:
    assert environment({"source_bucket_arn": "dags"})[1].source_bucket_id is None


@pytest.mark.parametrize("argument", ["source_bucket_arn", "execution_role_arn", "kms_key"])
def test_arns_behind_local_values_are_unknown(argument: str) -> None:
    found, one = environment({}, ["id", argument], {argument: ["local.arn"]})
    assert getattr(one, argument) is None
    assert cause(found, "environments", ENVIRONMENT, argument).subject == "local.arn in the root module"


def test_one_of_two_buckets_is_a_candidate() -> None:
    buckets = [change("aws_s3_bucket.a"), change("aws_s3_bucket.b")]
    block = {"source_bucket_arn": ["aws_s3_bucket.a.arn", "aws_s3_bucket.b.arn"]}
    found, one = environment({}, ["id", "source_bucket_arn"], block, *buckets)
    assert one.source_bucket_id is None
    candidates = found.provenance.candidates["environments", ENVIRONMENT, "source_bucket_id"]
    assert candidates == ("aws_s3_bucket.a", "aws_s3_bucket.b")


def test_a_literal_part_of_an_arn_is_no_bucket() -> None:
    value = plan(
        [change(ENVIRONMENT, {}, ["id", "source_bucket_arn"]), change("random_id.x")],
        {ENVIRONMENT: {"source_bucket_arn": ["var.prefix", "random_id.x.hex"]}},
        variables={"prefix": {"value": "dags"}},
    )
    assert record(read(value), "environments", ENVIRONMENT).source_bucket_id is None


def test_a_role_that_exists_has_its_arn() -> None:
    role = change("aws_iam_role.r", {"arn": "arn:aws:iam::123456789012:role/r"}, [], actions=["no-op"])
    block = {"execution_role_arn": ["aws_iam_role.r.arn"]}
    _, one = environment({}, ["id", "execution_role_arn"], block, role)
    assert one.execution_role_arn == "arn:aws:iam::123456789012:role/r"


def test_an_environment_that_is_described_twice_is_the_first() -> None:
    known = {"arn": "arn:aws:airflow:eu-west-1:123456789012:environment/e", "name": "e"}
    changes = [change(f"aws_mwaa_environment.{name}", known, [], actions=["no-op"]) for name in ("e", "f")]
    found = read(plan(changes))
    assert len(ids(found, "environments")) == 1
    assert "described twice" in skipped(found)[0]


def in_region(**top: Any) -> str | None:
    providers = top.pop("providers", {})
    value = plan([*top.pop("changes", []), change(ENVIRONMENT)], {ENVIRONMENT: top.pop("block", {})}, **top)
    value["configuration"]["provider_config"] = providers
    value["configuration"]["root_module"]["resources"][-1]["provider_config_key"] = "aws.west"
    return read(value).inventory.context.region


@pytest.mark.parametrize(
    ("top", "region"),
    [
        ({"providers": {"aws.west": {"expressions": {"region": {"constant_value": "us-west-2"}}}}}, "us-west-2"),
        ({"providers": {"aws": {"expressions": {"region": {"constant_value": "us-east-1"}}}}}, "us-east-1"),
        (
            {
                "providers": {"aws": {"expressions": {"region": {"references": ["var.region"]}}}},
                "variables": {"region": {"value": "cn-north-1"}},
            },
            "cn-north-1",
        ),
        ({"providers": {"aws": {"expressions": {"region": {"references": ["local.region"]}}}}}, None),
        ({"changes": [change("aws_subnet.s", {"availability_zone": "us-gov-west-1a"})]}, "us-gov-west-1"),
        ({}, None),
    ],
)
def test_the_region_is_found(top: dict[str, Any], region: str | None) -> None:
    assert in_region(**top) == region


def test_what_the_caller_states_goes_first() -> None:
    found = read(plan([VPC]), options=Options(region="cn-north-1", account="210987654321"))
    context = found.inventory.context
    assert (context.region, context.partition, context.account_id) == ("cn-north-1", "aws-cn", "210987654321")
