"""What a plan does not tell, read from a real one: nothing is guessed, and each gap has its reason."""

from __future__ import annotations

import pytest

from tests.unit.sources.terraform.plans import cause, keys, load, record

PLAN = "unknowns/plan.json"
MANY = ("aws_subnet.many[0]", "aws_subnet.many[1]", "aws_subnet.many[2]")


def environment(name: str) -> tuple[str, str]:
    return "environments", f"aws_mwaa_environment.{name}"


def test_a_local_value_cannot_be_followed() -> None:
    path = (*environment("locals"), "security_group_ids")
    assert keys(record(load(PLAN), *environment("locals")).security_group_ids) == ["…"]  # type: ignore[arg-type]
    missing = cause(load(PLAN), *path)
    assert missing.subject == "local.group_ids in the root module"
    assert "aws_mwaa_environment.locals.network_configuration[0].security_group_ids" in missing.text
    assert missing.supply


def test_the_switches_of_an_account_that_no_resource_tells_are_asked_for() -> None:
    missing = cause(load(PLAN), "context", "account_public_access_block")
    assert missing.text == "Terraform does not tell the S3 Block Public Access of the account"
    assert missing.supply == "add the response of `aws s3control get-public-access-block`"


@pytest.mark.parametrize("name", ["locals", "conditions"])
def test_some_of_several_instances_are_candidates(name: str) -> None:
    found = record(load(PLAN), "environments", f"aws_mwaa_environment.{name}")
    assert keys(found.subnet_ids) == ["…"]
    path = ("environments", f"aws_mwaa_environment.{name}", "subnet_ids")
    assert set(load(PLAN).provenance.candidates[path]) == set(MANY)
    assert cause(load(PLAN), *path).subject.endswith("network_configuration[0].subnet_ids")


def test_the_only_unknown_object_of_a_condition_is_meant() -> None:
    found = record(load(PLAN), "environments", "aws_mwaa_environment.conditions")
    assert keys(found.security_group_ids) == ["aws_security_group.b"]


def test_two_arms_of_a_condition_are_candidates() -> None:
    found = record(load(PLAN), "environments", "aws_mwaa_environment.either")
    assert keys(found.security_group_ids) == ["…"]
    path = ("environments", "aws_mwaa_environment.either", "security_group_ids")
    assert load(PLAN).provenance.candidates[path] == ("aws_security_group.b", "aws_security_group.c")


def test_instances_that_are_named_one_by_one_are_members() -> None:
    found = record(load(PLAN), "environments", "aws_mwaa_environment.either")
    assert keys(found.subnet_ids) == ["aws_subnet.many[0]", "aws_subnet.many[2]"]


def test_a_dynamic_block_that_only_apply_expands_is_no_rule_and_leaves_the_list_open() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.a")
    assert keys(group.ingress) == ["…"]
    assert keys(group.egress) == ["egress all 0 65535 0.0.0.0/0"]


def test_a_dynamic_block_of_a_default_acl_leaves_its_entries_open() -> None:
    assert keys(record(load(PLAN), "network_acls", "aws_default_network_acl.dynamic").entries) == ["…"]


def test_one_group_that_several_rules_name_is_the_peer_of_each() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.b")
    assert keys(group.ingress) == [
        "ingress tcp 443 443 10.0.0.0/16",
        "ingress tcp 443 443 sg:aws_security_group.a",
        "ingress tcp 5432 5432 sg:aws_security_group.a",
    ]


def test_which_of_two_groups_each_of_two_rules_names_is_not_told() -> None:
    group = record(load(PLAN), "security_groups", "aws_security_group.c")
    assert keys(group.ingress) == ["ingress tcp 443 443 sg:?", "ingress tcp 5432 5432 sg:?", "…"]
    path = ("security_groups", "aws_security_group.c", "ingress", "ingress tcp 443 443 sg:?")
    assert load(PLAN).provenance.candidates[path] == ("aws_security_group.a", "aws_security_group.b")
    assert cause(load(PLAN), *path).subject == "aws_security_group.c.ingress[0].security_groups"


@pytest.mark.parametrize("name", ["b", "c"])
def test_a_rule_of_one_of_two_groups_leaves_both_open(name: str) -> None:
    group = record(load(PLAN), "security_groups", f"aws_security_group.{name}")
    assert keys(group.egress) == ["…"]
    missing = cause(load(PLAN), "security_groups", f"aws_security_group.{name}", "egress")
    assert missing.subject == "aws_vpc_security_group_egress_rule.either.security_group_id"


def test_a_group_that_the_rule_cannot_belong_to_stays_complete() -> None:
    assert record(load(PLAN), "security_groups", "aws_security_group.a").egress.complete


@pytest.mark.parametrize("subnet", MANY)
def test_subnets_that_an_acl_may_take_are_open(subnet: str) -> None:
    assert keys(record(load(PLAN), "subnets", subnet).network_acl_ids) == ["…"]
    candidates = load(PLAN).provenance.candidates["subnets", subnet, "network_acl_ids"]
    assert candidates == ("aws_network_acl.some",)


def test_a_vpc_behind_a_local_value_is_the_only_one_that_the_plan_makes() -> None:
    assert record(load(PLAN), "subnets", "aws_subnet.many[0]").vpc_id == "aws_vpc.main"
    assert load(PLAN).provenance.assumed["vpcs", "aws_vpc.main"].subject == "the only VPC of the plan"


def test_ports_that_an_entry_for_tcp_leaves_out_are_not_known() -> None:
    entry = record(load(PLAN), "network_acls", "aws_network_acl.some").entries.items[0]
    assert (entry.protocol, entry.from_port, entry.to_port) == ("6", None, None)
    missing = cause(load(PLAN), "network_acls", "aws_network_acl.some", "entries", "ingress/100")
    assert missing.subject == "aws_network_acl_rule.no_ports"


def test_a_zone_that_nobody_sets_is_not_known() -> None:
    subnet = record(load(PLAN), "subnets", "aws_subnet.many[0]")
    assert (subnet.zone_name, subnet.zone_id, subnet.zone_ref) == (None, None, None)
    assert "AWS chooses it" in cause(load(PLAN), "subnets", subnet.id, "zone_name").text
