package mwaa.rules.epr_shadow_test

import data.mwaa.fixture
import data.mwaa.rules.epr_shadow

import rego.v1

_private := data.mwaa.fixture.networks.private

# The private network with the route tables of the public one.
_public := object.union(_private, {"route_tables": data.mwaa.fixture.networks.public.route_tables})

_with(members) := fixture.change(_public, "vpc_endpoints", "endpoint-sqs", members)

# The endpoint has the default group of the VPC, which admits itself only.
_default := {"security_group_ids": fixture.all_of(["vpc/default-group"])}

_policy(members) := {"policy": object.union(
	fixture.record(_public, "vpc_endpoints", "endpoint-sqs").policy,
	members,
)}

_at := ["vpc_endpoints", "endpoint-sqs", "security_group_ids"]

_because(path) := {{"subject": "endpoint-sqs", "because": [path]}}

_reasons(subject) := {entry.because | some entry in epr_shadow.not_applicable; entry.subject == subject}

test_finding_groups_that_admit_nobody if {
	epr_shadow.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": _at,
		"args": {"service": "sqs", "environments": ["airflow"]},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "ingress",
			"source": "00a000b04",
			"destination": "endpoint-sqs",
			"port": 443,
			"flow": "sqs",
			"decider": {"kind": "no_rule", "path": ["security_groups", "vpc/default-group", "ingress"]},
		},
	}} with input as _with(_default)
}

test_finding_states_that_take_no_calls if {
	every state in {"deleting", "expired", "failed", "rejected"} {
		epr_shadow.findings == {{
			"subject": "endpoint-sqs",
			"severity": "high",
			"at": ["vpc_endpoints", "endpoint-sqs", "state"],
			"args": {"case": "state", "service": "sqs", "environments": ["airflow"], "state": state},
		}} with input as _with({"state": state})
	}
}

test_finding_each_cause if {
	network := _with(object.union(_default, {"state": "failed"}))
	{finding.at[2] | some finding in epr_shadow.findings} == {"security_group_ids", "state"} with input as network
}

test_edit_lets_the_environment_in if {
	epr_shadow.edits == {{
		"subject": "endpoint-sqs",
		"at": _at,
		"verb": "add_group_rule",
		"target": ["security_groups", "vpc/default-group"],
		"value": {"direction": "ingress", "protocol": "6", "from_port": 443, "to_port": 443, "group_id": "group"},
		"applicability": "safe",
	}} with input as _with(_default)
	epr_shadow.edits == set() with input as _with({"state": "failed"})
}

test_clean if {
	every state in {"available", "pending", "planned"} {
		network := _with({"state": state})
		epr_shadow.verdict["endpoint-sqs"] == "pass" with input as network
		epr_shadow.findings == set() with input as network
		epr_shadow.undecided == set() with input as network
	}
	every subject in {"endpoint-kms", "endpoint-logs", "endpoint-monitoring"} {
		epr_shadow.verdict[subject] == "pass" with input as _public
	}
}

test_undecided_endpoint if {
	every attribute in {"private_dns", "requester_managed", "service", "state", "type", "vpc_id"} {
		network := _with({attribute: null})
		epr_shadow.undecided == _because(["vpc_endpoints", "endpoint-sqs", attribute]) with input as network
	}
}

test_undecided_groups_and_policy if {
	epr_shadow.undecided == _because(_at) with input as _with({"security_group_ids": fixture.some_of([])})
	policy := _policy({"statements": fixture.some_of([])})
	epr_shadow.undecided == _because([
		"vpc_endpoints",
		"endpoint-sqs",
		"policy",
		"statements",
	]) with input as _with(policy)
}

test_undecided_routing if {
	network := fixture.change(_with(_default), "route_tables", "table-a", {"routes": fixture.some_of([])})
	every subject in {"endpoint-kms", "endpoint-logs", "endpoint-monitoring", "endpoint-sqs"} {
		{"subject": subject, "because": [["route_tables", "table-a", "routes"]]} in epr_shadow.undecided with input as network
	}
}

test_not_applicable if {
	every reason, members in {
		"managed": {"requester_managed": true},
		"not-an-interface": {"type": "Gateway"},
		"not-in-use": {"service": "other"},
		"EP-POLICY-BLOCKS": _policy({"statements": fixture.all_of([])}),
		"EP-POLICY-VALID": _policy({"error": "not-json"}),
	} {
		_reasons("endpoint-sqs") == {reason} with input as _with(members)
	}
	_reasons("endpoint-sqs") == {"not-in-use"} with input as _with({"private_dns": false})
	_reasons("endpoint-sqs") == {"private-routing"} with input as _private
}
