"""The laws hold for networks that nobody thought of, and both engines judge them alike."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mwaa_policy.engines import Engine
from mwaa_policy.model import Inventory
from tests.fixtures.rename import from_document, to_document
from tests.property.strategies import networks
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
@given(inventory=networks(), data=st.data())
def test_to_know_less_never_helps(wasm: Engine, inventory: Inventory, data: st.DataObject) -> None:
    before = wasm.evaluate(inventory)
    for _ in range(6):
        loss = data.draw(st.sampled_from(list(losses(inventory))))
        inventory = loss.of(inventory)
        after = wasm.evaluate(inventory)
        assert list(better(before, after)) == []
        before = after
