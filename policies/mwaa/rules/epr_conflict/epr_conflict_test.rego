package mwaa.rules.epr_conflict_test

import data.mwaa.fixture
import data.mwaa.rules.epr_conflict

import rego.v1

# Two endpoints of SQS, the second of which is planned.
_private := _with(data.mwaa.fixture.networks.private, "logs", {"service": "sqs", "state": "planned"})

_with(network, service, members) := fixture.change(
	network, "vpc_endpoints", concat("-", ["endpoint", service]),
	members,
)

# A second gateway endpoint of S3, which is planned.
_gateways(members) := fixture.add(_private, "vpc_endpoints", object.union(
	fixture.record(_private, "vpc_endpoints", "endpoint-s3"),
	object.union({"id": "endpoint-t3", "state": "planned"}, members),
))

_because(subject, path) := {{"subject": subject, "because": [path]}}

_reasons(subject) := {entry.because | some entry in epr_conflict.not_applicable; entry.subject == subject}

test_finding_one_name_for_two_endpoints if {
	epr_conflict.findings == {{
		"subject": "endpoint-logs",
		"severity": "high",
		"at": ["vpc_endpoints", "endpoint-logs", "private_dns"],
		"args": {"service": "sqs", "others": ["endpoint-sqs"]},
	}} with input as _private
}

test_finding_the_second_of_those_that_are_planned if {
	epr_conflict.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": ["vpc_endpoints", "endpoint-sqs", "private_dns"],
		"args": {"service": "sqs", "others": ["endpoint-logs"]},
	}} with input as _with(_private, "sqs", {"state": "planned"})
}

test_finding_one_route_for_two_gateways if {
	finding := {
		"subject": "endpoint-t3",
		"severity": "high",
		"at": ["vpc_endpoints", "endpoint-t3", "route_table_ids"],
		"args": {"case": "route", "others": ["endpoint-s3"], "tables": ["table-a", "table-b"]},
	}
	finding in epr_conflict.findings with input as _gateways({})
}

test_clean if {
	every members in [
		{"private_dns": false},
		{"service_region": "us-east-1"},
		{"state": "deleting"},
	] {
		network := _with(_private, "sqs", members)
		epr_conflict.verdict["endpoint-logs"] == "pass" with input as network
		epr_conflict.findings == set() with input as network
		epr_conflict.undecided == set() with input as network
	}
	apart := _gateways({"route_table_ids": fixture.all_of(["table-b"])})
	network := _with(apart, "s3", {"route_table_ids": fixture.all_of(["table-a"])})
	epr_conflict.verdict["endpoint-t3"] == "pass" with input as network
}

test_undecided_facts_of_the_endpoint if {
	every attribute in {"private_dns", "requester_managed", "service", "service_region", "state", "vpc_id"} {
		network := _with(_private, "logs", {attribute: null})
		epr_conflict.undecided == _because(
			"endpoint-logs",
			["vpc_endpoints", "endpoint-logs", attribute],
		) with input as network
	}
}

test_undecided_facts_of_the_other if {
	every attribute in {"private_dns", "service", "service_region", "state", "type", "vpc_id"} {
		path := ["vpc_endpoints", "endpoint-sqs", attribute]
		network := _with(_private, "sqs", {attribute: null})
		_because("endpoint-logs", path) & epr_conflict.undecided == _because("endpoint-logs", path) with input as network
	}
}

test_undecided_endpoints_that_were_not_surveyed if {
	survey := object.union(fixture.record(_private, "vpcs", "vpc").complete, {"vpc_endpoints": false})
	network := fixture.change(_with(_private, "sqs", {"state": "failed"}), "vpcs", "vpc", {"complete": survey})
	missing := _because("endpoint-logs", ["vpcs", "vpc", "complete", "vpc_endpoints"])
	epr_conflict.undecided == missing with input as network
	silent := _with(network, "logs", {"private_dns": false, "service": "kms"})
	epr_conflict.verdict["endpoint-logs"] == "pass" with input as silent
	every members in [{"private_dns": null}, {"type": null, "private_dns": false}] {
		epr_conflict.undecided == missing with input as _with(network, "logs", members)
	}
	apart := fixture.change(
		_with(_gateways({"route_table_ids": fixture.all_of(["table-b"])}), "s3", {"route_table_ids": fixture.all_of([])}),
		"vpcs", "vpc", {"complete": survey},
	)
	epr_conflict.verdict["endpoint-t3"] == "undecided" with input as apart
}

test_not_applicable if {
	_reasons("endpoint-sqs") == {"live"} with input as _private
	every reason, members in {"managed": {"requester_managed": true}, "not-in-use": {"service": "other"}} {
		_reasons("endpoint-logs") == {reason} with input as _with(_private, "logs", members)
	}
}
