from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from mwaa_policy.errors import InternalError
from mwaa_policy.fixes import Fix, apply_patch, propose
from mwaa_policy.fixes.verify import document_of
from mwaa_policy.model import Inventory
from tests.fixtures.many import copies
from tests.fixtures.networks import public
from tests.unit.fixes.toys import (
    ACL,
    GROUP,
    Told,
    ToyEngine,
    ToyRule,
    all_of,
    changed,
    edit,
    entry,
    forbids,
    needs,
    normalized,
    ports_open,
    self_rule,
)

CLOSED = changed(public(), "security_groups", "group", ingress=all_of())
AT = (*GROUP, "ingress")


def _fixes(*rules: ToyRule, inventory: Inventory = CLOSED) -> tuple[Fix, ...]:
    engine = ToyEngine(list(rules))
    return propose(normalized(inventory), engine.evaluate(inventory), engine)


def _reason(*rules: ToyRule) -> str:
    fix = _fixes(*rules)[0]
    assert not fix.verified
    return fix.reason


def test_a_fix_that_mends_is_verified() -> None:
    (fix,) = _fixes(needs(5432, self_rule(5432)))
    assert fix.mends == (("NEEDS-5432", "airflow", AT),)
    assert (fix.verified, fix.applicability, fix.reason) == (True, "safe", "")
    assert fix.steps == ("add an inbound rule to security group group: tcp 5432 from itself",)
    after = Inventory.model_validate_json(_json(apply_patch(document_of(CLOSED), fix.patch)))
    assert ports_open(after) == {5432}


def _json(document: Any) -> str:
    import json  # noqa: PLC0415 - the only use

    return json.dumps(document)


def test_nothing_is_asked_where_nothing_is_proposed() -> None:
    engine = ToyEngine([needs(5432)])
    assert propose(normalized(CLOSED), engine.evaluate(CLOSED), engine) == ()
    assert len(engine.asked) == 1


def test_an_edit_that_does_not_mend_is_not_verified() -> None:
    assert _reason(needs(5432, self_rule(443))) == "NEEDS-5432 still fails for airflow"


def test_an_edit_that_breaks_another_rule_is_not_verified() -> None:
    reason = _reason(needs(5432, self_rule(5432)), forbids(5432))
    assert reason == "FORBIDS-5432 would fail for airflow at security_groups/group/ingress"


@pytest.mark.parametrize("lost", ["undecided", "absent"])
def test_an_edit_that_loses_what_passed_is_not_verified(lost: str) -> None:
    reason = _reason(needs(5432, self_rule(5432)), forbids(5432, lost))
    assert reason == f"FORBIDS-5432 passes for airflow and would be {lost}"


def test_what_no_longer_applies_is_not_lost() -> None:
    assert _fixes(needs(5432, self_rule(5432)), forbids(5432, "not_applicable"))[0].verified


@pytest.mark.parametrize("verdict", ["undecided", "not_applicable"])
def test_a_finding_that_is_only_hidden_is_not_mended(verdict: str) -> None:
    def rule(inventory: Inventory) -> Iterable[Told]:
        yield Told("HIDES", verdict if 5432 in ports_open(inventory) else "fail", edits=[self_rule(5432)])

    assert _reason(rule) == "HIDES no longer fails for airflow, and does not pass either"


def test_an_explanation_may_have_nothing_left_to_explain() -> None:
    def rule(inventory: Inventory) -> Iterable[Told]:
        yield Told("EXPLAINS", "not_applicable" if 5432 in ports_open(inventory) else "fail", severity=None)

    (fix,) = _fixes(needs(5432, self_rule(5432)), rule)
    assert fix.verified
    assert fix.mends == (("NEEDS-5432", "airflow", AT), ("EXPLAINS", "airflow", AT))


def test_a_finding_that_gets_worse_is_a_new_one() -> None:
    def rule(inventory: Inventory) -> Iterable[Told]:
        yield Told("WORSE", "fail", severity="high" if 5432 in ports_open(inventory) else "low")

    assert _reason(needs(5432, self_rule(5432)), rule) == "WORSE would fail more severely for airflow"


def test_a_change_after_which_the_document_is_none_is_not_verified() -> None:
    mode = ("environments", "airflow", "webserver_access_mode")
    assert "is not an inventory" in _reason(needs(5432, edit("set_attribute", mode, 7)))


def test_a_change_that_names_what_is_not_described_is_not_verified() -> None:
    member = edit("add_member", ("environments", "airflow", "security_group_ids"), "absent")
    assert "refers to absent" in _reason(needs(5432, member))


