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
from tests.property.splitting import split

CASES = load_cases()
PREFIX = "~other~"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_order_of_records_and_members_does_not_matter(wasm: Engine, case: Case) -> None:
    other = shuffled(case.inventory, random.Random(str(case)))  # noqa: S311 - a sample, no secret
    found, again = (without_statements(wasm.evaluate(one)) for one in (case.inventory, other))
    assert again.model_dump_json() == found.model_dump_json()


def without_statements(decision: Decision) -> Decision:
    """Return a decision without the statements that it would replace: they keep the order of their user's lists."""
    kept = tuple(edit for edit in decision.edits if edit.verb != "replace_statement")
    return decision.model_copy(update={"edits": kept})


def shuffled(inventory: Inventory, generator: random.Random) -> Inventory:
    """Return the inventory with every list in another order."""

    def mixed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: mixed(one) for name, one in value.items()}
        return generator.sample([mixed(one) for one in value], len(value)) if isinstance(value, list) else value

    return from_document(mixed(to_document(inventory)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_ids_are_only_names(wasm: Engine, case: Case) -> None:
    assert unnamed(wasm.evaluate(renamed(case.inventory, PREFIX))) == wasm.evaluate(case.inventory)


def unnamed(decision: Decision) -> Decision:
    """Return the decision on renamed records under their first names."""
    return canonical(Decision.model_validate_json(decision.model_dump_json().replace(PREFIX, "")))


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("other", [public, private])
def test_another_network_in_the_same_document_does_not_matter(wasm: Engine, case: Case, other: Any) -> None:
    found = wasm.evaluate(beside(case.inventory, neighbour(case.inventory, other())))
    assert without_neighbour(found) == wasm.evaluate(case.inventory)


def neighbour(inventory: Inventory, other: Inventory) -> Inventory:
    """Return another network under names of its own, in the same surroundings: what belongs to no VPC is one."""
    common = ("context", "params", "prefix_lists", "buckets")
    return renamed(other, PREFIX).model_copy(update={name: getattr(inventory, name) for name in common})


def without_neighbour(decision: Decision) -> Decision:
    """Return what a decision says of all but the neighbour."""

    def own(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(one for one in entries if not one.subject.startswith(PREFIX))

    return decision.model_copy(
        update={
            "environments": tuple(one for one in decision.environments if not one.id.startswith(PREFIX)),
            "verdicts": {
                rule: {subject: one for subject, one in verdicts.items() if not subject.startswith(PREFIX)}
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
    both = beside(inventory, neighbour(inventory, private()))
    merged = engine.evaluate(both)
    assert judged_by(merged, at_once(engine, both)) == merged


def at_once(engine: WasmEngine, inventory: Inventory) -> Decision:
    """Return the decision on an inventory that is not cut."""
    return decode(engine._ask("mwaa/main/report", inventory), inventory, load_catalog())  # noqa: SLF001 - it always cuts


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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_to_say_the_same_in_two_entries_does_not_matter(wasm: Engine, case: Case) -> None:
    generator = random.Random(str(case))  # noqa: S311 - a sample, no secret
    inventory = case.inventory
    assert wasm.evaluate(split(inventory, generator)).verdicts == wasm.evaluate(inventory).verdicts
