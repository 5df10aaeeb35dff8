from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.model import Route, parse_cidr
from mwaa_policy.model.normal import (
    ALL,
    EVERY_PORT,
    EVERYWHERE_IPV4,
    Ports,
    acl_entry,
    cidr_rule,
    group_rule,
    prefix_list_rule,
    unknown_peer_rule,
)
from mwaa_policy.report.words import (
    entry_words,
    name_of,
    path_words,
    route_words,
    rule_key_words,
    rule_words,
    statement_words,
)
from tests.fixtures.networks import allow


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("environments", "Airflow", "subnet_ids"), "the subnets of environment Airflow"),
        (("subnets", "a"), "subnet a"),
        (("subnets", "a", "cidr"), "the address range of subnet a"),
        (("vpcs", "v", "complete", "vpc_endpoints"), "the list of all vpc endpoints of VPC v"),
        (("network_acls", "acl", "entries", "egress/90"), "the entry egress/90 of network ACL acl"),
        (("network_acls", "acl", "entries", "egress/90", "action"), "the action of entry egress/90 of network ACL acl"),
        (("network_acls", "acl", "entries"), "the entries of network ACL acl"),
        (("context", "account_public_access_block"), "the S3 Block Public Access of the account"),
        (("context", "region"), "the region"),
        (("vpc_endpoints", "s3", "policy", "statements", "#0"), "the statement 1 of the policy of VPC endpoint s3"),
        (("vpc_endpoints", "s3", "policy"), "the policy of VPC endpoint s3"),
        (
            ("vpc_endpoints", "s3", "policy", "statements", "#0", "conditions", "aws:principalorgid"),
            "the outcome of the condition on aws:principalorgid of statement 1 of the policy of VPC endpoint s3",
        ),
        (("environments",), "environments"),
    ],
)
def test_a_path_in_words(path: tuple[str, ...], words: str) -> None:
    assert path_words(path) == words


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (
            {"number": 90, "direction": "egress", "action": "deny", "protocol": "6", "ports": Ports(5432, 5432)},
            "rule 90 (deny tcp 5432 to 10.0.0.0/16)",
        ),
        (
            {"number": 100, "direction": "ingress", "action": "allow", "protocol": ALL, "ports": EVERY_PORT},
            "rule 100 (allow all traffic from 10.0.0.0/16)",
        ),
        (
            {"number": None, "direction": "ingress", "action": None, "protocol": "17", "ports": Ports(1024, None)},
            "rule ? (? udp 1024-? from 10.0.0.0/16)",
        ),
        (
            {"number": 7, "direction": "ingress", "action": "allow", "protocol": "6", "ports": EVERY_PORT},
            "rule 7 (allow tcp from 10.0.0.0/16)",
        ),
    ],
)
def test_an_acl_entry_in_words(members: dict[str, Any], words: str) -> None:
    assert entry_words(acl_entry(cidr=parse_cidr("10.0.0.0/16"), **members)) == words


def test_rules_of_groups_in_words() -> None:
    port = Ports(443, 443)
    assert rule_words(group_rule("ingress", "6", port, "g"), "ingress") == "rule (tcp 443 from security group g)"
    assert rule_words(cidr_rule("egress", ALL, EVERY_PORT, EVERYWHERE_IPV4), "egress") == (
        "rule (all traffic to 0.0.0.0/0)"
    )
    assert rule_words(prefix_list_rule("egress", "6", port, "pl-1"), "egress") == "rule (tcp 443 to prefix list pl-1)"
    assert rule_words(unknown_peer_rule("ingress", None, Ports(None, None)), "ingress") == "rule (? ?-? from ?)"


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        ("nat_gateway", "Nat", "route 0.0.0.0/0 to NAT gateway Nat"),
        ("local", "local", "route 0.0.0.0/0 to the VPC itself"),
        ("transit_gateway", None, "route 0.0.0.0/0 to a transit gateway that is not known"),
        ("instance", "i-1", "route 0.0.0.0/0 to instance i-1"),
        (None, None, "route 0.0.0.0/0 to a target that is not known"),
    ],
)
def test_a_route_in_words(kind: Any, target: str | None, words: str) -> None:
    route = Route(
        key="0.0.0.0/0",
        destination=EVERYWHERE_IPV4,
        prefix_list_id=None,
        family="ipv4",
        target_kind=kind,
        target_id=target,
        state="active",
    )
    assert route_words(route) == words


def test_a_statement_in_words_is_cut_short() -> None:
    assert statement_words(allow("Dags", ("s3:getobject",), ("arn:aws:s3:::dags/*",))) == (
        "statement Dags (Allow s3:getobject on arn:aws:s3:::dags/*)"
    )
    many = allow("#0", ("a:b", "c:d", "e:f", "g:h"), ("*",))
    assert statement_words(many) == "statement 1 (Allow a:b, c:d, e:f, … on *)"
    negated = allow("#0", ("s3:*",), ("*",)).model_copy(update={"action_mode": "not_listed", "effect": "Deny"})
    assert statement_words(negated) == "statement 1 (Deny every action but s3:* on *)"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("ingress tcp 443 443 0.0.0.0/0", "inbound rule tcp 443 from 0.0.0.0/0"),
        ("egress tcp 1024 65535 sg:sg-1", "outbound rule tcp 1024-65535 to security group sg-1"),
        ("ingress udp ? ? pl:pl-1", "inbound rule udp ? from prefix list pl-1"),
        ("ingress tcp 0 65535 cidr:?", "inbound rule tcp from ?"),
        ("ingress 50 0 65535 ::/0#2", "inbound rule 50 from ::/0#2"),
    ],
)
def test_a_key_names_its_rule(key: str, words: str) -> None:
    assert rule_key_words(key) == words


def test_the_key_of_a_rule_for_everything_names_it() -> None:
    rule = cidr_rule("egress", ALL, EVERY_PORT, EVERYWHERE_IPV4)
    assert rule_key_words(rule.key) == "outbound rule all traffic to 0.0.0.0/0"


def test_people_call_an_environment_by_its_name() -> None:
    arn = "arn:aws:airflow:eu-west-1:123456789012:environment/airflow"
    assert name_of(arn) == "airflow"
    assert path_words(("environments", arn, "subnet_ids")) == "the subnets of environment airflow"
    assert name_of("module.x.aws_mwaa_environment.this") == "module.x.aws_mwaa_environment.this"
