from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from mwaa_policy.errors import InputError, InternalError
from mwaa_policy.fixes import Plan, apply_patch, plan
from mwaa_policy.fixes.verify import document_of
from mwaa_policy.model import Inventory
from tests.fixtures.many import copies
from tests.fixtures.networks import public
from tests.unit.fixes.toys import (
    GROUP,
    Told,
    ToyEngine,
    ToyRule,
    all_of,
    changed,
    edit,
    entry,
    needs,
    normalized,
    ports_open,
    self_rule,
)

CLOSED = changed(public(), "security_groups", "group", ingress=all_of())


def _plan(*rules: ToyRule, inventory: Inventory = CLOSED, unsafe: bool = False) -> Plan:
    engine = ToyEngine(list(rules))
    return plan(normalized(inventory), engine.evaluate(inventory), engine, unsafe=unsafe).plan


def _after(made: Plan, inventory: Inventory = CLOSED) -> Inventory:
    return Inventory.model_validate_json(json.dumps(apply_patch(document_of(inventory), made.patch)))


def _rules(keys: Iterable[tuple[str, Any, Any]]) -> list[str]:
    return [key[0] for key in keys]


def test_safe_fixes_are_one_patch() -> None:
    rules = needs(443, self_rule(443)), needs(5432, self_rule(5432)), needs(80)
    made = _plan(*rules)
    assert _rules(made.mends) == ["NEEDS-443", "NEEDS-5432"]
    assert _rules(made.remaining) == ["NEEDS-80"]
    assert len(made.steps) == 2
    assert ports_open(_after(made)) == {443, 5432}


def test_a_second_plan_has_nothing_to_do_and_the_patch_refuses() -> None:
    rules = needs(443, self_rule(443)), needs(5432, self_rule(5432))
    made = _plan(*rules)
    again = _plan(*rules, inventory=_after(made))
    assert (again.patch, again.mends, again.remaining, again.left) == ((), (), (), ())
    with pytest.raises(InputError, match="does not fit"):
        apply_patch(document_of(_after(made)), made.patch)


def test_nothing_to_mend() -> None:
    made = _plan(needs(443, self_rule(443)), inventory=_after(_plan(needs(443, self_rule(443)))))
    assert (made.patch, made.remaining) == ((), ())


def test_unsafe_fixes_are_left_unless_they_are_asked_for() -> None:
    rules = needs(443, self_rule(443, "unsafe")), needs(5432, self_rule(5432))
    (left,) = _plan(*rules).left
    assert (_rules(left.fix.mends), left.reason) == (["NEEDS-443"], "it is unsafe")
    assert _plan(*rules, unsafe=True).remaining == ()


def test_what_is_not_verified_is_left_with_its_reason() -> None:
    (left,) = _plan(needs(443, self_rule(444)), unsafe=True).left
    assert left.reason == "NEEDS-443 still fails for airflow"


def test_a_fix_that_becomes_possible_by_another_is_made_in_a_second_round() -> None:
    def second(inventory: Inventory) -> Iterable[Told]:
        ready = 443 in ports_open(inventory)
        verdict = "pass" if 5432 in ports_open(inventory) else "fail"
        yield Told("SECOND", verdict, edits=[self_rule(5432)] if ready else [])

    made = _plan(needs(443, self_rule(443)), second)
    assert _rules(made.mends) == ["NEEDS-443", "SECOND"]
    assert ports_open(_after(made)) == {443, 5432}


def test_of_fixes_that_disturb_each_other_the_first_is_made() -> None:
    def never_both(inventory: Inventory) -> Iterable[Told]:
        yield Told("NEVER-BOTH", "fail" if {443, 5432} <= ports_open(inventory) else "pass")

    made = _plan(needs(443, self_rule(443)), needs(5432, self_rule(5432)), never_both)
    assert _rules(made.mends) == ["NEEDS-443"]
    (left,) = made.left
    assert (_rules(left.fix.mends), left.reason) == (["NEEDS-5432"], "it does not work beside the other fixes")


def test_what_another_fix_has_mended_already_is_not_changed() -> None:
    def either(inventory: Inventory) -> Iterable[Told]:
        yield Told("EITHER", "pass" if {443, 80} & ports_open(inventory) else "fail", edits=[self_rule(80)])

    def never_both(inventory: Inventory) -> Iterable[Told]:
        yield Told("NEVER-BOTH", "fail" if {443, 80} <= ports_open(inventory) else "pass")

    made = _plan(needs(443, self_rule(443), rule="A"), either, never_both)
    assert (_rules(made.mends), made.left) == (["A", "EITHER"], ())
    assert ports_open(_after(made)) == {443}


