from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_policy import api
from mwaa_policy.errors import EngineError, InternalError
from mwaa_policy.report import MEANINGS
from tests.cli.conftest import UNDECIDED, Shell

MODULE = [sys.executable, "-m", "mwaa_policy"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["eval", "--fail-on", "dreadful", "broken.yaml"],
        ["eval", "--engine", "gopher", "broken.yaml"],
        ["eval", "--parameter", "NoValue", "broken.yaml"],
        ["eval", "--region", "Frankfurt", "broken.yaml"],
        ["eval", "--account", "42", "broken.yaml"],
        ["eval", "--kind", "pulumi", "broken.yaml"],
        ["eval", "--params", '{"routing": "sideways"}', "broken.yaml"],
        ["explain", "NO-SUCH-RULE"],
        ["bundle"],
    ],
)
def test_wrong_usage_exits_2(shell: Shell, arguments: list[str]) -> None:
    assert shell(*arguments) == 2
    assert "Traceback" not in shell.err
    assert shell.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "bad"),
        ("a: [1, 2", "bad:1"),
        ("just words", "neither JSON nor YAML"),
        ("apiVersion: v1\nkind: Pod\n", "Kubernetes"),
    ],
)
def test_bad_input_exits_3_with_one_line(
    shell: Shell, write: Callable[[str, str | bytes], str], content: str | bytes, said: str
) -> None:
    assert shell("eval", write("bad", content)) == 3
    assert shell.out == ""
    assert shell.err.startswith("mwaa-policy: bad")
    assert shell.err.count("\n") == 1
    assert said in shell.err


def test_a_missing_file_exits_3_and_names_it(shell: Shell) -> None:
    assert shell("eval", "nowhere.yaml") == 3
    assert shell.err == "mwaa-policy: nowhere.yaml: cannot be read: No such file or directory\n"


def test_an_engine_that_fails_exits_3(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise EngineError("http://localhost:8181 does not answer")

    monkeypatch.setattr(api, "_engine", fail)
    assert shell("eval", "broken.yaml") == 3
    assert shell.err == "mwaa-policy: http://localhost:8181 does not answer\n"


@pytest.mark.parametrize("error", [KeyError("zone"), RecursionError("deep"), InternalError("a law is broken")])
def test_a_bug_of_ours_exits_3_and_asks_for_a_report(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(api, "_engine", fail)
    monkeypatch.delenv("MWAA_POLICY_DEBUG", raising=False)
    assert shell("eval", "broken.yaml") == 3
    assert shell.err.startswith("mwaa-policy: internal error: ")
    assert "please report this" in shell.err
    assert shell.err.count("\n") == 1
    monkeypatch.setenv("MWAA_POLICY_DEBUG", "1")
    assert shell("eval", "broken.yaml") == 3
    assert "Traceback" in shell.err


def test_a_bug_in_rendering_is_no_verdict_either(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr("mwaa_policy.render.text.render_text", fail)
    assert shell("eval", "broken.yaml") == 3
    assert shell.err.startswith("mwaa-policy: internal error: ValueError: odd;")


def test_interruption_exits_130(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "_engine", interrupt)
    assert shell("eval", "broken.yaml") == 130
    assert shell.err == ""


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [*MODULE, "rules", "--format=json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_text_reaches_a_terminal_that_knows_no_arrows(tmp_path: Path) -> None:
    template = tmp_path / "undecided.yaml"
    template.write_text(UNDECIDED)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*MODULE, "eval", str(template)], capture_output=True, env=environment, check=False)
    assert done.stderr == b""
    assert b"--parameter SubnetIds=..." in done.stdout


def test_help_has_the_table_of_exit_statuses(shell: Shell) -> None:
    for arguments in (["--help"], ["eval", "--help"]):
        assert shell(*arguments) == 0
        told = " ".join(shell.out.split())
        assert all(f"{int(status)} {meaning}" in told for status, meaning in MEANINGS.items())
        assert all(len(line) <= 80 for line in shell.out.splitlines())


def test_the_version_is_told(shell: Shell) -> None:
    import mwaa_policy  # noqa: PLC0415 - used once

    assert shell("--version") == 0
    assert shell.out == f"mwaa-policy {mwaa_policy.__version__}\n"
