"""Hundreds of ways to damage the examples: none is a crash, and none makes the broken network good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mwaa_policy import api
from mwaa_policy.document import load_path, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.report import outcome
from tests.fixtures.damage import damage_bytes, damage_structure, dice

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ["cloudformation/broken.yaml", "terraform/broken/plan.json", "responses/broken.json"]
SEED = 20261124
STRUCTURAL = 100
TEXTUAL = 60


def status(content: str | bytes) -> int | None:
    """Return the exit status for a document, `None` for one that is refused."""
    try:
        return int(outcome(api.check(read_document(content, name="it"), fixes=False)))
    except InputError as refusal:
        told = str(refusal)
    assert 0 < len(told) < 2000
    return None


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_structure(name: str) -> None:
    whole = json.dumps(load_path(EXAMPLES / name).value())
    chance = dice(SEED, name)
    for number in range(STRUCTURAL):
        changed = json.loads(whole)
        for _ in range(1 + number % 3):
            damage_structure(changed, chance)
        text = json.dumps(changed)
        assert status(text) != 0, text


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_text(name: str) -> None:
    content = (EXAMPLES / name).read_bytes()
    chance = dice(SEED, name)
    for _ in range(TEXTUAL):
        changed = damage_bytes(content, chance)
        assert status(changed) != 0, changed


def test_a_damaged_normalized_document() -> None:
    whole = api.normalize(EXAMPLES / FILES[0]).inventory.to_json()
    chance = dice(SEED, "normalized")
    for _ in range(STRUCTURAL):
        value = json.loads(whole)
        damage_structure(value, chance)
        text = json.dumps(value)
        assert status(text) != 0, text
