"""A network that several documents describe is judged as if one described it."""

from __future__ import annotations

import random

import pytest

from mwaa_policy.engines import Engine
from mwaa_policy.model import COLLECTIONS, Inventory
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources.joining import join
from tests.conformance.cases import Case, load_cases
from tests.fixtures.rename import closed


@pytest.mark.parametrize("case", load_cases(), ids=str)
def test_what_is_cut_apart_and_joined_is_whole_again(wasm: Engine, case: Case) -> None:
    generator = random.Random(str(case))  # noqa: S311 - a sample, no secret
    [whole] = cut(closed(case.inventory), ("boto3",), generator)
    inventory = whole.inventory
    parts = cut(inventory, ("cloudformation", "terraform-state", "boto3"), generator)
    joined = join(generator.sample(parts, len(parts)))
    assert joined.inventory == inventory
    assert wasm.evaluate(joined.inventory) == wasm.evaluate(inventory)


def cut(inventory: Inventory, kinds: tuple[str, ...], generator: random.Random) -> list[Normalized]:
    """Return parts of which each describes some records, and only names those of the others."""
    drafts = [Draft(kind=kind, params=inventory.params, context=inventory.context) for kind in kinds]
    for draft in drafts:
        draft.environments_complete = inventory.environments.complete
    for collection in COLLECTIONS:
        for record in getattr(inventory, collection).items:
            generator.choice(drafts).add(collection, record)
    return [draft.close() for draft in drafts]
