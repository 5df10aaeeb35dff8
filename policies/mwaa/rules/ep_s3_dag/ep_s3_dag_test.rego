package mwaa.rules.ep_s3_dag_test

import data.mwaa.fixture
import data.mwaa.rules.ep_s3_dag

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

_changed(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_at := ["vpc_endpoints", "endpoint-s3", "policy"]

_bucket := "arn:aws:s3:::airflow-dags"

_page := _changed(_layers, {"resources": fixture.all_of(["arn:aws:s3:::prod-region-starport-layer-bucket/*"])})

_missing := {
	"subject": "airflow",
	"at": _at,
	"verb": "add_statement",
	"target": _at,
	"value": {
		"effect": "Allow",
		"actions": ["s3:GetObject*", "s3:GetBucket*", "s3:List*"],
		"resources": [_bucket, concat("", [_bucket, "/*"])],
	},
	"applicability": "safe",
}

test_finding_the_example_of_the_page if {
	network := _with_statements([_page])
	ep_s3_dag.verdict == {"airflow": "fail"} with input as network
	ep_s3_dag.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": _at,
		"args": {
			"endpoint": "endpoint-s3",
			"bucket": _bucket,
			"actions": ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
		},
		"evidence": {
			"kind": "call",
			"action": "s3:GetObject",
			"resource": concat("", [_bucket, "/*"]),
			"principal": "arn:aws:iam::123456789012:role/airflow",
			"decider": {"kind": "implied_deny", "path": _at},
		},
	}} with input as network
}

# Both statements of the page are then right: neither finding is left.
test_edit_the_example_of_the_page if {
	network := _with_statements([_page])
	ep_s3_dag.edits == {_missing, {
		"subject": "airflow",
		"at": _at,
		"verb": "replace_statement",
		"target": array.concat(_at, ["statements", "Access-to-specific-bucket-only"]),
		"value": _layers,
		"applicability": "safe",
	}} with input as network
}

test_edit_adds_the_statement_that_is_missing if {
	network := _with_statements([_layers])
	ep_s3_dag.edits == {_missing} with input as network
}

test_finding_an_extra_call if {
	network := _with_statements([_layers, _changed(_dags, {"actions": fixture.all_of(["s3:getobject*", "s3:list*"])})])
	{[finding.severity, finding.args.case, finding.args.actions] | some finding in ep_s3_dag.findings} == {[
		"medium",
		"extra",
		["s3:GetBucketLocation", "s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning"],
	]} with input as network
}

test_finding_a_statement_denies if {
	stop := _changed(_dags, {"key": "Stop", "effect": "Deny"})
	network := _with_statements([_layers, _dags, stop])
	at := array.concat(_at, ["statements", "Stop"])
	{[finding.at, finding.args.case, finding.args.statement] | some finding in ep_s3_dag.findings} == {[
		at,
		"deny",
		"Stop",
	]} with input as network
	ep_s3_dag.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "replace_statement",
		"target": at,
		"value": null,
		"applicability": "unsafe",
	}} with input as network
}

test_clean_policies_of_the_page if {
	ep_s3_dag.verdict == {"airflow": "pass"} with input as _private
	ep_s3_dag.findings == set() with input as _private
	ep_s3_dag.edits == set() with input as _private
}

test_undecided_bucket if {
	network := fixture.change(_private, "environments", "airflow", {"source_bucket_arn": null})
	ep_s3_dag.undecided == {{
		"subject": "airflow",
		"because": [["environments", "airflow", "source_bucket_arn"]],
	}} with input as network
}

test_edit_for_a_bucket_that_is_not_known if {
	nameless := fixture.change(_with_statements([_layers]), "environments", "airflow", {"source_bucket_arn": null})
	{edit.applicability | some edit in ep_s3_dag.edits} == {"placeholder"} with input as nameless
}

test_undecided_endpoints if {
	network := fixture.change(_private, "vpcs", "vpc", {"complete": {"vpc_endpoints": false}})
	ep_s3_dag.undecided == {{
		"subject": "airflow",
		"because": [["vpcs", "vpc", "complete", "vpc_endpoints"]],
	}} with input as network
}

test_undecided_vpc if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	ep_s3_dag.undecided == {{
		"subject": "airflow",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as network
}

test_undecided_an_invalid_policy_aside if {
	policy := object.union(_policy, {"error": "not-json"})
	network := _with({"policy": policy})
	ep_s3_dag.not_applicable == {{"subject": "airflow", "because": "EP-POLICY-VALID"}} with input as network
}

test_not_applicable_without_an_endpoint if {
	none := fixture.remove(_private, "vpc_endpoints", "endpoint-s3")
	ep_s3_dag.not_applicable == {{"subject": "airflow", "because": "EPR-REQUIRED"}} with input as none
	idle := _with({"route_table_ids": fixture.all_of([])})
	ep_s3_dag.not_applicable == {{"subject": "airflow", "because": "EPR-S3-ROUTES"}} with input as idle
	public := data.mwaa.fixture.networks.public
	ep_s3_dag.not_applicable == {{"subject": "airflow", "because": "no-s3-endpoint"}} with input as public
}

test_undecided_an_extra_call if {
	condition := {"operator": "StringEquals", "key": "aws:principalorgid", "values": fixture.all_of(["o-1"])}
	network := _with_statements([
		_layers,
		_changed(_dags, {"actions": fixture.all_of(["s3:getobject*", "s3:list*"])}),
		_changed(_dags, {"key": "Extra", "conditions": fixture.all_of([condition])}),
	])
	ep_s3_dag.undecided == {{
		"subject": "airflow",
		"because": [array.concat(_at, ["statements", "Extra", "conditions", "aws:principalorgid"])],
	}} with input as network
}
