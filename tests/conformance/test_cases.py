"""Every case of every rule, on every engine, against the built policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from mwaa_policy.catalog import load_catalog
from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine
from tests.conformance.cases import EXPECTED, ROOT, Case, load_cases

CASES = load_cases()
_KNOWN = EXPECTED | {"name", "source", "network", "patch", "document", "parameters"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_says_what_its_case_expects(case: Case, wasm: Engine) -> None:
    assert_as_expected(case, wasm.evaluate(case.inventory))


def assert_as_expected(case: Case, found: Decision) -> None:
    """Fail unless a decision says of the rule what its case expects."""
    assert_verdicts(case, found)
    assert_findings(case, found)
    undecided = [
        {"subject": one.subject, "because": listed(one.because)} for one in found.undecided if one.rule == case.rule
    ]
    expected = [{**one, "because": sorted(one["because"])} for one in case.expected("undecided")]
    assert by_subject(undecided) == by_subject(expected)
    reasons = {one.subject: one.because for one in found.not_applicable if one.rule == case.rule}
    for one in case.expected("not_applicable"):
        assert reasons.get(one["subject"]) == one["because"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_opa_server_decides_the_same(case: Case, wasm: Engine, server: Engine) -> None:
    inventory = case.inventory
    assert server.evaluate(inventory).model_dump_json() == wasm.evaluate(inventory).model_dump_json()


def assert_verdicts(case: Case, found: Decision) -> None:
    """Fail unless all verdicts that the case lists were given, and no other fails or is undecided."""
    given, expected = found.verdicts[case.rule], case.expected("verdicts")
    assert {subject: given.get(subject) for subject in expected} == expected
    others = {subject: verdict for subject, verdict in given.items() if subject not in expected}
    assert {subject: one for subject, one in others.items() if one in {"fail", "undecided"}} == {}


def assert_findings(case: Case, found: Decision) -> None:
    """Fail unless the findings are those that the case lists; of `args` it may list a part."""
    given = [one for one in found.findings if one.rule == case.rule]
    expected = case.expected("findings")
    places = [(one.subject, listed([one.at])[0], one.severity) for one in given]
    assert sorted(places, key=str) == sorted(
        ((one["subject"], one["at"], one.get("severity")) for one in expected), key=str
    )
    for one in expected:
        args = one.get("args", {})
        at = [finding.args for finding in given if (finding.subject, list(finding.at)) == (one["subject"], one["at"])]
        assert any(all(name in known and known[name] == args[name] for name in args) for known in at), (args, at)


def listed(paths: Iterable[Iterable[str]]) -> list[list[str]]:
    return sorted(list(path) for path in paths)


def by_subject(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda one: str(one["subject"]))


def cases_of(rule: str) -> list[Case]:
    return [case for case in CASES if case.rule == rule]


@pytest.mark.parametrize("rule", load_catalog().rules)
def test_every_verdict_and_reason_and_message_of_a_rule_has_a_case(rule: str) -> None:
    spec, cases = load_catalog().rules[rule], cases_of(rule)
    verdicts = {verdict for case in cases for verdict in case.expected("verdicts").values()}
    findings = [one for case in cases for one in case.expected("findings")]
    reasons = {one["because"] for case in cases for one in case.expected("not_applicable")}
    assert {"pass", "fail", "undecided"} - verdicts == set()
    assert set(spec.reasons) - reasons == set()
    # Every rule has a default message; one that always tells its case does not use it.
    messages = set(spec.messages) - ({"default"} if len(spec.messages) > 1 else set())
    assert messages - {one.get("args", {}).get("case", "default") for one in findings} == set()
    assert set(spec.severities) - {one.get("severity") for one in findings} == set()


@pytest.mark.parametrize("rule", load_catalog().rules)
def test_cases_have_names_of_their_own_and_no_unknown_members(rule: str) -> None:
    cases = cases_of(rule)
    names = [case.case["name"] for case in cases]
    assert len(names) == len(set(names))
    assert {member for case in cases for member in case.case} - _KNOWN == set()


def test_every_directory_of_a_rule_is_in_the_catalog() -> None:
    directories = {path.name for path in (ROOT / "policies" / "mwaa" / "rules").iterdir() if path.is_dir()}
    assert directories == {spec.package.rpartition(".")[2] for spec in load_catalog().rules.values()}
