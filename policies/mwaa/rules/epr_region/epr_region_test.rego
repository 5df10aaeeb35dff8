package mwaa.rules.epr_region_test

import data.mwaa.fixture
import data.mwaa.rules.epr_region

import rego.v1

_private := data.mwaa.fixture.networks.private

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_in(context, members) := object.union(_with(members), {"context": context})

_token := "${AWS::Region}"

_region := ["vpc_endpoints", "endpoint-sqs", "service_region"]

test_finding_another_region if {
	epr_region.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": _region,
		"args": {"service": "sqs", "other": "us-east-1", "region": "eu-west-1"},
	}} with input as _with({"service_region": "us-east-1"})
}

test_finding_another_partition if {
	network := _in({"region": _token}, {"service_region": "cn-north-1", "service_partition": "aws-cn"})
	{finding | some finding in epr_region.findings; finding.subject == "endpoint-sqs"} == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": ["vpc_endpoints", "endpoint-sqs", "service_partition"],
		"args": {"case": "partition", "service": "sqs", "other": "aws-cn", "region": "aws"},
	}} with input as network
}

test_clean_the_same_region if {
	epr_region.verdict["endpoint-sqs"] == "pass" with input as _private
	epr_region.findings == set() with input as _private
	tokens := _in({"region": _token}, {"service_region": _token, "service_partition": null})
	epr_region.verdict["endpoint-sqs"] == "pass" with input as tokens
}

test_undecided_region if {
	epr_region.undecided == {{
		"subject": "endpoint-sqs",
		"because": [_region],
	}} with input as _with({"service_region": _token})
	{"subject": "endpoint-sqs", "because": [["context", "region"]]} in epr_region.undecided with input as _in(
		{"region": null},
		{},
	)
}

test_undecided_use if {
	epr_region.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "vpc_id"]],
	}} with input as _with({"vpc_id": null})
}

test_not_applicable if {
	network := _with({"service_region": "us-east-1", "requester_managed": true})
	epr_region.not_applicable == {{"subject": "endpoint-sqs", "because": "managed"}} with input as network
}
