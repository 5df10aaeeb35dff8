package mwaa.rules.ep_policy_present_test

import data.mwaa.fixture
import data.mwaa.rules.ep_policy_present

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_explicit(value) := object.union(_policy, {"explicit": value})

_planned(explicit) := _with({"state": "planned", "policy": _explicit(explicit)})

test_finding_planned_endpoint_without_policy if {
	network := _planned(false)
	ep_policy_present.verdict["endpoint-sqs"] == "fail" with input as network
	ep_policy_present.findings == {{
		"subject": "endpoint-sqs",
		"severity": "low",
		"at": ["vpc_endpoints", "endpoint-sqs", "policy"],
		"args": {"service": "sqs"},
	}} with input as network
}

test_finding_is_high_where_policies_are_required if {
	network := object.union(_planned(false), {"params": {"require_explicit_endpoint_policy": true}})
	{finding.severity | some finding in ep_policy_present.findings} == {"high"} with input as network
}

test_edit_writes_the_policy_that_is_in_force if {
	network := _planned(false)
	ep_policy_present.edits == {{
		"subject": "endpoint-sqs",
		"at": ["vpc_endpoints", "endpoint-sqs", "policy"],
		"verb": "set_attribute",
		"target": ["vpc_endpoints", "endpoint-sqs", "policy", "explicit"],
		"value": true,
		"applicability": "safe",
	}} with input as network
}

test_clean_policies_and_live_endpoints if {
	every network in [_private, _planned(true), _with({"policy": _explicit(null)}), _with({"policy": _explicit(false)})] {
		ep_policy_present.verdict["endpoint-sqs"] == "pass" with input as network
		ep_policy_present.findings == set() with input as network
	}
}

test_undecided_policy if {
	network := _planned(null)
	ep_policy_present.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "policy"]],
	}} with input as network
}

test_undecided_state if {
	network := _with({"state": null, "policy": _explicit(false)})
	ep_policy_present.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "state"]],
	}} with input as network
}

test_undecided_service if {
	network := _with({"service": null})
	ep_policy_present.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "service"]],
	}} with input as network
}

test_not_applicable if {
	managed := _with({"requester_managed": true})
	ep_policy_present.not_applicable == {{"subject": "endpoint-sqs", "because": "managed"}} with input as managed
	unused := _with({"service": "other"})
	ep_policy_present.not_applicable == {{"subject": "endpoint-sqs", "because": "not-in-use"}} with input as unused
}

test_undecided_while_nobody_knows_whom_the_name_of_s3_leads_to_the_endpoint if {
	private := data.mwaa.fixture.networks.private
	members := {"type": "Interface", "private_dns": true, "state": "planned"}
	network := object.union(
		fixture.change(private, "vpc_endpoints", "endpoint-s3", members),
		{"params": object.union(private.params, {"external_endpoints": ["s3"]})},
	)
	every case in [
		[null, "undecided"],
		[true, "not_applicable"],
		[false, "pass"],
	] {
		asked := fixture.change(network, "vpc_endpoints", "endpoint-s3", {"private_dns_inbound_only": case[0]})
		ep_policy_present.verdict["endpoint-s3"] == case[1] with input as asked
	}
}
