"""Wrong usage and odd surroundings: a status that tells, one line, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import Run, refused

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATE = str(EXAMPLES / "cloudformation" / "broken.yaml")
PLAN = str(EXAMPLES / "terraform" / "broken" / "plan.json")
PROGRAM = f"{sys.executable} -m mwaa_policy"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--parameter", "VpcCIDR"], "--parameter 'VpcCIDR' is not K=V"),
        (["--parameter", "=1"], "--parameter '=1' is not K=V"),
        (["--parameter", "Nope=1"], "the template has no parameter Nope"),
        (["--region", "nonsense"], "'nonsense' is not a region code"),
        (["--region", ""], "'' is not a region code"),
        (["--account", "12"], "'12' is not an account id: twelve digits"),
        (["--params", '{"ruoting": "private"}'], "no parameter 'ruoting'; routing is meant?"),
        (["--params", '{"routing": "sideways"}'], "routing is 'sideways': input should be 'auto', 'public' or"),
        (["--params", '{"trusted_sources": "10.0.0.0/8"}'], "trusted_sources is '10.0.0.0/8': a list is wanted"),
        (["--params", '{"trusted_sources": [5]}'], "trusted_sources.0 is 5: a range, the id of a group"),
        (["--params", '{"trusted_sources": ["10.0.0.0/99"]}'], "the prefix length is a number from 0 to 32"),
        (["--params", '{"trusted_sources": ["300.0.0.0/8"]}'], "'300.0.0.0' is not an IPv4 or IPv6 address"),
        (["--params", '{"external_endpoints": {"s3": 1}}'], "a list is wanted"),
        (["--params", '{"external_endpoints": ["s4"]}'], "external_endpoints has 's4'; services are airflow.api"),
        (["--params", '{"require_explicit_endpoint_policy": "perhaps"}'], "true or false is wanted"),
        (["--engine", ""], "'' is not an engine: wasm, or the URL"),
        (["--engine", "localhost:8181"], "'localhost:8181' is not an engine"),
        (["--engine", "ftp://opa"], "'ftp://opa' is not the address of an OPA server"),
        (["--engine", "http://opa:99999"], "Port out of range"),
        (["--engine", "http://me:hunter2@opa"], "takes no user name"),
    ],
)
def test_options_that_make_no_sense(run: Run, arguments: list[str], words: str) -> None:
    said = run("eval", TEMPLATE, *arguments)
    refused(said, words, status=2)
    assert "hunter2" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["evil"],
        ["eval", "--fail-on", "dreadful", TEMPLATE],
        ["eval", "--kind", "pulumi", TEMPLATE],
        ["eval", "--format", "xml", TEMPLATE],
        ["eval", "--parm", "A=1", TEMPLATE],
        ["eval", "--region"],
    ],
)
def test_words_that_are_no_options(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert said.status == 2
    assert said.out == ""
    assert said.err.startswith("usage: mwaa-policy")
    assert said.err.splitlines()[-1].startswith("mwaa-policy")


def test_parameters_are_for_templates(run: Run) -> None:
    refused(run("eval", PLAN, "--parameter", "A=1"), "parameters are for", "plan.json is a Terraform plan", status=2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("[1]", "it.json:1:2: this is no parameter (at /0); the file is a list of"),
        ("[[1]]", "this is no parameter"),
        ('["A"]', "this is no parameter"),
        ('["=A"]', "it.json:1:2: this is no parameter"),
        ('[{"ParameterKey": 1}]', "this is no parameter"),
        ('[{"ParameterKey": "A", "ParameterValue": {"x": 1}}]', "(at /0/ParameterValue)"),
        ('{"A": null}', "it.json:1:7: a parameter is text, a number or a list"),
        ('{"Parameters": {"A": {"x": 1}}}', "(at /Parameters/A)"),
        ('{"A": ', "not closed"),
    ],
)
def test_a_file_of_parameters_that_is_none(run: Run, content: str, words: str) -> None:
    Path("it.json").write_text(content)
    refused(run("eval", TEMPLATE, "--parameters", "it.json"), "it.json", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"routing":', "--params:1:1"),
        ("[1]", "--params: a mapping of parameters is wanted"),
        ("nowhere.json", "nowhere.json: cannot be read"),
        ("", "the name of a file is empty"),
        (".", "cannot be read: Is a directory"),
    ],
)
def test_intent_that_cannot_be_read(run: Run, text: str, words: str) -> None:
    refused(run("eval", TEMPLATE, "--params", text), words)


def test_a_bundle_that_cannot_be_built_or_written(run: Run) -> None:
    refused(run("bundle", "build", "nowhere"), "nowhere: there are no policies")
    refused(run("bundle", "build", "-o", "nowhere/x.tar.gz"), "nowhere/x.tar.gz cannot be written", status=2)
    refused(run("bundle", "build", "-o", "."), ". cannot be written: Is a directory", status=2)


# -- surroundings -----------------------------------------------------------------------------------


def sh(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell; `$P` is the program, `$T` a template with findings."""
    variables = {**os.environ, "P": PROGRAM, "T": TEMPLATE, "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(["/bin/sh", "-c", command], env=variables, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ("$P eval --no-fixes $T >&-", 3, b"the output cannot be written: standard output is closed"),
        ("$P eval --no-fixes --format=json $T >&-", 3, b"the output cannot be written: standard output is closed"),
        ("$P rules >/dev/full", 3, b"the output cannot be written: No space left on device"),
        ("$P rules --format=json >/dev/full", 3, b"the output cannot be written: No space left on device"),
        ("$P eval <&-", 2, b"no FILE is given"),
        ("$P eval - <&-", 3, b"<stdin>: standard input is closed"),
        ("$P eval - </dev/null", 3, b"<stdin>: the document is empty"),
        ("$P eval --no-fixes - <$T", 1, b""),
    ],
)
def test_streams_that_are_closed_or_full(command: str, status: int, words: bytes) -> None:
    done = sh(command)
    assert done.returncode == status
    assert words in done.stderr
    assert done.stderr.count(b"\n") == (1 if words else 0)
    assert b"internal error" not in done.stderr


def test_a_closed_stderr_does_not_turn_an_error_into_findings() -> None:
    assert sh("$P eval nowhere 2>&-").returncode == 3
    assert sh("$P fix $T 2>&- >/dev/null").returncode == 1


def test_no_place_for_the_cache(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home in (f"HOME={tmp_path / 'file'}", "-u HOME"):
        done = sh(f"env -u XDG_CACHE_HOME {home} $P eval --no-fixes $T", TMPDIR=str(tmp_path / "nowhere"))
        assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_terminals_without_arrows(tmp_path: Path, environment: dict[str, str]) -> None:
    template = tmp_path / "été.yaml"
    template.write_bytes(Path(TEMPLATE).read_bytes())
    done = sh("$P eval $T", T=str(template), **environment)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"10.20.1.4 -> 10.20.2.4:5432" in done.stdout
    done = sh("$P fix $T >/dev/null", T=str(template), **environment)
    assert done.returncode == 1
    assert b"verified" in done.stderr
    done = sh("$P eval $T.nowhere", T=str(template), **environment)
    assert done.returncode == 3
    assert b"yaml.nowhere: cannot be read" in done.stderr
    for command in ("eval --help", "explain NACL-FLOW"):
        assert sh(f"$P {command}", **environment).returncode == 0
