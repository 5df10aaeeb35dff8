"""The laws of the Decision: each broken in one way, each noticed."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.decision import Decision, EnvironmentFacts, Finding
from mwaa_policy.engines._decode import decode
from mwaa_policy.errors import InternalError, UndefinedDecisionError
from tests.fixtures.networks import public
from tests.unit.engines.rules import answer, catalog, edit, failed, finding, spec, undecided

PUBLIC = public()
CATALOG = catalog(spec("R"))


def test_a_lawful_answer_is_a_decision() -> None:
    assert decode(answer(), PUBLIC, CATALOG) == Decision(
        evaluated=("R",),
        environments=(EnvironmentFacts(id="airflow", routing="public", because=()),),
        verdicts={"R": {"airflow": "pass"}},
        findings=(),
        undecided=(),
        not_applicable=(),
        edits=(),
    )


def test_a_finding_knows_its_rule_and_may_lack_evidence() -> None:
    found = decode(failed(finding(), edits={"R": [edit()]}), PUBLIC, CATALOG)
    assert found.findings == (
        Finding(
            rule="R",
            subject="airflow",
            severity="critical",
            at=("environments", "airflow", "subnet_ids"),
            args={"count": 3},
            evidence=None,
        ),
    )
    assert [one.rule for one in found.edits] == ["R"]


def test_the_order_is_not_the_engine_s() -> None:
    two = catalog(spec("R"), spec("A"))
    findings = [
        finding(at=["vpcs", "vpc"]),
        finding(args={"b": {"d": 1, "c": 2}, "a": 1}),
        finding(args={"a": 0}, evidence={"z": 1, "y": [{"q": 1, "p": 2}]}),
    ]
    because = [["vpcs", "vpc", "cidrs"], ["subnets", "subnet-a", "cidr"]]
    members: dict[str, Any] = {
        "evaluated": ["R", "A"],
        "verdicts": {"R": {"airflow": "fail"}, "A": {"airflow": "undecided"}},
        "findings": {"R": findings},
        "undecided": {"A": [undecided(because=because)]},
    }
    turned: dict[str, Any] = {
        "evaluated": ["A", "R"],
        "verdicts": {"A": {"airflow": "undecided"}, "R": {"airflow": "fail"}},
        "findings": {"R": findings[::-1]},
        "undecided": {"A": [undecided(because=because[::-1])]},
    }
    one = decode(answer(**members), PUBLIC, two)
    assert one.model_dump_json() == decode(answer(**turned), PUBLIC, two).model_dump_json()
    assert [found.at[0] for found in one.findings] == ["environments", "environments", "vpcs"]
    assert '"args":{"a":1,"b":{"c":2,"d":1}}' in one.model_dump_json()


@pytest.mark.parametrize("wrong", [None, [], "report", {}, {"schema": "v2"}])
def test_what_is_no_decision_is_undefined(wrong: object) -> None:
    with pytest.raises(UndefinedDecisionError, match="not a mwaa-policy-decision/v1"):
        decode(wrong, PUBLIC, CATALOG)


WRONG_VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "verdict": (answer(verdicts={"R": {"airflow": "maybe"}}), "verdicts/R/airflow"),
    "severity": (failed(finding(severity="worst")), "findings/0/severity of rule R"),
    "args": (failed(finding(args=[1])), "findings/0/args of rule R"),
    "path": (failed(finding(at="environments")), "findings/0/at of rule R"),
    "verb": (failed(finding(), edits={"R": [edit(verb="mend")]}), "edits/0/verb of rule R"),
    "applicability": (failed(finding(), edits={"R": [edit(applicability="sure")]}), "applicability of rule R"),
    "prose": (failed(finding(message="too many")), "findings/0/message of rule R"),
    "no subject": (failed({"severity": "low", "at": ["vpcs", "vpc"], "args": {}}), "findings/0/subject of rule R"),
    "no args": (failed({"subject": "airflow", "severity": "low", "at": ["vpcs", "vpc"]}), "args of rule R"),
    "routing": (answer(environments=[{"id": "airflow", "routing": "odd", "because": []}]), "environments/0/routing"),
    "a number": (answer(evaluated=[1]), "evaluated/0"),
    "a list of rules": (answer(findings=[finding()]), "findings are not an object of rules"),
    "an object of findings": (answer(findings={"R": {"airflow": 1}}), "rule R findings are not a list of objects"),
    "a missing member": ({**answer(), "edits": None}, "edits are not an object"),
    "a further member": (answer(extra=1), "extra"),
    "no verdicts at all": ({name: one for name, one in answer().items() if name != "verdicts"}, "verdicts"),
}


@pytest.mark.parametrize(("wrong", "message"), WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_a_value_of_the_wrong_kind_is_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InternalError, match=message):
        decode(wrong, PUBLIC, CATALOG)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "not evaluated": (answer(evaluated=[], verdicts={}), "rule R is in the catalog and was not evaluated"),
    "evaluated without being asked": (answer(evaluated=["R", "S"]), "rule S is not in the catalog"),
    "no verdicts": (answer(verdicts={}), "rule R has no verdicts"),
    "verdicts of another": (answer(verdicts={"R": {"airflow": "pass"}, "S": {}}), "rule S has verdicts and was not"),
    "no verdict": (answer(verdicts={"R": {}}), "rule R on airflow has no verdict"),
    "a verdict too many": (
        answer(verdicts={"R": {"airflow": "pass", "vpc": "pass"}}),
        "rule R on vpc has a verdict for what is not a environment",
    ),
    "fail without a finding": (failed(), "rule R on airflow has the verdict fail without saying why"),
    "a finding that passes": (
        answer(findings={"R": [finding()]}),
        "rule R on airflow has the verdict pass, which does not agree with its entry of kind fail",
    ),
    "a finding on nobody": (failed(finding(), finding(subject="x")), "rule R on x has the verdict absent"),
    "undecided without a reason": (
        answer(verdicts={"R": {"airflow": "undecided"}}),
        "rule R on airflow has the verdict undecided without",
    ),
    "undecided for nothing": (
        answer(verdicts={"R": {"airflow": "undecided"}}, undecided={"R": [undecided(because=[])]}),
        "rule R on airflow is undecided for want of nothing",
    ),
    "undecided twice": (
        answer(
            verdicts={"R": {"airflow": "undecided"}},
            undecided={"R": [undecided(), undecided(because=[["vpcs", "vpc", "cidrs"]])]},
        ),
        "rule R on airflow gives more than one reason",
    ),
    "a reason for what passes": (answer(undecided={"R": [undecided()]}), "verdict pass, which does not agree"),
    "not applicable without a reason": (
        answer(verdicts={"R": {"airflow": "not_applicable"}}),
        "rule R on airflow has the verdict not_applicable without",
    ),
    "not applicable for another reason": (
        answer(
            verdicts={"R": {"airflow": "not_applicable"}},
            not_applicable={"R": [{"subject": "airflow", "because": "bored"}]},
        ),
        "rule R on airflow is not applicable for the reason 'bored'",
    ),
    "not applicable because of itself": (
        answer(
            verdicts={"R": {"airflow": "not_applicable"}},
            not_applicable={"R": [{"subject": "airflow", "because": "R"}]},
        ),
        "for the reason 'R'",
    ),
    "a severity that is not declared": (failed(finding(severity="high")), "finding of severity high"),
    "no severity": (failed(finding(severity=None)), "finding of severity None"),
    "a case without a message": (failed(finding(args={"case": "odd"})), "finding of the case 'odd'"),
    "a finding of another rule": (answer(findings={"S": [finding()]}), "rule S on airflow is spoken of"),
    "an edit without a finding": (answer(edits={"R": [edit()]}), "proposes to set_attribute for a finding that it"),
    "an edit for another place": (
        failed(finding(), edits={"R": [edit(at=["vpcs", "vpc"])]}),
        "proposes to set_attribute for a finding that it does not have",
    ),
    "an edit of nothing": (
        failed(finding(), edits={"R": [edit(target=["vpcs", "other"])]}),
        "names vpcs/other: vpcs has no record other",
    ),
    "no routing mode": (answer(environments=[]), r"routing mode for \[\], not for \['airflow'\]"),
    "a routing mode because of nothing": (
        answer(environments=[{"id": "airflow", "routing": "mixed", "because": [["subnets", "x"]]}]),
        "routing mode of airflow names subnets/x: subnets has no record x",
    ),
}


@pytest.mark.parametrize(("wrong", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_law_is_our_bug(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InternalError, match=message):
        decode(wrong, PUBLIC, CATALOG)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ([], "names an empty path"),
        (["vpcs"], "names vpcs: it is too short"),
        (["vpc", "vpc"], "there is no collection vpc"),
        (["vpcs", "vpc-1"], "vpcs has no record vpc-1"),
        (["vpcs", "vpc", "cidr"], "records of vpcs have no attribute cidr"),
        (["context", "zone"], "context has no attribute zone"),
        (["params", "mode"], "params has no attribute mode"),
    ],
)
def test_a_path_leads_into_the_inventory(path: list[str], message: str) -> None:
    with pytest.raises(InternalError, match=message):
        decode(failed(finding(at=path)), PUBLIC, CATALOG)


@pytest.mark.parametrize(
    "path",
    [["vpcs", "vpc"], ["vpcs", "vpc", "cidrs"], ["context", "region"], ["network_acls", "acl", "entries", "ingress/1"]],
)
def test_a_path_may_name_a_record_an_attribute_or_something_deeper(path: list[str]) -> None:
    assert decode(failed(finding(at=path)), PUBLIC, CATALOG).findings[0].at == tuple(path)


def test_another_rule_may_be_the_reason() -> None:
    both = catalog(spec("R"), spec("S"))
    found = decode(
        answer(
            evaluated=["R", "S"],
            verdicts={"R": {"airflow": "not_applicable"}, "S": {"airflow": "fail"}},
            not_applicable={"R": [{"subject": "airflow", "because": "S"}]},
            findings={"S": [finding()]},
        ),
        PUBLIC,
        both,
    )
    assert [one.because for one in found.not_applicable] == ["S"]


def test_a_rule_that_explains_has_findings_without_severity() -> None:
    explaining = catalog(spec("R", severities=()))
    assert decode(failed(finding(severity=None)), PUBLIC, explaining).findings[0].severity is None
    with pytest.raises(InternalError, match="severity low, which it does not declare"):
        decode(failed(finding(severity="low")), PUBLIC, explaining)


@pytest.mark.parametrize(
    ("kind", "subjects"),
    [
        ("environment", ["airflow"]),
        ("subnet", ["subnet-a", "subnet-b"]),
        ("network_acl", ["acl", "vpc/default-acl"]),
        ("route_table", ["table-a", "table-b", "table-public", "vpc/main-routes"]),
        ("nat_gateway", ["nat-a", "nat-b"]),
        ("vpc_endpoint", []),
    ],
)
def test_every_subject_has_a_verdict(kind: str, subjects: list[str]) -> None:
    verdicts = dict.fromkeys(subjects, "pass")
    rule = catalog(spec("R", subject=kind))
    assert decode(answer(verdicts={"R": verdicts}), PUBLIC, rule).verdicts["R"] == verdicts
    for subject in subjects:
        with pytest.raises(InternalError, match=f"rule R on {subject} has no verdict"):
            decode(answer(verdicts={"R": {one: "pass" for one in subjects if one != subject}}), PUBLIC, rule)
