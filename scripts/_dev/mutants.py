"""Makes mutants of Rego: one small change each, such as somebody might make by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_COMPARISONS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_CONSTANTS = {
    "yes": "no",
    "no": "yes",
    "unknown": "yes",
    "pass": "fail",
    "fail": "pass",
    "undecided": "pass",
    "not_applicable": "pass",
    "allow": "deny",
    "deny": "allow",
    "ingress": "egress",
    "egress": "ingress",
}
_SWAPS = {
    "known.is(": "known.is_not(",
    "known.is_not(": "known.is(",
    "known.has(": "known.missing(",
    "known.missing(": "known.has(",
    "known.one_of(": "known.none_of(",
    "known.none_of(": "known.one_of(",
    "known.may_be(": "known.is(",
    "known.yes(": "known.no(",
    "known.no(": "known.yes(",
    "logic.all_of(": "logic.any_of(",
    "logic.any_of(": "logic.all_of(",
    "min(": "max(",
    "max(": "min(",
    " | ": " & ",
}
_COMPARISON = re.compile(r" (==|!=|<=|>=|<|>) ")
_CONSTANT = re.compile(r'"([a-z_]+)"')
_NUMBER = re.compile(r"(?<![\w.\"/])(\d{1,5})(?![\w.\"])")
_FLAG = re.compile(r"\b(true|false)\b")
_NOT = re.compile(r"^\s*(not )")
_HEAD = re.compile(r"^(default )?([a-z_][\w.]*)")


class Mutant(NamedTuple):
    """A file with one change."""

    path: Path
    line: int
    """Where, from 1."""
    before: str
    after: str
    """The line; empty when it is gone."""
    text: str
    """The whole file."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before.strip()}  ->  {self.after.strip() or '(gone)'}"


def mutants(path: Path, root: Path) -> Iterator[Mutant]:
    """Give every mutant of a file: comparisons flipped, constants swapped, conditions and clauses dropped."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    where = path.relative_to(root)
    for index, line in enumerate(lines):
        if line.lstrip().startswith(("#", "import ", "package ")) or not line.strip():
            continue
        for changed in dict.fromkeys(_changed(line)):
            yield Mutant(where, index + 1, line, changed, "".join([*lines[:index], changed, *lines[index + 1 :]]))
    for first, last in _clauses(lines):
        text = "".join([*lines[:first], *lines[last:]])
        yield Mutant(where, first + 1, lines[first], "", text)


def _changed(line: str) -> Iterator[str]:
    for found in _COMPARISON.finditer(line):
        yield line[: found.start(1)] + _COMPARISONS[found[1]] + line[found.end(1) :]
    for found in _CONSTANT.finditer(line):
        if found[1] in _CONSTANTS:
            yield line[: found.start(1)] + _CONSTANTS[found[1]] + line[found.end(1) :]
    for found in _NUMBER.finditer(line):
        yield line[: found.start(1)] + str(int(found[1]) + 1) + line[found.end(1) :]
    for found in _FLAG.finditer(line):
        yield line[: found.start(1)] + ("false" if found[1] == "true" else "true") + line[found.end(1) :]
    for old, new in _SWAPS.items():
        at = line.find(old)
        if at >= 0 and (old[0] == " " or not line[at - 1].isalnum()):
            yield line[:at] + new + line[at + len(old) :]
    found_not = _NOT.match(line)
    if found_not:
        yield line[: found_not.start(1)] + line[found_not.end(1) :]
    if _is_condition(line):
        yield ""


def _is_condition(line: str) -> bool:
    """Return whether a line is a whole expression in a body, which may be dropped."""
    text = line.strip()
    closed = all(text.count(one) == text.count(other) for one, other in ("()", "[]", "{}"))
    return line.startswith("\t") and closed and ":=" not in text and not text.startswith(("some ", '"', "}", "]", ")"))


def _clauses(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give the clauses of what has several, as ranges of lines."""
    starts = [
        index for index, line in enumerate(lines) if _HEAD.match(line) and not line.startswith(("import", "package"))
    ]
    names = [_name_of(lines[index]) for index in starts]
    for position, start in enumerate(starts):
        if names.count(names[position]) > 1:
            end = next((index for index in range(start + 1, len(lines)) if not lines[index].strip()), len(lines))
            yield start, end


def _name_of(line: str) -> str:
    found = _HEAD.match(line)
    return found[2] if found else ""
