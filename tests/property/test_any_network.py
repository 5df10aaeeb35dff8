"""The laws hold for networks that nobody thought of, and both engines judge them alike."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mwaa_policy.engines import Engine
from mwaa_policy.model import Inventory
from tests.fixtures.rename import beside, from_document, renamed, to_document
from tests.property.splitting import split
from tests.property.strategies import networks
from tests.property.test_invariance import PREFIX, neighbour, shuffled, unnamed, without_neighbour
from tests.property.test_monotone import better
from tests.property.unknowing import losses

# The same networks in every run: a law that breaks should break for the one who broke it.
quick = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@given(inventory=networks())
def test_what_is_generated_is_an_inventory(inventory: Inventory) -> None:
    assert from_document(to_document(inventory)) == inventory


@quick
@given(inventory=networks())
def test_both_engines_judge_alike(wasm: Engine, server: Engine, inventory: Inventory) -> None:
    assert server.evaluate(inventory).model_dump_json() == wasm.evaluate(inventory).model_dump_json()


@quick
@given(inventory=networks(), generator=st.randoms(use_true_random=False))
def test_the_order_of_records_and_members_does_not_matter(
    wasm: Engine, inventory: Inventory, generator: random.Random
) -> None:
    found, again = (wasm.evaluate(one) for one in (inventory, shuffled(inventory, generator)))
    # An edit keeps the order in which its user wrote a list.
    assert again.model_copy(update={"edits": ()}) == found.model_copy(update={"edits": ()})


@quick
@given(inventory=networks())
def test_ids_are_only_names(wasm: Engine, inventory: Inventory) -> None:
    assert unnamed(wasm.evaluate(renamed(inventory, PREFIX))) == wasm.evaluate(inventory)


@quick
@given(inventory=networks(), other=networks())
def test_another_network_in_the_same_document_does_not_matter(
    wasm: Engine, inventory: Inventory, other: Inventory
) -> None:
    assert without_neighbour(wasm.evaluate(beside(inventory, neighbour(inventory, other)))) == wasm.evaluate(inventory)


@quick
@given(inventory=networks(), generator=st.randoms(use_true_random=False))
def test_to_say_the_same_in_two_entries_does_not_matter(
    wasm: Engine, inventory: Inventory, generator: random.Random
) -> None:
    assert wasm.evaluate(split(inventory, generator)).verdicts == wasm.evaluate(inventory).verdicts


@quick
@given(inventory=networks(), data=st.data())
def test_to_know_less_never_helps(wasm: Engine, inventory: Inventory, data: st.DataObject) -> None:
    before = wasm.evaluate(inventory)
    for _ in range(6):
        loss = data.draw(st.sampled_from(list(losses(inventory))))
        inventory = loss.of(inventory)
        after = wasm.evaluate(inventory)
        assert list(better(before, after)) == []
        before = after
