package mwaa.rules.epr_security_group_test

import data.mwaa.fixture
import data.mwaa.rules.epr_security_group

import rego.v1

# Only sqs is left of the required services, so that one endpoint is judged.
_private := object.union(
	data.mwaa.fixture.networks.private,
	{"params": {"external_endpoints": ["kms", "logs", "monitoring", "s3"]}},
)

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

# The endpoint has the default group of the VPC, which admits itself only.
_shut := _with({"security_group_ids": fixture.all_of(["vpc/default-group"])})

_at := ["vpc_endpoints", "endpoint-sqs", "security_group_ids"]

test_finding_the_default_group if {
	epr_security_group.verdict["endpoint-sqs"] == "fail" with input as _shut
	epr_security_group.findings == {{
		"subject": "endpoint-sqs",
		"severity": "critical",
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
	}} with input as _shut
}

test_edit_adds_a_rule_for_the_group if {
	epr_security_group.edits == {{
		"subject": "endpoint-sqs",
		"at": _at,
		"verb": "add_group_rule",
		"target": ["security_groups", "vpc/default-group"],
		"value": {"direction": "ingress", "protocol": "6", "from_port": 443, "to_port": 443, "group_id": "group"},
		"applicability": "safe",
	}} with input as _shut
}

test_finding_no_groups_at_all if {
	network := _with({"security_group_ids": fixture.all_of([])})
	epr_security_group.verdict["endpoint-sqs"] == "fail" with input as network
	epr_security_group.edits == set() with input as network
}

test_clean_the_group_of_the_environment if {
	epr_security_group.verdict["endpoint-sqs"] == "pass" with input as _private
	epr_security_group.findings == set() with input as _private
	epr_security_group.undecided == set() with input as _private
}

test_undecided_endpoint if {
	every attribute in {"requester_managed", "service", "type", "vpc_id"} {
		network := fixture.change(_shut, "vpc_endpoints", "endpoint-sqs", {attribute: null})
		epr_security_group.undecided == {{
			"subject": "endpoint-sqs",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as network
	}
}

test_undecided_groups if {
	network := _with({"security_group_ids": fixture.some_of([])})
	epr_security_group.undecided == {{"subject": "endpoint-sqs", "because": [_at]}} with input as network
}

test_undecided_mode_of_another_environment if {
	second := object.union(
		object.remove(fixture.record(_private, "environments", "airflow"), ["subnet_ids", "security_group_ids"]),
		{
			"id": "second",
			"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"]),
			"security_group_ids": fixture.all_of(["vpc/default-group"]),
		},
	)
	network := fixture.add(_private, "environments", second)
	epr_security_group.verdict["endpoint-sqs"] == "undecided" with input as network
	epr_security_group.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["environments", "second", "subnet_ids"]],
	}} with input as network
}

test_not_applicable if {
	{[entry.subject, entry.because] | some entry in epr_security_group.not_applicable} == {
		["endpoint-kms", "not-in-use"],
		["endpoint-logs", "not-in-use"],
		["endpoint-monitoring", "not-in-use"],
		["endpoint-s3", "not-in-use"],
	} with input as _private
	whole := data.mwaa.fixture.networks.private
	{"subject": "endpoint-s3", "because": "not-an-interface"} in epr_security_group.not_applicable with input as whole
	managed := _with({"requester_managed": true})
	{"subject": "endpoint-sqs", "because": "managed"} in epr_security_group.not_applicable with input as managed
}
