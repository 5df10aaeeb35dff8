"""The bundle: the same bytes from the same policies, and all artefacts of one revision."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.bundle.build import build_bundle, pack
from mwaa_policy.catalog import load_catalog
from mwaa_policy.errors import InputError
from tests.fixtures.opa import ROOT, find_opa

POLICIES = ROOT / "policies"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Return a copy of the policies that a test may change."""
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


def names(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return opened.getnames()


def test_the_committed_bundle_is_that_of_the_policies() -> None:
    assert locate().bundle.read_bytes() == build_bundle(POLICIES).archive


def test_bundle_catalog_and_data_are_of_one_revision() -> None:
    bundle = build_bundle(POLICIES)
    assert load_catalog().revision == bundle.revision
    assert json.loads(bundle.files[".manifest"]) == {
        "revision": bundle.revision,
        "roots": ["mwaa"],
        "rego_version": 1,
    }
    assert json.loads(locate().data.read_bytes()) == bundle.data


def test_the_place_and_the_times_of_files_make_no_difference(policies: Path) -> None:
    (policies / "mwaa" / "mwaa.rego").touch()
    (policies / "mwaa" / "main" / "main.rego").chmod(0o600)
    assert build_bundle(policies).archive == build_bundle(POLICIES).archive


def test_another_letter_makes_another_revision(policies: Path) -> None:
    with (policies / "mwaa" / "mwaa.rego").open("a") as file:
        file.write("\n# more\n")
    assert build_bundle(policies).revision != build_bundle(POLICIES).revision


def test_the_name_of_a_file_is_a_part_of_the_revision(policies: Path) -> None:
    (policies / "mwaa" / "mwaa.rego").rename(policies / "mwaa" / "other.rego")
    assert build_bundle(policies).revision != build_bundle(POLICIES).revision


def test_tests_checks_and_fixtures_are_not_shipped() -> None:
    shipped = names(build_bundle(POLICIES).archive)
    assert shipped == sorted(shipped)
    assert "/.manifest" in shipped
    assert "/mwaa/main/main.rego" in shipped
    assert [name for name in shipped if name.endswith("_test.rego") or "/checks/" in name or "/fixture/" in name] == []
    assert {Path(name).suffix or name for name in shipped} == {".rego", ".json", "/.manifest"}


def test_every_member_is_a_plain_file_without_an_owner() -> None:
    with tarfile.open(fileobj=io.BytesIO(build_bundle(POLICIES).archive)) as archive:
        found = {(one.isreg(), one.mode, one.mtime, one.uid, one.gid, one.uname, one.gname) for one in archive}
    assert found == {(True, 0o644, 0, 0, 0, "", "")}


@pytest.mark.parametrize("size", [0, 1, 65534, 65535, 65536, 300_000])
def test_files_of_any_size_come_out_as_they_went_in(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    packed = pack({"a/data.json": content})
    assert gzip.decompress(packed)[512 : 512 + size] == content
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile("/a/data.json")
        assert member is not None
        assert member.read() == content


def test_a_directory_without_a_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text("package a\n")
    with pytest.raises(InputError, match="there is no manifest"):
        build_bundle(tmp_path)


def test_a_directory_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no policies"):
        build_bundle(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_manifest_that_is_none_is_refused(policies: Path, content: str) -> None:
    (policies / ".manifest").write_text(content)
    with pytest.raises(InputError, match="the manifest is not"):
        build_bundle(policies)


def test_a_stock_opa_takes_the_bundle_for_valid() -> None:
    command = [find_opa(), "check", "--strict", "--schema", str(POLICIES / "schemas"), "-b", str(locate().bundle)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""
