"""The likely mistakes behind text that cannot be read."""

from __future__ import annotations

import re

__all__ = ["TEMPLATE", "is_template", "likely_mistake", "python_repr"]

TEMPLATE = "this looks like a template (Jinja, Helm, …): render it first"
_HCL = re.compile(
    r"^[ \t]*+(?:resource|data|module|variable|provider|output|terraform|locals)\b[^\n:=]*\{", re.MULTILINE
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_PYTHON = re.compile(r"\bdatetime\.datetime\(|[:\[,] None *[,}\]]")
_PROBLEMS = (
    ("mapping values are not allowed", "put text that holds ': ' in quotes, or check the indentation"),
    ("cannot start any token", "put text that begins with this character in quotes"),
    ("did not find expected key", "check the indentation, and quotes inside text"),
    ("found unexpected end of stream", "a closing quote is missing"),
)
_WINDOW = 100_000


def likely_mistake(text: str, offset: int, problem: str = "") -> str | None:
    """Return what the author of the text probably did wrong, if it shows.

    Args:
        text: The text.
        offset: Where it stopped making sense.
        problem: What the parser calls it.
    """
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text[start : start + 1000]
    head = text[:_WINDOW]
    if _CONFLICT.search(head) or _CONFLICT.match(line):
        return "there are marks of an unresolved merge conflict"
    if _HCL.search(head):
        return "this looks like HCL: give the plan (terraform show -json)"
    if "\t" in line[: len(line) - len(line.lstrip()) + 1]:
        return "YAML allows no tab as indentation: use spaces"
    if is_template(text, offset) or re.search(r"\{\{|\{%", line):
        return TEMPLATE
    if head.lstrip().startswith("<"):
        return "this looks like XML or HTML"
    return next((hint for part, hint in _PROBLEMS if part in problem), None)


def is_template(text: str, offset: int) -> bool:
    """Return whether a template language has its mark at an offset."""
    return text.startswith(("{{", "{%"), max(offset - 1, 0)) or text.startswith(("{{", "{%"), offset)


def python_repr(text: str) -> bool:
    """Return whether text looks like what Python prints, not what it dumps."""
    return text.lstrip()[:2] in {"{'", "[{"} and _PYTHON.search(text[:_WINDOW]) is not None
