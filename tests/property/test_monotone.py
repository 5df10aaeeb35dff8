"""To know less never makes a network look better: a verdict stays, or becomes undecided."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator

import pytest

from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine
from mwaa_policy.errors import InternalError
from mwaa_policy.model import COLLECTIONS, Inventory
from tests.conformance.cases import Case, load_cases
from tests.fixtures.networks import NETWORKS
from tests.property.unknowing import Loss, chosen, losses

CASES = load_cases()
EVERYTHING = bool(os.environ.get("MWAA_POLICY_EXHAUSTIVE"))
"""Whether to forget every fact of every case, which takes minutes, instead of a fixed sample."""
_ALLOWED: dict[str, set[str]] = {
    "pass": {"undecided"},
    "fail": {"undecided"},
    "undecided": set(),
    # Nothing is wrong in either way, and whether a rule applies may hang on what was forgotten.
    "not_applicable": {"undecided", "pass"},
}
_SAMPLE = 20
_STEPS = 10


@pytest.mark.parametrize("network", NETWORKS)
def test_no_fact_of_a_clean_network_can_be_forgotten_for_the_better(wasm: Engine, network: str) -> None:
    inventory = NETWORKS[network]()
    assert list(improvements(wasm, inventory, losses(inventory))) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_fact_of_a_case_can_be_forgotten_for_the_better(wasm: Engine, case: Case) -> None:
    inventory = case.inventory
    changed = records(inventory) - records(_base(case))
    always = frozenset((name, identity) for name, identity, _ in changed)
    some = losses(inventory) if EVERYTHING else chosen(inventory, str(case), count=_SAMPLE, always=always)
    assert list(improvements(wasm, inventory, some)) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_forgetting_one_fact_after_another_never_helps(wasm: Engine, case: Case) -> None:
    generator = random.Random(str(case))  # noqa: S311 - a sample, no secret
    inventory, forgotten = case.inventory, []
    before = wasm.evaluate(inventory)
    for _ in range(_STEPS):
        loss = generator.choice(list(losses(inventory)))
        forgotten.append(str(loss))
        inventory = loss.of(inventory)
        after = wasm.evaluate(inventory)
        assert list(better(before, after)) == [], forgotten
        before = after


def improvements(engine: Engine, inventory: Inventory, some: Iterable[Loss]) -> Iterator[str]:
    """Return each loss after which a verdict is another one than before and not undecided, or gone."""
    before = engine.evaluate(inventory)
    for loss in some:
        try:
            after = engine.evaluate(loss.of(inventory))
        except InternalError as error:
            yield f"{loss}: {error}"
        else:
            yield from (f"{loss}: {change}" for change in better(before, after))


def better(before: Decision, after: Decision) -> Iterator[str]:
    """Return the verdicts that changed although less is known.

    A subject may vanish: a subnet is one only as long as an environment is known to use it.
    """
    for rule, verdicts in before.verdicts.items():
        for subject, verdict in verdicts.items():
            now = after.verdicts[rule].get(subject, "undecided")
            if now not in {verdict, *_ALLOWED[verdict]}:
                yield f"{rule} on {subject} was {verdict} and is {now}"


def _base(case: Case) -> Inventory | None:
    return NETWORKS[case.case["network"]]() if case.case["source"] == "inventory" else None


def records(inventory: Inventory | None) -> set[tuple[str, str, str]]:
    if inventory is None:
        return set()
    return {
        (name, record.id, record.model_dump_json()) for name in COLLECTIONS for record in getattr(inventory, name).items
    }
