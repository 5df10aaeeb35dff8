package mwaa.rules.ep_policy_full_test

import data.mwaa.fixture
import data.mwaa.rules.ep_policy_full

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy

_statement := _policy.statements.items[0]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_with_statements(listing) := _with({
	"policy": object.union(object.remove(_policy, ["statements"]), {"statements": listing}),
})

_changed(members) := object.union(object.remove(_statement, object.keys(members)), members)

_at := ["vpc_endpoints", "endpoint-sqs", "policy"]

test_finding_every_restriction if {
	every members in [
		{"effect": "Deny"},
		{"principal_mode": "listed"},
		{"action_mode": "not_listed"},
		{"actions": fixture.all_of(["sqs:sendmessage"])},
		{"resources": fixture.all_of(["arn:aws:sqs:*"])},
		{"resource_mode": "not_listed"},
		{"conditions": fixture.all_of([{"operator": "Bool", "key": "a", "values": fixture.all_of(["true"])}])},
	] {
		network := _with_statements(fixture.all_of([_changed(members)]))
		{
			"subject": "endpoint-sqs",
			"severity": "info",
			"at": _at,
			"args": {"service": "sqs"},
		} in ep_policy_full.findings with input as network
	}
}

test_edit_allows_everything if {
	network := _with_statements(fixture.all_of([_changed({"actions": fixture.all_of(["sqs:sendmessage"])})]))
	ep_policy_full.edits == {{
		"subject": "endpoint-sqs",
		"at": _at,
		"verb": "add_statement",
		"target": _at,
		"value": {"effect": "Allow", "actions": ["*"], "resources": ["*"]},
		"applicability": "unsafe",
	}} with input as network
}

test_finding_a_deny_beside_full_access if {
	deny := _changed({"key": "Stop", "effect": "Deny", "actions": fixture.all_of(["sqs:deletequeue"])})
	network := _with_statements(fixture.all_of([_statement, deny]))
	at := array.concat(_at, ["statements", "Stop"])
	ep_policy_full.findings == {{
		"subject": "endpoint-sqs",
		"severity": "info",
		"at": at,
		"args": {"case": "deny", "service": "sqs", "statement": "Stop"},
	}} with input as network
	ep_policy_full.edits == {{
		"subject": "endpoint-sqs",
		"at": at,
		"verb": "replace_statement",
		"target": at,
		"value": null,
		"applicability": "unsafe",
	}} with input as network
}

test_clean_full_access if {
	ep_policy_full.verdict["endpoint-sqs"] == "pass" with input as _private
	every_action := _with_statements(fixture.all_of([_changed({"actions": fixture.all_of(["sqs:*"])})]))
	ep_policy_full.verdict["endpoint-sqs"] == "pass" with input as every_action
	perhaps_refused := _with({"policy": object.union(_policy, {"error": null})})
	ep_policy_full.verdict["endpoint-sqs"] == "pass" with input as perhaps_refused
	beside := _with_statements(fixture.all_of([_statement, _changed({"key": "Other", "actions": fixture.some_of([])})]))
	ep_policy_full.verdict["endpoint-sqs"] == "pass" with input as beside
}

test_undecided_parts_of_the_policy if {
	every part, listing in {
		["statements"]: fixture.some_of([_statement]),
		["statements", "#0", "effect"]: fixture.all_of([_changed({"effect": null})]),
		["statements", "#0", "principals"]: fixture.all_of([
			_changed({"principal_mode": "listed", "principals": fixture.some_of([])}),
		]),
		["statements", "#0", "actions"]: fixture.all_of([_changed({"actions": fixture.some_of([])})]),
		["statements", "#0", "resources"]: fixture.all_of([_changed({"resources": fixture.some_of([])})]),
		["statements", "#0", "conditions"]: fixture.all_of([_changed({"conditions": fixture.some_of([])})]),
	} {
		network := _with_statements(listing)
		ep_policy_full.undecided == {{"subject": "endpoint-sqs", "because": [array.concat(_at, part)]}} with input as network
	}
}

test_undecided_an_element_that_may_be_the_asterisk if {
	every part in {"actions", "resources"} {
		network := _with_statements(fixture.all_of([_changed({part: fixture.all_of(["${Param:Everything}"])})]))
		ep_policy_full.undecided == {{
			"subject": "endpoint-sqs",
			"because": [array.concat(_at, ["statements", "#0", part])],
		}} with input as network
	}
}

test_finding_a_policy_variable_is_not_everything if {
	network := _with_statements(fixture.all_of([_changed({"resources": fixture.all_of(["${aws:username}"])})]))
	ep_policy_full.verdict["endpoint-sqs"] == "fail" with input as network
}

test_undecided_a_statement_that_may_deny if {
	perhaps := _changed({"key": "Perhaps", "effect": null})
	network := _with_statements(fixture.all_of([_statement, perhaps]))
	ep_policy_full.undecided == {{
		"subject": "endpoint-sqs",
		"because": [array.concat(_at, ["statements", "Perhaps", "effect"])],
	}} with input as network
	refused := object.union(fixture.record(network, "vpc_endpoints", "endpoint-sqs").policy, {"error": null})
	ep_policy_full.undecided == {{
		"subject": "endpoint-sqs",
		"because": [array.concat(_at, ["statements", "Perhaps", "effect"])],
	}} with input as _with({"policy": refused})
}

_narrow := _changed({"actions": fixture.all_of(["sqs:sendmessage"])})

test_undecided_whether_aws_refuses_the_policy if {
	network := _with({"policy": object.union(
		object.remove(_policy, ["statements"]),
		{"statements": fixture.all_of([_narrow]), "error": null},
	)})
	ep_policy_full.undecided == {
		{"subject": "endpoint-sqs", "because": [array.concat(_at, ["error"])]},
	} with input as network
}

test_undecided_endpoint if {
	policy := object.union(object.remove(_policy, ["statements"]), {"statements": fixture.all_of([_narrow])})
	every attribute in {"service", "type"} {
		network := _with({attribute: null, "policy": policy})
		ep_policy_full.undecided == {{
			"subject": "endpoint-sqs",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as network
	}
}

test_not_applicable if {
	ep_policy_full.not_applicable == {{"subject": "endpoint-s3", "because": "not-an-interface"}} with input as _private
	unused := _with({"service": "other"})
	{"subject": "endpoint-sqs", "because": "not-in-use"} in ep_policy_full.not_applicable with input as unused
	invalid := _with({"policy": object.union(_policy, {"error": "not-json"})})
	{"subject": "endpoint-sqs", "because": "EP-POLICY-VALID"} in ep_policy_full.not_applicable with input as invalid
}
