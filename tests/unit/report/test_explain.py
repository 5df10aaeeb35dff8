from __future__ import annotations

from mwaa_policy.report import Report
from tests.fixtures.reports import decision, finding, report


def _explained(made: Report) -> dict[str, list[str]]:
    return {one.rule: [cause.rule for cause in one.explanations] for one in made.findings}


def test_an_explanation_is_told_with_the_finding_that_it_explains() -> None:
    at = ("security_groups", "group", "ingress", "ingress udp 5432 5432 sg:group")
    made = report(
        decision(finding("SG-DATABASE"), finding("SG-COUNT", count=1), finding("SG-PROTOCOL", severity=None, at=at))
    )
    assert _explained(made) == {"SG-COUNT": [], "SG-DATABASE": ["SG-PROTOCOL"]}
    [cause] = made.findings[1].explanations
    assert cause.message == "airflow is wrong"


def test_an_explanation_with_contradicting_arguments_explains_only_the_other_finding() -> None:
    made = report(
        decision(
            finding("SG-DATABASE", port=5432),
            finding("SG-WEBSERVER", port=443),
            finding("SG-PROTOCOL", severity=None, port=443),
        )
    )
    assert _explained(made) == {"SG-DATABASE": [], "SG-WEBSERVER": ["SG-PROTOCOL"]}


def test_the_evidence_of_a_finding_contradicts_as_its_arguments_do() -> None:
    made = report(
        decision(
            finding("SG-DATABASE", evidence={"kind": "packet", "port": 5432, "protocol": "6"}),
            finding("SG-WEBSERVER", evidence={"kind": "packet", "port": 443, "protocol": "6"}),
            finding("SG-PROTOCOL", severity=None, port=5432, protocol="17"),
        )
    )
    assert _explained(made) == {"SG-DATABASE": ["SG-PROTOCOL"], "SG-WEBSERVER": []}


def test_an_explanation_that_fits_two_findings_is_told_with_both() -> None:
    made = report(decision(finding("SG-DATABASE"), finding("SG-WEBSERVER"), finding("SG-PROTOCOL", severity=None)))
    assert _explained(made) == {"SG-DATABASE": ["SG-PROTOCOL"], "SG-WEBSERVER": ["SG-PROTOCOL"]}


def test_an_explanation_of_another_object_is_not_mixed_up() -> None:
    made = report(
        decision(
            finding("SG-DATABASE", subject="one", at=("security_groups", "a")),
            finding("SG-DATABASE", subject="two", at=("security_groups", "b")),
            finding("SG-PROTOCOL", severity=None, subject="two", at=("security_groups", "b", "ingress")),
        )
    )
    assert [(one.subject, len(one.explanations)) for one in made.findings] == [("one", 0), ("two", 1)]


def test_an_explanation_is_found_by_the_object_that_the_finding_points_at() -> None:
    made = report(
        decision(
            finding("SG-DATABASE", at=("security_groups", "group", "ingress")),
            finding("SG-PROTOCOL", severity=None, subject="group", at=("vpcs", "vpc")),
        )
    )
    assert _explained(made) == {"SG-DATABASE": ["SG-PROTOCOL"]}


def test_an_explanation_without_a_finding_is_not_lost() -> None:
    [found] = report(decision(finding("SG-PROTOCOL", severity=None))).findings
    assert (found.rule, found.severity) == ("SG-PROTOCOL", "info")
