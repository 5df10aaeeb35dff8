"""The wheel: everything that is needed to judge is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from mwaa_policy.bundle import locate
from tests.fixtures.opa import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel installs, far from the checkout."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=installed, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_wheel_carries_the_built_policies(wheel: Path) -> None:
    built = locate()
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("mwaa_policy/_bundles/mwaa-policy.tar.gz") == built.bundle.read_bytes()
        assert archive.read("mwaa_policy/_bundles/policy.wasm") == built.policy.read_bytes()
        assert archive.read("mwaa_policy/_bundles/data.json") == built.data.read_bytes()
        assert archive.read("mwaa_policy/catalog.json") == (ROOT / "mwaa_policy" / "catalog.json").read_bytes()
        names = archive.namelist()
    assert "mwaa_policy/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"mwaa_policy", "mwaa_policy-0.1.0.dist-info"}
    assert [name for name in names if "__pycache__" in name or "test" in name] == []


def test_the_metadata_say_what_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = message_from_string(archive.read("mwaa_policy-0.1.0.dist-info/METADATA").decode())
        scripts = archive.read("mwaa_policy-0.1.0.dist-info/entry_points.txt").decode()
        assert archive.read("mwaa_policy-0.1.0.dist-info/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert (found["Name"], found["Version"]) == ("mwaa-policy", "0.1.0")
    assert found["Requires-Python"] == ">=3.11"
    assert found["License-Expression"] == "Apache-2.0"
    wanted = [one for one in found.get_all("Requires-Dist", []) if "extra" not in one]
    names = {one.split(">")[0].split("<")[0] for one in wanted}
    assert names == {"jsonpatch", "opa-python-client", "pydantic", "pyyaml", "wasmtime"}
    assert "mwaa-policy = mwaa_policy.cli:program" in scripts


def test_the_wheel_finds_its_policies_and_not_those_of_the_checkout(installed: Path) -> None:
    found = run(installed, "-c", "from mwaa_policy.bundle import locate; print(locate().policy)")
    assert found.strip() == str(installed / "mwaa_policy" / "_bundles" / "policy.wasm")


def test_the_wheel_evaluates_without_the_checkout(installed: Path) -> None:
    network = (
        "import json, sys; from mwaa_policy.engines import open_engine; from mwaa_policy.model import Inventory;"
        "from mwaa_policy.catalog import load_catalog;"
        "inventory = Inventory.model_validate_json(sys.argv[1]);"
        "decision = open_engine().evaluate(inventory);"
        "assert set(decision.evaluated) == set(load_catalog().rules);"
        "print(decision.verdicts['SG-COUNT'])"
    )
    from tests.fixtures.networks import public  # noqa: PLC0415 - the only test that needs a network

    assert run(installed, "-c", network, public().to_json().decode()).strip() == "{'airflow': 'pass'}"


def test_the_command_runs_from_the_wheel(installed: Path) -> None:
    assert run(installed, "-m", "mwaa_policy", "--version").startswith("mwaa-policy 0.1.0")
