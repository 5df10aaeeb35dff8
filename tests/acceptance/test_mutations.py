"""Hundreds of ways to damage the examples: none is a crash, and none makes the broken network good."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import api
from mwaa_policy.document import load_path, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.report import outcome

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ["cloudformation/broken.yaml", "terraform/broken/plan.json", "responses/broken.json"]
SEED = 20261124
STRUCTURAL = 100
TEXTUAL = 60
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    70000,
    1.5,
    10**30,
    "",
    "x",
    "10.0.0.0/99",
    "::/0",
    "${a}",
    "é\n\u0000",
    [],
    {},
    [[]],
    [None],
    [{}],
    ["a", "a"],
    {"Ref": "Vpc"},
    {"Ref": "Nope"},
    {"Ref": 5},
    {"Fn::GetAtt": ["Vpc", "X"]},
    {"Fn::If": ["c", 1, 2]},
    {"Fn::If": []},
    {"Fn::Sub": "${Vpc}-${Nope}"},
    {"Fn::Select": [9, [1]]},
    {"Fn::Join": ["", [{"Ref": "Vpc"}, 5]]},
    {"Fn::Cidr": ["10.0.0.0/16", 9, 99]},
    {"Fn::FindInMap": ["a", "b", "c"]},
    {"Fn::ForEach::a": ["x", ["a"], {}]},
]
BITS = [b"", b"\0", b"\xff", b"{", b"}", b"[", b'"', b": ", b"- ", b"\n", b"\t", b"!Ref ", b"*a", b"&a ", b"0", b"-"]


def dice(name: str) -> random.Random:
    """Return a source of chance that is the same in every run."""
    return random.Random(f"{SEED} {name}")  # noqa: S311 - nothing is kept secret by it


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the ways to all parts of a value."""
    yield at
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from paths(member, (*at, key))


def part(value: Any, at: tuple[Any, ...]) -> Any:
    for key in at:
        value = value[key]
    return value


def damaged(value: Any, chance: random.Random) -> Any:
    """Return a value with one part removed, replaced, exchanged, renamed or doubled."""
    value = copy.deepcopy(value)
    places = list(paths(value))[1:]
    *way, key = chance.choice(places)
    owner = part(value, tuple(way))
    match chance.choice(["remove", "replace", "replace", "exchange", "rename"]):
        case "remove":
            del owner[key]
        case "replace":
            owner[key] = copy.deepcopy(chance.choice(VALUES))
        case "exchange":
            owner[key] = copy.deepcopy(part(value, chance.choice(places)))
        case _ if isinstance(owner, list):
            owner.append(copy.deepcopy(owner[key]))
        case _:
            owner[f"{key}{chance.choice(['x', 'Id', '::', '~/', ' '])}"] = owner.pop(key)
    return value


def status(content: str | bytes) -> int | None:
    """Return the exit status for a document, `None` for one that is refused."""
    try:
        return int(outcome(api.check(read_document(content, name="it"), fixes=False)))
    except InputError as refusal:
        told = str(refusal)
    assert 0 < len(told) < 1000
    return None


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_structure(name: str) -> None:
    value = load_path(EXAMPLES / name).value()
    chance = dice(name)
    for number in range(STRUCTURAL):
        changed = damaged(value, chance)
        for _ in range(number % 3):
            changed = damaged(changed, chance) if len(list(paths(changed))) > 1 else changed
        text = json.dumps(changed)
        assert status(text) != 0, text


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_text(name: str) -> None:
    content = (EXAMPLES / name).read_bytes()
    chance = dice(name)
    for _ in range(TEXTUAL):
        start = chance.randrange(len(content))
        end = chance.choice([start, start + 1, start + chance.randrange(200), len(content)])
        changed = content[:start] + chance.choice(BITS) + content[end:]
        assert status(changed) != 0, changed


def test_a_damaged_normalized_document() -> None:
    value = json.loads(api.normalize(EXAMPLES / FILES[0]).inventory.to_json())
    chance = dice("normalized")
    for _ in range(STRUCTURAL):
        text = json.dumps(damaged(value, chance))
        assert status(text) != 0, text