def test_one_edit_that_mends_several_findings_is_one_fix() -> None:
    (fix,) = _fixes(needs(5432, self_rule(5432), rule="A"), needs(5432, self_rule(5432, "unsafe"), rule="B"))
    assert [key[0] for key in fix.mends] == ["A", "B"]
    assert (fix.applicability, len(fix.edits)) == ("unsafe", 1)


def test_several_edits_of_one_finding_are_one_fix() -> None:
    def rule(inventory: Inventory) -> Iterable[Told]:
        opened = {443, 5432} <= ports_open(inventory)
        yield Told("BOTH", "pass" if opened else "fail", edits=[self_rule(443), self_rule(5432, "unsafe")])

    (fix,) = _fixes(rule)
    assert (fix.verified, fix.applicability, len(fix.steps)) == (True, "unsafe", 2)


def test_findings_that_can_only_be_mended_together_are_one_fix() -> None:
    def rule(inventory: Inventory) -> Iterable[Told]:
        for port in (443, 5432):
            at = ("environments", "airflow", str(port))
            both = {443, 5432} <= ports_open(inventory)
            yield Told("JOINT", "pass" if both else "fail", at=at, edits=[self_rule(port)])

    (fix,) = _fixes(rule)
    assert fix.verified
    assert [key[2][-1] for key in fix.mends] == ["443", "5432"]


def test_findings_that_cannot_be_mended_together_either_stay_apart() -> None:
    def rule(_: Inventory) -> Iterable[Told]:
        for port in (443, 5432):
            yield Told("NEVER", "fail", at=("environments", "airflow", str(port)), edits=[self_rule(port)])

    assert [fix.verified for fix in _fixes(rule)] == [False, False]


@pytest.mark.parametrize(
    ("applicability", "value", "reason"),
    [
        ("manual", None, "only a person can make this change"),
        ("placeholder", None, "a person has to choose a value"),
        ("safe", None, "a person has to choose a value"),
    ],
)
def test_what_a_person_has_to_do_has_no_patch(applicability: str, value: Any, reason: str) -> None:
    (fix,) = _fixes(needs(5432, edit("add_acl_entry", ACL, value, applicability)))
    assert (fix.patch, fix.verified, fix.applicability, fix.reason) == ((), False, applicability, reason)
    assert fix.steps == ("add a rule to network ACL acl",)


def test_a_full_acl_leaves_the_fix_to_a_person() -> None:
    entries = tuple(
        entry.model_copy(update={"number": n, "key": f"ingress/{n}"}) for n in range(1, 21) for entry in _open()
    )
    network = changed(CLOSED, "network_acls", "acl", entries=all_of(*entries))
    (fix,) = _fixes(needs(5432, entry(50)), inventory=network)
    assert (fix.applicability, fix.patch, fix.verified) == ("manual", (), False)
    assert "20 entries" in fix.reason


def _open() -> Any:
    acl = next(one for one in public().network_acls.items if one.id == "acl")
    return [one for one in acl.entries.items if one.direction == "ingress"]


def test_what_the_document_has_already_is_no_fix() -> None:
    network = changed(public(), "environments", "airflow", webserver_access_mode="PRIVATE_ONLY")
    setting = edit("set_attribute", ("environments", "airflow", "webserver_access_mode"), "PRIVATE_ONLY")
    (fix,) = _fixes(needs(5432, setting), inventory=network)
    assert (fix.patch, fix.verified, fix.reason) == ((), False, "the document has it all already")


def test_a_wrong_value_of_a_rule_is_a_bug_of_ours() -> None:
    with pytest.raises(InternalError, match="add_group_rule"):
        _fixes(needs(5432, edit("add_group_rule", GROUP, {"direction": "sideways"})))


def _three() -> Inventory:
    """Return three networks, of which the first and the last are closed."""
    whole = copies(public(), 3)
    for number in ("0000", "0002"):
        whole = changed(whole, "security_groups", f"group-{number}", ingress=all_of())
    return whole


def _needs_own(inventory: Inventory) -> Iterable[Told]:
    (environment,) = inventory.environments.items
    (group,) = environment.security_group_ids.items
    verdict = "fail" if not ports_open(inventory) else "pass"
    yield Told("OWN", verdict, at=("security_groups", group, "ingress"), edits=[self_rule(443, group=group)])


def test_a_fix_is_tried_on_its_network_and_made_for_the_whole_document() -> None:
    engine = ToyEngine([_needs_own])
    decision = engine.evaluate(_three())
    fixes = propose(normalized(_three()), decision, engine)
    assert [fix.mends[0][1] for fix in fixes if fix.verified] == ["airflow-0000", "airflow-0002"]
    assert all(len(asked.environments.items) == 1 for asked in engine.asked[1:])
    for fix in fixes:
        after = Inventory.model_validate_json(_json(apply_patch(document_of(_three()), fix.patch)))
        assert len(engine.evaluate(after).findings) == 1