def test_entries_of_an_acl_get_numbers_of_their_own() -> None:
    def rule(name: str, port: int) -> ToyRule:
        def told(inventory: Inventory) -> Iterable[Told]:
            acl = next(one for one in inventory.network_acls.items if one.id == "acl")
            there = port in {one.from_port for one in acl.entries.items}
            yield Told(name, "pass" if there else "fail", edits=[entry(90, port=port)])

        return told

    made = _plan(rule("A", 443), rule("B", 5432), inventory=public())
    assert [step.split(" to ")[0] for step in made.steps] == ["add inbound rule 90", "add inbound rule 89"]


def test_edits_that_do_not_fit_together_are_made_as_far_as_they_fit() -> None:
    full = next(one for one in public().network_acls.items if one.id == "acl").entries.items[0]
    entries = [full.model_copy(update={"number": n, "key": f"ingress/{n}"}) for n in range(1, 20)]
    network = changed(public(), "network_acls", "acl", entries=all_of(*entries))

    def rule(name: str, port: int) -> ToyRule:
        def told(inventory: Inventory) -> Iterable[Told]:
            acl = next(one for one in inventory.network_acls.items if one.id == "acl")
            there = port in {one.from_port for one in acl.entries.items}
            yield Told(name, "pass" if there else "fail", edits=[entry(90, port=port)])

        return told

    made = _plan(rule("A", 443), rule("B", 5432), inventory=network)
    assert (_rules(made.mends), _rules(made.remaining)) == (["A"], ["B"])


def test_rounds_are_bounded() -> None:
    def one_more(inventory: Inventory) -> Iterable[Told]:
        ports = list(range(1, 13))
        missing = [port for port in ports if port not in ports_open(inventory)]
        for port in ports:
            verdict = "fail" if port in missing else "pass"
            yield Told(f"STEP-{port:02}", verdict, edits=[self_rule(port)] if [port] == missing[:1] else [])

    with pytest.raises(InternalError, match="not settled after 10 rounds"):
        _plan(one_more)


def test_every_network_is_mended_and_the_whole_is_proven() -> None:
    whole = copies(public(), 3)
    for number in ("0000", "0002"):
        whole = changed(whole, "security_groups", f"group-{number}", ingress=all_of())

    def own(inventory: Inventory) -> Iterable[Told]:
        (environment,) = inventory.environments.items
        (group,) = environment.security_group_ids.items
        at = ("security_groups", group, "ingress")
        yield Told("OWN", "pass" if ports_open(inventory) else "fail", at=at, edits=[self_rule(443, group=group)])

    engine = ToyEngine([own])
    made = plan(normalized(whole), engine.evaluate(whole), engine).plan
    assert [key[1] for key in made.mends] == ["airflow-0000", "airflow-0002"]
    assert engine.evaluate(_after(made, whole)).findings == ()


def test_a_whole_that_does_not_do_what_its_parts_do_is_a_bug() -> None:
    whole = changed(copies(public(), 2), "security_groups", "group-0000", ingress=all_of())

    def moody(inventory: Inventory) -> Iterable[Told]:
        group = inventory.environments.items[0].security_group_ids.items[0]
        target = ("security_groups", group)
        value = self_rule(443, group=group).value
        bad = not ports_open(inventory)
        yield Told("OWN", "fail" if bad else "pass", edits=[edit("add_group_rule", target, value)])

    class Moody(ToyEngine):
        def evaluate(self, inventory: Inventory) -> Any:
            decision = super().evaluate(inventory)
            if len(inventory.environments.items) == 2 and not decision.findings:
                return decision.model_copy(update={"verdicts": {"OWN": {"airflow-0000": "pass"}}})
            return decision

    engine = Moody([moody])
    with pytest.raises(InternalError, match="do not work together: OWN passes for airflow-0001 and would be absent"):
        plan(normalized(whole), engine.evaluate(whole), engine)


def test_removals_are_made_after_the_additions() -> None:
    strange = self_rule(22).value

    def tidy(inventory: Inventory) -> Iterable[Told]:
        key = "ingress tcp 22 22 sg:group"
        removal = edit("remove_group_rule", (*GROUP, "ingress", key), None, "unsafe")
        yield Told("TIDY", "fail" if 22 in ports_open(inventory) else "pass", edits=[removal])

    opened = _after(_plan(needs(22, edit("add_group_rule", GROUP, strange))))
    made = _plan(needs(443, self_rule(443)), tidy, inventory=opened, unsafe=True)
    assert [step.split()[0] for step in made.steps] == ["add", "remove"]
    assert ports_open(_after(made, opened)) == {443}
