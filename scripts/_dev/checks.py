"""Every check that CI runs, one after the other, each named and timed.

Runs on a bare Python: the checks are programs of the checkout's environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from _dev.environment import ROOT, SetupError, find_tool, make_environment, make_tools, program, python

BUNDLE = "bundles/mwaa-policy.tar.gz"


@dataclass(frozen=True)
class Step:
    """A check: a program that succeeds when all is well."""

    name: str
    command: Sequence[str]
    needs: str | None = None
    """`opa` or `regal`, for which its command says `{opa}` or `{regal}`."""


LINT = (
    Step("Rego: format", ("{opa}", "fmt", "--list", "--fail", "policies", ".regal/rules"), "opa"),
    Step("Rego: types", ("{opa}", "check", "--strict", "--schema", "policies/schemas", "--bundle", "policies"), "opa"),
    Step(
        "Rego: what is shipped, with portable builtins only",
        (
            *("{opa}", "check", "--strict", "--capabilities", "policies/capabilities.json"),
            *("--schema", "policies/schemas", "--bundle", BUNDLE),
        ),
        "opa",
    ),
    Step("Rego: regal", ("{regal}", "lint", "policies", ".regal/rules"), "regal"),
    Step("Python: ruff", (str(program("ruff")), "check", "--quiet")),
    Step("Python: format", (str(program("ruff")), "format", "--check", "--quiet")),
    Step("Python: types", (str(program("mypy")), "--no-error-summary")),
    Step("Python: layers", (str(program("lint-imports")), "--no-logo")),
)
ALL = (
    Step("generated files", (str(python()), "scripts/gen", "--check"), "opa"),
    *LINT,
    Step("Rego: tests of the lint rules", ("{regal}", "test", ".regal/rules"), "regal"),
    Step("Rego: tests and their coverage", (str(python()), "scripts/_dev/coverage.py", "{opa}"), "opa"),
    Step("Rego: policies about the policies", (str(python()), "scripts/_dev/metadata.py", "{opa}"), "opa"),
    Step("Python: tests", (str(python()), "-m", "pytest", "-n", "2")),
)


def main(arguments: list[str]) -> int:
    """Run every check; with arguments, pytest alone with these arguments."""
    tools = _prepare()
    if arguments:
        return subprocess.run(
            [str(python()), "-m", "pytest", *arguments], cwd=ROOT, env=_variables(tools), check=False
        ).returncode
    return run(ALL, tools)


def lint() -> int:
    """Run the checks that need no more than a few seconds."""
    return run(LINT, _prepare())


def run(steps: Sequence[Step], tools: dict[str, str]) -> int:
    """Run all steps, whatever becomes of each, and tell at the end; 0 when all is well."""
    started = time.monotonic()
    skipped = [step for step in steps if step.needs and step.needs not in tools]
    failed = [step for step in steps if step not in skipped and not _run(step, tools)]
    print()
    for step in skipped:
        print(f"not run, for want of {step.needs}: {step.name}")
    for step in failed:
        print(f"failed: {step.name}")
    print(f"checks took {time.monotonic() - started:.1f} s")
    also = f", {len(skipped)} skipped" if skipped else ""
    print(f"checks: {len(steps) - len(failed) - len(skipped)} passed, {len(failed)} failed{also}")
    return int(bool(failed or (skipped and os.environ.get("CI"))))


def _prepare() -> dict[str, str]:
    """Make the environment, and return the tools that there are, by name."""
    try:
        make_environment()
    except SetupError as error:
        sys.exit(f"scripts/setup: {error}")
    try:
        make_tools()
    except SetupError as error:
        print(f"{error}; what needs it is not run", flush=True)
    found = {name: find_tool(name) for name in ("opa", "regal")}
    return {name: str(path) for name, path in found.items() if path}


def _run(step: Step, tools: dict[str, str]) -> bool:
    print(f"\n== {step.name}", flush=True)
    started = time.monotonic()
    command = [part.format_map(tools) if part.startswith("{") else part for part in step.command]
    done = subprocess.run(command, cwd=ROOT, env=_variables(tools), stdin=subprocess.DEVNULL, check=False)
    seconds = time.monotonic() - started
    print(f"-- {'passed' if done.returncode == 0 else 'FAILED'} in {seconds:.1f} s", flush=True)
    return done.returncode == 0


def _variables(tools: dict[str, str]) -> dict[str, str]:
    """Return the variables of a step: all that is on PATH is what this checkout has."""
    path = os.pathsep.join([str(python().parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, **({"MWAA_POLICY_OPA": tools["opa"]} if "opa" in tools else {})}
