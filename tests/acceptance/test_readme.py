"""What the README shows is what the program says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_policy.cli import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_sample_is_what_the_broken_example_gets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["eval", "examples/cloudformation/broken.yaml"]) == 1
    said = capsys.readouterr().out
    [sample] = re.findall(r"^```text\n(critical .*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    findings = sample.rstrip().split("\n\n")
    assert len(findings) == 2
    assert [finding for finding in findings if finding not in said] == []


def test_its_flow_is_one_of_the_broken_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["explain", "--flows", "examples/cloudformation/broken.yaml"]) == 0
    [sample] = re.findall(r"^```text\n(FLOW, .*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    said = capsys.readouterr().out
    assert sample in said
    assert "\n7 flows: " in said
