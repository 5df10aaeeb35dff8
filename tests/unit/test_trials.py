"""Trials of mutants: who notices one, and that nobody is asked whose own tests fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _dev import trials
from _dev.environment import SetupError

from tests.fixtures.opa import find_opa

FILE = "lib/probe/probe.rego"
POLICY = """package mwaa.lib.probe

import rego.v1

inside(value) if value > 3
"""
TESTS = """package mwaa.lib.probe_test

import data.mwaa.lib.probe

import rego.v1

test_inside if probe.inside(4)

test_outside if not probe.inside(3)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    find_opa()
    folder = tmp_path / "policies" / "lib" / "probe"
    folder.mkdir(parents=True)
    (folder / "probe.rego").write_text(POLICY, encoding="utf-8")
    (folder / "probe_test.rego").write_text(TESTS, encoding="utf-8")
    monkeypatch.setattr(trials, "POLICIES", tmp_path / "policies")
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    trials.packages.cache_clear()
    trials.needed.cache_clear()


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("value > 4", trials.Outcome.TESTS),
        ("value >= 3", trials.Outcome.TESTS),
        ("value > 3.5", trials.Outcome.SURVIVED),
        ("valeu > 3", trials.Outcome.INVALID),
    ],
)
@pytest.mark.usefixtures("folder")
def test_outcome(tmp_path: Path, condition: str, outcome: trials.Outcome) -> None:
    assert trials.Judge(FILE, tmp_path).outcome(POLICY.replace("value > 3", condition)) is outcome


def test_what_finds_rules_by_their_place_is_tested_beside_them(folder: Path) -> None:
    rule = folder.parents[1] / "rules" / "one"
    rule.mkdir(parents=True)
    (rule / "one.rego").write_text("package mwaa.rules.one\n", encoding="utf-8")
    assert trials.needed("lib/probe", tested=True) == set()
    _forget()
    (folder / "probe.rego").write_text(POLICY + "\nids := {id | id := data.mwaa.rules[_].id}\n", encoding="utf-8")
    assert trials.needed("lib/probe", tested=True) == {"rules/one"}
    assert trials.needed("lib/probe") == set()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("probe.inside(4)", "probe.inside(2)", "mwaa.lib.probe: test_inside fails, without any change"),
        ("test_inside if", "test_inside iff", "mwaa.lib.probe: .*, without any change"),
    ],
    ids=["a test that fails", "no policy"],
)
def test_nobody_is_asked_whose_tests_fail(folder: Path, tmp_path: Path, before: str, after: str, message: str) -> None:
    (folder / "probe_test.rego").write_text(TESTS.replace(before, after), encoding="utf-8")
    with pytest.raises(SetupError, match=message):
        trials.Judge(FILE, tmp_path).outcome(POLICY.replace("> 3", "> 4"))
