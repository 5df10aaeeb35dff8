"""The catalog: texts about rules, and values put into them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy.catalog import RuleSpec, load_catalog, parse_catalog, read_catalog
from mwaa_policy.errors import InternalError

RULES = load_catalog().rules


@pytest.fixture
def spec() -> RuleSpec:
    return dataclasses.replace(
        RULES["SG-COUNT"],
        messages={"default": "{subject} has {count}", "many": "{groups} are too many"},
        remedy="Take away {count} of {groups}.",
    )


def test_the_rules_are_in_the_order_of_their_ids() -> None:
    assert list(RULES) == sorted(RULES)
    assert {spec.id for spec in RULES.values()} == set(RULES)


@pytest.mark.parametrize("spec", RULES.values(), ids=lambda spec: spec.id)
def test_the_directory_of_a_rule_follows_from_its_id(spec: RuleSpec) -> None:
    assert spec.package == f"mwaa.rules.{spec.id.lower().replace('-', '_')}"


def test_the_catalog_is_read_once() -> None:
    assert load_catalog() is load_catalog()


def test_a_message_takes_the_values_of_the_finding(spec: RuleSpec) -> None:
    assert spec.message({"subject": "env", "count": 6}) == "env has 6"


def test_a_case_selects_its_message(spec: RuleSpec) -> None:
    assert spec.message({"case": "many", "groups": ["a", "b"]}) == "a, b are too many"


def test_a_remedy_takes_the_values_too(spec: RuleSpec) -> None:
    assert spec.remedy_text({"count": 1, "groups": ("a",)}) == "Take away 1 of a."


@pytest.mark.parametrize(
    ("value", "text"), [(None, "unknown"), (True, "yes"), (False, "no"), (0, "0"), ([], ""), ([1, ["x"]], "1, x")]
)
def test_values_read_as_words(spec: RuleSpec, value: Any, text: str) -> None:
    assert spec.message({"subject": "env", "count": value}) == f"env has {text}"


def test_a_value_is_never_taken_for_a_template(spec: RuleSpec) -> None:
    assert spec.message({"subject": "{count}", "count": 1}) == "{count} has 1"


def test_a_value_that_is_missing_is_a_bug_of_ours(spec: RuleSpec) -> None:
    with pytest.raises(InternalError, match=r"SG-COUNT gives no value for \{count\}"):
        spec.message({"subject": "env"})


def test_a_case_that_nobody_wrote_is_a_bug_of_ours(spec: RuleSpec) -> None:
    with pytest.raises(InternalError, match="no message for the case 'few'"):
        spec.message({"subject": "env", "case": "few"})


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"revision": "1", "rules": [{"id": "X"}]}'])
def test_a_catalog_of_another_version_is_a_bug_of_ours(tmp_path: Path, content: str) -> None:
    path = tmp_path / "catalog.json"
    path.write_text(content)
    with pytest.raises(InternalError, match="is not the catalog of this version"):
        read_catalog(path)


def test_a_catalog_that_is_missing_is_a_bug_of_ours(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="is not the catalog of this version"):
        read_catalog(tmp_path / "none.json")


def test_lists_of_the_file_are_tuples_of_the_record() -> None:
    rule = {**dataclasses.asdict(RULES["SG-COUNT"]), "tags": ["a", "b"], "severities": ["low"]}
    found = parse_catalog(json.loads(json.dumps({"revision": "1", "rules": [rule]})))
    assert found.revision == "1"
    assert found.rules["SG-COUNT"].tags == ("a", "b")
