"""Tries mutants of the policies, and tells which nobody notices and nobody has given a reason for."""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from _dev.environment import ROOT, SetupError
from _dev.mutants import Mutant, mutants_of
from _dev.trials import POLICIES, Judge, Outcome, files_of, packages

_ACCEPTED = ROOT / "tests" / "mutants.yaml"
_COLUMNS = (*Outcome, "accepted")

Key = tuple[str, str, str, str]
"""File, rule, and the line before and after: what a mutant is known by."""


class _Tried(NamedTuple):
    """A mutant, and what became of it."""

    mutant: Mutant
    outcome: Outcome


@dataclass(slots=True)
class _Results:
    """What became of mutants in this run and, where a file of results says so, in an earlier one."""

    path: Path | None
    known: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                digest, outcome = json.loads(line)
                self.known[digest] = Outcome(outcome)

    def of(self, mutant: Mutant) -> Outcome | None:
        """Return what is known of a mutant; one that survived is tried again, as tests are added for it."""
        outcome = self.known.get(mutant.digest)
        return None if outcome is Outcome.SURVIVED else outcome

    def add(self, tried: _Tried) -> None:
        """Keep what became of a mutant."""
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([tried.mutant.digest, tried.outcome]) + "\n")


def main(arguments: list[str]) -> int:
    """Try mutants; return 1 if one survives without a reason, or a reason has lost its mutant.

    Raises:
        SetupError: a test or a case fails without any change.
    """
    options = _parser().parse_args(arguments)
    os.nice(options.nice)
    made = [mutant for file in _files(options.only) for mutant in mutants_of(POLICIES / file, file)]
    accepted = _accepted()
    tried = []
    for one in _try(_sample(made, options.seed, options.count), _Results(options.results), options.jobs):
        tried.append(one)
        if one.outcome is Outcome.SURVIVED and one.mutant.key not in accepted:
            print(one.mutant, flush=True)
        elif len(tried) % 100 == 0:
            print(f"{len(tried)} mutants", flush=True)
    print("\n".join(_table(tried, accepted)))
    stale = list(_stale(accepted, made, tried))
    for file, rule, before, after in stale:
        print(f"{_ACCEPTED.relative_to(ROOT)}: no survivor of {rule} in {file}:  {before}  ->  {after}")
    survived = [one for one in tried if one.outcome is Outcome.SURVIVED and one.mutant.key not in accepted]
    return int(bool(survived or stale))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__)
    parser.add_argument("--only", action="append", metavar="PATH", help="a part of policies/mwaa, such as lib/acls")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal samples")
    parser.add_argument("--count", type=int, help="how many mutants (default: all)")
    parser.add_argument("--results", type=Path, metavar="FILE", help="keep results there, and go on from what it holds")
    parser.add_argument("--jobs", type=int, default=1, help="how many are tried at the same time")
    parser.add_argument("--nice", type=int, default=10, help="how polite to be to what else runs")
    return parser


def _files(only: list[str] | None) -> list[str]:
    """Return the files to change."""
    wanted = [path.removeprefix("policies/").removeprefix("mwaa/").rstrip("/") for path in only or ()]
    files = [file for package in packages() for file in files_of(package)]
    return [file for file in files if not only or any(f"{file}/".startswith(f"{path}/") for path in wanted)]


def _sample(made: list[Mutant], seed: int, count: int | None) -> list[Mutant]:
    if count is None or count >= len(made):
        return made
    chosen = random.Random(seed).sample(range(len(made)), count)  # noqa: S311 - a sample, no secret
    return [made[index] for index in sorted(chosen)]


def _accepted() -> dict[Key, str]:
    """Return why mutants may survive."""
    found: dict[Key, str] = {}
    for entry in yaml.safe_load(_ACCEPTED.read_text(encoding="utf-8")) or ():
        for rule, before, after in entry["mutants"]:
            found[entry["file"], rule, before, after] = entry["why"]
    return found


def _try(mutants: Iterable[Mutant], results: _Results, jobs: int) -> Iterator[_Tried]:
    """Yield what becomes of each mutant, in their order."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(max_workers=jobs) as pool:
        waiting = []
        for mutant in mutants:
            known = results.of(mutant)
            waiting.append((mutant, known, None if known else pool.submit(_outcome, mutant, Path(folder))))
        for mutant, known, future in waiting:
            try:
                tried = _Tried(mutant, known or (future.result() if future else Outcome.SURVIVED))
            except SetupError:
                pool.shutdown(cancel_futures=True)
                raise
            if future:
                results.add(tried)
            yield tried


def _outcome(mutant: Mutant, folder: Path) -> Outcome:
    return _judge(mutant.file, folder).outcome(mutant.text)


@cache
def _judge(file: str, folder: Path) -> Judge:
    return Judge(file, folder)


def _table(tried: Iterable[_Tried], accepted: Iterable[Key]) -> Iterator[str]:
    """Yield the number of mutants by package and outcome; of the survivors, those with a reason apart."""
    rows: dict[str, Counter[str]] = {}
    for mutant, outcome in tried:
        fate = "accepted" if outcome is Outcome.SURVIVED and mutant.key in accepted else outcome.value
        rows.setdefault(str(Path(mutant.file).parent), Counter())[fate] += 1
    total = sum(rows.values(), Counter[str]())
    yield f"{'':32}{'mutants':>9}" + "".join(f"{name:>13}" for name in _COLUMNS)
    for name, row in (*rows.items(), ("all", total)):
        yield f"{name:32}{row.total():>9}" + "".join(f"{row[column] or '.':>13}" for column in _COLUMNS)


def _stale(accepted: Iterable[Key], made: Iterable[Mutant], tried: Iterable[_Tried]) -> Iterator[Key]:
    """Yield the reasons that no survivor needs: its mutant is not made any more, or is noticed."""
    there = {mutant.key for mutant in made}
    files = {mutant.file for mutant in made}
    judged = {one.mutant.key for one in tried}
    needed = {one.mutant.key for one in tried if one.outcome is Outcome.SURVIVED}
    for key in accepted:
        if key[0] in files and (key not in there or key in judged - needed):
            yield key
