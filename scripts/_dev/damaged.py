"""Tries damaged files: each gets an answer or one clear error, and to forget a fact is never a pass."""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

import yaml

from mwaa_policy import Report, check, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.report import Outcome, outcome
from tests.fixtures import damage

_SECONDS = 10
_BYTES = 1 << 30
"""What the memory of the process may hold of its own; an answer that needs more fails."""
_WORDS = 2000
"""How long an error may be."""
_EVERY = 1000
_TRIES = 400
"""How often a file that is answered wrongly is made smaller."""
_OPEN = (Outcome.FINDINGS, Outcome.UNDECIDED)


class _TooLongError(BaseException):
    """Time is up; the library, which turns exceptions into its own, does not see it."""


class _BrokenLawError(AssertionError):
    """An answer that must not be."""


@dataclass(frozen=True, slots=True)
class _Original:
    """A file, and what is said about it before it is damaged."""

    path: Path
    content: bytes
    text: str | None
    """Its value as JSON, if it can be read."""
    report: Report | None
    """What is said about it, if anything is."""


@dataclass(slots=True)
class _Tally:
    """What became of the files."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: float = 0
    started: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        tried, seconds = self.counts.total(), time.monotonic() - self.started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines = [f"{tried} files, {tried / seconds:.0f} a second, none took over {self.slowest:.2f} s, {peak:.0f} MB"]
        lines += [f"  {way:<10} {answer:<10} {self.counts[way, answer]:>8}" for way, answer in sorted(self.counts)]
        return "\n".join(lines)


def main(folder: Path, seed: int, numbers: range, keep: Path) -> int:
    """Try damaged files of a folder; return 1 if one was answered wrongly, and keep each of these.

    A number stands for the same damage in every run with the seed.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (_BYTES, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    signal.signal(signal.SIGALRM, _stop)
    originals = list(_originals(folder))
    if not originals:
        sys.exit(f"scripts/fuzz: {folder} holds no file")
    print(f"{len(originals)} files, {sum(one.report is not None for one in originals)} of them with an answer")
    tally, found = _Tally(), 0
    for number in numbers:
        found += not _try(originals, seed, number, keep, tally)
        if (number + 1) % _EVERY == 0:
            print(tally, flush=True)
    print(f"{tally}\n{found} answered wrongly{f', kept in {keep}' if found else ''}")
    return min(found, 1)


def _originals(folder: Path) -> Iterator[_Original]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        try:
            text = json.dumps(read_document(content, name=path.name).value())
            report = _judged(content)
        except InputError:
            text, report = None, None
        yield _Original(path, content, text, report)


def _judged(content: bytes) -> Report:
    return check(read_document(content, name="it"), fixes=False)


def _try(originals: list[_Original], seed: int, number: int, keep: Path, tally: _Tally) -> bool:
    """Damage one file and return whether what is said about it may be said; keep it otherwise."""
    chance = damage.dice(seed, number)
    original = chance.choice(originals)
    way, content = _damaged(original, chance)
    started = time.monotonic()
    answer, fault = _answer(original, way, content)
    tally.slowest = max(tally.slowest, time.monotonic() - started)
    tally.counts[way, answer] += 1
    if fault is None:
        return True
    if way != "forget":
        content = _shrunk(content, lambda less: _is_same(fault, _answer(original, way, less)[1]))
    keep.mkdir(parents=True, exist_ok=True)
    name = f"{seed}-{number}-{original.path.name}"
    (keep / name).write_bytes(content)
    (keep / f"{name}.txt").write_text(f"{way} of {original.path}\n{fault}\n", encoding="utf-8")
    print(f"{number}: {way} of {original.path}: {fault.splitlines()[-1]:.300}", flush=True)
    return False


def _damaged(original: _Original, chance: random.Random) -> tuple[str, bytes]:
    """Return the way in which a file is damaged, and what it is then."""
    way = chance.choice(["bytes", "structure", "forget"]) if original.text else "bytes"
    content, times = original.content, chance.choice([1, 1, 2, 4])
    if way == "bytes":
        for _ in range(times):
            content = damage.damage_bytes(content, chance)
        return way, content
    value = json.loads(original.text or "")
    if way == "forget" and original.report and damage.forget(original.report.source.kind, value, chance):
        return way, json.dumps(value).encode()
    for _ in range(times):
        damage.damage_structure(value, chance)
    return "structure", json.dumps(value).encode()


def _answer(original: _Original, way: str, content: bytes) -> tuple[str, str | None]:
    """Return what is said about a file, and what is wrong with that."""
    signal.alarm(_SECONDS)
    try:
        report = _judged(content)
        _check_report(original, way, content, report)
    except InputError as error:
        told = str(error)
        fault = None if 0 < len(told) <= _WORDS else f"an error of {len(told)} letters: {told!r}"
        return "refused", fault
    except (Exception, _TooLongError) as error:  # noqa: BLE001 - whatever it is, it is a finding
        return "wrong", "".join(traceback.format_exception(error))
    finally:
        signal.alarm(0)
    return outcome(report).name.lower(), None


def _check_report(original: _Original, way: str, content: bytes, report: Report) -> None:
    """Refuse an answer about what nobody can read, and one that is better as less is known.

    A check that was not proven to pass does not pass once a fact is forgotten; `damage.forget` tells what is one.
    """
    if way == "bytes" and not _is_readable(content):
        raise _BrokenLawError("what is neither JSON nor YAML has an answer")
    if way != "forget" or original.report is None:
        return
    before, now = outcome(original.report), outcome(report)
    if before in _OPEN and now == Outcome.PROVEN:
        raise _BrokenLawError(f"forgotten, and what was {before.name} is {now.name}")
    hidden = {(one.rule, one.subject) for one in original.report.findings}
    hidden |= {(one.rule, one.subject) for one in original.report.undecided}
    passed = [f"{one.rule} of {one.subject}" for one in report.passed if (one.rule, one.subject) in hidden]
    if passed:
        raise _BrokenLawError(f"forgotten, and now these pass: {', '.join(passed)}")


def _is_readable(content: bytes) -> bool:
    """Return whether the parsers of others take bytes for JSON or YAML."""
    try:
        # Not composed: YAML lets an anchor be given again, and the composer does not.
        for _ in yaml.parse(content, yaml.CSafeLoader):
            pass
    except (yaml.YAMLError, ValueError):
        try:
            json.loads(content)
        except ValueError:
            return False
    return True


def _is_same(fault: str, other: str | None) -> bool:
    """Return whether two faults are one: the same error from the same line."""
    return other is not None and fault.splitlines()[-3:-1] == other.splitlines()[-3:-1]


def _shrunk(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Return the smallest document found that fails still."""
    try:
        json.loads(content)
    except ValueError:
        return _of_fewer_bytes(content, fails)
    return _of_fewer_members(content, fails)


def _of_fewer_bytes(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    tries, size = 0, len(content) // 2
    while size and tries < _TRIES:
        for start in reversed(range(0, len(content), size)):
            less = content[:start] + content[start + size :]
            tries += 1
            if tries < _TRIES and fails(less):
                content = less
        size //= 2
    return content


def _of_fewer_members(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    tries, at = 0, 0
    while tries < _TRIES:
        value = json.loads(content)
        places = list(damage.paths(value))[1:]
        if at >= len(places):
            break
        *way, key = places[at]
        del damage.part(value, tuple(way))[key]
        less = json.dumps(value).encode()
        tries += 1
        if fails(less):
            content = less
        else:
            at += 1
    return content


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _TooLongError(f"no answer after {_SECONDS} s")
