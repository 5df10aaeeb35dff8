from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from mwaa_policy.errors import InternalError
from mwaa_policy.provenance import Provenance
from mwaa_policy.report import Place, Repair
from mwaa_policy.report.fixes import FindingKey
from mwaa_policy.report.records import Applicability
from tests.fixtures.reports import ENTRY, GROUPS, SUBNETS, decision, finding, not_applicable, report, undecided


def test_a_finding_has_its_words_its_place_and_the_resource_that_is_wrong() -> None:
    [found] = report(decision(finding("SG-COUNT", count=0))).findings
    assert (found.rule, found.severity, found.subject, found.resource) == ("SG-COUNT", "critical", "airflow", "Airflow")
    assert found.message == "airflow has 0 security groups"
    assert found.remedy == "Mend airflow."
    assert found.location == Place(
        document="template.yaml",
        pointer="/Resources/Airflow/Properties/NetworkConfiguration/SecurityGroupIds",
        line=9,
        column=27,
    )
    assert found.fix is None
    assert found.evidence is None


def test_the_case_selects_the_message_and_directions_are_those_of_network_engineers() -> None:
    args: dict[str, Any] = {
        "case": "acl_entry",
        "entry": "egress/90",
        "acl": "acl",
        "direction": "egress",
        "ports": ["443", "5432"],
    }
    [found] = report(decision(finding("NACL-FLOW", at=ENTRY, **args))).findings
    assert found.message == "entry egress/90 of acl denies outbound 443, 5432"
    [found] = report(decision(finding("NACL-FLOW", at=ENTRY, **{**args, "direction": ["egress", "ingress"]}))).findings
    assert found.message == "entry egress/90 of acl denies outbound, inbound 443, 5432"


@pytest.mark.parametrize(("kind", "words"), [("nat_gateway", "NAT gateway"), ("instance", "instance")])
def test_what_a_route_leads_to_is_told_as_people_name_it(kind: str, words: str) -> None:
    [found] = report(decision(finding("RT-BLACKHOLE", kind=kind, target="x"))).findings
    assert found.message == f"its {words} x is gone"


@pytest.mark.parametrize(("key", "words"), [("#0", "1"), ("#11", "12"), ("Dags", "Dags"), ("Dags#1", "Dags#1")])
def test_a_statement_without_a_sid_is_told_by_its_place_counted_from_one(key: str, words: str) -> None:
    [found] = report(decision(finding("EP-POLICY-FULL", statement=key))).findings
    assert found.message == f"statement {words} denies something"


def test_addresses_are_told_as_ranges_and_of_many_the_first() -> None:
    spans = [{"first": f"00a00{index}00", "after": f"00a00{index}80"} for index in ("00", "02", "04", "06", "08")]
    args: dict[str, Any] = {"case": "implied_deny", "acl": "acl", "direction": "ingress", "ports": ["443"]}
    for count, words in (
        (1, "10.0.0.0/25"),
        (4, "10.0.0.0/25, 10.0.2.0/25, 10.0.4.0/25, 10.0.6.0/25"),
        (5, "10.0.0.0/25, 10.0.2.0/25, 10.0.4.0/25, and 2 more ranges"),
    ):
        [found] = report(decision(finding("NACL-FLOW", at=ENTRY, **args, addresses=spans[:count]))).findings
        assert found.message == f"nothing in acl admits inbound 443 from {words}"


def test_a_message_without_its_argument_is_a_bug_and_not_half_a_sentence() -> None:
    with pytest.raises(InternalError, match="count"):
        report(decision(finding("SG-COUNT")))


def test_a_fact_that_no_document_states_has_no_place() -> None:
    [found] = report(decision(finding("SG-DATABASE", at=("security_groups", "vpc/default-group", "ingress")))).findings
    assert found.location is None
    assert found.resource == "vpc/default-group"


def test_findings_are_sorted_by_severity_rule_subject_and_path() -> None:
    shuffled = decision(
        finding("SG-OPEN-INGRESS", severity="low", at=("security_groups", "b")),
        finding("SG-WEBSERVER"),
        finding("SG-OPEN-INGRESS", severity="low", at=("security_groups", "a")),
        finding("SG-DATABASE", subject="z"),
        finding("SG-DATABASE", subject="a"),
        finding("SG-OPEN-INGRESS", severity="high"),
    )
    found = [(one.rule, one.severity, one.subject, one.resource) for one in report(shuffled).findings]
    assert found == [
        ("SG-DATABASE", "critical", "a", "Airflow"),
        ("SG-DATABASE", "critical", "z", "Airflow"),
        ("SG-WEBSERVER", "critical", "airflow", "Airflow"),
        ("SG-OPEN-INGRESS", "high", "airflow", "Airflow"),
        ("SG-OPEN-INGRESS", "low", "airflow", "a"),
        ("SG-OPEN-INGRESS", "low", "airflow", "b"),
    ]


