from __future__ import annotations

from dataclasses import replace

import pytest

from mwaa_policy.decision import SEVERITIES, Severity
from mwaa_policy.report import MEANINGS, Outcome, outcome
from mwaa_policy.report.records import Unjudged
from tests.fixtures.reports import decision, finding, report, undecided


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("fail_on", SEVERITIES)
def test_findings_count_from_the_severity_that_is_asked_for(severity: Severity, fail_on: Severity) -> None:
    made = report(decision(finding("SG-OPEN-INGRESS", severity=severity)))
    counts = SEVERITIES.index(severity) <= SEVERITIES.index(fail_on)
    assert outcome(made, fail_on=fail_on) is (Outcome.FINDINGS if counts else Outcome.PROVEN)


def test_an_undecided_check_that_blocks_leaves_the_run_undecided_unless_it_is_let_pass() -> None:
    made = report(decision(undecided("SG-COUNT")))
    assert outcome(made) is Outcome.UNDECIDED
    assert outcome(made, ignore_undecided=True) is Outcome.PROVEN


def test_a_quiet_note_leaves_the_run_proven() -> None:
    assert outcome(report(decision(undecided("SG-OPEN-INGRESS")))) is Outcome.PROVEN


def test_findings_come_before_what_is_undecided() -> None:
    made = report(decision(undecided("SG-COUNT"), finding("SG-DATABASE")))
    assert outcome(made) is Outcome.FINDINGS


def test_an_input_without_environment_is_not_proven_unless_it_is_let_pass() -> None:
    made = replace(report(decision()), environments=())
    assert outcome(made) is Outcome.NO_ENVIRONMENT
    assert outcome(made, ignore_no_environment=True) is Outcome.PROVEN


def test_environments_that_may_exist_leave_the_run_undecided() -> None:
    hidden = Unjudged(because="parameter P has no default", supply="--parameter P=…", location=None)
    for made in (report(decision()), replace(report(decision()), environments=())):
        found = replace(made, unjudged=hidden)
        assert outcome(found, ignore_no_environment=True) is Outcome.UNDECIDED
        assert outcome(found, ignore_undecided=True, ignore_no_environment=True) is Outcome.PROVEN
    assert outcome(replace(report(decision(finding("SG-DATABASE"))), unjudged=hidden)) is Outcome.FINDINGS


def test_the_exit_statuses_are_those_of_the_contract() -> None:
    assert {int(one): one.name for one in MEANINGS} == {
        0: "PROVEN",
        1: "FINDINGS",
        2: "USAGE",
        3: "NO_ANSWER",
        4: "UNDECIDED",
        5: "NO_ENVIRONMENT",
    }
