package mwaa.lib.stopped_calls_test

import data.mwaa.fixture
import data.mwaa.lib.stopped_calls

import rego.v1

_private := data.mwaa.fixture.networks.private

_condition(operator, key, value) := {"operator": operator, "key": key, "values": fixture.all_of([value])}

_office := _condition("IpAddress", "aws:sourceip", "203.0.113.0/24")

_organization := _condition("StringEquals", "aws:principalorgid", "o-a1b2c3d4e5")

_with(endpoint, condition) := fixture.change(_private, "vpc_endpoints", endpoint, {"policy": object.union(
	object.remove(policy, ["statements"]),
	{"statements": fixture.all_of([object.union(
		object.remove(statement, ["conditions"]),
		{"conditions": fixture.all_of([condition])},
	) |
		some statement in policy.statements.items
	])},
)}) if {
	policy := fixture.record(_private, "vpc_endpoints", endpoint).policy
}

# An endpoint whose statements have a condition, and the number of calls of which findings tell.
test_calls_of_findings if {
	every endpoint, number in {"endpoint-sqs": 6, "endpoint-kms": 4, "endpoint-monitoring": 1, "endpoint-s3": 8} {
		network := _with(endpoint, _office)
		count(stopped_calls.of.airflow) == number with input as network
		{name | some [name, _] in stopped_calls.of.airflow with input as network} == {endpoint}
	}
	every network in [_private, _with("endpoint-sqs", _organization)] {
		object.keys(stopped_calls.of) == set() with input as network
	}
}

test_conditions_and_what_they_stop if {
	network := _with("endpoint-s3", _office)
	{[refusal.statement, resources] |
		some [_, refusal], resources in stopped_calls.refused.airflow with input as network
	} == {
		["Access-to-specific-bucket-only", {"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"}],
		["Dags", {"arn:aws:s3:::airflow-dags", "arn:aws:s3:::airflow-dags/*"}],
	}
}

test_hidden if {
	object.keys(stopped_calls.hidden) == set() with input as _private
	stopped_calls.hidden.airflow == {[
		"vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0",
		"conditions", "aws:principalorgid",
	]} with input as _with("endpoint-sqs", _organization)
}
