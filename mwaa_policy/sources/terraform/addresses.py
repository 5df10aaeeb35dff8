"""Takes the addresses and references of Terraform apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

InstanceKey = str | int | None
"""What tells the instances of a resource or module apart: a `for_each` key, a `count` index, or nothing."""


class Key(NamedTuple):
    """A step of a reference in brackets, `[0]` or `["a"]`."""

    value: str | int


class ModuleStep(NamedTuple):
    """One module instance on the way from the root to a module."""

    name: str
    key: InstanceKey


ModulePath = tuple[ModuleStep, ...]
Step = str | Key

_STEP = re.compile(r'\.?(?P<name>[^.\[\]"]+)|\[(?P<index>\d+)\]|\["(?P<key>(?:[^"\\]|\\.)*)"\]')


@lru_cache(maxsize=4096)
def steps(text: str) -> tuple[Step, ...]:
    """Return the steps of a reference, `("aws_subnet", "s", Key(0), "id")` for `aws_subnet.s[0].id`."""
    return tuple(_step(found) for found in _STEP.finditer(text))


def _step(found: re.Match[str]) -> Step:
    if found["name"] is not None:
        return found["name"]
    if found["index"] is not None:
        return Key(int(found["index"]))
    return Key(unquote(found["key"]))


def unquote(text: str) -> str:
    """Return a quoted HCL string as plain text; its escapes are those of JSON, and doubled `$` and `%`."""
    try:
        plain = str(json.loads(f'"{text}"'))
    except ValueError:
        plain = text
    return plain.replace("$${", "${").replace("%%{", "%{")


def module_path(address: object) -> ModulePath:
    """Return the way to the module of an address, `module.a["x"].module.b`; the root's is empty."""
    return tuple(_modules(list(steps(address)))) if isinstance(address, str) else ()


def _modules(parts: list[Step]) -> Iterator[ModuleStep]:
    at = 0
    while at + 1 < len(parts) and parts[at] == "module":
        key = parts[at + 2] if at + 2 < len(parts) else None
        found = key.value if isinstance(key, Key) else None
        yield ModuleStep(str(parts[at + 1]), found)
        at += 2 if found is None else 3


def module_address(path: ModulePath) -> str:
    """Return the address of a module, empty for the root."""
    return ".".join(f"module.{name}{bracketed(key)}" for name, key in path)


def inside(path: ModulePath, local: str) -> str:
    """Return the name of something in a module as seen from the root, `module.a.var.x`."""
    return f"{module_address(path)}.{local}" if path else local


def place_of(path: ModulePath) -> str:
    """Return a module as words name it."""
    return module_address(path) or "the root module"


def bracketed(key: InstanceKey) -> str:
    """Return an instance key as it stands in an address."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


def longest(references: Iterable[object]) -> list[str]:
    """Return references without those that Terraform adds for each of their beginnings.

    The plan writes `aws_subnet.s[0].id` as itself, `aws_subnet.s[0]` and `aws_subnet.s`, each once: what comes again
    is named by itself.
    """
    kept: list[str] = []
    before = ""
    for reference in references:
        text = str(reference)
        if text and not _begins(before, text):
            kept.append(text)
        before = text
    return kept


def _begins(whole: str, part: str) -> bool:
    return whole.startswith(part) and whole[len(part) : len(part) + 1] in {".", "["}
