"""Conditions hold, do not hold, or are not known."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import resolved, resolver

PARAMETERS = """
Parameters:
  Env: {Type: String}
  Zone: {Type: String, Default: a}
  Ids: {Type: CommaDelimitedList}
Conditions:
  T: !Equals [a, a]
  F: !Equals [a, b]
  U: !Equals [!Ref Env, prod]
"""
CASES = [
    ("!Equals [1, '1']", True),
    ("!Equals [true, 'true']", True),
    ("!Equals [!Ref Zone, a]", True),
    ("!Equals [!Ref Zone, b]", False),
    ("!Equals [!Ref Env, !Ref Env]", True),
    ("!Equals [!Ref Env, prod]", "parameter Env"),
    ("!Equals [!Ref AWS::Region, us-east-1]", "region"),
    ("!Equals [!Join [',', !Ref Ids], '']", "parameter Ids"),
    ("!Equals [[a], [a]]", True),
    ("!Equals [[a], [b]]", False),
    ("!Not [!Condition T]", False),
    ("!Not [!Condition F]", True),
    ("!Not [!Condition U]", "parameter Env"),
    ("!And [!Condition T, !Condition T]", True),
    ("!And [!Condition T, !Condition F]", False),
    ("!And [!Condition U, !Condition F]", False),
    ("!And [!Condition U, !Condition T]", "parameter Env"),
    ("!Or [!Condition F, !Condition F]", False),
    ("!Or [!Condition U, !Condition T]", True),
    ("!Or [!Condition U, !Condition F]", "parameter Env"),
    ("!Or [!Condition U, !Equals [!Ref AWS::Region, x]]", "parameter Env, region"),
    ("{Condition: T}", True),
    ("{'Fn::And': [{Condition: T}, {'Fn::Not': [{Condition: F}]}]}", True),
]


@pytest.mark.parametrize(("condition", "expected"), CASES, ids=[case[0] for case in CASES])
def test_condition(condition: str, expected: bool | str) -> None:  # noqa: FBT001 - a value of the table
    sections = PARAMETERS + f"  C: {condition}\n"
    if expected in (True, False):
        assert resolved("!If [C, then, else]", sections) == ("then" if expected else "else")
    else:
        assert resolved("!If [C, then, else]", sections) == f"either {expected}"


def test_a_known_region_decides() -> None:
    sections = "Conditions:\n  C: !Equals [!Ref AWS::Region, us-east-1]\n"
    assert resolved("!If [C, then, else]", sections, region="us-east-1") == "then"
    assert resolved("!If [C, then, else]", sections, region="eu-west-1") == "else"


FAULTS = [
    ("!Ref Env", "Ref is not a function of conditions"),
    ("text", "a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"),
    ("!Equals [a]", "Fn::Equals takes a list of two values"),
    ("!And []", "Fn::And takes a list of conditions"),
    ("!Not [!Condition T, !Condition T]", "Fn::Not takes a list of one condition"),
    ("!Condition Nope", "'Nope' is not the name of a condition of the template"),
    ("!Condition C", "condition C refers to itself"),
    ("!Not [!Not [!Condition C]]", "condition C refers to itself"),
]


@pytest.mark.parametrize(("condition", "text"), FAULTS, ids=[case[0] for case in FAULTS])
def test_a_condition_that_cannot_be_read_is_not_known(condition: str, text: str) -> None:
    solver = resolver(PARAMETERS + f"  C: {condition}\n")
    template = solver.templates[0]
    truth = solver.conditions.holds(template, "C", template.place)
    assert truth.value is None
    assert [one.text for one in solver.skipped] == [text]
    assert truth.cause is not None
    assert truth.cause.text == text
