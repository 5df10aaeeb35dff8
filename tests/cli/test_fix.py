from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mwaa_policy.fixes import apply_patch
from mwaa_policy.model import Inventory, Listing
from tests.cli.conftest import Shell
from tests.conformance.cases import ROOT
from tests.fixtures.networks import private, public


def _without_ingress(inventory: Inventory) -> Inventory:
    groups = tuple(
        group.model_copy(update={"ingress": Listing(items=(), complete=True)}) if group.id == "group" else group
        for group in inventory.security_groups.items
    )
    changed = inventory.security_groups.model_copy(update={"items": groups})
    return inventory.model_copy(update={"security_groups": changed})


def test_the_patch_mends_the_document_that_normalize_prints(shell: Shell, write: Callable[[str, bytes], str]) -> None:
    broken = write("broken.json", _without_ingress(public()).to_json())
    assert shell("eval", broken) == 1
    assert "mwaa-policy fix broken.json prints the patch" in " ".join(shell.out.split())
    assert shell("fix", broken) == 0
    patch = json.loads(shell.out)
    assert patch[0]["op"] == "test"
    assert "verified to mend" in shell.err
    assert "add an inbound rule to security group group: tcp 5432 from itself" in " ".join(shell.err.split())
    shell("normalize", broken)
    mended = apply_patch(json.loads(shell.out), patch)
    assert shell("eval", write("mended.json", json.dumps(mended).encode())) == 0
    assert "SG-DATABASE" not in shell.out


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("a folder",), "mwaa-policy fix 'a folder' prints"),
        (("a folder", "--no-fixes", "--undecided=ignore"), None),
        (("a folder", "--params", "{}"), "mwaa-policy fix 'a folder', with the same options, prints"),
        ((), "mwaa-policy fix - prints"),
    ],
)
def test_the_command_that_prints_the_patch_is_one_to_be_typed(
    shell: Shell,
    write: Callable[[str, bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    typed: Sequence[str],
    named: str | None,
) -> None:
    broken = (ROOT / "examples" / "responses" / "broken.json").read_bytes()
    Path("a folder").mkdir()
    write("a folder/broken.json", broken)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(broken)))
    assert shell("eval", *typed) == 1
    told = " ".join(shell.out.split())
    assert named in told if named else "mwaa-policy fix" not in told


def test_a_clean_document_has_nothing_to_mend(shell: Shell, write: Callable[[str, bytes], str]) -> None:
    assert shell("fix", write("clean.json", public().to_json())) == 0
    assert json.loads(shell.out) == []
    assert shell.err == "Nothing to mend.\n"


def test_what_no_fix_mends_is_told_and_exits_as_eval_would(shell: Shell) -> None:
    assert shell("fix", "broken.yaml") == 1
    assert json.loads(shell.out) == []
    assert "SG-COUNT Airflow\n" in shell.err


def test_an_input_without_environment_has_no_patch_and_exits_5(shell: Shell) -> None:
    assert shell("fix", "nothing.yaml") == 5
    assert json.loads(shell.out) == []


def test_the_reports_of_eval_carry_the_patch(shell: Shell, write: Callable[[str, bytes], str]) -> None:
    broken = write("broken.json", _without_ingress(private()).to_json())
    assert shell("eval", broken, "--format", "json") == 1
    fixes = {one["rule"]: one["fix"] for one in json.loads(shell.out)["findings"]}
    assert fixes["SG-DATABASE"]["applicability"] == "safe"
    assert fixes["SG-DATABASE"]["verified"] is True
    assert [one["op"] for one in fixes["SG-DATABASE"]["patch"]][-1] == "add"
    shell("eval", broken, "--format", "json", "--no-fixes")
    assert {one["fix"] for one in json.loads(shell.out)["findings"]} == {None}
