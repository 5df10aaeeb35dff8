"""Tries mutants of the policies on the cases and the tests of the rules, and tells which nobody notices."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from _dev.environment import ROOT
from _dev.mutants import Mutant, mutants
from mwaa_policy.catalog import load_catalog
from tests.conformance.cases import Case, load_cases
from tests.fixtures.opa import find_opa, opa_server

_POLICIES = ROOT / "policies"
_KNOWN = ROOT / "tests" / "mutants.yaml"
_IGNORED = ("cases.yaml", "*_test.rego", "schemas", "checks", "fixture", "README.md")
_IMPORT = re.compile(r"^import data\.mwaa\.([\w.]+)$", re.MULTILINE)
_REPORT = "/v1/data/mwaa/main/report"


@dataclass(slots=True)
class _Tally:
    """How the mutants fared."""

    counts: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{number} {fate}" for fate, number in sorted(self.counts.items()))


def main(arguments: list[str]) -> int:
    """Try mutants; return 1 if one that is not accepted survives."""
    options = _parser().parse_args(arguments)
    chosen = _chosen(options)
    accepted = {(one["file"], one["before"], one["after"]): one["why"] for one in _accepted()}
    # The server names its policies by their paths as it is given them.
    os.chdir(ROOT)
    server = [argument for pattern in _IGNORED for argument in ("--ignore", pattern)]
    tally = _Tally()
    with opa_server(*server, _POLICIES.name) as url, tempfile.TemporaryDirectory() as folder:
        bench = _Bench(url, Path(folder))
        for number, mutant in enumerate(chosen, start=1):
            fate = bench.fate(mutant)
            if fate == "survived" and _key(mutant) in accepted:
                fate = "accepted"
            tally.counts[fate] += 1
            if fate == "survived":
                tally.survivors.append(mutant)
                print(mutant, flush=True)
            if number % 50 == 0:
                print(f"{number} of {len(chosen)} mutants: {tally}", flush=True)
    print(f"{len(chosen)} mutants: {tally}")
    return int(bool(tally.survivors))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="policies to change (default: all that are shipped)")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal samples")
    parser.add_argument("--count", type=int, help="how many mutants (default: all)")
    return parser


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    paths = [Path(one).resolve() for one in options.paths] or [_POLICIES / "mwaa" / one for one in ("lib", "rules")]
    files = sorted(file for path in paths for file in ([path] if path.is_file() else path.rglob("*.rego")))
    found = [one for file in files if not file.stem.endswith("_test") for one in mutants(file, ROOT)]
    if options.count is None or options.count >= len(found):
        return found
    sample = random.Random(options.seed).sample(found, options.count)  # noqa: S311 - a sample, no secret
    return sorted(sample, key=lambda one: (one.path, one.line))


def _accepted() -> list[dict[str, str]]:
    found = yaml.safe_load(_KNOWN.read_text(encoding="utf-8")) if _KNOWN.exists() else None
    return found or []


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return (str(mutant.path), mutant.before.strip(), mutant.after.strip())


class _Bench:
    """An OPA server with the policies, and a copy of them for `opa test`."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._copy = folder / "policies"
        shutil.copytree(_POLICIES, self._copy)
        self._importers = _importers()
        self._questions = {str(case): _question(case) for case in load_cases()}
        self._answers = {str(case): self._answer(case) for case in load_cases()}

    def fate(self, mutant: Mutant) -> str:
        """Return how a mutant fares: `invalid`, noticed by cases or tests, or `survived`."""
        package = _package(mutant.path)
        if not self._put(mutant.path, mutant.text):
            return "invalid"
        try:
            if self._tests_fail(mutant, [package]):
                return "noticed by tests"
            if any(self._answer(case) != self._answers[str(case)] for case in self._cases_of(package)):
                return "noticed by cases"
        finally:
            self._put(mutant.path, (ROOT / mutant.path).read_text(encoding="utf-8"))
        importers = sorted(self._importers.get(package, ()))
        return "noticed by tests" if importers and self._tests_fail(mutant, importers) else "survived"

    def _cases_of(self, package: str) -> list[Case]:
        """Return the cases that may see a change of a package, those of the rules nearest to it first."""
        order = {name: rank for rank, name in enumerate(self._concerned(package))}
        rules = load_catalog().rules
        near = [case for case in load_cases() if rules[case.rule].package in order]
        return sorted(near, key=lambda case: order[rules[case.rule].package])

    def _concerned(self, package: str) -> list[str]:
        """Return a package and all that hang on it, the nearest first."""
        found = [package]
        for one in found:
            found += sorted(self._importers.get(one, set()).difference(found))
        return found

    def _put(self, path: Path, text: str) -> bool:
        """Give the server a module; return whether it compiles."""
        url = f"{self._url}/v1/policies/{path}"
        request = urllib.request.Request(url, data=text.encode(), method="PUT", headers={"Content-Type": "text/plain"})  # noqa: S310 - of this machine
        try:
            with urllib.request.urlopen(request):  # noqa: S310 - likewise
                return True
        except urllib.error.HTTPError:
            return False

    def _answer(self, case: Case) -> Any:  # noqa: ANN401 - part of a report, or the status of an error
        """Return what the policies say of a case about its rule, as far as the case says what to expect."""
        request = urllib.request.Request(  # noqa: S310 - likewise
            self._url + _REPORT, data=self._questions[str(case)], headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
                report = json.load(answer)["result"]
        except urllib.error.HTTPError as error:
            return error.code
        findings = [[one["subject"], one["at"], one["severity"]] for one in report["findings"].get(case.rule, ())]
        others = [report[kind].get(case.rule, []) for kind in ("undecided", "not_applicable")]
        return [report["verdicts"].get(case.rule), sorted(findings, key=str), others]

    def _tests_fail(self, mutant: Mutant, packages: list[str]) -> bool:
        """Return whether the tests of some packages notice."""
        names = "|".join(map(re.escape, packages))
        file = self._copy / mutant.path.relative_to("policies")
        file.write_text(mutant.text, encoding="utf-8")
        command = [find_opa(), "test", "-b", str(self._copy), "--timeout", "60s", "-r", rf"^data\.({names})_test\."]
        told = subprocess.run(command, capture_output=True, check=False)
        shutil.copyfile(ROOT / mutant.path, file)
        return told.returncode != 0


def _question(case: Case) -> bytes:
    return b'{"input": ' + case.inventory.to_json() + b"}"


def _package(path: Path) -> str:
    return ".".join(path.parent.relative_to("policies").parts)


def _importers() -> dict[str, set[str]]:
    """Return the packages that import each package."""
    found: dict[str, set[str]] = {}
    for file in (_POLICIES / "mwaa").rglob("*.rego"):
        if not file.stem.endswith("_test"):
            for imported in _IMPORT.findall(file.read_text(encoding="utf-8")):
                found.setdefault(f"mwaa.{imported}", set()).add(_package(file.relative_to(ROOT)))
    return found
