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

_role := {"type": "AWS", "value": "arn:aws:iam::123456789012:role/airflow"}

_named(principals) := {"principal_mode": "listed", "principals": principals}

_condition := {"operator": "Bool", "key": "aws:securetransport", "values": fixture.all_of(["true"])}

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
		{"policy": _of([_changed({"effect": null})]), "faults": set()},
		{"policy": _of([_deny]), "faults": set()},
	] {
		policies.faults(case.policy) == case.faults
	}
}

test_elements_that_a_statement_lacks if {
	every member, element in {
		"effect": "Effect",
		"principal_mode": "Principal",
		"action_mode": "Action",
		"resource_mode": "Resource",
	} {
		policies.faults(_of([_changed({member: "none"})])) == {[
			["statements", _statement.key],
			{"case": "element", "statement": _statement.key, "element": element},
		]}
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
		{"policy": _of([_changed({"action_mode": "not_listed", "actions": fixture.all_of(["*"])})]), "full": "no"},
		{
			"policy": _of([_changed({"resource_mode": "not_listed", "resources": fixture.all_of(["${Param:None}"])})]),
			"full": "no",
		},
		{"policy": _of([_changed(_named(fixture.all_of([_role])))]), "full": "no"},
		{"policy": _of([_changed({"conditions": fixture.all_of([_condition])})]), "full": "no"},
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
	not policies.lets_all_through(_of([_changed({"conditions": fixture.all_of([_condition])})]), "kms")
}

test_what_may_be_invalid_lets_not_all_through if {
	policies.lets_all_through(_of([_changed({"resources": fixture.all_of(["*", "${Param:All}"])})]), "kms")
	not policies.lets_all_through(_of([_changed({"resources": fixture.all_of(["*", "${aws:username}"])})]), "kms")
	not policies.lets_all_through(_of([_changed({"resources": fixture.some_of(["*"])})]), "kms")
}

test_what_hides_whether_a_policy_is_full if {
	policies.full_hidden(_whole, "kms") == set()
	open := _of([_changed({"resources": fixture.some_of([])})])
	policies.full_hidden(open, "kms") == {["statements", _statement.key, "resources"]}
	policies.full_hidden(_with({"statements": fixture.some_of([_statement])}), "kms") == {["statements"]}
}

test_each_part_of_a_statement_may_hide_it if {
	every part, members in {
		"effect": {"effect": null},
		"principals": _named(fixture.some_of([_role])),
		"conditions": {"conditions": fixture.some_of([])},
	} {
		policies.full_hidden(_of([_changed(members)]), "kms") == {["statements", _statement.key, part]}
	}
	every part, mode in {"actions": "action_mode", "resources": "resource_mode"} {
		every listing in [fixture.some_of([]), fixture.all_of(["${Param:All}"])] {
			open := _of([_changed({part: listing, mode: "listed"})])
			policies.full_hidden(open, "kms") == {["statements", _statement.key, part]}
		}
	}
}

test_what_hides_nothing_beside_a_full_statement if {
	also := _changed({"key": "Also", "resources": fixture.some_of([])})
	policies.full_hidden(_of([_statement, also]), "kms") == set()
	either := _changed({"key": "Either", "effect": null})
	policies.full_hidden(_of([_statement, either]), "kms") == {["statements", "Either", "effect"]}
}

test_what_lets_calls_through if {
	denied := {"action": "kms:Decrypt", "grants": ["*"], "verdict": {"statement": "Deny", "granted": "yes"}}
	lacking := {"action": "kms:Decrypt", "grants": ["*"], "verdict": {"statement": null, "granted": "no"}}
	network := data.mwaa.fixture.networks.private
	policy := ["vpc_endpoints", "endpoint-kms", "policy"]
	policies.allowing("endpoint-kms", [denied]) == {{
		"verb": "replace_statement",
		"target": array.concat(policy, ["statements", "Deny"]),
		"value": null,
		"applicability": "unsafe",
	}} with input as network
	policies.allowing("endpoint-kms", [lacking]) == {{
		"verb": "add_statement",
		"target": policy,
		"value": {"effect": "Allow", "actions": ["kms:Decrypt"], "resources": ["*"]},
		"applicability": "safe",
	}} with input as network
	other := object.union(lacking, {"action": "kms:Encrypt", "grants": ["arn:aws:kms:*"]})
	{edit.value | some edit in policies.allowing("endpoint-kms", [lacking, other])} == {
		{"effect": "Allow", "actions": ["kms:Decrypt"], "resources": ["*"]},
		{"effect": "Allow", "actions": ["kms:Encrypt"], "resources": ["arn:aws:kms:*"]},
	} with input as network
	wide := json.patch(network, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	{[edit.value, edit.applicability] | some edit in policies.allowing("endpoint-kms", [lacking, other])} == {[
		{"effect": "Allow", "actions": ["*"], "resources": ["*"]},
		"unsafe",
	]} with input as wide
	{edit.verb | some edit in policies.allowing("endpoint-kms", [denied])} == {"replace_statement"} with input as wide
}
