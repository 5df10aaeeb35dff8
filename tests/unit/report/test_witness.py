from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.report.facts import Facts
from mwaa_policy.report.witness import witness
from tests.conformance.cases import patched
from tests.fixtures.networks import private
from tests.fixtures.rename import from_document
from tests.fixtures.reports import ENTRY, provenance

PACKET = {
    "kind": "packet",
    "protocol": "6",
    "direction": "egress",
    "source": "00a000b04",
    "destination": "00a000c04",
    "port": 5432,
    "flow": "database",
}


def _told(decider: dict[str, Any] | None, **changes: Any) -> str:
    made = witness({**PACKET, **changes, "decider": decider}, Facts(private()), provenance())
    return str(made["text"])


def test_a_packet_is_told_with_the_entry_that_denies_it_and_its_place() -> None:
    assert _told({"kind": "acl_entry", "path": list(ENTRY)}) == (
        "TCP 10.0.11.4 → 10.0.12.4:5432 is denied outbound by rule 100 (allow all traffic to 0.0.0.0/0) "
        "of network ACL acl, template.yaml:12"
    )


def test_the_last_rule_of_an_acl_is_told_as_such() -> None:
    path = ["network_acls", "acl", "entries"]
    assert _told({"kind": "implied_deny", "path": path}, direction="ingress") == (
        "TCP 10.0.11.4 → 10.0.12.4:5432 is denied inbound by the last rule (* deny) of network ACL acl: "
        "no inbound rule before it matches"
    )


def test_a_group_without_a_rule_is_named() -> None:
    told = _told({"kind": "no_rule", "path": ["security_groups", "group", "egress"]}, destination="003000000")
    assert told == "TCP 10.0.11.4 → 3.0.0.0:5432 is admitted by no outbound rule of security group group"


def test_ends_that_are_no_addresses_are_named_by_what_they_are() -> None:
    path = ["security_groups", "group", "ingress"]
    told = _told({"kind": "no_rule", "path": path}, source="airflow", destination="airflow", direction="ingress")
    assert told == "TCP 5432 from environment airflow to itself is admitted by no inbound rule of security group group"
    told = _told({"kind": "no_rule", "path": None}, source="group", destination=None)
    assert told == (
        "TCP 5432 from security group group to an address that is not known is admitted by no outbound rule"
    )


def test_addresses_of_ipv6_stand_in_brackets() -> None:
    first = "0" + "20010db8" + "0" * 24
    assert "TCP 2001:db8:: → [2001:db8::]:5432 is" in _told(
        {"kind": "no_rule", "path": None}, source=first, destination=first
    )


def test_a_source_that_is_not_known_is_not_named() -> None:
    told = _told({"kind": "route", "path": ["route_tables", "table-a", "routes", "10.0.0.0/16"]}, source=None)
    assert told.startswith("TCP 5432 to 10.0.12.4 is led elsewhere by")


def test_a_route_that_leads_elsewhere_is_told() -> None:
    told = _told({"kind": "route", "path": ["route_tables", "table-a", "routes", "10.0.0.0/16"]})
    assert told.endswith("is led elsewhere by route 10.0.0.0/16 to the VPC itself of route table table-a")


def test_a_route_whose_target_is_gone_leads_nowhere() -> None:
    gone = [{"op": "replace", "path": "/route_tables/items/@table-a/routes/items/0/state", "value": "blackhole"}]
    path = ["route_tables", "table-a", "routes", "10.0.0.0/16"]
    evidence = {**PACKET, "decider": {"kind": "route", "path": path}}
    told = witness(evidence, Facts(from_document(patched(private(), gone))), provenance())["text"]
    assert told.endswith("is led nowhere by route 10.0.0.0/16 to the VPC itself of route table table-a")


def test_a_route_that_is_not_there_leads_nowhere() -> None:
    told = _told({"kind": "route", "path": ["route_tables", "table-a", "routes"]})
    assert told.endswith("is led nowhere by the routes of route table table-a")


@pytest.mark.parametrize(
    ("decider", "fate"),
    [
        (
            {"kind": "statement", "path": ["vpc_endpoints", "endpoint-s3", "policy", "statements", "Dags"]},
            (
                "denied by statement Dags (Allow s3:getobject*, s3:getbucket*, s3:list* on arn:aws:s3:::airflow-dags, "
                "arn:aws:s3:::airflow-dags/*) of the policy of VPC endpoint endpoint-s3"
            ),
        ),
        (
            {"kind": "implied_deny", "path": ["vpc_endpoints", "endpoint-s3", "policy"]},
            "allowed by no statement of the policy of VPC endpoint endpoint-s3",
        ),
        ({"kind": "implied_deny", "path": None}, "allowed by no statement"),
    ],
)
def test_a_call_is_told_with_the_statement_that_decides(decider: dict[str, Any], fate: str) -> None:
    call = {"kind": "call", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "principal": "arn:role"}
    made = witness({**call, "decider": decider}, Facts(private()), provenance())
    assert made["text"] == f"s3:GetObject on arn:aws:s3:::b/x by arn:role is {fate}"
    assert made["action"] == "s3:GetObject"


def test_a_call_without_principal_names_none() -> None:
    call = {"kind": "call", "action": "a:b", "resource": "*", "principal": None, "decider": None}
    assert witness(call, Facts(private()), provenance())["text"] == "a:b on * is allowed by no statement"


def test_the_evidence_keeps_its_members_with_addresses_in_their_usual_spelling() -> None:
    decider = {"kind": "acl_entry", "path": list(ENTRY)}
    made = witness({**PACKET, "decider": decider}, Facts(private()), provenance())
    assert (made["source"], made["destination"], made["flow"]) == ("10.0.11.4", "10.0.12.4", "database")
    assert made["decider"] == decider
