"""Makes mutants of a policy: the text with one expression, constant, branch or rule changed.

Where expressions begin and end is what OPA's parser says, so a mutant is made of the syntax; and
it is an edit of the text, so the rest of the file stays as people wrote it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from _dev import rego

_FLIPPED: Mapping[str, tuple[str, ...]] = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "|": ("&",),
    "&": ("|",),
}
# Which operands may stand alone: the difference of two sets is not the second.
_KEPT: Mapping[str, tuple[int, ...]] = {"|": (1, 2), "&": (1, 2), "-": (1,)}
# A constant is swapped for one that could stand in its place; any other text for one that stands nowhere.
_SWAPPED: Mapping[str, str] = {
    "yes": "no",
    "no": "yes",
    "unknown": "yes",
    "pass": "fail",
    "fail": "pass",
    "undecided": "pass",
    "not_applicable": "pass",
    "allow": "deny",
    "deny": "allow",
    "Allow": "Deny",
    "Deny": "Allow",
    "ingress": "egress",
    "egress": "ingress",
    "public": "private",
    "private": "public",
    "6": "17",
    "-1": "6",
}
# What holds for certain, and what may hold; the last of two, and the first.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "known.is": ("known.may_be",),
    "known.may_be": ("known.is",),
    "logic.all_of": ("logic.any_of",),
    "logic.any_of": ("logic.all_of",),
    "max": ("min",),
    "min": ("max",),
}
_DECLARATIONS = frozenset({"assign", "eq"})


class Mutant(NamedTuple):
    """A file with one change."""

    file: str
    """The file, by its path in `policies/mwaa`."""
    rule: str
    """The name of the rule that is changed."""
    kind: str
    """What kind of change it is."""
    line: int
    """Where it begins, from 1."""
    before: str
    """The line, or the first of the lines, that it changes."""
    after: str
    """What becomes of it."""
    text: str
    """The whole file after the change."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the mutant is known by while lines move."""
        return self.file, self.rule, self.before, self.after

    @property
    def digest(self) -> str:
        """What tells it from every other mutant of any version of the file."""
        return hashlib.sha256(f"{self.file}\n{self.text}".encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before}  ->  {self.after}"


class _Change(NamedTuple):
    kind: str
    start: int
    end: int
    text: str


