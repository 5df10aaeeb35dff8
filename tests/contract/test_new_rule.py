"""A rule is a directory: dropped in, it is found by everything, and no other file is edited."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mwaa_policy.bundle import Artefacts
from mwaa_policy.catalog import load_catalog, read_catalog
from mwaa_policy.engines.wasm import WasmEngine
from tests.fixtures.networks import public
from tests.fixtures.opa import ROOT, find_opa

NAME = "sg_contract_example"
RULE = "SG-CONTRACT-EXAMPLE"


def run(command: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(cwd)}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the policies and of the package, with a rule more and everything generated."""
    find_opa()
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "policies", root / "policies")
    shutil.copytree(ROOT / "mwaa_policy", root / "mwaa_policy", ignore=shutil.ignore_patterns("__pycache__"))
    before = contents(root)
    laid_out = run([str(ROOT / "scripts" / "new-rule"), RULE, "--root", str(root)], ROOT)
    assert laid_out.returncode == 0, laid_out.stderr
    after = contents(root)
    assert {name: after[name] for name in before} == before
    folder = f"policies/mwaa/rules/{NAME}"
    assert after.keys() - before.keys() == {
        f"{folder}/{NAME}.rego",
        f"{folder}/{NAME}_test.rego",
        f"{folder}/cases.yaml",
    }
    made = run([str(ROOT / "scripts" / "gen"), "--root", str(root)], ROOT)
    assert made.returncode == 0, made.stderr
    return root


def test_its_skeleton_passes_the_checks_of_its_form(tree: Path) -> None:
    rule = tree / "policies" / "mwaa" / "rules" / NAME
    assert run([find_opa(), "fmt", "--list", "--fail", str(rule)], tree).stdout == ""
    check = [find_opa(), "check", "--strict", "--schema", "policies/schemas", "--bundle", "policies"]
    assert run(check, tree).stderr == ""


def test_its_tests_fail_until_it_is_filled(tree: Path) -> None:
    done = run([find_opa(), "test", "--bundle", "policies", "--run", NAME, "--format", "json"], tree)
    assert done.returncode != 0
    results = json.loads(done.stdout)
    assert len(results) == 3
    assert all(result.get("fail") for result in results)


def test_it_is_in_the_catalog_with_the_others(tree: Path) -> None:
    found = read_catalog(tree / "mwaa_policy" / "catalog.json")
    assert found.rules.keys() - load_catalog().rules.keys() == {RULE}
    assert found.rules[RULE].package == f"mwaa.rules.{NAME}"
    assert found.revision != load_catalog().revision


def test_the_router_asks_it(tree: Path) -> None:
    bundles = tree / "bundles"
    artefacts = Artefacts(
        bundle=bundles / "mwaa-policy.tar.gz", policy=bundles / "policy.wasm", data=bundles / "data.json"
    )
    engine = WasmEngine(artefacts, catalog=read_catalog(tree / "mwaa_policy" / "catalog.json"))
    decision = engine.evaluate(public())
    assert decision.verdicts[RULE] == {"airflow": "undecided"}
    assert [one.because for one in decision.undecided if one.rule == RULE] == [(("environments", "airflow"),)]


def test_a_stock_opa_asks_it(tree: Path) -> None:
    inventory = tree / "inventory.json"
    inventory.write_bytes(public().to_json())
    bundle = str(tree / "bundles" / "mwaa-policy.tar.gz")
    command = [find_opa(), "eval", "--bundle", bundle, "--input", str(inventory), "--format", "raw"]
    done = run([*command, "data.mwaa.main.report.verdicts"], tree)
    assert json.loads(done.stdout)[RULE] == {"airflow": "undecided"}


def test_the_index_and_a_page_tell_of_it(tree: Path) -> None:
    assert f"[{RULE}](../policies/mwaa/rules/{NAME}/README.md)" in (tree / "docs" / "rules.md").read_text()
    page = (tree / "policies" / "mwaa" / "rules" / NAME / "README.md").read_text()
    assert f"# {RULE}: The defect, in one line" in page


def test_the_command_line_lists_and_explains_it(tree: Path) -> None:
    assert RULE in run([sys.executable, "-m", "mwaa_policy", "rules"], tree).stdout
    assert "The defect, in one line" in run([sys.executable, "-m", "mwaa_policy", "explain", RULE], tree).stdout


@pytest.mark.parametrize("rule", ["sg-lower", "SG", "SG_COUNT", "-SG-X"])
def test_what_is_no_id_is_refused(tmp_path: Path, rule: str) -> None:
    done = run([str(ROOT / "scripts" / "new-rule"), "--root", str(tmp_path), "--", rule], ROOT)
    assert done.returncode == 2
    assert f"{rule} is no id" in done.stderr


def test_an_id_is_not_used_twice() -> None:
    done = run([str(ROOT / "scripts" / "new-rule"), "SG-COUNT"], ROOT)
    assert done.returncode == 2
    assert "ids are never used again" in done.stderr
