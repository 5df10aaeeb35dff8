package mwaa.rules.epr_subnets_test

import data.mwaa.fixture
import data.mwaa.rules.epr_subnets

import rego.v1

# Only sqs is left of the required services, so that one endpoint is judged.
_private := object.union(
	data.mwaa.fixture.networks.private,
	{"params": {"external_endpoints": ["kms", "logs", "monitoring"]}},
)

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_one := _with({"subnet_ids": fixture.all_of(["subnet-a"])})

_zone(id, members) := fixture.change(_one, "subnets", id, members)

_at := ["vpc_endpoints", "endpoint-sqs", "subnet_ids"]

_add(subnet) := {
	"subject": "endpoint-sqs",
	"at": _at,
	"verb": "add_member",
	"target": _at,
	"value": subnet,
	"applicability": "safe",
}

test_finding_a_zone_without_an_interface if {
	epr_subnets.findings == {{
		"subject": "endpoint-sqs",
		"severity": "medium",
		"at": _at,
		"args": {"service": "sqs", "subnets": ["subnet-b"]},
	}} with input as _one
	epr_subnets.edits == {_add("subnet-b")} with input as _one
}

test_finding_no_subnet_at_all if {
	network := _with({"subnet_ids": fixture.all_of([])})
	epr_subnets.edits == {_add("subnet-a"), _add("subnet-b")} with input as network
}

test_edit_one_subnet_of_a_zone if {
	zone := {"zone_id": "euw1-az1", "zone_name": "eu-west-1a"}
	network := fixture.change(_with({"subnet_ids": fixture.all_of([])}), "subnets", "subnet-b", zone)
	epr_subnets.edits == {_add("subnet-a")} with input as network
}

test_clean_other_subnets_of_the_same_zones if {
	epr_subnets.verdict["endpoint-sqs"] == "pass" with input as _private
	third := object.union(fixture.record(_private, "subnets", "subnet-b"), {"id": "third"})
	network := fixture.add(_with({"subnet_ids": fixture.all_of(["subnet-a", "third"])}), "subnets", third)
	epr_subnets.verdict["endpoint-sqs"] == "pass" with input as network
	epr_subnets.findings == set() with input as network
}

test_undecided_zones if {
	epr_subnets.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["subnets", "subnet-b", "zone_name"]],
	}} with input as _zone("subnet-b", {"zone_id": null, "zone_name": null})
}

test_undecided_subnets if {
	network := _with({"subnet_ids": fixture.some_of(["subnet-a"])})
	epr_subnets.undecided == {{"subject": "endpoint-sqs", "because": [_at]}} with input as network
}

test_undecided_endpoint if {
	every attribute in {"requester_managed", "service", "type", "vpc_id"} {
		epr_subnets.undecided == {{
			"subject": "endpoint-sqs",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as fixture.change(_one, "vpc_endpoints", "endpoint-sqs", {attribute: null})
	}
}

test_undecided_whether_another_environment_needs_it if {
	airflow := fixture.change(_one, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	second := object.union(
		object.remove(fixture.record(_private, "environments", "airflow"), ["subnet_ids"]),
		{"id": "second", "subnet_ids": fixture.some_of(["subnet-b"])},
	)
	epr_subnets.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["environments", "second", "subnet_ids"]],
	}} with input as fixture.add(airflow, "environments", second)
}

test_not_applicable if {
	{[entry.subject, entry.because] | some entry in epr_subnets.not_applicable} == {
		["endpoint-kms", "not-in-use"],
		["endpoint-logs", "not-in-use"],
		["endpoint-monitoring", "not-in-use"],
		["endpoint-s3", "not-an-interface"],
	} with input as _private
}
