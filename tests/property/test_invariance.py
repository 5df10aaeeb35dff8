"""What does not matter: order, names, and what else is in the document."""

from __future__ import annotations

import random
from typing import Any

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.catalog import load_catalog
from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine
from mwaa_policy.engines._decode import canonical, decode
from mwaa_policy.engines.wasm import WasmEngine
from mwaa_policy.model import Inventory
from tests.conformance.cases import Case, load_cases
from tests.fixtures.networks import private, public
from tests.fixtures.rename import beside, from_document, renamed, to_document

CASES = load_cases()
_PREFIX = "~other~"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_order_of_records_and_members_does_not_matter(wasm: Engine, case: Case) -> None:
    generator = random.Random(str(case))  # noqa: S311 - a sample, no secret

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shuffled(one) for name, one in value.items()}
        return generator.sample([shuffled(one) for one in value], len(value)) if isinstance(value, list) else value

    inventory = case.inventory
    other = from_document(shuffled(to_document(inventory)))
    assert wasm.evaluate(other).model_dump_json() == wasm.evaluate(inventory).model_dump_json()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_ids_are_only_names(wasm: Engine, case: Case) -> None:
    inventory = case.inventory
    text = wasm.evaluate(renamed(inventory, _PREFIX)).model_dump_json().replace(_PREFIX, "")
    assert canonical(Decision.model_validate_json(text)) == wasm.evaluate(inventory)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("other", [public, private])
def test_another_network_in_the_same_document_does_not_matter(wasm: Engine, case: Case, other: Any) -> None:
    inventory = case.inventory
    neighbour = renamed(other(), _PREFIX).model_copy(update={"context": inventory.context, "params": inventory.params})
    found = wasm.evaluate(beside(inventory, neighbour))
    assert without_neighbour(found) == wasm.evaluate(inventory)


def without_neighbour(decision: Decision) -> Decision:
    def own(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(one for one in entries if not one.subject.startswith(_PREFIX))

    return decision.model_copy(
        update={
            "environments": tuple(one for one in decision.environments if not one.id.startswith(_PREFIX)),
            "verdicts": {
                rule: {subject: one for subject, one in verdicts.items() if not subject.startswith(_PREFIX)}
                for rule, verdicts in decision.verdicts.items()
            },
            "findings": own(decision.findings),
            "undecided": own(decision.undecided),
            "not_applicable": own(decision.not_applicable),
            "edits": own(decision.edits),
        }
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_decision_on_the_whole_is_that_on_its_parts(case: Case) -> None:
    engine = WasmEngine(locate(), catalog=load_catalog())
    inventory = case.inventory
    neighbour = renamed(private(), _PREFIX).model_copy(
        update={"context": inventory.context, "params": inventory.params}
    )
    both = beside(inventory, neighbour)
    merged = engine.evaluate(both)
    assert judged_by(merged, at_once(engine, both)) == merged


def at_once(engine: WasmEngine, inventory: Inventory) -> Decision:
    """Return the decision on an inventory that is not cut."""
    return decode(engine._ask(inventory), inventory, load_catalog())  # noqa: SLF001 - it always cuts


def judged_by(merged: Decision, whole: Decision) -> Decision:
    """Return the part of a decision that is about the subjects of another.

    Cut off are networks without an environment, in which nothing is in use.
    """

    def common(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(one for one in entries if one.subject in merged.verdicts[one.rule])

    return whole.model_copy(
        update={
            "verdicts": {
                rule: {subject: one for subject, one in verdicts.items() if subject in merged.verdicts[rule]}
                for rule, verdicts in whole.verdicts.items()
            },
            "not_applicable": common(whole.not_applicable),
        }
    )
