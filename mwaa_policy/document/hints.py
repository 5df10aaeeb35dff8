"""The likely mistakes behind text that cannot be read."""

from __future__ import annotations

import re

__all__ = ["TEMPLATE", "is_template", "likely_mistake", "python_repr"]

TEMPLATE = "this looks like a template (Jinja, Helm, …): render it first"
# Patterns are compiled when a text cannot be read, not with every start.
_HCL = r"(?m)^[ \t]*+(?:resource|data|module|variable|provider|output|terraform|locals)\b[^\n:=]*\{"
_CDK = r"(?m)^[ \t]*+(?:import|from|const)\b[^\n]*(?:aws-cdk-lib|\baws_cdk\b|@aws-cdk/|software\.amazon\.awscdk)"
_SOURCES = (
    (_HCL, "this looks like HCL: give the plan, `terraform plan -out=PLAN && terraform show -json PLAN`"),
    (_CDK, "this looks like a CDK app: give the template, STACK.template.json, which `cdk synth` writes to cdk.out"),
)
_CONFLICT = r"(?m)^(?:<{7}|>{7}) "
_PYTHON = r"\bdatetime\.datetime\(|[:\[,] None *[,}\]]"
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
    if re.search(_CONFLICT, head) or re.match(_CONFLICT, line):
        return "there are marks of an unresolved merge conflict"
    if source := next((hint for pattern, hint in _SOURCES if re.search(pattern, head)), None):
        return source
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
    return text.lstrip()[:2] in {"{'", "[{"} and re.search(_PYTHON, text[:_WINDOW]) is not None
