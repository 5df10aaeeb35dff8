package mwaa.lib.s3_edits_test

import data.mwaa.fixture
import data.mwaa.lib.s3_edits

import rego.v1

_private := data.mwaa.fixture.networks.private

_finding := {"subject": "airflow", "args": {"endpoint": "endpoint-s3"}}

_lacking := {"granted": "no", "statement": null}

_denied := {"granted": "yes", "statement": "Deny"}

_bucket := "arn:aws:s3:::airflow-dags"

_layers := "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"

# The network whose S3 policy names the layers by the placeholder of AWS's page.
_placeholder := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": fixture.all_of([object.union(_policy.statements.items[0], {"resources": fixture.all_of([
		_bucket,
		"arn:aws:s3:::prod-region-starport-layer-bucket/*",
	])})])},
)})

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_short(edits) := {[edit.verb, object.get(edit, ["value", "resources"], null), edit.applicability] | some edit in edits}

test_of_dags if {
	_short(s3_edits.dags(_finding, _lacking)) == {
		["add_statement", [_bucket, concat("", [_bucket, "/*"])], "safe"],
	} with input as _private
	unknown := fixture.change(_private, "environments", "airflow", {"source_bucket_arn": null})
	{edit.applicability | some edit in s3_edits.dags(_finding, _lacking)} == {"placeholder"} with input as unknown
	_short(s3_edits.dags(_finding, _denied)) == {["replace_statement", null, "unsafe"]} with input as _private
}

test_of_layers if {
	_short(s3_edits.layers(_finding, _lacking)) == {["add_statement", [_layers], "safe"]} with input as _private
	_short(s3_edits.layers(_finding, _denied)) == {["replace_statement", null, "unsafe"]} with input as _private
}

test_a_placeholder_is_replaced_and_nothing_else_of_its_statement if {
	corrected := {"items": [_bucket, _layers], "complete": true}
	_short(s3_edits.placeholders("endpoint-s3")) == {["replace_statement", corrected, "safe"]} with input as _placeholder
	_short(s3_edits.layers(_finding, _lacking)) == {["replace_statement", corrected, "safe"]} with input as _placeholder
	s3_edits.placeholders("endpoint-s3") == set() with input as _private
}
