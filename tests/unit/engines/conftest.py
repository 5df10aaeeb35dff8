"""No test of an engine touches the user's own cache or environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("MWAA_POLICY_OPA_TOKEN", "MWAA_POLICY_OPA_CA", "MWAA_POLICY_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
