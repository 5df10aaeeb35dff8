"""Endpoints, policies, buckets and prefix lists in small plans."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mwaa_policy.sources._draft import Normalized
from tests.unit.sources.terraform.plans import cause, change, keys, plan, read, record, resources, skipped

ENDPOINT = "aws_vpc_endpoint.e"
SQS = {"service_name": "com.amazonaws.eu-west-1.sqs", "vpc_endpoint_type": "Interface", "vpc_id": "vpc-1"}
FULL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
Block = Mapping[str, Any]


def endpoint(
    known: Mapping[str, Any],
    *others: Mapping[str, Any],
    unknown: Any = ("id",),
    block: Block | None = None,
    **blocks: Block,
) -> tuple[Normalized, Any]:
    """Return an endpoint beside other resources."""
    named = {name.replace("__", "."): given for name, given in blocks.items()}
    value = plan([change(ENDPOINT, known, unknown), *others], {ENDPOINT: block or {}, **named})
    found = read(value)
    return found, record(found, "vpc_endpoints", ENDPOINT)


@pytest.mark.parametrize(
    ("name", "service", "region", "partition"),
    [
        ("com.amazonaws.eu-west-1.sqs", "sqs", "eu-west-1", "aws"),
        ("cn.com.amazonaws.cn-north-1.sqs", "sqs", "cn-north-1", "aws-cn"),
        ("com.amazonaws.us-east-1.ec2", "other", "us-east-1", "aws"),
        ("com.amazonaws.vpce.eu-west-1.vpce-svc-1", "other", "eu-west-1", "aws"),
    ],
)
def test_services_are_told_by_their_names(name: str, service: str, region: str, partition: str) -> None:
    _, found = endpoint({**SQS, "service_name": name})
    assert (found.service, found.service_region, found.service_partition) == (service, region, partition)


def test_a_region_that_is_given_goes_first() -> None:
    assert endpoint({**SQS, "service_region": "eu-west-3"})[1].service_region == "eu-west-3"


def test_a_region_that_only_apply_knows_is_unknown() -> None:
    block = {"service_region": ["aws_ssm_parameter.r.value"]}
    found, made = endpoint(SQS, unknown=["id", "service_region"], block=block)
    assert (made.service, made.service_region, made.service_partition) == ("sqs", None, None)
    for attribute in ("service_region", "service_partition"):
        assert cause(found, "vpc_endpoints", ENDPOINT, attribute).subject == "aws_ssm_parameter.r.value"
    assert endpoint(SQS, unknown=["id", "service_region"])[1].service_region == "eu-west-1"


def test_a_live_service_of_an_environment_is_known_by_its_name() -> None:
    name = "com.amazonaws.vpce.eu-west-1.vpce-svc-1"
    environment = change(
        "aws_mwaa_environment.m",
        {"arn": "arn:aws:airflow:eu-west-1:123456789012:environment/m", "webserver_vpc_endpoint_service": name},
        [],
        actions=["no-op"],
    )
    _, found = endpoint({**SQS, "service_name": name}, environment)
    assert (found.service, found.environment_id) == ("mwaa.webserver", environment["change"]["after"]["arn"])


@pytest.mark.parametrize(
    ("short", "service", "variant"),
    [("kms", "kms", ""), ("sqs-fips", "sqs", "fips"), ("ec2", "other", ""), (None, None, None)],
)
def test_a_service_may_be_found_by_a_data_source(short: str | None, service: str | None, variant: str | None) -> None:
    data = change("data.aws_vpc_endpoint_service.s", {"service": short}, ["service_name"], actions=["read"])
    known = {"vpc_endpoint_type": "Interface", "vpc_id": "vpc-1"}
    block = {"service_name": ["data.aws_vpc_endpoint_service.s.service_name"]}
    found, made = endpoint(known, data, unknown=["id", "service_name"], block=block)
    assert (made.service, made.fips) == (service, None if variant is None else variant == "fips")
    if service is None:
        assert cause(found, "vpc_endpoints", ENDPOINT, "service").subject == f"{ENDPOINT}.service_name"


def test_subnets_may_be_told_by_blocks_of_configuration() -> None:
    known = {**SQS, "subnet_configuration": [{"subnet_id": "subnet-1"}, {"subnet_id": None}]}
    unknown = {"id": True, "subnet_configuration": [{}, {"subnet_id": True}]}
    block = {"subnet_configuration": {"references": ["aws_subnet.s.id", "aws_subnet.s"]}}
    _, found = endpoint(known, change("aws_subnet.s"), unknown=unknown, block=block)
    assert keys(found.subnet_ids) == ["aws_subnet.s", "subnet-1"]


def test_groups_of_an_endpoint_in_a_vpc_that_is_not_described_are_not_known() -> None:
    _, found = endpoint(SQS)
    assert keys(found.security_group_ids) == ["…"]


def test_an_association_that_is_not_told_leaves_the_list_open() -> None:
    association = change(
        "aws_vpc_endpoint_security_group_association.a", {"security_group_id": "sg-1"}, ["vpc_endpoint_id"]
    )
    block = {"vpc_endpoint_id": ["local.endpoint"]}
    found, made = endpoint(
        {**SQS, "security_group_ids": ["sg-2"]}, association, aws_vpc_endpoint_security_group_association__a=block
    )
    assert keys(made.security_group_ids) == ["sg-2", "…"]
    assert cause(found, "vpc_endpoints", ENDPOINT, "security_group_ids").subject == "local.endpoint in the root module"


def test_an_associated_group_that_is_not_told_leaves_the_list_open() -> None:
    association = change("aws_vpc_endpoint_security_group_association.a", {}, ["vpc_endpoint_id", "security_group_id"])
    block = {"vpc_endpoint_id": [f"{ENDPOINT}.id"], "security_group_id": ["local.group"]}
    _, made = endpoint(
        {**SQS, "security_group_ids": ["sg-2"]}, association, aws_vpc_endpoint_security_group_association__a=block
    )
    assert keys(made.security_group_ids) == ["sg-2", "…"]


@pytest.mark.parametrize(("kind", "attribute"), [("private_dns", "private_dns"), ("policy", "policy")])
def test_a_part_that_may_be_of_any_endpoint_leaves_the_fact_unknown(kind: str, attribute: str) -> None:
    part = change(f"aws_vpc_endpoint_{kind}.p", {}, ["vpc_endpoint_id"])
    found, made = endpoint(SQS, part, **{f"aws_vpc_endpoint_{kind}__p": {"vpc_endpoint_id": ["local.endpoint"]}})
    value = getattr(made, attribute)
    assert value is None or value.explicit is None
    assert cause(found, "vpc_endpoints", ENDPOINT, attribute).subject == "local.endpoint in the root module"


def test_a_plan_that_leaves_resources_out_may_leave_out_a_policy() -> None:
    value = plan([change(ENDPOINT, SQS, ["id", "policy"])], {ENDPOINT: {}}, complete=False)
    made = record(read(value), "vpc_endpoints", ENDPOINT)
    assert (keys(made.policy.statements), made.private_dns, keys(made.subnet_ids)) == (["…"], None, ["…"])


def test_options_of_dns_are_read() -> None:
    options = [{"private_dns_only_for_inbound_resolver_endpoint": True}]
    assert endpoint({**SQS, "dns_options": options})[1].private_dns_inbound_only is True


@pytest.mark.parametrize(
    ("told", "ipv4"),
    [
        ({}, True),
        ({"ip_address_type": "", "dns_options": []}, True),
        ({"ip_address_type": "dualstack"}, True),
        ({"ip_address_type": "ipv6"}, False),
        ({"ip_address_type": "dualstack", "dns_options": [{"dns_record_ip_type": "ipv6"}]}, False),
        ({"ip_address_type": "dualstack", "dns_options": [{"dns_record_ip_type": "service-defined"}]}, True),
        ({"ip_address_type": "ipv9"}, None),
    ],
)
def test_addresses(told: dict[str, Any], ipv4: bool | None) -> None:  # noqa: FBT001 - expected
    assert endpoint({**SQS, **told})[1].ipv4 is ipv4


def test_addresses_that_only_apply_knows_are_unknown() -> None:
    block = {"ip_address_type": ["aws_ssm_parameter.t.value"]}
    found, made = endpoint(SQS, unknown=["id", "ip_address_type", "dns_options"], block=block)
    assert made.ipv4 is None
    assert cause(found, "vpc_endpoints", ENDPOINT, "ipv4").subject == "aws_ssm_parameter.t.value"
    assert endpoint(SQS, unknown=["id", "ip_address_type", "dns_options"])[1].ipv4 is True


POLICIES = [
    (json.dumps({"Statement": [FULL]}), "none", ["#0"]),
    ("not json", "not-json", []),
    (json.dumps([]), "not-an-object", []),
]


@pytest.mark.parametrize(("text", "error", "statements"), POLICIES)
def test_policies_are_read_from_their_text(text: str, error: str, statements: list[str]) -> None:
    policy = endpoint({**SQS, "policy": text}, block={"policy": ["local.policy"]})[1].policy
    assert (policy.explicit, policy.error, keys(policy.statements)) == (True, error, statements)
    assert policy.size == len(text)


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        (json.dumps({"Statement": FULL}), None),
        (json.dumps({"Statement": [{**FULL, "Action": "s3:*"}]}), True),
        ("not json", True),
    ],
)
def test_without_a_configuration_only_a_policy_unlike_the_default_was_surely_written(
    text: str, explicit: object
) -> None:
    value = plan([change(ENDPOINT, {**SQS, "policy": text})])
    value.pop("configuration")
    assert record(read(value), "vpc_endpoints", ENDPOINT).policy.explicit is explicit


def test_a_policy_that_takes_a_variable_that_is_null_is_the_default() -> None:
    value = plan(
        [change(ENDPOINT, SQS, ["id", "policy"])], {ENDPOINT: {"policy": ["var.p"]}}, variables={"p": {"value": None}}
    )
    policy = record(read(value), "vpc_endpoints", ENDPOINT).policy
    assert (policy.explicit, keys(policy.statements)) == (False, ["#0"])


DOCUMENT = "data.aws_iam_policy_document.d"
STATEMENT: dict[str, Any] = {
    "actions": ["s3:GetObject"],
    "resources": ["*"],
    "principals": [{"type": "*", "identifiers": ["*"]}],
}


def written(known: Mapping[str, Any], unknown: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """Return the policy of an endpoint that a data source will write."""
    data = change(DOCUMENT, known, {"json": True, **(unknown or {})}, actions=["read"])
    names = more.get("names", [f"{DOCUMENT}.json", DOCUMENT])
    _, made = endpoint(SQS, data, unknown=["id", "policy"], block={"policy": {"references": names}})
    return made.policy


def test_a_document_of_statements_is_read() -> None:
    policy = written({"statement": [STATEMENT], "version": None})
    statement = policy.statements.items[0]
    assert (statement.effect, statement.principal_mode, keys(statement.actions)) == ("Allow", "any", ["s3:getobject"])


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ({"statement": [STATEMENT], "override_policy_documents": ["{}"]}, {}),
        ({}, {"statement": True}),
    ],
)
def test_a_document_that_may_say_anything_is_unknown(known: Mapping[str, Any], unknown: Mapping[str, Any]) -> None:
    policy = written(known, unknown)
    assert (policy.explicit, keys(policy.statements)) == (True, ["…"])


def test_a_document_with_sources_has_further_statements() -> None:
    assert keys(written({"statement": [STATEMENT], "source_policy_documents": ["{}"]}).statements) == ["#0", "…"]


@pytest.mark.parametrize(
    ("marks", "attribute", "expected"),
    [
        ({"actions": True}, "actions", ["…"]),
        ({"principals": True}, "principals", ["…"]),
        ({"condition": True}, "conditions", ["…"]),
        ({"principals": [{"type": True}]}, "principals", ["…"]),
        ({"condition": [{"test": True}]}, "conditions", ["…"]),
        ({"condition": [{"variable": True}]}, "conditions", ["…"]),
    ],
)
def test_blocks_that_only_apply_knows_are_unknown(
    marks: Mapping[str, Any], attribute: str, expected: list[str]
) -> None:
    condition = {"test": "StringEquals", "variable": "aws:SourceVpc", "values": ["vpc-1"]}
    known = {**STATEMENT, "condition": [condition]}
    for name, mark in marks.items():
        known[name] = [{**known[name][0], **dict.fromkeys(mark[0])}] if isinstance(mark, list) else None
    policy = written({"statement": [known]}, {"statement": [marks]})
    assert keys(getattr(policy.statements.items[0], attribute)) == expected


def test_an_effect_that_only_apply_knows_is_unknown() -> None:
    policy = written({"statement": [{**STATEMENT, "effect": None}]}, {"statement": [{"effect": True}]})
    assert policy.statements.items[0].effect is None


def test_conditions_on_one_key_are_one() -> None:
    one, other = ({"test": "StringEquals", "variable": "aws:SourceVpc", "values": [vpc]} for vpc in ("vpc-1", "vpc-2"))
    [statement] = written({"statement": [{**STATEMENT, "condition": [one, other]}]}).statements.items
    [condition] = statement.conditions.items
    assert keys(condition.values) == ["vpc-1", "vpc-2"]


def test_principals_and_conditions_are_listed() -> None:
    statement = {
        **STATEMENT,
        "principals": [{"type": "AWS", "identifiers": ["a", "b"]}, {"type": None, "identifiers": ["c"]}],
        "condition": [{"test": "StringEquals", "variable": "aws:SourceVpc", "values": ["vpc-1"]}, None],
    }
    found = written({"statement": [statement]}).statements.items[0]
    assert [one.value for one in found.principals.items] == ["a", "b"]
    assert [(one.operator, one.key) for one in found.conditions.items] == [("StringEquals", "aws:sourcevpc")]


@pytest.mark.parametrize(
    "names",
    [
        [f"{DOCUMENT}.json", DOCUMENT, "local.more"],
        [f"{DOCUMENT}.id", DOCUMENT],
        ["aws_s3_bucket.b.json"],
    ],
)
def test_a_policy_that_is_more_than_a_document_is_unknown(names: Sequence[str]) -> None:
    policy = written({"statement": [STATEMENT]}, names=names)
    assert keys(policy.statements) == ["…"]


def test_what_a_resource_names_as_json_is_no_document() -> None:
    other = change("aws_iam_policy.p", {}, ["json"])
    block = {"policy": ["aws_iam_policy.p.json"]}
    _, made = endpoint(SQS, other, unknown=["id", "policy"], block=block)
    assert keys(made.policy.statements) == ["…"]


BUCKET = change("aws_s3_bucket.b", {"bucket": "dags"})


def public_block(known: Mapping[str, Any], unknown: Sequence[str], block: Block, **more: Any) -> tuple[Normalized, Any]:
    changes = [BUCKET, change("aws_s3_bucket_public_access_block.p", known, unknown)]
    found = read(plan(changes, {"aws_s3_bucket.b": {}, "aws_s3_bucket_public_access_block.p": block}, **more))
    return found, record(found, "buckets", "dags").public_access_block


def test_switches_that_nobody_sets_are_off() -> None:
    _, block = public_block({"bucket": "dags", "block_public_acls": True}, ["id"], {})
    assert (block.block_public_acls, block.ignore_public_acls) == (True, False)


def test_a_switch_that_only_apply_knows_is_unknown() -> None:
    found, block = public_block({"bucket": "dags"}, ["block_public_acls"], {"block_public_acls": ["local.block"]})
    assert block.block_public_acls is None
    path = ("buckets", "dags", "public_access_block", "block_public_acls")
    assert cause(found, *path).subject == "local.block in the root module"


def test_a_block_that_may_be_of_any_bucket_leaves_all_unknown() -> None:
    found, block = public_block({}, ["bucket"], {"bucket": ["local.bucket"]})
    assert block is None
    assert cause(found, "buckets", "dags", "public_access_block").subject == "local.bucket in the root module"


def test_a_plan_that_leaves_resources_out_may_leave_out_a_block() -> None:
    found = read(plan([BUCKET], {"aws_s3_bucket.b": {}}, complete=False))
    assert record(found, "buckets", "dags").public_access_block is None


def test_a_bucket_that_is_described_twice_is_the_first() -> None:
    other = change("aws_s3_bucket.c", {"bucket": "dags", "id": "dags"}, [])
    found = read(plan([BUCKET, other], {"aws_s3_bucket.b": {}, "aws_s3_bucket.c": {}}))
    assert "dags is described twice" in skipped(found)[0]


def fact(kind: str, values: Mapping[str, Any]) -> Normalized:
    entry = {"address": f"data.{kind}.d", "mode": "data", "type": kind, "name": "d", "values": values}
    state = {"values": {"root_module": {"resources": [entry]}}}
    return read(plan([], {f"data.{kind}.d": {}}, prior_state=state))


@pytest.mark.parametrize(
    ("kind", "values", "service", "entries"),
    [
        (
            "aws_prefix_list",
            {"id": "pl-1", "name": "com.amazonaws.eu-west-1.s3", "cidr_blocks": ["10.0.0.0/8", "?"]},
            "s3",
            ["10.0.0.0/8", "…"],
        ),
        ("aws_prefix_list", {"id": "pl-1", "name": "com.amazonaws.eu-west-1.dynamodb"}, "dynamodb", ["…"]),
        (
            "aws_ec2_managed_prefix_list",
            {"id": "pl-1", "name": "com.amazonaws.eu-west-1.vpc-lattice", "entries": [{"cidr": "10.0.0.0/8"}]},
            "none",
            ["10.0.0.0/8"],
        ),
        ("aws_ec2_managed_prefix_list", {"id": "pl-1"}, None, []),
    ],
)
def test_prefix_lists_that_a_data_source_reads(
    kind: str, values: Mapping[str, Any], service: str | None, entries: list[str]
) -> None:
    prefix_list = record(fact(kind, values), "prefix_lists", "pl-1")
    assert (prefix_list.service, keys(prefix_list.entries)) == (service, entries)


@pytest.mark.parametrize(
    ("known", "unknown", "block"),
    [
        ({}, ["id", "entry"], {"entry": ["local.entries"]}),
        ({"entry": [{"cidr": None}]}, {"id": True, "entry": [{"cidr": True}]}, {"entry": ["local.entries"]}),
    ],
)
def test_entries_that_only_apply_knows_leave_the_list_open(
    known: Mapping[str, Any], unknown: Any, block: Block
) -> None:
    found = read(
        plan([change("aws_ec2_managed_prefix_list.p", known, unknown)], {"aws_ec2_managed_prefix_list.p": block})
    )
    assert keys(record(found, "prefix_lists", "aws_ec2_managed_prefix_list.p").entries) == ["…"]


def test_an_entry_that_may_be_of_any_list_leaves_all_open() -> None:
    changes = [
        change("aws_ec2_managed_prefix_list.p", {"entry": []}),
        change("aws_ec2_managed_prefix_list_entry.e", {"cidr": "10.0.0.0/8"}, ["prefix_list_id"]),
    ]
    blocks = {
        "aws_ec2_managed_prefix_list.p": {},
        "aws_ec2_managed_prefix_list_entry.e": {"prefix_list_id": ["local.p"]},
    }
    assert keys(record(read(plan(changes, blocks)), "prefix_lists", "aws_ec2_managed_prefix_list.p").entries) == ["…"]


def test_the_list_of_a_live_gateway_endpoint_has_the_ranges_that_the_provider_read() -> None:
    known = {
        "id": "vpce-1",
        "vpc_id": "vpc-1",
        "service_name": "com.amazonaws.eu-west-1.s3",
        "vpc_endpoint_type": "Gateway",
        "prefix_list_id": "pl-1",
        "cidr_blocks": ["3.5.64.0/21"],
    }
    changes = [
        change(ENDPOINT, known, [], actions=["no-op"]),
        change("aws_vpc_endpoint.f", {**known, "id": "vpce-2"}, []),
    ]
    found = read(plan(changes, {ENDPOINT: {}, "aws_vpc_endpoint.f": {}}))
    prefix_list = record(found, "prefix_lists", "pl-1")
    assert (prefix_list.service, keys(prefix_list.entries)) == ("s3", ["3.5.64.0/21"])


def test_outputs_of_modules_may_be_endpoints() -> None:
    inner = {
        "resources": resources({"aws_vpc_endpoint.e": {}}),
        "outputs": {"id": {"expression": {"references": ["aws_vpc_endpoint.e.id", "aws_vpc_endpoint.e"]}}},
    }
    gateway = {"service_name": "com.amazonaws.eu-west-1.s3", "vpc_endpoint_type": "Gateway", "vpc_id": "vpc-1"}
    association = {"route_table_id": "rtb-1"}
    kind = "aws_vpc_endpoint_route_table_association.a"
    changes = [change("module.m.aws_vpc_endpoint.e", gateway), change(kind, association, ["vpc_endpoint_id"])]
    blocks = {kind: {"vpc_endpoint_id": {"references": ["module.m.id", "module.m"]}}}
    found = read(plan(changes, blocks, calls={"m": {"module": inner}}))
    assert keys(record(found, "vpc_endpoints", "module.m.aws_vpc_endpoint.e").route_table_ids) == ["rtb-1"]
