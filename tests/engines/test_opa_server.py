"""A stock OPA: it loads our bundle and answers, or says what it lacks."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from pathlib import Path

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.catalog import load_catalog
from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine, open_engine
from mwaa_policy.errors import EngineError, UndefinedDecisionError
from tests.fixtures.networks import NETWORKS, public
from tests.fixtures.opa import find_opa, opa_server


@pytest.mark.parametrize("network", NETWORKS)
def test_the_bundle_gives_the_decision_of_the_embedded_engine(server: Engine, wasm: Engine, network: str) -> None:
    inventory = NETWORKS[network]()
    assert server.evaluate(inventory).model_dump_json() == wasm.evaluate(inventory).model_dump_json()


def test_the_server_tells_version_and_revision(server: Engine, opa_url: str) -> None:
    assert server.info.name == opa_url
    assert server.info.revision == load_catalog().revision
    assert (
        server.info.version
        in subprocess.run([find_opa(), "version"], capture_output=True, text=True, check=True).stdout
    )


def test_threads_share_an_engine(server: Engine) -> None:
    expected = server.evaluate(public())
    found: list[Decision] = []

    def run() -> None:
        found.extend(server.evaluate(public()) for _ in range(3))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 24


def test_an_opa_without_a_bundle_is_an_error() -> None:
    with opa_server() as url, pytest.raises(UndefinedDecisionError, match="has no decision: it holds no bundle; start"):
        open_engine(url).evaluate(public())


def configuration(directory: Path, bundle: Path) -> str:
    """Write a configuration with which OPA fetches a bundle while it runs."""
    path = directory / "config.json"
    path.write_text(json.dumps({"bundles": {"mwaa": {"resource": bundle.as_uri()}}}))
    return str(path)


def test_an_opa_whose_bundle_could_not_be_activated_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no archive")
    arguments = ("--config-file", configuration(tmp_path, broken))
    message = "has no decision: its bundle is not active"
    with opa_server(*arguments) as url, pytest.raises(UndefinedDecisionError, match=message):
        open_engine(url).evaluate(public())


def policies(directory: Path, text: str) -> str:
    """Write a policy in the place of ours."""
    (directory / ".manifest").write_text(json.dumps({"revision": "other", "roots": ["mwaa"], "rego_version": 1}))
    (directory / "main.rego").write_text(f"package mwaa.main\n\n{text}\n")
    return str(directory)


def test_an_opa_with_another_revision_is_an_error(tmp_path: Path) -> None:
    bundle = policies(tmp_path, "report := {}")
    message = f"of revision other; this mwaa-policy expects revision {load_catalog().revision}"
    with opa_server("-b", bundle) as url, pytest.raises(EngineError, match=message):
        open_engine(url).evaluate(public())


def test_an_opa_with_other_policies_is_an_error(tmp_path: Path) -> None:
    bundle = policies(tmp_path, "allow := true")
    with opa_server("-b", bundle) as url, pytest.raises(UndefinedDecisionError, match="it holds other policies"):
        open_engine(url).evaluate(public())


def test_an_opa_with_loose_files_is_an_error(tmp_path: Path) -> None:
    policies(tmp_path, "report := {}")
    with (
        opa_server(str(tmp_path / "main.rego")) as url,
        pytest.raises(EngineError, match="policies that are in no bundle"),
    ):
        open_engine(url).evaluate(public())


def test_a_builtin_that_fails_is_an_error_and_not_undefined(tmp_path: Path) -> None:
    bundle = policies(tmp_path, 'report if not net.cidr_contains("10.0.0.0/8", input.schema)')
    with opa_server("-b", bundle) as url, pytest.raises(EngineError, match=r"status 500: .*net\.cidr_contains: .*:3\)"):
        open_engine(url).evaluate(public())


def test_a_token_opens_an_opa_that_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authorization = tmp_path / "authz.rego"
    authorization.write_text(
        'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "open-sesame"\n'
    )
    fetch = ("--config-file", configuration(tmp_path, locate().bundle))
    with opa_server(*fetch, "--authentication=token", "--authorization=basic", str(authorization)) as url:
        with pytest.raises(EngineError, match=r"status 401.*MWAA_POLICY_OPA_TOKEN gives it a token"):
            open_engine(url).evaluate(public())
        monkeypatch.setenv("MWAA_POLICY_OPA_TOKEN", "open-sesame")
        engine = open_engine(url)
        assert _once_active(engine).evaluated == tuple(load_catalog().rules)


def _once_active(engine: Engine) -> Decision:
    """Return a decision; a bundle that is fetched while OPA runs is there a little later than OPA."""
    until = time.monotonic() + 20
    while True:
        try:
            return engine.evaluate(public())
        except UndefinedDecisionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
