"""Measures whole commands and warm evaluations, and prints them as ratios.

Whole commands run in an environment of their own, into which pip has installed the package as it
does for a user: with bytecode, which an editable checkout may lack, and with nothing of a
developer beside it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from _dev.environment import ROOT, SCRIPTS
from mwaa_policy.engines import Engine, open_engine
from mwaa_policy.model import Inventory
from tests.fixtures.large_plan import large_plan
from tests.fixtures.networks import private, public
from tests.fixtures.opa import opa_server
from tests.fixtures.rename import beside, renamed
from tests.fixtures.worst import ENTRIES, GROUPS, RULES, worst

_BASELINE = "from pydantic import BaseModel; import yaml"
_READ = "import sys; from mwaa_policy.sources.detect import read_inputs; kept = read_inputs(sys.argv[1:])"
_NORMALIZE = "import sys, mwaa_policy; kept = mwaa_policy.normalize(*sys.argv[1:])"
_LOAD = "import json, sys; json.load(open(sys.argv[1]))"
_TEMPLATE = str(ROOT / "examples" / "cloudformation" / "good.yaml")
_RUNS = 15
# Before it becomes another program, a process has the memory of the one that starts it, and the kernel
# counts that: so a small one starts what is measured.
_LAUNCHER = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
_SIZES = (1, 10, 100, 1_000)
_PLANS = {270: 1, 2_700: 10, 27_000: 100}
"""Environments of plans of so many resources."""
_TYPICAL = 2_700
"""Resources of a plan of a size that people have."""
_TELLING = 0.5
"""MiB of a document from which on the memory of a process tells what it takes, and not how pages fall."""


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    mebibytes: float


class Scale(NamedTuple):
    """What documents of one size take."""

    evaluation: float
    """Seconds for each environment, in a process that is warm."""
    whole: float
    """Seconds for the whole command."""
    document: float
    """MiB of the document."""
    peaks: list[float]
    """MiB of processes that read it, that make the inventory too, and that judge it."""


class Installed(NamedTuple):
    """An environment with the package, as a user has it."""

    programs: Path
    variables: dict[str, str]
    """The variables of its processes."""

    def python(self, text: str) -> tuple[str, ...]:
        """Return the command that runs a line of Python."""
        return str(self.programs / "python"), "-c", text

    def evaluation(self, document: str) -> tuple[str, ...]:
        """Return the command that judges a document."""
        return str(self.programs / "mwaa-policy"), "eval", document


def main() -> int:
    """Print every figure; return 0, since a figure is to be looked at and not a test."""
    with tempfile.TemporaryDirectory() as folder:
        installed = _install(Path(folder))
        for line in (
            *_cold(installed, Path(folder, "cache")),
            *_warm(),
            *_worst(),
            *_scale(installed),
            *_plans(installed),
        ):
            print(line, flush=True)
    return 0


def _install(folder: Path) -> Installed:
    """Install the package, in the versions of its dependencies that are tested."""
    venv.create(folder / "environment", with_pip=False)
    programs = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    pip = (sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet")
    options = ("--disable-pip-version-check", "--constraint", str(SCRIPTS / "constraints.txt"))
    subprocess.run((*pip, *options, str(ROOT)), check=True, env=variables)
    return Installed(programs, {**variables, "XDG_CACHE_HOME": str(folder / "cache")})


def _cold(installed: Installed, cache: Path) -> Iterator[str]:
    first = _first_ever(installed, cache)
    baseline, later = _least_of_both(
        installed.python(_BASELINE), installed.evaluation(_TEMPLATE), environment=installed.variables
    )
    yield f"cold start   python -c {_BASELINE!r}: {_ms(baseline.seconds)}, {baseline.mebibytes:.0f} MiB"
    yield (
        f"             eval of one template, warm cache: {_ms(later.seconds)}, {later.mebibytes:.0f} MiB"
        f" = {later.seconds / baseline.seconds:.2f} times that (at most 2.0, under 80 MB)"
    )
    yield (
        f"             the first run ever, with compilation: {_ms(first.seconds)}"
        f" = {first.seconds / later.seconds:.1f} times a later one (at most 5)"
    )


def _first_ever(installed: Installed, cache: Path) -> Cost:
    costs = []
    for _ in range(3):
        shutil.rmtree(cache, ignore_errors=True)
        costs.append(_run(installed.evaluation(_TEMPLATE), installed.variables))
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


def _worst() -> Iterator[str]:
    engine = open_engine("wasm")
    small = _median(engine, public())
    for fate, denied in (("allowed", False), ("denied", True)):
        large = _median(engine, worst(denied=denied))
        yield (
            f"worst        {ENTRIES} ACL entries each way, {GROUPS} groups of {RULES} rules each way, the rest {fate}:"
            f" {_ms(large)} (at most 50) = {large / small:.1f} times as long as with the page's"
        )


def _scale(installed: Installed) -> Iterator[str]:
    engine, first = open_engine("wasm"), None
    engine.evaluate(private())
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            inventory = beside(*(renamed(private(), f"{number:04}-") for number in range(size)))
            seconds = _time(lambda: engine.evaluate(inventory)) / size  # noqa: B023 - called at once
            path = Path(folder) / f"{size}.json"
            path.write_bytes(inventory.to_json())
            costs = [_run(command, installed.variables) for command in _stages(installed, str(path))]
            found = Scale(seconds, costs[-1].seconds, path.stat().st_size / 2**20, [one.mebibytes for one in costs])
            first = first or found
            yield (
                f"scale        {size:>5} environments ({found.document:5.1f} MiB): evaluation {_ms(seconds)} each"
                f" = {seconds / first.evaluation:.2f} of one alone; eval of the document {found.whole:.2f} s,"
                f" {found.peaks[-1]:.0f} MiB"
            )
            if found.document > _TELLING:
                yield _beyond(found, first)


def _plans(installed: Installed) -> Iterator[str]:
    """Measure Terraform plans beside what only parses them."""
    with tempfile.TemporaryDirectory() as folder:
        for resources, environments in _PLANS.items():
            path = Path(folder) / f"{resources}.json"
            path.write_text(json.dumps(large_plan(environments, resources)))
            commands = (*installed.python(_LOAD), str(path)), installed.evaluation(str(path))
            loaded, whole = _least_of_both(*commands, environment=installed.variables, runs=3)
            size = path.stat().st_size / 2**20
            bound = " (at most 1 s, 250 MB)" if resources == _TYPICAL else ""
            yield (
                f"plan         {resources:>5} resources, {environments} environments ({size:.1f} MiB):"
                f" eval {whole.seconds:.2f} s, {whole.mebibytes:.0f} MiB{bound}"
                f" = {whole.seconds / loaded.seconds:.1f} times python -c 'json.load(…)'"
            )


def _stages(installed: Installed, document: str) -> Iterator[tuple[str, ...]]:
    """Return commands that go further and further with a document."""
    yield *installed.python(_READ), document
    yield *installed.python(_NORMALIZE), document
    yield installed.evaluation(document)


def _beyond(found: Scale, first: Scale) -> str:
    """Return how the memory grows with the document, each stage in multiples of its size."""
    more = found.document - first.document
    grown = [(peak - least) / more for peak, least in zip(found.peaks, first.peaks, strict=True)]
    read, normalized, evaluated = (after - before for before, after in pairwise((0.0, *grown)))
    return (
        f"             memory grows by {grown[-1]:.1f} times the document: its text and value {read:.1f},"
        f" inventory and provenance {normalized:.1f} (at most 6), evaluation and report {evaluated:.1f} (at most 3)"
    )


def _least_of_both(*commands: tuple[str, ...], environment: dict[str, str], runs: int = _RUNS) -> list[Cost]:
    """Return the least cost of each command; they take turns, so that what slows the machine slows all."""
    costs = [[_run(command, environment) for command in commands] for _ in range(1 + runs)]
    return [min(column) for column in zip(*costs[1:], strict=True)]


def _run(command: tuple[str, ...], environment: dict[str, str]) -> Cost:
    """Return the cost of a whole process, its memory as the kernel counts it."""
    launcher = (sys.executable, "-I", "-S", "-c", _LAUNCHER, *command)
    told = subprocess.run(launcher, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    if told.returncode:
        sys.exit(f"{' '.join(command)} ended with status {told.returncode}: {told.stderr.strip()}")
    seconds, kibibytes = told.stdout.split()
    return Cost(float(seconds), int(kibibytes) / 1024)


def _median(engine: Engine, inventory: Inventory) -> float:
    engine.evaluate(inventory)
    return statistics.median(_time(lambda: engine.evaluate(inventory)) for _ in range(_RUNS))


def _time(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
