"""The real OPA, as far as the scripts need it."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _dev.environment import SetupError, find_tool

ENTRYPOINTS = ("mwaa/main/report", "mwaa/flows/report")


class RegoError(Exception):
    """OPA refuses a policy; the text is OPA's."""


def inspect(bundle: bytes) -> dict[str, Any]:
    """Return what OPA tells about a bundle, annotations included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bundle.tar.gz")
        path.write_bytes(bundle)
        return inspect_path(path)


def inspect_path(path: Path) -> dict[str, Any]:
    """Return what OPA tells about a bundle or a tree of policies, annotations included."""
    found: dict[str, Any] = json.loads(_opa("inspect", "--annotations", "--format", "json", str(path)))
    return found


def parse(path: Path) -> dict[str, Any]:
    """Return the syntax of a policy, with the place of every term."""
    found: dict[str, Any] = json.loads(_opa("parse", "--format", "json", "--json-include", "locations", str(path)))
    return found


def build_wasm(bundle: bytes, entrypoints: Sequence[str] = ENTRYPOINTS) -> bytes:
    """Return a bundle as a Wasm module."""
    wanted = [word for entrypoint in entrypoints for word in ("--entrypoint", entrypoint)]
    with tempfile.TemporaryDirectory() as folder:
        source, built = Path(folder, "source.tar.gz"), Path(folder, "built.tar.gz")
        source.write_bytes(bundle)
        _opa("build", "--bundle", str(source), "--target", "wasm", *wanted, "--output", str(built))
        with tarfile.open(fileobj=io.BytesIO(built.read_bytes())) as archive:
            member = archive.extractfile("/policy.wasm")
            if member is None:
                raise RegoError("opa build wrote no policy.wasm")
            return member.read()


def capabilities(version: str | None = None) -> dict[str, Any]:
    """Return the capabilities of an OPA; without a version, of the one that runs."""
    found: dict[str, Any] = json.loads(_opa("capabilities", *(["--version", version] if version else ["--current"])))
    return found


def _opa(*arguments: str) -> str:
    opa = find_tool("opa")
    if opa is None:
        raise SetupError("there is no OPA: run scripts/setup")
    answer = subprocess.run([str(opa), *arguments], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RegoError(f"opa {arguments[0]}: {answer.stderr.strip() or answer.stdout.strip()}")
    return answer.stdout
