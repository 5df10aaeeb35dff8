package mwaa.lib.policies_test

import data.mwaa.fixture
import data.mwaa.lib.policies

import rego.v1

_whole := fixture.record(data.mwaa.fixture.networks.private, "vpc_endpoints", "endpoint-kms").policy

_statement := _whole.statements.items[0]

_with(members) := object.union(object.remove(_whole, object.keys(members)), members)

_of(statements) := _with({"statements": fixture.all_of(statements)})

_changed(members) := object.union(object.remove(_statement, object.keys(members)), members)

_deny := _changed({"key": "Deny", "effect": "Deny"})

test_faults if {
	every case in [
		{"policy": _whole, "faults": set()},
		{"policy": _with({"error": "not-json"}), "faults": {[[], {"case": "not-json", "error": "not-json"}]}},
		{"policy": _with({"size": 20480}), "faults": set()},
		{"policy": _with({"size": 20481}), "faults": {[[], {"case": "too-long", "size": 20481}]}},
		{"policy": _with({"error": null, "size": null}), "faults": set()},
		{"policy": _of([_changed({"effect": "Grant"})]), "faults": {[
			["statements", _statement.key],
			{"case": "effect", "statement": _statement.key, "effect": "Grant"},
		]}},
		{"policy": _of([_changed({"action_mode": "none"})]), "faults": {[
			["statements", _statement.key],
			{"case": "element", "statement": _statement.key, "element": "Action"},
		]}},
		{"policy": _of([_changed({"effect": null})]), "faults": set()},
	] {
		policies.faults(case.policy) == case.faults
	}
}

test_what_hides_faults if {
	every case in [
		{"policy": _whole, "hidden": set()},
		{"policy": _with({"error": null}), "hidden": {["error"]}},
		{"policy": _with({"size": null}), "hidden": {["size"]}},
		{"policy": _with({"statements": fixture.some_of([])}), "hidden": {["statements"]}},
		{"policy": _of([_changed({"effect": null})]), "hidden": {["statements", _statement.key, "effect"]}},
	] {
		policies.hidden(case.policy) == case.hidden
	}
}

test_whether_a_policy_is_full if {
	every case in [
		{"policy": _whole, "full": "yes"},
		{"policy": _of([]), "full": "no"},
		{"policy": _with({"statements": fixture.some_of([])}), "full": "unknown"},
		{"policy": _of([_deny]), "full": "no"},
		{"policy": _of([_changed({"action_mode": "listed", "actions": fixture.all_of(["kms:*"])})]), "full": "yes"},
		{"policy": _of([_changed({"action_mode": "listed", "actions": fixture.all_of(["kms:decrypt"])})]), "full": "no"},
		{"policy": _of([_changed({"resources": fixture.all_of(["${Param:All}"])})]), "full": "unknown"},
		{"policy": _of([_changed({"resources": fixture.all_of(["${aws:username}"])})]), "full": "no"},
		{"policy": _of([_changed({"conditions": fixture.some_of([])})]), "full": "unknown"},
		{"policy": _of([_changed({"effect": null})]), "full": "unknown"},
		{"policy": _of([_changed({"action_mode": "not_listed", "actions": fixture.some_of([])})]), "full": "no"},
	] {
		policies.full(case.policy, "kms") == case.full
	}
}

test_a_deny_or_an_unknown_service_lets_not_all_through if {
	policies.lets_all_through(_whole, "kms")
	not policies.lets_all_through(_whole, null)
	not policies.lets_all_through(_of([_statement, _deny]), "kms")
	not policies.lets_all_through(_of([_statement, _changed({"key": "Open", "effect": null})]), "kms")
	not policies.lets_all_through(_with({"statements": fixture.some_of([_statement])}), "kms")
}

test_what_may_be_invalid_lets_not_all_through if {
	policies.lets_all_through(_of([_changed({"resources": fixture.all_of(["*", "${Param:All}"])})]), "kms")
	not policies.lets_all_through(_of([_changed({"resources": fixture.all_of(["*", "${aws:username}"])})]), "kms")
}

test_what_hides_whether_a_policy_is_full if {
	policies.full_hidden(_whole, "kms") == set()
	open := _of([_changed({"resources": fixture.some_of([])})])
	policies.full_hidden(open, "kms") == {["statements", _statement.key, "resources"]}
	policies.full_hidden(_with({"statements": fixture.some_of([_statement])}), "kms") == {["statements"]}
}

test_what_lets_calls_through if {
	denied := {"action": "kms:Decrypt", "grants": ["*"], "verdict": {"statement": "Deny", "granted": "yes"}}
	lacking := {"action": "kms:Decrypt", "grants": ["*"], "verdict": {"statement": null, "granted": "no"}}
	network := data.mwaa.fixture.networks.private
	{[edit.verb, edit.value, edit.applicability] | some edit in policies.allowing("endpoint-kms", [denied])} == {
		["replace_statement", null, "unsafe"],
	} with input as network
	{[edit.verb, edit.value, edit.applicability] | some edit in policies.allowing("endpoint-kms", [lacking])} == {
		["add_statement", {"effect": "Allow", "actions": ["kms:Decrypt"], "resources": ["*"]}, "safe"],
	} with input as network
	other := object.union(lacking, {"action": "kms:Encrypt", "grants": ["arn:aws:kms:*"]})
	{edit.value | some edit in policies.allowing("endpoint-kms", [lacking, other])} == {
		{"effect": "Allow", "actions": ["kms:Decrypt"], "resources": ["*"]},
		{"effect": "Allow", "actions": ["kms:Encrypt"], "resources": ["arn:aws:kms:*"]},
	} with input as network
	wide := json.patch(network, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	{edit.applicability | some edit in policies.allowing("endpoint-kms", [lacking])} == {"unsafe"} with input as wide
	{edit.verb | some edit in policies.allowing("endpoint-kms", [denied])} == {"replace_statement"} with input as wide
}
