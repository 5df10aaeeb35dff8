"""Fixes, on the case of every rule: what is verified does what it says, and to fix twice is to fix once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine
from mwaa_policy.errors import InputError
from mwaa_policy.fixes import FindingKey, apply_patch, plan, propose
from mwaa_policy.model import Inventory
from mwaa_policy.provenance import Provenance
from mwaa_policy.sources._draft import Normalized
from tests.conformance.cases import Case, load_cases
from tests.fixtures.many import copies

CASES = [case for case in load_cases() if case.expected("findings")]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verified_fix_mends_and_breaks_nothing(wasm: Engine, case: Case) -> None:
    inventory = case.inventory
    before = wasm.evaluate(inventory)
    for fix in propose(_normalized(inventory), before, wasm):
        assert fix.applicability in {"manual", "placeholder"} or fix.patch
        if fix.verified:
            after = wasm.evaluate(_after(inventory, fix.patch))
            assert not _keys(after) & set(fix.mends)
            assert _keys(after) < _keys(before)
            assert _passes(before) <= _passes(after) | _not_applicable(after)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_to_fix_twice_is_to_fix_once(wasm: Engine, case: Case) -> None:
    inventory = case.inventory
    before = wasm.evaluate(inventory)
    made = plan(_normalized(inventory), before, wasm, unsafe=True).plan
    fixed = _after(inventory, made.patch)
    after = wasm.evaluate(fixed)
    assert _keys(after) == set(made.remaining)
    assert _keys(before) - _keys(after) == set(made.mends)
    again = plan(_normalized(fixed), after, wasm, unsafe=True).plan
    assert (again.patch, again.mends) == ((), ())
    if made.patch:
        with pytest.raises(InputError):
            _after(fixed, made.patch)


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in {"SG-DATABASE", "NACL-FLOW"}], ids=str)
def test_networks_are_fixed_independently(wasm: Engine, case: Case) -> None:
    one = plan(_normalized(case.inventory), wasm.evaluate(case.inventory), wasm, unsafe=True).plan
    whole = copies(case.inventory, 3)
    three = plan(_normalized(whole), wasm.evaluate(whole), wasm, unsafe=True).plan
    assert len(three.mends) == 3 * len(one.mends)
    assert _keys(wasm.evaluate(_after(whole, three.patch))) == set(three.remaining)


def _normalized(inventory: Inventory) -> Normalized:
    return Normalized(kind="normalized", inventory=inventory, provenance=Provenance())


def _after(inventory: Inventory, patch: Any) -> Inventory:
    return Inventory.model_validate_json(json.dumps(apply_patch(json.loads(inventory.to_json()), patch)))


def _keys(decision: Decision) -> set[FindingKey]:
    return {(one.rule, one.subject, one.at) for one in decision.findings}


def _passes(decision: Decision) -> set[tuple[str, str]]:
    return _with_verdict(decision, "pass")


def _not_applicable(decision: Decision) -> set[tuple[str, str]]:
    return _with_verdict(decision, "not_applicable")


def _with_verdict(decision: Decision, verdict: str) -> set[tuple[str, str]]:
    return {
        (rule, subject)
        for rule, verdicts in decision.verdicts.items()
        for subject, given in verdicts.items()
        if given == verdict
    }
