package mwaa.rules.ep_s3_placeholder_test

import data.mwaa.fixture
import data.mwaa.rules.ep_s3_placeholder

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_dags := _policy.statements.items[1]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_with_statements(listing) := _with({
	"policy": object.union(object.remove(_policy, ["statements"]), {"statements": listing}),
})

_named(resource) := object.union(object.remove(_layers, ["resources"]), {"resources": fixture.all_of([resource])})

_at := ["vpc_endpoints", "endpoint-s3", "policy", "statements", "Access-to-specific-bucket-only"]

_args(case, resource) := {
	"case": case,
	"statement": "Access-to-specific-bucket-only",
	"resource": resource,
	"layers": "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
}

test_finding_the_word_of_the_page if {
	resource := "arn:aws:s3:::prod-region-starport-layer-bucket/*"
	network := _with_statements(fixture.all_of([_named(resource)]))
	ep_s3_placeholder.verdict["endpoint-s3"] == "fail" with input as network
	ep_s3_placeholder.findings == {{
		"subject": "endpoint-s3",
		"severity": null,
		"at": _at,
		"args": _args("default", resource),
	}} with input as network
}

test_finding_another_region_or_partition if {
	every resource in [
		"arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
		"arn:aws-cn:s3:::prod-eu-west-1-starport-layer-bucket/*",
	] {
		network := _with_statements(fixture.all_of([_named(resource), _dags]))
		{finding.args | some finding in ep_s3_placeholder.findings} == {_args("elsewhere", resource)} with input as network
	}
}

test_clean_another_cause if {
	network := _with_statements(fixture.all_of([_dags]))
	ep_s3_placeholder.verdict["endpoint-s3"] == "pass" with input as network
	ep_s3_placeholder.findings == set() with input as network
}

test_clean_a_name_in_another_place_that_stops_nothing if {
	spare := object.union(_named("arn:aws:s3:::prod-region-starport-layer-bucket/*"), {"key": "Spare"})
	network := _with_statements(fixture.all_of([_layers, spare, _dags]))
	ep_s3_placeholder.verdict["endpoint-s3"] == "not_applicable" with input as network
}

test_undecided_statements if {
	network := _with_statements(fixture.some_of([object.union(_layers, {"effect": "Deny"})]))
	ep_s3_placeholder.undecided == {{
		"subject": "endpoint-s3",
		"because": [["vpc_endpoints", "endpoint-s3", "policy", "statements"]],
	}} with input as network
}

test_undecided_region if {
	network := object.union(_private, {"context": {"region": null}})
	ep_s3_placeholder.undecided == {{
		"subject": "endpoint-s3",
		"because": [["context", "region"]],
	}} with input as network
}

test_undecided_vpc if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	ep_s3_placeholder.undecided == {{
		"subject": "endpoint-s3",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as network
	policy := object.union(_policy, {"error": "not-json"})
	invalid := fixture.change(network, "vpc_endpoints", "endpoint-s3", {"policy": policy})
	ep_s3_placeholder.undecided == set() with input as invalid
}

test_not_applicable_whatever_other_endpoints_there_are if {
	complete := object.union(fixture.record(_private, "vpcs", "vpc").complete, {"vpc_endpoints": false})
	unsurveyed := fixture.change(_private, "vpcs", "vpc", {"complete": complete})
	elsewhere := fixture.change(unsurveyed, "vpc_endpoints", "endpoint-s3", {
		"vpc_id": "other",
		"route_table_ids": fixture.all_of([]),
	})
	every network in [unsurveyed, elsewhere] {
		ep_s3_placeholder.verdict["endpoint-s3"] == "not_applicable" with input as network
	}
}

test_not_applicable if {
	ep_s3_placeholder.verdict == {
		"endpoint-kms": "not_applicable",
		"endpoint-logs": "not_applicable",
		"endpoint-monitoring": "not_applicable",
		"endpoint-s3": "not_applicable",
		"endpoint-sqs": "not_applicable",
	} with input as _private
	{entry.because |
		some entry in ep_s3_placeholder.not_applicable
		entry.subject == "endpoint-s3"
	} == {"nothing-to-explain"} with input as _private
	invalid := _with({"policy": object.union(_policy, {"error": "not-json"})})
	{"subject": "endpoint-s3", "because": "EP-POLICY-VALID"} in ep_s3_placeholder.not_applicable with input as invalid
	{"subject": "endpoint-sqs", "because": "not-in-use"} in ep_s3_placeholder.not_applicable with input as invalid
}
