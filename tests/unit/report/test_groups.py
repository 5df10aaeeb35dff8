from __future__ import annotations

from mwaa_policy.report import group_by_cause
from tests.fixtures.reports import GROUPS, SUBNETS, decision, report, undecided


def test_verdicts_are_grouped_by_the_fact_that_hides_most_of_them() -> None:
    made = report(
        decision(
            undecided("SG-COUNT", GROUPS),
            undecided("SG-DATABASE", SUBNETS, GROUPS),
            undecided("SG-WEBSERVER", SUBNETS),
            undecided("SG-WEBSERVER", SUBNETS, subject="other"),
        )
    )
    groups = group_by_cause(made.undecided)
    assert [(one.cause.subject, [(check.rule, check.subject) for check in one.checks]) for one in groups] == [
        (
            "parameter SubnetIds",
            [("SG-DATABASE", "airflow"), ("SG-WEBSERVER", "airflow"), ("SG-WEBSERVER", "other")],
        ),
        ("the security groups of environment airflow", [("SG-COUNT", "airflow"), ("SG-DATABASE", "airflow")]),
    ]
    assert [None if one.location is None else one.location.line for one in groups] == [2, 9]


def test_two_facts_of_one_cause_hide_a_check_once() -> None:
    below = (*SUBNETS, "subnet-a")
    [group] = group_by_cause(report(decision(undecided("SG-COUNT", SUBNETS, below))).undecided)
    assert len(group.checks) == 1


def test_nothing_undecided_makes_no_group() -> None:
    assert group_by_cause(()) == ()
