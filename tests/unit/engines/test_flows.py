"""The laws of flows: each broken in one way, each noticed."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.engines._flows import decode_flows, trace, worst
from mwaa_policy.errors import InternalError, UndefinedDecisionError
from mwaa_policy.flow_decision import STAGES, Fate
from mwaa_policy.model import Inventory
from tests.fixtures.networks import public
from tests.fixtures.rename import beside, renamed
from tests.unit.engines.rules import catalog, spec

PUBLIC = public()
CATALOG = catalog(spec("R"))
ACL = ["network_acls", "acl"]
ENTRY = {"kind": "acl_entry", "path": [*ACL, "entries", "egress/100"]}


def step(**members: Any) -> dict[str, Any]:
    """Return a step that passes."""
    return {
        "stage": "acl_out",
        "rule": "R",
        "subnet": "subnet-a",
        "peer": None,
        "through": [ACL],
        "verdict": "passes",
        "deciders": [ENTRY],
        "because": [],
        "reason": None,
        "calls": [],
        "quiet": False,
        **members,
    }


def flow(*steps: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return a flow that passes."""
    return {
        "environment": "airflow",
        "name": "database",
        "endpoint": None,
        "subnet": "subnet-a",
        "protocol": "6",
        "port": 5432,
        "verdict": "passes",
        "steps": list(steps or [step()]),
        **members,
    }


def answer(*flows: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return what an engine answers about the public network."""
    environments = [{"id": "airflow", "routing": "public", "because": []}]
    return {"schema": "mwaa-policy-flows/v1", "environments": environments, "flows": list(flows), **members}


def test_a_lawful_answer() -> None:
    found = decode_flows(answer(flow()), PUBLIC, CATALOG)
    assert [one.routing for one in found.environments] == ["public"]
    [only] = found.flows
    assert (only.name, only.subnet, only.port, only.verdict) == ("database", "subnet-a", 5432, "passes")
    assert only.steps[0].deciders[0].path == ("network_acls", "acl", "entries", "egress/100")


def test_the_order_is_not_the_engine_s() -> None:
    stages = [step(stage=stage, rule=None) for stage in STAGES]
    entries = [ENTRY, {"kind": "acl_entry", "path": [*ACL, "entries", "egress/99"]}]
    flows = [flow(*stages), flow(step(deciders=entries, through=[ACL, ["subnets", "subnet-a"]]), subnet="subnet-b")]
    turned = [
        flow(step(deciders=entries[::-1], through=[["subnets", "subnet-a"], ACL]), subnet="subnet-b"),
        flow(*stages[::-1]),
    ]
    one = decode_flows(answer(*flows), PUBLIC, CATALOG)
    assert one == decode_flows(answer(*turned), PUBLIC, CATALOG)
    assert [found.subnet for found in one.flows] == ["subnet-a", "subnet-b"]
    assert tuple(found.stage for found in one.flows[0].steps) == STAGES


@pytest.mark.parametrize("wrong", [None, [], {}, {"schema": "mwaa-policy-decision/v1"}])
def test_what_is_no_answer_about_flows_is_undefined(wrong: object) -> None:
    with pytest.raises(UndefinedDecisionError, match="not a mwaa-policy-flows/v1"):
        decode_flows(wrong, PUBLIC, CATALOG)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "member": (answer(flow(), more=1), "the members more"),
    "value": (answer(flow(port="https")), "wrong value at flows/0/port"),
    "stage": (answer(flow(step(stage="tunnel"))), "wrong value at flows/0/steps/0/stage"),
    "no environment": (answer(flow(), environments=[]), "not those of the environments: airflow"),
    "no flow": (answer(), "not those of the environments: airflow"),
    "foreign flow": (answer(flow(), flow(environment="x")), "not those of the environments: x"),
    "twice": (answer(flow(), flow()), "2 flows airflow database"),
    "no steps": (answer({**flow(), "steps": []}), "database subnet-a of airflow has no steps"),
    "verdict": (answer(flow(verdict="stopped")), "verdict stopped, and passes by its steps"),
    "rule": (answer(flow(step(rule="Q"))), "judged by Q, which is not in the catalog"),
    "no decider": (answer(flow(step(verdict="stopped", deciders=[]), verdict="stopped")), "stopped by nothing"),
    "no fact": (answer(flow(step(verdict="undecided"), verdict="undecided")), "for want of 0 facts"),
    "facts": (answer(flow(step(because=[ACL]))), "verdict passes for want of 1 facts"),
    "no reason": (answer(flow(step(verdict="not_judged"), verdict="not_judged")), "for the reason None"),
    "reason": (answer(flow(step(reason="R"))), "verdict passes for the reason R"),
    "through": (answer(flow(step(through=[["network_acls", "x"]]))), "network_acls has no record x"),
    "path": (answer(flow(step(deciders=[{**ENTRY, "path": ["x", "y"]}]))), "there is no collection x"),
}


@pytest.mark.parametrize(("wrong", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_law_is_noticed(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InternalError, match=message):
        decode_flows(wrong, PUBLIC, CATALOG)


@pytest.mark.parametrize(
    ("fates", "expected"),
    [
        (["passes"], "passes"),
        (["passes", "not_judged"], "not_judged"),
        (["not_judged", "undecided"], "undecided"),
        (["undecided", "stopped"], "stopped"),
    ],
)
def test_the_verdict_is_that_of_the_worst_step(fates: list[Fate], expected: Fate) -> None:
    steps = [
        step(verdict=one, because=[ACL] if one == "undecided" else [], reason="R" if one == "not_judged" else None)
        for one in fates
    ]
    [found] = decode_flows(answer(flow(*steps, verdict=expected)), PUBLIC, CATALOG).flows
    assert worst(found.steps) == expected


def test_a_quiet_step_leaves_the_flow_as_it_is() -> None:
    quiet = step(verdict="undecided", because=[ACL], quiet=True, deciders=[])
    assert decode_flows(answer(flow(quiet)), PUBLIC, CATALOG).flows[0].verdict == "passes"


def test_each_network_is_asked_about_alone() -> None:
    both = beside(renamed(PUBLIC, "b-"), renamed(PUBLIC, "a-"))

    def ask(network: Inventory) -> dict[str, Any]:
        [one] = [environment.id for environment in network.environments.items]
        environments = [{"id": one, "routing": "public", "because": []}]
        free = step(through=[], deciders=[])
        return answer(flow(free, environment=one), environments=environments)

    found = trace(both, ask, CATALOG)
    assert [one.id for one in found.environments] == ["a-airflow", "b-airflow"]
    assert [one.environment for one in found.flows] == ["a-airflow", "b-airflow"]
