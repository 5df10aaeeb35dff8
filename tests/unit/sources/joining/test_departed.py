"""What a plan takes away is not there, though the account as it is still shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check, normalize
from mwaa_policy.document import Document, read_document
from mwaa_policy.report import Report
from tests.unit.sources.terraform.plans import change, plan

LIVE = json.loads((Path(__file__).parents[4] / "examples" / "responses" / "good.json").read_text())
ENVIRONMENT = "arn:aws:airflow:eu-west-1:123456789012:environment/airflow"
SUBNET = "subnet-0aaaaaaaaaaaaaaa1"
GROUP = "sg-0123456789abcdef0"
TABLE = "rtb-0aaaaaaaaaaaaaaa1"
ACL = "acl-0123456789abcdef0"
SQS = next(one for one in LIVE["describe_vpc_endpoints"]["VpcEndpoints"] if one["ServiceName"].endswith(".sqs"))
DELETE, REPLACE, UPDATE = ("delete",), ("delete", "create"), ("update",)


def document(value: object, name: str) -> Document:
    return read_document(json.dumps(value, indent=2), name=name)


def planned(address: str, actions: tuple[str, ...], before: dict[str, Any]) -> Document:
    """Return a plan that does one thing to what is there."""
    return document(plan([change(address, {}, actions=actions, before=before)]), "plan.json")


def verdict(report: Report, rule: str) -> str | None:
    """Return what became of a rule for the environment."""
    for name in ("findings", "undecided", "passed", "not_applicable"):
        if any(one.rule == rule and one.subject in {ENVIRONMENT, SUBNET} for one in getattr(report, name)):
            return name
    return None


def test_without_the_plan_all_passes() -> None:
    report = check(document(LIVE, "live.json"))
    for rule in ("SG-DATABASE", "NACL-FLOW", "EPR-REQUIRED", "EPR-S3-ROUTES"):
        assert verdict(report, rule) == "passed"


@pytest.mark.parametrize(
    ("address", "actions", "before", "rule", "after"),
    [
        ("aws_vpc_endpoint.sqs", DELETE, {"id": SQS["VpcEndpointId"]}, "EPR-REQUIRED", "findings"),
        (
            "aws_vpc_security_group_ingress_rule.database",
            DELETE,
            {"id": "sgr-1", "security_group_id": GROUP},
            "SG-DATABASE",
            "undecided",
        ),
        (
            "aws_security_group_rule.database",
            UPDATE,
            {"id": "sgrule-1", "security_group_id": GROUP, "type": "ingress"},
            "SG-DATABASE",
            "undecided",
        ),
        ("aws_network_acl_rule.all", DELETE, {"id": "nacl-1", "network_acl_id": ACL}, "NACL-FLOW", "undecided"),
        (
            "aws_vpc_endpoint_route_table_association.s3",
            DELETE,
            {"id": "a-1", "vpc_endpoint_id": "vpce-0530000000000000", "route_table_id": TABLE},
            "EPR-S3-ROUTES",
            "undecided",
        ),
        ("aws_network_acl.airflow", DELETE, {"id": ACL}, "NACL-FLOW", "undecided"),
        ("aws_route_table.a", DELETE, {"id": TABLE}, "EPR-S3-ROUTES", "undecided"),
    ],
)
def test_what_a_plan_takes_away_lets_nothing_pass(
    address: str, actions: tuple[str, ...], before: dict[str, Any], rule: str, after: str
) -> None:
    report = check(planned(address, actions, before), document(LIVE, "live.json"))
    assert verdict(report, rule) == after
    if after == "undecided":
        [one] = (one for one in report.undecided if one.rule == rule and one.subject == ENVIRONMENT)
        assert {fact.cause.text for fact in one.because if "removes or changes" in fact.cause.text} == {
            f"apply removes or changes {address}, and what is left beside it is not known"
        }
        assert {fact.location.document for fact in one.because if fact.location} == {"plan.json"}


def test_an_environment_that_goes_is_not_judged() -> None:
    gone = planned("aws_mwaa_environment.airflow", DELETE, {"id": "airflow", "arn": ENVIRONMENT, "name": "airflow"})
    assert check(gone, document(LIVE, "live.json")).environments == ()


def test_what_is_replaced_is_there_once() -> None:
    before = {"id": SQS["VpcEndpointId"], "vpc_id": SQS["VpcId"]}
    after = {"vpc_id": SQS["VpcId"], "service_name": SQS["ServiceName"], "vpc_endpoint_type": "Interface"}
    content = plan([change("aws_vpc_endpoint.sqs", after, actions=REPLACE, before=before)])
    found = normalize(document(content, "plan.json"), document(LIVE, "live.json")).inventory.vpc_endpoints.items
    assert [one.id for one in found if one.service == "sqs"] == ["aws_vpc_endpoint.sqs"]


def test_a_state_beside_a_plan_shows_nothing_that_the_plan_takes_away() -> None:
    rule = {
        "id": "sgr-1",
        "security_group_id": GROUP,
        "ip_protocol": "tcp",
        "from_port": 5432,
        "to_port": 5432,
        "referenced_security_group_id": GROUP,
    }
    address = "aws_vpc_security_group_ingress_rule.database"
    resource = {
        "address": address,
        "mode": "managed",
        "type": address.partition(".")[0],
        "name": "database",
        "values": rule,
    }
    group = {
        "address": "aws_security_group.airflow",
        "mode": "managed",
        "type": "aws_security_group",
        "name": "airflow",
        "values": {"id": GROUP, "vpc_id": SQS["VpcId"]},
    }
    state = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": [group, resource]}},
    }
    kept = normalize(document(state, "state.json"))
    assert [len(one.ingress.items) for one in kept.inventory.security_groups.items if one.id == GROUP] == [1]
    joined = normalize(planned(address, DELETE, rule), document(state, "state.json"))
    assert [len(one.ingress.items) for one in joined.inventory.security_groups.items if one.id == GROUP] == [0]


def test_an_id_that_is_none_takes_nothing_away() -> None:
    odd = document(plan([change("aws_security_group.x", {}, actions=DELETE, before={"id": {"a": 1}})]), "plan.json")
    report = check(odd, document(LIVE, "live.json"))
    assert verdict(report, "SG-DATABASE") == "passed"
