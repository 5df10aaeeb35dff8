package mwaa.rules.ep_policy_valid_test

import data.mwaa.fixture
import data.mwaa.rules.ep_policy_valid

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy

_statement := _policy.statements.items[0]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_with_policy(members) := _with({"policy": object.union(object.remove(_policy, object.keys(members)), members)})

_with_statement(members) := _with_policy({"statements": fixture.all_of([object.union(_statement, members)])})

_at := ["vpc_endpoints", "endpoint-sqs", "policy"]

_statement_at := ["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0"]

test_finding_what_is_no_policy if {
	network := _with_policy({"error": "not-json"})
	ep_policy_valid.verdict["endpoint-sqs"] == "fail" with input as network
	ep_policy_valid.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": _at,
		"args": {"case": "not-json", "error": "not-json"},
	}} with input as network
	ep_policy_valid.edits == {{
		"subject": "endpoint-sqs",
		"at": _at,
		"verb": "set_attribute",
		"target": _at,
		"value": null,
		"applicability": "manual",
	}} with input as network
}

test_finding_a_long_policy if {
	network := _with_policy({"size": 20481})
	{finding.args |
		some finding in ep_policy_valid.findings
	} == {{"case": "too-long", "size": 20481}} with input as network
	ep_policy_valid.verdict["endpoint-sqs"] == "pass" with input as _with_policy({"size": 20480})
}

test_finding_elements_that_are_missing if {
	every element, members in {
		"Effect": {"effect": "none"},
		"Principal": {"principal_mode": "none"},
		"Action": {"action_mode": "none"},
		"Resource": {"resource_mode": "none"},
	} {
		network := _with_statement(members)
		ep_policy_valid.findings == {{
			"subject": "endpoint-sqs",
			"severity": "high",
			"at": _statement_at,
			"args": {"case": "element", "statement": "#0", "element": element},
		}} with input as network
	}
}

test_edit_a_missing_principal_is_everybody if {
	network := _with_statement({"principal_mode": "none"})
	ep_policy_valid.edits == {{
		"subject": "endpoint-sqs",
		"at": _statement_at,
		"verb": "replace_statement",
		"target": _statement_at,
		"value": _statement,
		"applicability": "unsafe",
	}} with input as network
}

test_edit_an_effect_in_other_letters if {
	network := _with_statement({"effect": "ALLOW"})
	{finding.args | some finding in ep_policy_valid.findings} == {{
		"case": "effect",
		"statement": "#0",
		"effect": "ALLOW",
	}} with input as network
	{[edit.value.effect, edit.applicability] |
		some edit in ep_policy_valid.edits
	} == {["Allow", "safe"]} with input as network
	deny := _with_statement({"effect": "deny"})
	{edit.value.effect | some edit in ep_policy_valid.edits} == {"Deny"} with input as deny
	other := _with_statement({"effect": "Permit"})
	{edit.applicability | some edit in ep_policy_valid.edits} == {"manual"} with input as other
}

test_clean_policies_of_the_page if {
	{verdict | some verdict in ep_policy_valid.verdict} == {"pass"} with input as _private
	ep_policy_valid.findings == set() with input as _private
	ep_policy_valid.verdict["endpoint-sqs"] == "pass" with input as _with({"requester_managed": null})
}

test_undecided if {
	every part, network in {
		["error"]: _with_policy({"error": null}),
		["size"]: _with_policy({"size": null}),
		["statements"]: _with_policy({"statements": fixture.some_of([_statement])}),
		["statements", "#0", "effect"]: _with_statement({"effect": null}),
	} {
		ep_policy_valid.undecided == {{
			"subject": "endpoint-sqs",
			"because": [array.concat(_at, part)],
		}} with input as network
	}
}

test_finding_stands_beside_what_is_unknown if {
	network := _with_policy({"error": "no-statement", "size": null})
	ep_policy_valid.verdict["endpoint-sqs"] == "fail" with input as network
}

test_undecided_whose_the_policy_is if {
	policy := object.union(_policy, {"error": "not-json"})
	network := _with({"requester_managed": null, "policy": policy})
	ep_policy_valid.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "requester_managed"]],
	}} with input as network
}

test_not_applicable if {
	managed := _with({"requester_managed": true})
	ep_policy_valid.not_applicable == {{"subject": "endpoint-sqs", "because": "managed"}} with input as managed
	given := _with_policy({"explicit": false})
	ep_policy_valid.not_applicable == {{"subject": "endpoint-sqs", "because": "default-policy"}} with input as given
}
