"""Where things are, and how the environment of a developer is made.

Runs on a bare Python 3.11, so it imports nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools" / "bin"
OPA = "MWAA_POLICY_OPA"
"""Name of the environment variable that says which OPA to use."""

_OLDEST = (3, 11)
_STAMP = "setup-stamp"


class SetupError(Exception):
    """Something that this machine lacks, in words for a person."""


def python() -> Path:
    """Return the interpreter of the checkout's own environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def program(name: str) -> Path:
    """Return a program that pip has installed in the environment."""
    return python().with_name(name)


def use_own_environment() -> None:
    """Go on in the checkout's own environment, which is made first when it is missing or old."""
    make_environment()
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(python(), [str(python()), *sys.argv])  # noqa: S606 - the same program again


def make_environment() -> None:
    """Make the virtual environment; at once when it is already as `pyproject.toml` wants it.

    Raises:
        SetupError: Python is too old, or pip fails.
    """
    if sys.version_info < _OLDEST:
        raise SetupError(f"Python {'.'.join(map(str, _OLDEST))} or later is needed; this is {sys.version.split()[0]}")
    stamp, wanted = VENV / _STAMP, _digest(ROOT / "pyproject.toml", SCRIPTS / "constraints.txt")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"making {VENV.relative_to(ROOT)}", flush=True)
    if not python().exists():
        _run(sys.executable, "-m", "venv", str(VENV))
    pip = (str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--constraint", str(SCRIPTS / "constraints.txt"), "--editable", f"{ROOT}[dev]")
    stamp.write_text(wanted)


def make_tools() -> None:
    """Build the pinned OPA and regal; at once when they are there.

    Raises:
        SetupError: they are not there, and there is no Go to build them with.
    """
    missing = [name for name in ("opa", "regal") if find_tool(name) is None]
    if not missing:
        return
    if shutil.which("go") is None:
        wanted = " and ".join(f"{name} {pinned_version(name)}" for name in missing)
        raise SetupError(f"neither {wanted} nor Go to build it with is on PATH")
    print(f"building {' and '.join(missing)}; the first time this takes a few minutes", flush=True)
    packages = [f"github.com/open-policy-agent/{name}" for name in missing]
    environment = {**os.environ, "GOBIN": str(TOOLS), "GOFLAGS": "-mod=readonly"}
    _run("go", "install", *packages, cwd=SCRIPTS, env=environment)
    for name in missing:
        _stamp_of(name).write_text(_tools_digest())


def find_tool(name: str) -> Path | None:
    """Return `opa` or `regal` in the version that `go.mod` pins, or None when there is none.

    Raises:
        SetupError: the OPA that the environment variable names has another version.
    """
    if name == "opa" and (stated := os.environ.get(OPA)):
        if _version(stated) != pinned_version("opa"):
            raise SetupError(f"{OPA}={stated} is not OPA {pinned_version('opa')}")
        return Path(stated)
    built = TOOLS / name
    if built.exists() and _stamp_of(name).exists() and _stamp_of(name).read_text() == _tools_digest():
        return built
    on_path = shutil.which(name)
    return Path(on_path) if on_path and _version(on_path) == pinned_version(name) else None


def pinned_version(name: str) -> str:
    """Return the version of a tool that `go.mod` requires."""
    found = re.search(rf"open-policy-agent/{name} v(\S+)", (SCRIPTS / "go.mod").read_text())
    if found is None:
        raise SetupError(f"scripts/go.mod does not require {name}")
    return found[1]


def _version(binary: str) -> str | None:
    """Return the version that a binary tells; one that somebody built from source tells none."""
    try:
        answer = subprocess.run([binary, "version"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"^Version:\s+v?(\S+)", answer.stdout, re.MULTILINE)
    return found[1] if found else None


def _stamp_of(name: str) -> Path:
    return TOOLS / f".{name}-stamp"


def _tools_digest() -> str:
    return _digest(SCRIPTS / "go.mod", SCRIPTS / "go.sum")


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _run(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, cwd=cwd, env=env, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"this failed: {' '.join(command)}") from error
