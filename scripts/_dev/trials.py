"""Tries a mutant: whether the tests of the policies, or the cases of the rules, notice it.

A trial holds a copy of the policies that it needs and of no others, so that most answer in a
fraction of a second.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from _dev.environment import ROOT, SetupError, find_tool
from mwaa_policy.catalog import Catalog, load_catalog
from mwaa_policy.engines._networks import decide
from mwaa_policy.errors import MwaaPolicyError
from tests.conformance.cases import Case, load_cases
from tests.conformance.test_cases import assert_as_expected

POLICIES = ROOT / "policies" / "mwaa"
_MAIN = "main"
_NOT_SHIPPED = frozenset({"checks", "fixture"})
_BY_PLACE = "data.mwaa.rules["
_REFERENCE = re.compile(r"\bdata\.mwaa\.(\w+)(?:\.(\w+))?")
_REPORTS = "[report | some network in data.networks.all; report := data.mwaa.main.report with input as network]"
_TEST = re.compile(r"^(test_\w+)", re.MULTILINE)
_PATIENCE = 60


class Outcome(StrEnum):
    """What became of a mutant: who noticed it first, if anybody."""

    TESTS = "own tests"
    CASES = "cases"
    OTHERS = "other tests"
    INVALID = "invalid"
    SURVIVED = "survived"


class InvalidError(Exception):
    """A mutant is no policy."""


class NoAnswerError(Exception):
    """A mutant gives no answer at all."""


class Judge:
    """All who may notice a mutant of one file: its own tests, the cases, and the tests of what names it."""

    def __init__(self, file: str, folder: Path) -> None:
        """Describe who they are; `folder` is for their copies."""
        own = str(Path(file).parent)
        rules = [name for name in packages() if name.startswith("rules/")]
        touched = rules if own == _MAIN else [name for name in rules if own in {name, *needed(name)}]
        others = [name for name in packages() if name != own and own in _named(name, tests=True)]
        self._trials: list[tuple[Outcome, list[_Trial]]] = [
            (Outcome.TESTS, [_Tests(own, file, folder)]),
            (Outcome.CASES, [_Cases(name, file, folder) for name in touched]),
            (Outcome.OTHERS, [_Tests(name, file, folder) for name in others]),
        ]

    def outcome(self, text: str) -> Outcome:
        """Return what becomes of the mutant with this text."""
        try:
            for outcome, trials in self._trials:
                if any(trial.notices(text) for trial in trials):
                    return outcome
        except InvalidError:
            return Outcome.INVALID
        return Outcome.SURVIVED


class _Trial(ABC):
    """Copies of some policies, one of which makes place for a mutant, and what they are asked."""

    def __init__(self, package: str, file: str, folder: Path) -> None:
        self._package = package
        self._name = f"mwaa.{package.replace('/', '.')}"
        self._file = file
        self._parent = folder

    def notices(self, text: str) -> bool:
        """Return whether a mutant is noticed.

        Raises:
            InvalidError: it is no policy.
            SetupError: something is noticed without any change.
        """
        if self._trouble:
            raise SetupError(f"{self._name}: {self._trouble}, without any change")
        return self._fault(text) is not None

    @cached_property
    def _trouble(self) -> str | None:
        try:
            return self._fault((POLICIES / self._file).read_text(encoding="utf-8"))
        except InvalidError as error:
            return str(error)

    @abstractmethod
    def _fault(self, text: str) -> str | None:
        """Return what is wrong with a mutant."""

    @abstractmethod
    def _fill(self, folder: Path) -> None:
        """Copy what is needed."""

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._parent))
        self._fill(folder)
        return folder

    def _ask(self, text: str, query: str) -> Any:  # noqa: ANN401 - any JSON value
        (self._folder / "mwaa" / self._file).write_text(text, encoding="utf-8")
        return _evaluate(self._folder, query)


class _Tests(_Trial):
    """The tests of a package."""

    def _fault(self, text: str) -> str | None:
        """Return which test does not pass."""
        tests = f"data.{self._name}_test"
        try:
            passed = self._ask(text, f'{{name | {tests}[name] == true; startswith(name, "test_")}}')
        except NoAnswerError as error:
            return str(error)
        failed = sorted(self._all.difference(passed))
        return f"{failed[0]} fails" if failed else None

    @cached_property
    def _all(self) -> frozenset[str]:
        texts = [path.read_text(encoding="utf-8") for path in _texts(self._package, tests=True)]
        return frozenset(name for text in texts for name in _TEST.findall(text))

    def _fill(self, folder: Path) -> None:
        _copy(folder, {self._package, *needed(self._package, tested=True), "fixture"}, tests=self._package)


class _Cases(_Trial):
    """The cases of a rule."""

    def _fault(self, text: str) -> str | None:
        """Return what is wrong with a mutant in the eyes of a case."""
        case = None
        try:
            answers = iter(self._ask(text, _REPORTS))
            for case in self._mine:
                assert_as_expected(case, decide(case.inventory, lambda _: next(answers, None), self._catalog))
        except (AssertionError, MwaaPolicyError, NoAnswerError) as error:
            return f"{case}: {error}"
        return None

    @cached_property
    def _catalog(self) -> Catalog:
        """The rule and those that it asks; the rest, as which one may be not applicable, are reasons of them."""
        known, there = load_catalog(), {f"mwaa.{name.replace('/', '.')}" for name in self._copied}
        others = dict.fromkeys(known.rules, "")
        rules = {
            name: dataclasses.replace(spec, reasons={**others, **spec.reasons})
            for name, spec in known.rules.items()
            if spec.package in there
        }
        return Catalog(revision=known.revision, rules=rules)

    @cached_property
    def _mine(self) -> list[Case]:
        rules = load_catalog().rules
        return [case for case in load_cases() if rules[case.rule].package == self._name]

    @property
    def _copied(self) -> set[str]:
        return {self._package, *needed(self._package), _MAIN, *needed(_MAIN)}

    def _fill(self, folder: Path) -> None:
        _copy(folder, self._copied)
        parts = [part for case in self._mine for part in case.inventory.networks() if part.environments.items]
        (folder / "networks").mkdir()
        networks = {"all": [json.loads(part.to_json()) for part in parts]}
        (folder / "networks" / "data.json").write_text(json.dumps(networks), encoding="utf-8")


@cache
def packages() -> tuple[str, ...]:
    """Return the packages that are shipped, by their paths in `policies/mwaa`."""
    folders = {path.parent.relative_to(POLICIES).as_posix() for path in POLICIES.rglob("*.rego")}
    return tuple(sorted(folders - _NOT_SHIPPED - {"."}))


def files_of(package: str) -> list[str]:
    """Return the policies of a package, without its tests, by their paths in `policies/mwaa`."""
    return [path.relative_to(POLICIES).as_posix() for path in _texts(package, tests=False)]


@cache
def needed(package: str, *, tested: bool = False) -> frozenset[str]:
    """Return the packages that a package needs, directly or not; with `tested`, and its tests."""
    found: set[str] = set()
    waiting = list(_named(package, tests=tested))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _named(name, tests=False)
    if tested and any(_finds_rules(name) for name in {package, *found}):
        found.update(packages())
    return frozenset(found - {package})


def _finds_rules(package: str) -> bool:
    """Return whether a package finds the rules by their place, and names none."""
    return any(_BY_PLACE in path.read_text(encoding="utf-8") for path in _texts(package, tests=False))


def _named(package: str, *, tests: bool) -> Iterator[str]:
    """Yield the packages that the files of a package name."""
    for path in _texts(package, tests=tests):
        for kind, name in _REFERENCE.findall(path.read_text(encoding="utf-8")):
            yield from {kind, f"{kind}/{name}"}.intersection(packages())


def _texts(package: str, *, tests: bool) -> list[Path]:
    paths = sorted((POLICIES / package).glob("*.rego"))
    return [path for path in paths if tests or not path.stem.endswith("_test")]


def _copy(folder: Path, wanted: set[str], tests: str | None = None) -> None:
    """Copy packages and all tables; the tests of one of them."""
    texts = [path for package in wanted for path in _texts(package, tests=package == tests)]
    tables = [*(POLICIES / "tables").rglob("data.json"), *(POLICIES / "fixture").glob("data.json")]
    for path in (*texts, *tables):
        target = folder / "mwaa" / path.relative_to(POLICIES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _evaluate(folder: Path, query: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what policies answer.

    Raises:
        InvalidError: they are no policies.
        NoAnswerError: there is no answer, or none in time.
    """
    command = [str(_opa()), "eval", "--data", str(folder), "--format", "json", "--strict-builtin-errors", query]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoAnswerError("there is no end of it") from None
    answer = json.loads(done.stdout)
    if errors := answer.get("errors"):
        kind = InvalidError if errors[0].get("code", "").startswith("rego_") else NoAnswerError
        raise kind(errors[0]["message"])
    [result] = answer["result"]
    return result["expressions"][0]["value"]


@cache
def _opa() -> Path:
    opa = find_tool("opa")
    if opa is None:
        raise SetupError("there is no OPA: run scripts/setup")
    return opa
