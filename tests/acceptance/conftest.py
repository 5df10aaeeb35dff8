"""The program in a folder of its own, and what it says when it cannot or will not answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from mwaa_policy.cli import main


class Said(NamedTuple):
    """What a run of the program came to."""

    status: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `mwaa-policy` in this process, in an empty folder."""
    return program(tmp_path, monkeypatch, capsys)


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `mwaa-policy` in this process, in a folder."""
    monkeypatch.chdir(folder)
    # Errors must be clean without it, too.
    monkeypatch.delenv("MWAA_POLICY_DEBUG", raising=False)

    def called(*arguments: str) -> Said:
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(str(error.code))
        return Said(status, *capsys.readouterr())

    return called


def refused(said: Said, *words: str, status: int = 3) -> None:
    """Check that there is no answer, and one line that holds all the words."""
    assert said.status == status, said
    assert said.out == ""
    assert said.err.startswith("mwaa-policy: ")
    assert said.err.count("\n") == 1
    assert said.err.isprintable() or said.err[:-1].isprintable()
    assert "internal error" not in said.err
    for word in words:
        assert word in said.err
