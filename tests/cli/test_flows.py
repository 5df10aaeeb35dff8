from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from mwaa_policy import flows_schema
from tests.cli.conftest import BROKEN, Shell


def test_flows_are_shown(shell: Shell) -> None:
    assert shell("explain", "--flows", "undecided.yaml") == 0
    assert shell.out.startswith("undecided.yaml (cloudformation)\n\nEnvironment Airflow: routing mode not known\n")
    assert "parameter SubnetIds has no default (undecided.yaml:2)" in " ".join(shell.out.split())
    assert shell.err == ""


def test_a_table_fits_eighty_columns(shell: Shell) -> None:
    assert shell("explain", "--flows", "broken.yaml") == 0
    assert max(map(len, shell.out.splitlines())) <= 80


def test_flows_are_told_to_programs(shell: Shell) -> None:
    assert shell("explain", "--flows", "broken.yaml", "--format", "json") == 0
    made = json.loads(shell.out)
    jsonschema.validate(made, flows_schema(), jsonschema.Draft202012Validator)
    assert made["schema"] == "mwaa-policy-flow-report/v1"
    assert [one["id"] for one in made["environments"]] == ["Airflow"]


def test_parameters_are_given_as_to_eval(shell: Shell) -> None:
    assert shell("explain", "--flows", "undecided.yaml", "-p", "SubnetIds=subnet-1,subnet-2") == 0
    assert "TCP 5432 from subnet-1, subnet-2 to its own interfaces" in " ".join(shell.out.split())
    assert shell("explain", "--flows", "undecided.yaml", "-p", "Nonsense=1") == 2


def test_verbose_tells_the_place_of_what_lets_through(shell: Shell) -> None:
    example = str(Path(__file__).parents[2] / "examples" / "cloudformation" / "good.yaml")
    assert shell("explain", "--flows", example) == 0
    assert "good.yaml:" not in shell.out
    assert shell("explain", "--flows", example, "--verbose") == 0
    assert "good.yaml:" in shell.out


def test_a_template_comes_by_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["explain", "--flows"], ["explain", "--flows", "-"]):
        given = SimpleNamespace(buffer=io.BytesIO(BROKEN.encode()), isatty=lambda: False)
        monkeypatch.setattr("sys.stdin", given)
        assert shell(*words) == 0
        assert "Environment Airflow" in shell.out


def test_an_input_without_environment_has_no_flows(shell: Shell) -> None:
    assert shell("explain", "--flows", "nothing.yaml") == 0
    assert "There is no MWAA environment in the input.\n" in shell.out


@pytest.mark.parametrize("words", [["explain"], ["explain", "NACL-FLOW", "--flows", "broken.yaml"]])
def test_one_thing_is_explained_at_a_time(shell: Shell, words: list[str]) -> None:
    assert shell(*words) == 2
    assert "explain takes either a RULE or --flows with FILEs" in shell.err


def test_an_input_that_cannot_be_read_is_one_error(shell: Shell) -> None:
    assert shell("explain", "--flows", "absent.yaml") == 3
    assert shell.err.startswith("mwaa-policy: absent.yaml")
    assert shell.err.count("\n") == 1
