from __future__ import annotations

import json

from mwaa_policy.catalog import load_catalog
from tests.cli.conftest import Shell


def test_the_rules_are_listed(shell: Shell) -> None:
    assert shell("rules") == 0
    assert [line.split()[0] for line in shell.out.splitlines()] == list(load_catalog().rules)
    assert any(line.startswith("SG-COUNT ") and " critical " in line for line in shell.out.splitlines())


def test_the_rules_are_listed_for_programs(shell: Shell) -> None:
    assert shell("rules", "--format", "json") == 0
    rules = {rule["id"]: rule for rule in json.loads(shell.out)}
    assert list(rules) == list(load_catalog().rules)
    assert rules["SG-COUNT"]["severities"] == ["critical"]


def test_a_rule_is_explained_whatever_the_case_of_its_id(shell: Shell) -> None:
    assert shell("explain", "sg-count") == 0
    assert shell.out.startswith("SG-COUNT: ")
    assert "the page says: “" in shell.out
    assert "https://docs.aws.amazon.com/mwaa/" in shell.out


def test_a_rule_is_explained_to_programs(shell: Shell) -> None:
    assert shell("explain", "SG-COUNT", "--format=json") == 0
    assert json.loads(shell.out)["id"] == "SG-COUNT"


def test_an_unknown_rule_suggests_those_that_are_near(shell: Shell) -> None:
    assert shell("explain", "SG-COUNTS") == 2
    assert shell.err.startswith("mwaa-policy: there is no rule 'SG-COUNTS'; near it are SG-COUNT")


def test_an_unknown_rule_that_is_near_to_none_suggests_the_list(shell: Shell) -> None:
    assert shell("explain", "zzzzzz") == 2
    assert shell.err == "mwaa-policy: there is no rule 'zzzzzz'; mwaa-policy rules lists them\n"