def test_an_undecided_verdict_tells_the_cause_and_how_to_supply_it() -> None:
    [one] = report(decision(undecided("SG-COUNT", SUBNETS))).undecided
    [fact] = one.because
    assert (one.severity, one.blocks, fact.path) == ("critical", True, SUBNETS)
    assert fact.cause.subject == "parameter SubnetIds"
    assert fact.cause.supply == "--parameter SubnetIds=…"
    assert fact.location == Place(document="template.yaml", pointer="/Parameters/SubnetIds", line=2, column=3)


def test_a_missing_fact_of_which_no_source_tells_the_cause_is_named_by_its_path() -> None:
    path = ("vpcs", "vpc", "dns_support")
    [one] = report(decision(undecided("SG-OPEN-INGRESS", path)), sources=Provenance()).undecided
    [fact] = one.because
    assert fact.cause.subject == "the setting EnableDnsSupport of VPC vpc"
    assert fact.cause.text == "nothing tells the setting EnableDnsSupport of VPC vpc"
    assert fact.cause.supply == ""
    assert fact.location is None
    assert one.blocks is False


def test_a_rule_that_only_explains_is_undecided_without_severity() -> None:
    [one] = report(decision(undecided("SG-PROTOCOL", SUBNETS))).undecided
    assert one.severity is None


def test_what_blocks_comes_before_quiet_notes() -> None:
    given = decision(undecided("SG-OPEN-INGRESS"), undecided("SG-WEBSERVER"), undecided("SG-COUNT"))
    assert [one.rule for one in report(given).undecided] == ["SG-COUNT", "SG-WEBSERVER", "SG-OPEN-INGRESS"]


@pytest.mark.parametrize(
    ("because", "text"),
    [
        ("customer-endpoints", "The customer makes them."),
        ("SG-COUNT", "SG-COUNT fails already"),
        ("some-code", "some-code"),
    ],
)
def test_what_does_not_arise_has_its_reason_in_words(because: str, text: str) -> None:
    [one] = report(decision(not_applicable("SG-DATABASE", because))).not_applicable
    assert (one.because, one.text) == (because, text)


def test_objects_that_no_environment_uses_are_left_out() -> None:
    assert report(decision(not_applicable("SG-DATABASE", "not-in-use"))).not_applicable == ()


def test_the_report_says_what_was_read_assumed_and_skipped_and_by_what_it_was_judged() -> None:
    made = report(decision(passed=["SG-COUNT"]))
    assert (made.tool.version, made.engine.name, made.policy.revision) == ("9.9.9", "wasm", "abc123")
    assert (made.source.kind, made.source.documents) == ("cloudformation", ("template.yaml",))
    assert [one.text for one in made.assumed] == ["parameter Zone is a (its default)", "public access is not blocked"]
    [part] = made.skipped
    assert (part.text, part.location.line) == ("10.0.0/8 is no range", 10)
    assert [(one.id, one.routing) for one in made.environments] == [("airflow", "public")]
    assert [(one.rule, one.subject) for one in made.passed] == [("SG-COUNT", "airflow")]


def test_the_summary_counts() -> None:
    made = report(
        decision(
            finding("SG-COUNT", count=0),
            finding("SG-OPEN-INGRESS", severity="low"),
            undecided("SG-WEBSERVER"),
            undecided("SG-PROTOCOL"),
            not_applicable("SG-DATABASE", "SG-COUNT"),
            passed=["NACL-FLOW"],
        )
    )
    assert made.summary.findings == {"critical": 1, "high": 0, "medium": 0, "low": 1, "info": 0}
    assert (made.summary.undecided, made.summary.blocking) == (2, 1)
    assert (made.summary.passed, made.summary.not_applicable, made.summary.verified_fixes) == (1, 1, 0)


@dataclass(frozen=True)
class _Fix:
    mends: tuple[FindingKey, ...]
    applicability: Applicability
    verified: bool
    reason: str
    steps: tuple[str, ...]
    patch: tuple[dict[str, Any], ...]


def test_a_fix_is_given_to_each_finding_that_it_mends() -> None:
    patch = ({"op": "add", "path": "/x", "value": 1},)
    keys: tuple[FindingKey, ...] = (("SG-DATABASE", "airflow", GROUPS), ("SG-WEBSERVER", "airflow", GROUPS))
    fix = _Fix(mends=keys, applicability="safe", verified=True, reason="", steps=("add it",), patch=patch)
    given = decision(finding("SG-DATABASE"), finding("SG-WEBSERVER"), finding("SG-COUNT", count=9))
    made = report(given, fixes=[fix])
    repair = Repair(applicability="safe", verified=True, reason="", steps=("add it",), patch=patch)
    assert {one.rule: one.fix for one in made.findings} == {
        "SG-COUNT": None,
        "SG-DATABASE": repair,
        "SG-WEBSERVER": repair,
    }
    assert made.summary.verified_fixes == 2
