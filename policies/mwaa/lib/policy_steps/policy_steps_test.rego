package mwaa.lib.policy_steps_test

import data.mwaa.fixture
import data.mwaa.lib.policy_steps

import rego.v1

_private := data.mwaa.fixture.networks.private

_with(id, members) := fixture.change(_private, "vpc_endpoints", id, members)

_policy(id, statements) := _with(id, {"policy": object.union(
	object.remove(fixture.record(_private, "vpc_endpoints", id).policy, ["statements"]),
	{"statements": fixture.all_of(statements)},
)})

_kms := ["kms", "endpoint-kms"]

_s3 := ["s3", "endpoint-s3"]

_of(network, key, stage) := of if {
	found := policy_steps.of with input as network
	of := {[step.rule, step.verdict, {decider.path | some decider in step.deciders}] |
		some step in found.airflow[key]
		step.stage == stage
	}
}

test_policies if {
	path := ["vpc_endpoints", "endpoint-kms", "policy"]
	whole := fixture.record(_private, "vpc_endpoints", "endpoint-kms").policy.statements.items
	count(whole) == 1
	first := array.concat(path, ["statements", whole[0].key])
	_of(_private, _kms, "policy") == {["EP-POLICY-BLOCKS", "passes", {first}]}
	twice := array.concat(whole, [object.union(whole[0], {"key": "second"})])
	_of(_policy("endpoint-kms", twice), _kms, "policy") == {["EP-POLICY-BLOCKS", "passes", {path}]}
	narrow := object.union(
		object.remove(whole[0], ["actions"]),
		{"action_mode": "listed", "actions": fixture.all_of(["kms:decrypt"])},
	)
	_of(_policy("endpoint-kms", [narrow]), _kms, "policy") == {["EP-POLICY-BLOCKS", "stopped", {path}]}
	unknown := object.union(object.remove(whole[0], ["actions"]), {
		"action_mode": "listed",
		"actions": fixture.some_of([]),
	})
	_of(_policy("endpoint-kms", [unknown]), _kms, "policy") == {["EP-POLICY-BLOCKS", "undecided", set()]}
	_of(_policy("endpoint-kms", [object.union(whole[0], {"effect": "Grant"})]), _kms, "policy") == {
		["EP-POLICY-BLOCKS", "not_judged", set()],
	}
}

test_the_calls_that_a_policy_stops if {
	found := policy_steps.of with input as _policy("endpoint-s3", [])
	{step.calls | some step in found.airflow[_s3]; step.rule == "EP-S3-DAG"} == {
		["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
	}
}

test_policies_of_s3 if {
	{[rule, verdict] | some [rule, verdict, _] in _of(_private, _s3, "policy")} == {
		["EP-S3-DAG", "passes"],
		["EP-S3-ECR", "passes"],
	}
}
