from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.flow_decision import Decider
from mwaa_policy.model import Inventory
from mwaa_policy.report.deciders import decider_words
from mwaa_policy.report.facts import Facts
from tests.fixtures.networks import private, public
from tests.fixtures.rename import from_document, to_document

ACL = ("network_acls", "acl")
KMS = ("vpc_endpoints", "endpoint-kms")
NAT = ("nat_gateways", "nat-a")
TABLE = ("route_tables", "table-a", "routes")


def changed(inventory: Inventory, collection: str, identity: str, **members: Any) -> Facts:
    document = to_document(inventory)
    [record] = [one for one in document[collection]["items"] if one["id"] == identity]
    record.update(members)
    return Facts(from_document(document))


def blackhole() -> Facts:
    document = to_document(public())
    for table in document["route_tables"]["items"]:
        for route in table["routes"]["items"]:
            route["state"] = "blackhole"
    return Facts(from_document(document))


def words(kind: Any, path: tuple[str, ...], facts: Facts, *calls: str) -> str:
    return decider_words(Decider(kind=kind, path=path), calls, facts)


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("acl_entry", (*ACL, "entries", "egress/100"), "rule 100 (allow all traffic to 0.0.0.0/0)"),
        ("implied_deny", (*ACL, "entries", "ingress/*"), "the last inbound rule (* deny)"),
        ("no_rule", ("security_groups", "group", "egress"), "no outbound rule"),
        ("no_rule", (*KMS, "security_group_ids"), "no security group"),
        ("route", (*TABLE, "10.0.0.0/16"), "10.0.0.0/16 → local"),
        ("route", (*TABLE, "0.0.0.0/0"), "0.0.0.0/0 → NAT gateway nat-a"),
        ("no_route", TABLE, "no route to a NAT gateway for all of the Internet"),
        ("fact", (*NAT, "state"), "state available"),
        ("fact", (*NAT, "has_address"), "an elastic IP address"),
        ("fact", ("vpcs", "vpc", "igw_block"), "Block Public Access off"),
        ("fact", ("vpcs", "vpc", "dns_support"), "setting EnableDnsSupport on"),
        ("fact", ("environments", "airflow", "subnet_ids"), "subnets subnet-a, subnet-b"),
        ("fact", TABLE, "routes"),
        ("absent", ("vpcs", "vpc", "complete", "vpc_endpoints", "sqs"), "no endpoint for sqs"),
        ("absent", ("environments", "airflow", "database_service"), "no endpoint to the database service"),
    ],
)
def test_what_decides_in_words(kind: str, path: tuple[str, ...], expected: str) -> None:
    assert words(kind, path, Facts(public())) == expected


def test_what_decides_at_endpoints() -> None:
    facts = Facts(private())
    member = ("vpc_endpoints", "endpoint-s3", "route_table_ids", "table-a")
    assert words("route", member, facts) == "prefix list of S3 → endpoint-s3 in route table table-a"
    assert words("absent", member, facts) == "route table table-a is not among those of endpoint-s3"
    assert words("policy", (*KMS, "policy"), facts) == "the policy lets every call through"
    assert words("fact", (*KMS, "private_dns"), facts) == "private DNS setting on"


def test_the_calls_that_a_policy_stops() -> None:
    facts = Facts(private())
    assert words("implied_deny", (*KMS, "policy"), facts, "kms:Decrypt") == "no statement allows kms:Decrypt"
    many = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:Sign")
    said = "no statement allows kms:Decrypt, kms:DescribeKey, kms:Encrypt, and 2 more calls"
    assert words("implied_deny", (*KMS, "policy"), facts, *many) == said
    [statement] = facts.find((*KMS, "policy", "statements")).items  # type: ignore[union-attr]  # it is there
    path = (*KMS, "policy", "statements", statement.key)
    assert words("statement", path, facts) == "statement 1 (Allow * on *)"
    assert words("statement", path, facts, "kms:Sign") == "statement 1 (Allow * on *) stops kms:Sign"


def test_what_is_gone_or_off() -> None:
    assert words("fact", (*TABLE, "0.0.0.0/0"), blackhole()) == "0.0.0.0/0 → NAT gateway nat-a, a blackhole"
    without = changed(public(), "nat_gateways", "nat-a", has_address=False)
    assert words("fact", (*NAT, "has_address"), without) == "no elastic IP address"
    off = changed(private(), "vpc_endpoints", "endpoint-kms", private_dns=False)
    assert words("fact", (*KMS, "private_dns"), off) == "private DNS setting off"
