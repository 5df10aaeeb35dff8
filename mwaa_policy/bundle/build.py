"""Packs a tree of policies into an OPA bundle, the same bytes from the same files everywhere.

The files go in as they are written. `opa build` prints them anew and drops parentheses that they
need (OPA 1.20), so what it packs is not always what was tested.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tarfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = ".manifest"
_NOT_SHIPPED = ("mwaa/checks/", "mwaa/fixture/")
# RFC 1952: deflate, no flags, no time, an operating system that is not known.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# RFC 1951, 3.2.4: the longest block that is not compressed.
_BLOCK = 0xFFFF


class Bundle(Frozen):
    """A bundle and what it holds."""

    revision: str
    """SHA-256 of the names and contents of the policies: equal policies have equal revisions."""
    files: Mapping[str, bytes]
    """The files by name, the manifest included."""
    archive: bytes
    """The bundle itself, a compressed tar archive."""

    @property
    def data(self) -> dict[str, Any]:
        """The tables of the bundle as one document, as OPA holds it under `data`."""
        merged: dict[str, Any] = {}
        for name, content in self.files.items():
            *folders, last = name.split("/")
            if last == "data.json":
                target = merged
                for folder in folders:
                    target = target.setdefault(folder, {})
                target.update(json.loads(content))
        return merged


def build_bundle(policies: Path) -> Bundle:
    """Return the bundle of a tree of policies.

    Raises:
        InputError: the directory holds no bundle, or a file of it is not what its name says.
    """
    files = read_policies(policies)
    revision = _revision(files)
    manifest = {"revision": revision, **_manifest(policies)}
    files = {MANIFEST: json.dumps(manifest, indent=1).encode() + b"\n", **files}
    return Bundle(revision=revision, files=files, archive=pack(files))


def read_policies(policies: Path) -> dict[str, bytes]:
    """Return the files of a tree of policies that are shipped, by name, in the order of names."""
    paths = (path for path in sorted(policies.rglob("*")) if path.suffix == ".rego" or path.name == "data.json")
    files = {path.relative_to(policies).as_posix(): path for path in paths if path.is_file()}
    shipped = {name: files[name].read_bytes() for name in sorted(files) if _is_shipped(name)}
    if not shipped:
        raise InputError(
            "there are no policies", document=str(policies), hint="name the directory that holds .manifest"
        )
    return shipped


def _is_shipped(name: str) -> bool:
    return not name.endswith("_test.rego") and not name.startswith(_NOT_SHIPPED)


def _manifest(policies: Path) -> dict[str, Any]:
    path = policies / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        hint = "name the directory that holds .manifest"
        raise InputError("there is no manifest", document=str(path), hint=hint) from None
    except ValueError as error:
        raise InputError("the manifest is not JSON", document=str(path)) from error
    if not isinstance(found, dict):
        raise InputError("the manifest is not an object", document=str(path))
    return found


def _revision(files: Mapping[str, bytes]) -> str:
    content = hashlib.sha256()
    for name in sorted(files):
        content.update(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n".encode())
    return content.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a compressed archive, in the form that OPA reads."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            # OPA writes and documents names with a leading slash.
            entry = tarfile.TarInfo(f"/{name}")
            entry.size = len(files[name])
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(files[name]))
    return _compress(packed.getvalue())


def _compress(content: bytes) -> bytes:
    """Return a gzip file of stored blocks.

    What deflate makes of a text depends on the zlib at hand. Git and wheels compress it anyhow.
    """
    blocks = [content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK)]
    body = b"".join(
        struct.pack("<BHH", block is blocks[-1], len(block), len(block) ^ _BLOCK) + block for block in blocks
    )
    return _GZIP_HEADER + body + struct.pack("<II", zlib.crc32(content), len(content))
