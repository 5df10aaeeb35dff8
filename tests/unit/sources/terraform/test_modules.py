"""Modules within modules, for_each, and separate rules and associations, read from a real plan."""

from __future__ import annotations

from tests.unit.sources.terraform.plans import keys, load, record

PLAN = "modules/plan.json"
NETWORK = "module.platform.module.network"
GROUP = 'module.platform.module.security["mwaa"].aws_security_group.this'


def test_outputs_are_followed_down_to_the_resource_of_the_key() -> None:
    environment = record(load(PLAN), "environments", "aws_mwaa_environment.main")
    assert keys(environment.subnet_ids) == [f'{NETWORK}.aws_subnet.this["a"]', f'{NETWORK}.aws_subnet.this["b"]']
    assert keys(environment.security_group_ids) == [GROUP]


def test_inputs_are_followed_up_to_the_resource_of_another_module() -> None:
    assert record(load(PLAN), "security_groups", GROUP).vpc_id == f"{NETWORK}.aws_vpc.this"


def test_instances_of_for_each_are_paired_by_key() -> None:
    for key in ("a", "b"):
        subnet = record(load(PLAN), "subnets", f'{NETWORK}.aws_subnet.this["{key}"]')
        assert keys(subnet.route_table_ids) == [f'{NETWORK}.aws_route_table.this["{key}"]']
        assert keys(subnet.network_acl_ids) == [f"{NETWORK}.aws_network_acl.this"]


def test_each_value_is_the_resource_over_which_for_each_goes() -> None:
    table = record(load(PLAN), "route_tables", f'{NETWORK}.aws_route_table.this["a"]')
    assert table.vpc_id == f"{NETWORK}.aws_vpc.this"
    assert keys(table.routes) == ["10.1.0.0/16"]


def test_separate_rules_belong_to_their_group() -> None:
    group = record(load(PLAN), "security_groups", GROUP)
    assert keys(group.ingress) == [f"ingress tcp 443 443 sg:{GROUP}", f"ingress tcp 5432 5432 sg:{GROUP}"]
    assert keys(group.egress) == ["egress all 0 65535 0.0.0.0/0"]
    assert group.name == "mwaa"


def test_separate_entries_belong_to_their_acl() -> None:
    acl = record(load(PLAN), "network_acls", f"{NETWORK}.aws_network_acl.this")
    assert keys(acl.entries) == ["egress/100", "ingress/100"]
    entry = acl.entries.items[0]
    assert (entry.action, entry.protocol, entry.cidr.text) == ("allow", "-1", "0.0.0.0/0")
    assert (entry.from_port, entry.to_port) == (0, 65535)
    assert (acl.default, acl.vpc_id) == (False, f"{NETWORK}.aws_vpc.this")


def test_the_public_access_of_a_bucket_that_only_an_arn_names_is_not_known() -> None:
    bucket = record(load(PLAN), "buckets", "airflow-dags")
    assert bucket.public_access_block is None