class _Source:
    """A text, and the places in it that the parser tells."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]

    def span(self, node: Mapping[str, Any]) -> tuple[int, int]:
        """Return where a node begins and ends."""
        start = self._starts[node["location"]["row"] - 1] + node["location"]["col"] - 1
        wanted = _said(node)
        # Of what stands in parentheses, the parser may tell a place behind the first of them.
        for place in range(start, start - 4, -1):
            if self.text.startswith(wanted, place):
                return place, place + len(wanted)
        raise rego.RegoError(f"opa parse: {wanted!r} is not where it is said to be")

    def mutant(self, file: str, rule: str, change: _Change) -> Mutant:
        """Return the file after a change."""
        text = self.text[: change.start] + change.text + self.text[change.end :]
        first = self.text.rfind("\n", 0, change.start) + 1
        last = (self.text + "\n").index("\n", change.end)
        return Mutant(
            file=file,
            rule=rule,
            kind=change.kind,
            line=self.text.count("\n", 0, first) + 1,
            before=_shown(self.text[first:last]),
            after=_shown(text[first : last + len(text) - len(self.text)]),
            text=text,
        )


def mutants_of(path: Path, file: str) -> list[Mutant]:
    """Return every mutant of a policy, in the order of the text."""
    source, rules = _Source(path.read_text(encoding="utf-8")), rego.parse(path)["rules"]
    clauses = Counter(_name(rule) for rule in rules)
    made = {
        (change.start, change.end, change.text): source.mutant(file, _name(rule), change)
        for rule in rules
        for change in (*_clauses(source, rule, clauses[_name(rule)]), *_changes(source, rule))
    }
    return [made[place] for place in sorted(made)]


def _said(node: Mapping[str, Any]) -> str:
    """Return how a node is written."""
    return base64.b64decode(node["location"]["text"]).decode()


def _shown(text: str) -> str:
    """Return lines as one: the first of several, without its indentation."""
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    return lines[0] if len(lines) == 1 else f"{lines[0]} …"


def _name(rule: Mapping[str, Any]) -> str:
    return str(rule["head"]["ref"][0]["value"])


def _clauses(source: _Source, rule: Mapping[str, Any], clauses: int) -> Iterator[_Change]:
    """Drop a rule, where its name stays without it: one of several, or one that adds to a set."""
    if not rule.get("default") and (clauses > 1 or "key" in rule["head"]):
        yield _Change("drop a rule", *source.span(rule), "")


def _changes(source: _Source, node: object) -> Iterator[_Change]:
    """Yield the changes of a node and of all that it holds."""
    if isinstance(node, list):
        for part in node:
            yield from _changes(source, part)
    elif isinstance(node, dict):
        if "location" in node:  # otherwise the parser made it up
            yield from _own_changes(source, node)
        for name, part in node.items():
            if name not in {"location", "annotations", "ref"}:
                yield from _changes(source, part)


def _own_changes(source: _Source, node: Mapping[str, Any]) -> Iterator[_Change]:
    """Yield the changes of a node itself."""
    if "index" in node:
        yield from _conditions(source, node)
    if "else" in node:
        yield from _branches(source, node["else"])
    operation = node.get("terms") if "index" in node else node.get("value") if node.get("type") == "call" else None
    if isinstance(operation, list):
        yield from _operators(source, node, operation)
    if node.get("type") in _CONSTANTS:
        yield from _CONSTANTS[node["type"]](source, node)
    if node.get("type") == "set":
        yield from _members(source, node["value"])


def _conditions(source: _Source, expression: Mapping[str, Any]) -> Iterator[_Change]:
    """Drop a condition, or ask for its contrary. One that gives a variable its value is none."""
    words, terms = _said(expression), expression["terms"]
    if words.startswith("some ") or _is_implied(words, terms) or _declares(terms):
        return
    start, end = source.span(expression)
    yield _Change("drop a condition", start, end, "true")
    if expression.get("negated"):
        yield _Change("negate", start, end, words.removeprefix("not").lstrip())
    elif not words.startswith("every ") and not (isinstance(terms, list) and _said(terms[0]) in _FLIPPED):
        yield _Change("negate", start, end, f"not {words}")


def _is_implied(words: str, terms: object) -> bool:
    """Return whether the parser made up the expression, as it does for a rule without conditions."""
    return isinstance(terms, dict) and terms.get("type") == "boolean" and words not in {"true", "false"}


def _declares(terms: object) -> bool:
    return isinstance(terms, list) and terms[0]["value"][0]["value"] in _DECLARATIONS


def _branches(source: _Source, branch: Mapping[str, Any]) -> Iterator[_Change]:
    """Drop one branch of an else-chain, and keep those behind it."""
    start, end = source.span(branch)
    yield _Change("drop a branch", start, source.span(branch["else"])[0] if "else" in branch else end, "")


def _operators(source: _Source, node: Mapping[str, Any], operation: list[Mapping[str, Any]]) -> Iterator[_Change]:
    """Flip an operator or keep one of its operands, or call another function."""
    operator = _said(operation[0])
    for other in _CALLED.get(operator, ()):
        yield _Change("call another function", *source.span(operation[0]), other)
    for other in _FLIPPED.get(operator, ()):
        yield _Change("flip an operator", *source.span(operation[0]), other)
    for index in _KEPT.get(operator, ()):
        yield _Change("drop an operand", *source.span(node), _said(operation[index]))


def _text(source: _Source, node: Mapping[str, Any]) -> Iterator[_Change]:
    """Swap a text; the names of attributes are texts without quotes."""
    if _said(node).startswith('"'):
        other = _SWAPPED.get(node["value"], f"{node['value']}~")
        yield _Change("swap a constant", *source.span(node), json.dumps(other, ensure_ascii=False))


def _number(source: _Source, node: Mapping[str, Any]) -> Iterator[_Change]:
    if _said(node).isdigit():
        yield _Change("swap a constant", *source.span(node), str(node["value"] + 1))


def _boolean(source: _Source, node: Mapping[str, Any]) -> Iterator[_Change]:
    if _said(node) in {"true", "false"}:
        yield _Change("swap a constant", *source.span(node), json.dumps(not node["value"]))


def _null(source: _Source, node: Mapping[str, Any]) -> Iterator[_Change]:
    yield _Change("swap a constant", *source.span(node), "false")


_CONSTANTS = {"string": _text, "number": _number, "boolean": _boolean, "null": _null}


def _members(source: _Source, members: list[Mapping[str, Any]]) -> Iterator[_Change]:
    """Drop a member of a set that has others. A constant is swapped instead, which drops it too."""
    if len(members) > 1:
        spans = sorted(source.span(member) for member in members)
        for member in members:
            if member["type"] not in _CONSTANTS:
                index = spans.index(source.span(member))
                start, end = spans[index]
                follows = index + 1 < len(spans)
                cut = (start, spans[index + 1][0]) if follows else (spans[index - 1][1], end)
                yield _Change("drop a member", *cut, "")
