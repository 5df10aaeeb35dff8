"""A plan of many resources is read whole."""

from __future__ import annotations

import mwaa_policy
from mwaa_policy.report import Outcome, outcome
from tests.fixtures.large_plan import large_plan


def test_every_environment_of_a_plan_of_many_resources_is_judged() -> None:
    plan = large_plan(3, 300)
    assert len(plan["resource_changes"]) == 300
    report = mwaa_policy.check(plan, fixes=False)
    assert [one.id for one in report.environments] == [
        f"module.network[{number}].aws_mwaa_environment.airflow" for number in range(3)
    ]
    assert outcome(report) is Outcome.PROVEN


def test_what_a_large_plan_holds_besides_is_read_too() -> None:
    groups = mwaa_policy.normalize(large_plan(2, 200)).inventory.security_groups.items
    other = {one.id: len(one.ingress.items) for one in groups if one.id.endswith(".aws_security_group.other")}
    assert other == {f"module.network[{number}].aws_security_group.other": 60 for number in range(2)}
