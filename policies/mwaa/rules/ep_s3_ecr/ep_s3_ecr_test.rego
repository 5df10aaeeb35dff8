package mwaa.rules.ep_s3_ecr_test

import data.mwaa.fixture
import data.mwaa.rules.ep_s3_ecr

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_dags := _policy.statements.items[1]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_with_statements(items) := _with({"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": fixture.all_of(items)},
)})

_named(bucket) := object.union(
	object.remove(_layers, ["resources"]),
	{"resources": fixture.all_of([concat("", ["arn:aws:s3:::", bucket, "/*"])])},
)

_at := ["vpc_endpoints", "endpoint-s3", "policy"]

_wanted := "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"

_missing := {
	"subject": "airflow",
	"at": _at,
	"verb": "add_statement",
	"target": _at,
	"value": {"effect": "Allow", "actions": ["s3:GetObject"], "resources": [_wanted]},
	"applicability": "safe",
}

test_finding_no_statement_allows_the_layers if {
	network := _with_statements([_dags])
	ep_s3_ecr.verdict == {"airflow": "fail"} with input as network
	ep_s3_ecr.findings == {{
		"subject": "airflow",
		"severity": "high",
		"at": _at,
		"args": {"endpoint": "endpoint-s3", "layers": _wanted},
		"evidence": {
			"kind": "call",
			"action": "s3:GetObject",
			"resource": _wanted,
			"principal": null,
			"decider": {"kind": "implied_deny", "path": _at},
		},
	}} with input as network
	ep_s3_ecr.edits == {_missing} with input as network
}

test_finding_is_critical_where_ecr_is_required if {
	network := object.union(_with_statements([_dags]), {"params": {"endpoint_profile": "legacy-2022"}})
	{finding.severity | some finding in ep_s3_ecr.findings} == {"critical"} with input as network
}

test_finding_the_layers_of_another_region if {
	network := _with_statements([_named("prod-us-east-1-starport-layer-bucket"), _dags])
	ep_s3_ecr.verdict == {"airflow": "fail"} with input as network
	ep_s3_ecr.edits == {_missing} with input as network
}

test_edit_replaces_a_placeholder if {
	network := _with_statements([_named("prod-region-starport-layer-bucket"), _dags])
	ep_s3_ecr.edits == {{
		"subject": "airflow",
		"at": _at,
		"verb": "replace_statement",
		"target": array.concat(_at, ["statements", "Access-to-specific-bucket-only"]),
		"value": _layers,
		"applicability": "safe",
	}} with input as network
}

test_edit_leaves_the_other_resources_of_a_statement if {
	several := object.union(
		object.remove(_layers, ["resources"]),
		{"resources": fixture.all_of(["arn:aws:s3:::other/*", "arn:aws:s3:::prod-<region>-starport-layer-bucket/*"])},
	)
	network := _with_statements([several, _dags])
	{edit.value.resources | some edit in ep_s3_ecr.edits} == {fixture.all_of([
		"arn:aws:s3:::other/*",
		_wanted,
	])} with input as network
}

test_finding_a_statement_denies if {
	stop := object.union(_layers, {"key": "Stop", "effect": "Deny"})
	network := _with_statements([_layers, _dags, stop])
	at := array.concat(_at, ["statements", "Stop"])
	{[finding.at, finding.args.case, finding.args.statement] | some finding in ep_s3_ecr.findings} == {[
		at,
		"deny",
		"Stop",
	]} with input as network
	{[edit.verb, edit.value] | some edit in ep_s3_ecr.edits} == {["replace_statement", null]} with input as network
}

test_clean_policies_of_the_page if {
	ep_s3_ecr.verdict == {"airflow": "pass"} with input as _private
	ep_s3_ecr.findings == set() with input as _private
}

test_undecided_region if {
	network := object.union(_private, {"context": {"region": "${AWS::Region}"}})
	ep_s3_ecr.undecided == {{"subject": "airflow", "because": [["context", "region"]]}} with input as network
}

test_undecided_resource_of_a_statement if {
	network := object.union(
		_with_statements([_named("${Param:Layers}"), _dags]),
		{"context": {"region": null}},
	)
	ep_s3_ecr.undecided == {{
		"subject": "airflow",
		"because": [
			["context", "region"],
			array.concat(_at, ["statements", "Access-to-specific-bucket-only", "resources"]),
		],
	}} with input as network
}

test_undecided_condition_on_the_caller if {
	condition := {"operator": "StringEquals", "key": "aws:principalaccount", "values": fixture.all_of(["123456789012"])}
	network := _with_statements([object.union(_layers, {"conditions": {"items": [condition]}}), _dags])
	ep_s3_ecr.undecided == {{
		"subject": "airflow",
		"because": [array.concat(_at, [
			"statements",
			"Access-to-specific-bucket-only",
			"conditions",
			"aws:principalaccount",
		])],
	}} with input as network
}

test_not_applicable_to_the_example_of_the_page if {
	network := _with_statements([_named("prod-region-starport-layer-bucket")])
	ep_s3_ecr.verdict == {"airflow": "not_applicable"} with input as network
	ep_s3_ecr.not_applicable == {{"subject": "airflow", "because": "EP-S3-DAG"}} with input as network
	ep_s3_ecr.findings == set() with input as network
}

test_not_applicable_without_an_endpoint if {
	public := data.mwaa.fixture.networks.public
	ep_s3_ecr.not_applicable == {{"subject": "airflow", "because": "no-s3-endpoint"}} with input as public
	invalid := _with({"policy": object.union(_policy, {"error": "not-json"})})
	ep_s3_ecr.not_applicable == {{"subject": "airflow", "because": "EP-POLICY-VALID"}} with input as invalid
}
