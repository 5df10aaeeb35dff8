"""Holds the rules against the policies about them, `mwaa.checks`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml


def main(opa: str, policies: Path) -> int:
    """Print each problem; 0 when there is none."""
    command = [opa, "eval", "--bundle", str(policies), "--stdin-input", "--format", "json", "--strict-builtin-errors"]
    document = json.dumps(_input(opa, policies))
    answer = subprocess.run(
        [*command, "data.mwaa.checks.problems"], input=document, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        print(answer.stderr or answer.stdout)
        return 2
    [result] = json.loads(answer.stdout)["result"]
    [expression] = result["expressions"]
    for problem in expression["value"]:
        print(problem)
    return int(bool(expression["value"]))


def _input(opa: str, policies: Path) -> dict[str, Any]:
    command = [opa, "inspect", "--annotations", "--format", "json", str(policies)]
    inspected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    folders = sorted(path for path in (policies / "mwaa" / "rules").iterdir() if path.is_dir())
    return {"inspected": inspected, "directories": {folder.name: _directory(folder) for folder in folders}}


def _directory(folder: Path) -> dict[str, Any]:
    cases = folder / "cases.yaml"
    return {
        "files": sorted(path.name for path in folder.iterdir()),
        "cases": (yaml.safe_load(cases.read_text(encoding="utf-8")) if cases.exists() else None) or [],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(*sys.argv[2:3] or ["policies"])))
