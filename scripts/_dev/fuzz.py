"""Tries generated networks, and shrinks a disagreement between policies and oracle to a case."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, Phase, given, seed, settings

from _dev import damaged
from mwaa_policy.catalog import load_catalog
from mwaa_policy.decision import Decision, Verdict
from mwaa_policy.engines import Engine, open_engine
from tests.oracle.check import SUBJECTS, DisagreementError, Generated, check
from tests.oracle.expected import judged_rules

_BATCH = 500


@dataclass(slots=True)
class _Progress:
    """What was tried so far."""

    tried: int = 0
    different: set[int] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)

    def add(self, generated: Generated) -> None:
        self.tried += 1
        self.different.add(hash(generated.network.to_json()))

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        return f"{self.tried} networks, {len(self.different)} of them different, {self.tried / seconds:.0f} a second"


@dataclass(slots=True)
class _Hits:
    """How often each rule gave each verdict: what was never said was not tried."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, decision: Decision) -> None:
        for rule, verdicts in decision.verdicts.items():
            self.counts.update((rule, verdict) for verdict in verdicts.values())

    def __str__(self) -> str:
        judged = judged_rules()
        lines = [f"{'':<24}" + "".join(f"{verdict:>16}" for verdict in get_args(Verdict))]
        for rule in load_catalog().rules:
            cells = "".join(f"{self.counts[rule, verdict] or '-':>16}" for verdict in get_args(Verdict))
            lines.append(f"{rule:<24}{cells}" + ("" if rule in judged else "  the oracle does not know it"))
        return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Try networks of one family or of all; return 1 after the first disagreement, which is printed as a case.

    With `--files`, damage the files of a folder instead.
    """
    options = _parser().parse_args(arguments)
    if options.files:
        numbers = range(options.first, options.first + options.count)
        return damaged.main(options.files, options.seed, numbers, options.keep)
    engine = open_engine("wasm")
    families = [options.family] if options.family else list(SUBJECTS)
    share = -(-options.count // len(families))
    hits = _Hits()
    found = sum(not _agree(engine, family, options.seed, share, hits) for family in families)
    print(hits, flush=True)
    return min(found, 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description="Tries generated networks, or damaged files.")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal networks, and equal damage")
    parser.add_argument("--count", type=int, default=2000, help="how many networks, of all families together, or files")
    parser.add_argument("--family", choices=list(SUBJECTS), help="one kind of mistakes; with ? something is not known")
    parser.add_argument("--files", type=Path, metavar="DIR", help="damage the files in a folder, instead of networks")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number of the first damaged file")
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path("dist/damaged"),
        metavar="DIR",
        help="where files go that are answered wrongly",
    )
    return parser


def _agree(engine: Engine, family: str, first_seed: int, count: int, hits: _Hits) -> bool:
    """Return whether no network of a family is judged differently; say so, or print the smallest one found."""
    progress = _Progress()

    def judge(generated: Generated) -> None:
        progress.add(generated)
        hits.add(check(engine, generated))

    for number, start in enumerate(range(0, count, _BATCH)):
        try:
            _try(judge, family, f"{first_seed} {number}", min(_BATCH, count - start))
        except DisagreementError as error:
            print(f"{family}: {progress}, and a disagreement (seed {first_seed}):\n{error}", flush=True)
            return False
        print(f"{family}: {progress}", flush=True)
    return True


def _try(judge: Callable[[Generated], None], family: str, seed_of_batch: str, count: int) -> None:
    @seed(seed_of_batch)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(SUBJECTS[family])
    def compare(generated: Generated) -> None:
        judge(generated)

    compare()
