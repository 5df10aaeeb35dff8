"""Formats what is written by hand."""

from __future__ import annotations

import subprocess
import sys

from _dev.environment import ROOT, SetupError, find_tool, make_environment, make_tools, program


def main(paths: list[str]) -> int:
    """Format the paths, or everything; 0 when all could be formatted."""
    try:
        make_environment()
        make_tools()
    except SetupError as error:
        sys.exit(f"scripts/fmt: {error}")
    policies = [path for path in paths if not path.endswith(".py")] if paths else ["policies", ".regal/rules"]
    python = [path for path in paths if not path.endswith(".rego")]
    commands = [
        [str(program("ruff")), "check", "--fix-only", "--quiet", *python],
        [str(program("ruff")), "format", "--quiet", *python],
        [str(find_tool("opa")), "fmt", "--write", *policies],
    ]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)
