from __future__ import annotations

import tarfile
from pathlib import Path

from mwaa_policy.bundle import locate
from tests.cli.conftest import Shell


def test_the_bundle_of_the_package_is_written(shell: Shell) -> None:
    assert shell("bundle", "build") == 0
    assert Path("mwaa-policy.tar.gz").read_bytes() == locate().bundle.read_bytes()
    assert shell.out.startswith("mwaa-policy.tar.gz: ")


def test_the_bundle_of_other_policies_is_written(shell: Shell, tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    (policies / "mwaa").mkdir(parents=True)
    (policies / ".manifest").write_text('{"roots": ["mwaa"]}')
    (policies / "mwaa" / "a.rego").write_text("package mwaa.a\n")
    assert shell("bundle", "build", str(policies), "--output", "own.tar.gz") == 0
    with tarfile.open("own.tar.gz") as archive:
        assert sorted(archive.getnames()) == ["/.manifest", "/mwaa/a.rego"]


def test_policies_that_are_none_exit_3(shell: Shell, tmp_path: Path) -> None:
    assert shell("bundle", "build", str(tmp_path)) == 3
    assert str(tmp_path) in shell.err


def test_a_place_that_cannot_be_written_exits_2(shell: Shell) -> None:
    assert shell("bundle", "build", "-o", "no/such/folder.tar.gz") == 2
    assert shell.err == "mwaa-policy: no/such/folder.tar.gz cannot be written: No such file or directory\n"
