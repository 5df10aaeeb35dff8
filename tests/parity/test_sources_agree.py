"""One network as a template, as a plan and as responses: the same facts, and the same findings."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check, normalize
from tests.parity.facts import facts_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ACCOUNT = "123456789012"
INPUTS = {
    "cloudformation": "cloudformation/{}.yaml",
    "terraform": "terraform/{}/plan.json",
    "responses": "responses/{}.json",
}
ENDPOINTS = ("kms", "logs", "monitoring", "s3", "sqs")
ROLES = {
    "cloudformation": {
        "Airflow": "environment",
        "Vpc": "vpc",
        "SubnetA": "subnet-a",
        "SubnetB": "subnet-b",
        "TableA": "table-a",
        "TableB": "table-b",
        "Vpc/main-routes": "main-table",
        "Acl": "acl",
        "Vpc/default-acl": "default-acl",
        "Group": "group",
        "Vpc/default-group": "default-group",
        **{f"{name.capitalize()}Endpoint": name for name in ENDPOINTS},
    },
    "terraform": {
        "aws_mwaa_environment.airflow": "environment",
        "aws_vpc.airflow": "vpc",
        'aws_subnet.airflow["a"]': "subnet-a",
        'aws_subnet.airflow["b"]': "subnet-b",
        'aws_route_table.airflow["a"]': "table-a",
        'aws_route_table.airflow["b"]': "table-b",
        "aws_vpc.airflow/main-routes": "main-table",
        "aws_network_acl.airflow": "acl",
        "aws_vpc.airflow/default-acl": "default-acl",
        "aws_security_group.airflow": "group",
        "aws_vpc.airflow/default-group": "default-group",
        **{f"aws_vpc_endpoint.{name}": name for name in ENDPOINTS},
    },
    "responses": {
        "arn:aws:airflow:eu-west-1:123456789012:environment/airflow": "environment",
        "vpc-0a1b2c3d4e5f60718": "vpc",
        "subnet-0aaaaaaaaaaaaaaa1": "subnet-a",
        "subnet-0bbbbbbbbbbbbbbb2": "subnet-b",
        "rtb-0aaaaaaaaaaaaaaa1": "table-a",
        "rtb-0bbbbbbbbbbbbbbb2": "table-b",
        "rtb-0ccccccccccccccc0": "main-table",
        "acl-0123456789abcdef0": "acl",
        "acl-0fedcba9876543210": "default-acl",
        "sg-0123456789abcdef0": "group",
        "sg-0fedcba9876543210": "default-group",
        "vpce-01000000000000001": "sqs",
        "vpce-02000000000000002": "logs",
        "vpce-03000000000000003": "monitoring",
        "vpce-04000000000000004": "kms",
        "vpce-0530000000000000": "s3",
    },
}
# What one source can say and another cannot; nothing else may differ.
JUSTIFIED = {
    "environments/environment/status": "only what runs has a status",
    "environments/environment/*_service": "MWAA names its endpoint services once the environment runs",
    "environments/environment/celery_queue_arn": "MWAA names its queue once the environment runs",
    "vpc_endpoints/*/state": "only what runs has a state",
    "vpc_endpoints/*/policy/explicit": "the API returns the default policy as if somebody had written it",
    "vpc_endpoints/*/policy/size": "white space counts, and a template's object has none",
    "subnets/*/zone_id": "only the API knows which zone a name stands for",
    "vpcs/vpc/igw_block": "a template and a plan assume that the account blocks nothing",
    "prefix_lists*": "a plan refers to the prefix list through the endpoint",
}


@pytest.mark.parametrize("name", ["good", "broken"])
@pytest.mark.parametrize("source", ["terraform", "responses"])
def test_the_inventories_are_equal_up_to_ids(name: str, source: str) -> None:
    expected, found = facts("cloudformation", name), facts(source, name)
    differing = {path for path in {*expected, *found} if expected.get(path) != found.get(path)}
    assert [path for path in sorted(differing) if not any(fnmatchcase(path, known) for known in JUSTIFIED)] == []


@pytest.mark.parametrize("source", ["terraform", "responses"])
@pytest.mark.parametrize("name", ["good", "broken"])
def test_the_findings_are_equal_up_to_ids(name: str, source: str) -> None:
    assert findings(source, name) == findings("cloudformation", name)


def test_every_fault_of_the_broken_network_is_found() -> None:
    assert {rule for rule, _, severity in findings("cloudformation", "broken") if severity == "critical"} == {
        "ENV-SUBNET-AZ",
        "NACL-FLOW",
        "NACL-RETURN",
        "SG-DATABASE",
        "SG-WEBSERVER",
        "SG-EGRESS",
        "EPR-REQUIRED",
        "EPR-S3-ROUTES",
        "EPR-DNS",
        "EPR-SECURITY-GROUP",
        "EP-S3-DAG",
    }


def test_the_good_network_has_remarks_only() -> None:
    for source in INPUTS:
        assert {severity for _, _, severity in findings(source, "good")} <= {"info"}


def path_of(source: str, name: str) -> Path:
    """Return where an example lies."""
    return EXAMPLES / INPUTS[source].format(name)


def findings(source: str, name: str) -> list[tuple[str, str, str | None]]:
    """Return the findings of an example, with roles for ids."""
    report = check(path_of(source, name), account=ACCOUNT)
    return sorted((one.rule, ROLES[source].get(one.subject, one.subject), one.severity) for one in report.findings)


def facts(source: str, name: str) -> dict[str, Any]:
    """Return the facts of an example by path, with roles for ids."""
    inventory = normalize(path_of(source, name), account=ACCOUNT).inventory
    return facts_of(inventory, partial(_role, roles=ROLES[source]))


def _role(text: str, roles: dict[str, str]) -> str:
    """Return the role of an id, also of that of the group in the key of a rule."""
    rule, found, group = text.partition(" sg:")
    return f"{rule} sg:{roles.get(group, group)}" if found else roles.get(text, text)
