"""Flows and rules agree on networks that nobody thought of, whatever is known of them."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mwaa_policy.engines import Engine
from mwaa_policy.model import Inventory
from tests.conformance.flow_laws import disagreements
from tests.fixtures.networks import all_of
from tests.fixtures.rename import closed
from tests.oracle.check import SUBJECTS, Generated
from tests.property.strategies import networks

# The same networks in every run: a law that breaks should break for the one who broke it.
quick = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
nearly_right = st.one_of(SUBJECTS["everything"], SUBJECTS["everything?"])


@quick
@given(generated=nearly_right)
def test_flows_say_what_the_rules_say(wasm: Engine, generated: Generated) -> None:
    inventory = generated.network
    assert disagreements(wasm.flows(inventory), wasm.evaluate(inventory), inventory) == []


@quick
@given(inventory=networks())
def test_flows_of_any_network_say_what_the_rules_say(wasm: Engine, inventory: Inventory) -> None:
    assert disagreements(wasm.flows(inventory), wasm.evaluate(inventory), inventory) == []


@quick
@given(generated=nearly_right, beside=st.integers(min_value=0, max_value=3))
def test_two_environments_in_one_network_have_flows_of_their_own(
    wasm: Engine, generated: Generated, beside: int
) -> None:
    inventory = with_another(generated.network, beside)
    assert disagreements(wasm.flows(inventory), wasm.evaluate(inventory), inventory) == []


@quick
@given(inventory=networks())
def test_both_engines_tell_the_same_flows(wasm: Engine, server: Engine, inventory: Inventory) -> None:
    assert server.flows(inventory).model_dump_json() == wasm.flows(inventory).model_dump_json()


def with_another(inventory: Inventory, which: int) -> Inventory:
    """Return the network with a second environment, which is like the first but for its subnets or groups."""
    first = inventory.environments.items[0]
    changes: list[dict[str, object]] = [
        {},
        {"subnet_ids": all_of(*first.subnet_ids.items[:1])},
        {"subnet_ids": all_of().model_copy(update={"complete": False})},
        {"security_group_ids": all_of("vpc/default-group")},
    ]
    other = first.model_copy(update={"id": "other", "name": "other", **changes[which]})
    environments = inventory.environments.model_copy(update={"items": (*inventory.environments.items, other)})
    return closed(inventory.model_copy(update={"environments": environments}))
