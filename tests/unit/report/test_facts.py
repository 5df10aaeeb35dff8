from __future__ import annotations

import pytest

from mwaa_policy.report.facts import Facts
from tests.fixtures.networks import private


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            ("network_acls", "acl", "entries", "ingress/100"),
            "rule 100 (allow all traffic from 0.0.0.0/0) of network ACL acl",
        ),
        (
            ("security_groups", "group", "egress", "egress all 0 65535 0.0.0.0/0"),
            "rule (all traffic to 0.0.0.0/0) of security group group",
        ),
        (
            ("route_tables", "table-a", "routes", "10.0.0.0/16"),
            "route 10.0.0.0/16 to the VPC itself of route table table-a",
        ),
        (
            ("vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0"),
            "statement 1 (Allow * on *) of the policy of VPC endpoint endpoint-sqs",
        ),
        (("network_acls", "acl", "entries", "ingress/7"), "the entry ingress/7 of network ACL acl"),
        (("subnets", "nowhere", "cidr"), "the address range of subnet nowhere"),
        (("context", "region"), "the region"),
    ],
)
def test_what_stands_at_a_path_is_described(path: tuple[str, ...], words: str) -> None:
    assert Facts(private()).describe(path) == words


def test_what_a_path_names_is_found_to_its_end() -> None:
    facts = Facts(private())
    assert facts.find(("subnets", "subnet-a", "zone_id")) == "euw1-az1"
    assert facts.find(("environments", "airflow", "subnet_ids", "subnet-b")) == "subnet-b"
    assert facts.find(("environments", "airflow", "subnet_ids", "subnet-z")) is None
    assert facts.find(("environments", "airflow", "nonsense")) is None
    assert facts.find(("context", "region")) is None
    assert facts.find(("subnets",)) is None
