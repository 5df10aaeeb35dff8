"""Measures whole commands and warm evaluations, and prints them as ratios."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from _dev.environment import ROOT
from mwaa_policy.engines import Engine, open_engine
from mwaa_policy.model import Inventory
from tests.fixtures.networks import private
from tests.fixtures.opa import opa_server
from tests.fixtures.rename import beside, renamed

_BASELINE = "from pydantic import BaseModel; import yaml"
_TEMPLATE = str(ROOT / "examples" / "cloudformation" / "good.yaml")
_EVAL = (sys.executable, "-m", "mwaa_policy", "eval", _TEMPLATE)
_RUNS = 15
_SIZES = (1, 10, 100, 1_000)


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    mebibytes: float


def main() -> int:
    """Print every figure; return 0, since a figure is to be looked at and not a test."""
    for line in (*_cold(), *_warm(), *_scale()):
        print(line, flush=True)
    return 0


def _cold() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        cache = {**os.environ, "XDG_CACHE_HOME": folder}
        baseline = _least((sys.executable, "-c", _BASELINE), cache)
        first = _first_ever(cache, Path(folder))
        later = _least(_EVAL, cache)
    yield f"cold start   python -c {_BASELINE!r}: {_ms(baseline.seconds)}, {baseline.mebibytes:.0f} MiB"
    yield (
        f"             eval of one template, warm cache: {_ms(later.seconds)}, {later.mebibytes:.0f} MiB"
        f" = {later.seconds / baseline.seconds:.2f} times that (at most 2.0, under 80 MB)"
    )
    yield (
        f"             the first run ever, with compilation: {_ms(first.seconds)}"
        f" = {first.seconds / later.seconds:.1f} times a later one (at most 5)"
    )


def _first_ever(environment: dict[str, str], cache: Path) -> Cost:
    costs = []
    for _ in range(3):
        for left in cache.iterdir():
            shutil.rmtree(left)
        costs.append(_run(_EVAL, environment))
    return min(costs)


def _warm() -> Iterator[str]:
    inventory = private()
    with opa_server("-b", str(ROOT / "bundles" / "mwaa-policy.tar.gz")) as url:
        embedded = _median(open_engine("wasm"), inventory)
        served = _median(open_engine(url), inventory)
    yield (
        f"warm         one environment: Wasm {_ms(embedded)}, OPA server on loopback {_ms(served)}"
        f" = {served / embedded:.1f} times as long (at least 5)"
    )


def _scale() -> Iterator[str]:
    engine, one = open_engine("wasm"), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            inventory = beside(*(renamed(private(), f"{number:04}-") for number in range(size)))
            seconds = _time(lambda: engine.evaluate(inventory))  # noqa: B023 - called at once
            one = one or seconds
            path = Path(folder) / f"{size}.json"
            path.write_bytes(inventory.to_json())
            cost = _run((sys.executable, "-m", "mwaa_policy", "eval", str(path)), dict(os.environ))
            document = path.stat().st_size / 2**20
            yield (
                f"scale        {size:>5} environments ({document:5.1f} MiB): evaluation {_ms(seconds / size)} each"
                f" = {seconds / size / one:.2f} of one alone; eval of the document {cost.seconds:.2f} s,"
                f" {cost.mebibytes:.0f} MiB"
            )


def _least(command: tuple[str, ...], environment: dict[str, str]) -> Cost:
    _run(command, environment)
    return min(_run(command, environment) for _ in range(_RUNS))


def _run(command: tuple[str, ...], environment: dict[str, str]) -> Cost:
    """Return the cost of a whole process, its memory as the kernel counts it."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_maxrss / 1024)


def _median(engine: Engine, inventory: Inventory) -> float:
    engine.evaluate(inventory)
    return statistics.median(_time(lambda: engine.evaluate(inventory)) for _ in range(_RUNS))


def _time(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
