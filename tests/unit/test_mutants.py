"""Mutants of a policy: which changes are made, that nothing else is touched, and that those accepted exist."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from _dev.mutants import mutants_of

from tests.fixtures.opa import find_opa

ROOT = Path(__file__).parents[2]
ACCEPTED = yaml.safe_load((ROOT / "tests" / "mutants.yaml").read_text(encoding="utf-8"))

POLICY = """package probe

import rego.v1

# A range "without" 3 == 4 in code.
inside(value, range) := "yes" if {
	value != null
	not value in range.holes
	range.first <= value
} else := "unknown" if {
	value == null
} else := "no"

open(rule) if rule.ports | {rule.port, "all"} == {"all"}

open(rule) if {
	some port in rule.ports
	port > 1023
}
"""


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    find_opa()
    path = tmp_path / "probe.rego"
    path.write_text(POLICY, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change",
    [
        ("flip an operator", "range.first <= value", "range.first < value"),
        ("flip an operator", "range.first <= value", "range.first > value"),
        ("drop a condition", "range.first <= value", "true"),
        ("drop a condition", "not value in range.holes", "true"),
        ("negate", "not value in range.holes", "value in range.holes"),
        ("swap a constant", "port > 1023", "port > 1024"),
        ("swap a constant", '} else := "no"', '} else := "yes"'),
        ("drop a branch", '} else := "no"', "}"),
        ("drop a branch", '} else := "unknown" if { …', '} else := "no"'),
        ("drop a rule", "open(rule) if { …", ""),
        (
            "drop an operand",
            'open(rule) if rule.ports | {rule.port, "all"} == {"all"}',
            'open(rule) if rule.ports == {"all"}',
        ),
        (
            "drop a member",
            'open(rule) if rule.ports | {rule.port, "all"} == {"all"}',
            'open(rule) if rule.ports | {"all"} == {"all"}',
        ),
    ],
    ids=" ".join,
)
def test_a_change_is_made(probe: Path, change: tuple[str, str, str]) -> None:
    changes = [(mutant.kind, mutant.before, mutant.after) for mutant in mutants_of(probe, "probe.rego")]
    assert changes.count(change) == 1


def test_what_gives_variables_their_values_and_comments_stay(probe: Path) -> None:
    lines = [mutant.before for mutant in mutants_of(probe, "probe.rego")]
    assert [line for line in lines if line.startswith(("#", "some ", "package", "import"))] == []


def test_a_mutant_is_the_file_with_one_change(probe: Path) -> None:
    [mutant] = [one for one in mutants_of(probe, "probe.rego") if one.after == "port > 1024"]
    assert mutant.text == POLICY.replace("1023", "1024")
    assert str(mutant) == "probe.rego:18  port > 1023  ->  port > 1024"
    assert mutant.key == ("probe.rego", "open", "port > 1023", "port > 1024")


@pytest.mark.parametrize("file", sorted({entry["file"] for entry in ACCEPTED}))
def test_a_mutant_that_is_accepted_is_still_made(file: str) -> None:
    find_opa()
    made = {mutant.key for mutant in mutants_of(ROOT / "policies" / "mwaa" / file, file)}
    accepted = [(file, *mutant) for entry in ACCEPTED if entry["file"] == file for mutant in entry["mutants"]]
    assert [key for key in accepted if key not in made] == []


def test_a_mutant_is_accepted_once_and_for_a_reason() -> None:
    accepted = [(entry["file"], *mutant) for entry in ACCEPTED for mutant in entry["mutants"]]
    assert len(accepted) == len(set(accepted))
    assert all(entry["why"] for entry in ACCEPTED)
