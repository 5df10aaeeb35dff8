from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from types import SimpleNamespace

import jsonschema
import pytest

from mwaa_policy.report import report_schema
from tests.cli.conftest import BROKEN, Shell
from tests.fixtures.networks import public


def test_a_finding_exits_1_and_says_what_is_wrong_where(shell: Shell) -> None:
    assert shell("eval", "broken.yaml") == 1
    assert shell.err == ""
    assert shell.out.startswith("broken.yaml (cloudformation)\nEnvironment Airflow: ")
    assert "critical SG-COUNT  broken.yaml:10:27  Airflow\n  Airflow has 0 security groups;" in shell.out
    assert shell.out.splitlines()[-1] == "FAILED (exit 1): findings at or above medium"


def test_what_a_parameter_hides_is_one_line_and_exits_4(shell: Shell) -> None:
    assert shell("eval", "undecided.yaml") == 4
    assert shell.out.count("parameter SubnetIds has no default (undecided.yaml:2)") == 1
    assert "supply: --parameter SubnetIds=…\n" in shell.out
    assert "(exit 4)" in shell.out.splitlines()[-1]


def test_undecided_checks_are_let_pass_on_request(shell: Shell) -> None:
    assert shell("eval", "undecided.yaml", "--undecided=ignore") == 0


def test_an_input_without_environment_exits_5_unless_that_is_let_pass(shell: Shell) -> None:
    assert shell("eval", "nothing.yaml") == 5
    assert "(exit 5)" in shell.out
    assert shell("eval", "nothing.yaml", "--no-environment=ignore") == 0


def test_a_clean_network_exits_0(shell: Shell, write: Callable[[str, bytes], str]) -> None:
    assert shell("eval", write("clean.json", public().to_json())) == 0
    assert shell.out.splitlines()[0] == "clean.json (normalized)"
    assert shell.out.splitlines()[-1] == "PASSED (exit 0): every blocking rule is proven to pass"


def test_the_json_report_keeps_its_contract(shell: Shell) -> None:
    assert shell("eval", "broken.yaml", "--format", "json") == 1
    content = json.loads(shell.out)
    jsonschema.validate(content, report_schema())
    assert content["source"] == {"kind": "cloudformation", "documents": ["broken.yaml"]}
    [found] = [one for one in content["findings"] if one["rule"] == "SG-COUNT"]
    assert found["location"]["line"] == 10


@pytest.mark.parametrize("arguments", [["eval", "-"], ["eval"]])
def test_standard_input_is_read_with_a_dash_and_without_a_file(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(BROKEN.encode()), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert shell(*arguments) == 1
    assert shell.out.startswith("<stdin> (cloudformation)\n")


def test_a_terminal_is_not_waited_for(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    assert shell("eval") == 2
    assert "no FILE is given" in shell.err


def test_parameters_supply_what_was_missing(shell: Shell) -> None:
    shell("eval", "undecided.yaml")
    assert "parameter SubnetIds" in shell.out
    shell("eval", "undecided.yaml", "--parameter", "SubnetIds=subnet-1,subnet-2,subnet-3")
    assert "ENV-SUBNET-COUNT" in shell.out
    assert "parameter SubnetIds" not in shell.out


def test_what_is_meant_changes_the_verdict_and_is_told_by_file_or_in_place(
    shell: Shell, write: Callable[[str, str], str]
) -> None:
    clean = write("clean.json", public().to_json().decode())
    text = '{"routing": "private", "trusted_sources": ["10.0.0.0/8"]}'
    shell("normalize", clean, "--params", text)
    inline = json.loads(shell.out)["params"]
    assert inline["routing"] == "private"
    assert inline["trusted_sources"][0]["cidr"]["text"] == "10.0.0.0/8"
    shell("normalize", clean, "--params", write("intent.yaml", "routing: private\ntrusted_sources: [10.0.0.0/8]\n"))
    assert json.loads(shell.out)["params"] == inline


def test_the_least_severity_that_fails_can_be_chosen(shell: Shell) -> None:
    assert shell("eval", "broken.yaml", "--fail-on", "critical") == 1
    assert shell.out.splitlines()[-1] == "FAILED (exit 1): findings at or above critical"


def test_verbose_tells_what_passed(shell: Shell) -> None:
    shell("eval", "broken.yaml", "--verbose")
    assert "\nPassed\n" in shell.out


def test_a_pipe_has_no_colours_and_a_terminal_has_them_unless_it_is_told_not_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("eval", "broken.yaml")
    assert "\x1b" not in shell.out
    monkeypatch.setattr("mwaa_policy.cli.output._is_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shell("eval", "broken.yaml")
    assert "\x1b[1;31mcritical" in shell.out
    monkeypatch.setenv("NO_COLOR", "1")
    shell("eval", "broken.yaml")
    assert "\x1b" not in shell.out
