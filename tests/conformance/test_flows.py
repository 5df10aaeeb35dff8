"""The flows of every case of every rule, on every engine: they say what the rules say."""

from __future__ import annotations

import re

import pytest

from mwaa_policy.catalog import load_catalog
from mwaa_policy.engines import Engine
from tests.conformance.cases import ROOT, Case, load_cases
from tests.conformance.flow_laws import TAKING_PART, disagreements

CASES = load_cases()
FLOWS = ROOT / "policies" / "mwaa" / "flows" / "flows.rego"
STEPS = ROOT / "policies" / "mwaa" / "lib" / "steps" / "steps.rego"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_flows_say_what_the_rules_say(case: Case, wasm: Engine) -> None:
    inventory = case.inventory
    assert disagreements(wasm.flows(inventory), wasm.evaluate(inventory), inventory) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_opa_server_tells_the_same_flows(case: Case, wasm: Engine, server: Engine) -> None:
    inventory = case.inventory
    assert server.flows(inventory).model_dump_json() == wasm.flows(inventory).model_dump_json()


def test_the_rules_that_take_part_are_those_of_the_policies() -> None:
    packages = {spec.package.rpartition(".")[2]: rule for rule, spec in load_catalog().rules.items()}
    [judging] = re.findall(r"_judging := \{\n(.*?)\n\}", FLOWS.read_text(), flags=re.DOTALL)
    found = dict(re.findall(r'"(\w+)": "(\w+)"', judging))
    assert {packages[name] for name in found} == TAKING_PART
    assert {packages[name]: collection for name, collection in found.items()} == {
        rule: f"{load_catalog().rules[rule].subject}s" for rule in TAKING_PART
    }


def test_the_rules_that_leave_nothing_open_are_those_that_do_not_block() -> None:
    [notes] = re.findall(r"_notes := \{(.*?)\}", STEPS.read_text())
    quiet = {spec.package.rpartition(".")[2] for rule, spec in load_catalog().rules.items() if not spec.blocks}
    judging = {load_catalog().rules[rule].package.rpartition(".")[2] for rule in TAKING_PART}
    assert set(re.findall(r"\w+", notes)) == quiet & judging
