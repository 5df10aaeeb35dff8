"""One evaluation is one network, and the decision on the whole is that on its parts."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.decision import Decision
from mwaa_policy.engines._decode import decode
from mwaa_policy.engines._networks import decide, merge
from mwaa_policy.errors import InternalError
from mwaa_policy.model import Inventory, Listing
from tests.fixtures.networks import private, public
from tests.fixtures.rename import beside, renamed
from tests.unit.engines.rules import answer, catalog, finding, spec

CATALOG = catalog(spec("R"))


def without_environments(inventory: Inventory) -> Inventory:
    return inventory.model_copy(update={"environments": Listing[Any](items=(), complete=True)})


def ask(network: Inventory) -> dict[str, Any]:
    """Fail for the environments whose id has a `b` in it."""
    ids = [one.id for one in network.environments.items]
    return answer(
        environments=[{"id": one, "routing": "public", "because": []} for one in ids],
        verdicts={"R": {one: "fail" if "b" in one else "pass" for one in ids}},
        findings={"R": [finding(subject=one, at=["environments", one]) for one in ids if "b" in one]},
    )


def test_each_network_is_asked_about_once_and_alone() -> None:
    asked: list[list[str]] = []

    def note(network: Inventory) -> dict[str, Any]:
        asked.append([one.id for one in network.environments.items])
        return ask(network)

    whole = beside(renamed(public(), "a-"), renamed(private(), "b-"), without_environments(renamed(public(), "c-")))
    found = decide(whole, note, CATALOG)
    assert asked == [["a-airflow"], ["b-airflow"]]
    assert found.verdicts == {"R": {"a-airflow": "pass", "b-airflow": "fail"}}
    assert [one.subject for one in found.findings] == ["b-airflow"]
    assert [one.id for one in found.environments] == ["a-airflow", "b-airflow"]
    assert found.evaluated == ("R",)


def test_without_an_environment_nothing_is_judged() -> None:
    found = decide(without_environments(public()), ask, CATALOG)
    assert found == Decision(
        evaluated=(), environments=(), verdicts={}, findings=(), undecided=(), not_applicable=(), edits=()
    )


def test_no_two_networks_judge_the_same_subject() -> None:
    one = decode(ask(public()), public(), CATALOG)
    with pytest.raises(InternalError, match="rule R judged airflow in two networks"):
        merge([one, one])


def test_the_order_of_networks_does_not_matter() -> None:
    parts = [renamed(public(), prefix) for prefix in ("b-", "a-", "ab-")]
    found = [decode(ask(part), part, CATALOG) for part in parts]
    assert merge(found).model_dump_json() == merge(found[::-1]).model_dump_json()
