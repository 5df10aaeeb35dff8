package mwaa.rules.ep_gateway_principal_test

import data.mwaa.fixture
import data.mwaa.rules.ep_gateway_principal
import data.mwaa.rules.ep_s3_dag
import data.mwaa.rules.ep_s3_ecr

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_dags := _policy.statements.items[1]

_role := "arn:aws:iam::123456789012:role/airflow"

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_with_statements(listing) := _with({"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": listing},
)})

_but(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_naming(statement, values) := _but(statement, {
	"principal_mode": "listed",
	"principals": fixture.all_of([{"type": "AWS", "value": value} | some value in values]),
})

_at(key) := ["vpc_endpoints", "endpoint-s3", "policy", "statements", key]

_actions := [
	"s3:GetBucketLocation",
	"s3:GetBucketPublicAccessBlock",
	"s3:GetBucketVersioning",
	"s3:GetObject",
	"s3:GetObjectVersion",
	"s3:ListBucket",
	"s3:ListBucketVersions",
]

test_finding_an_account if {
	network := _with_statements(fixture.all_of([_layers, _naming(_dags, ["123456789012"])]))
	ep_gateway_principal.verdict["endpoint-s3"] == "fail" with input as network
	ep_gateway_principal.findings == {{
		"subject": "endpoint-s3",
		"severity": "high",
		"at": _at("Dags"),
		"args": {"statement": "Dags", "principals": ["123456789012"], "actions": _actions},
	}} with input as network
}

# The rules about S3 do not tell it again, and tell what else is wrong.
test_finding_alone if {
	network := _with_statements(fixture.all_of([_naming(_layers, [_role]), _naming(_dags, [_role])]))
	ep_s3_dag.not_applicable == {{"subject": "airflow", "because": "EP-GATEWAY-PRINCIPAL"}} with input as network
	ep_s3_ecr.not_applicable == {{"subject": "airflow", "because": "EP-GATEWAY-PRINCIPAL"}} with input as network
	objects := _but(_naming(_dags, [_role]), {"actions": fixture.all_of(["s3:getobject*"])})
	other := _with_statements(fixture.all_of([_layers, objects]))
	{finding.args.actions | some finding in ep_s3_dag.findings} == {["s3:ListBucket"]} with input as other
	{finding.args.actions | some finding in ep_gateway_principal.findings} == {[
		"s3:GetObject",
		"s3:GetObjectVersion",
	]} with input as other
}

test_finding_whoever_is_not_everybody if {
	every values in [[_role], ["arn:aws:iam::123456789012:root"], ["arn:aws:iam::1:role/other"], ["${GetAtt:Role.Arn}"]] {
		network := _with_statements(fixture.all_of([_layers, _naming(_dags, values)]))
		{finding.args.principals | some finding in ep_gateway_principal.findings} == {values} with input as network
	}
	excepted := _but(_naming(_dags, ["arn:aws:iam::1:role/other"]), {"principal_mode": "not_listed"})
	network := _with_statements(fixture.all_of([_layers, excepted]))
	{finding.args.case | some finding in ep_gateway_principal.findings} == {"excepted"} with input as network
}

_edits(statements) := {[value.principal_mode, value.principals.items, value.conditions.items, edit.applicability] |
	some edit in ep_gateway_principal.edits with input as _with_statements(fixture.all_of(statements))
	value := edit.value
}

_condition(operator, key, values) := {"operator": operator, "key": key, "values": fixture.all_of(values)}

test_edit_keeps_what_is_meant if {
	network := _with_statements(fixture.all_of([_layers, _naming(_dags, [_role])]))
	ep_gateway_principal.edits == {{
		"subject": "endpoint-s3",
		"at": _at("Dags"),
		"verb": "replace_statement",
		"target": _at("Dags"),
		"value": _but(_dags, {"conditions": fixture.all_of([_condition("ArnEquals", "aws:principalarn", [_role])])}),
		"applicability": "safe",
	}} with input as network
}

test_edit_of_every_kind if {
	account := [_condition("StringEquals", "aws:principalaccount", ["123456789012"])]
	_edits([_layers, _naming(_dags, ["arn:aws:iam::123456789012:root"])]) == {["any", [], account, "unsafe"]}
	_edits([_layers, _naming(_dags, ["arn:aws:iam::1:role/other"])]) == {["any", [], [], "unsafe"]}
	_edits([_naming(_layers, [_role]), _dags]) == {["any", [], [], "unsafe"]}
}

test_clean_policies_of_the_page if {
	ep_gateway_principal.verdict["endpoint-s3"] == "pass" with input as _private
	ep_gateway_principal.findings == set() with input as _private
	ep_gateway_principal.edits == set() with input as _private
}

test_clean_a_statement_that_no_call_needs if {
	more := _but(_naming(_dags, [_role]), {"key": "More"})
	every statement in [more, _but(more, {"effect": "Deny", "actions": fixture.all_of(["s3:put*"])})] {
		network := _with_statements(fixture.all_of([_layers, _dags, statement]))
		ep_gateway_principal.verdict["endpoint-s3"] == "pass" with input as network
	}
}

test_undecided_principals if {
	open := _but(_naming(_dags, []), {"principals": fixture.some_of([])})
	every statement in [open, _naming(_dags, ["${Param:Who}"])] {
		network := _with_statements(fixture.all_of([_layers, statement]))
		ep_gateway_principal.undecided == {{
			"subject": "endpoint-s3",
			"because": [array.concat(_at("Dags"), ["principals"])],
		}} with input as network
		ep_s3_dag.undecided == {{
			"subject": "airflow",
			"because": [array.concat(_at("Dags"), ["principals"])],
		}} with input as network
	}
}

test_undecided_whether_it_is_a_gateway_in_the_path if {
	policy := object.union(object.remove(_policy, ["statements"]), {"statements": fixture.all_of([
		_layers,
		_naming(_dags, [_role]),
	])})
	every attribute in ["type", "service"] {
		network := _with({attribute: null, "policy": policy})
		ep_gateway_principal.undecided == {{
			"subject": "endpoint-s3",
			"because": [["vpc_endpoints", "endpoint-s3", attribute]],
		}} with input as network
	}
	nowhere := fixture.change(_with({"policy": policy}), "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	ep_gateway_principal.undecided == {{
		"subject": "endpoint-s3",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as nowhere
	anywhere := _with({"vpc_id": null, "policy": policy})
	ep_gateway_principal.undecided == {{
		"subject": "endpoint-s3",
		"because": [["vpc_endpoints", "endpoint-s3", "vpc_id"]],
	}} with input as anywhere
}

test_undecided_statements if {
	network := _with_statements(fixture.some_of([_layers]))
	ep_gateway_principal.undecided == {{
		"subject": "endpoint-s3",
		"because": [["vpc_endpoints", "endpoint-s3", "policy", "statements"]],
	}} with input as network
}

test_not_applicable if {
	idle := _with({"route_table_ids": fixture.all_of([])})
	{entry.subject | some entry in ep_gateway_principal.not_applicable; entry.because == "not-in-use"} == {
		"endpoint-kms",
		"endpoint-logs",
		"endpoint-monitoring",
		"endpoint-s3",
		"endpoint-sqs",
	} with input as idle
	invalid := _with({"policy": object.union(_policy, {"error": "not-json"})})
	{"subject": "endpoint-s3", "because": "EP-POLICY-VALID"} in ep_gateway_principal.not_applicable with input as invalid
	every members in [{"service": "other"}, {"type": "Interface"}] {
		other := _with(object.union(members, {"policy": object.union(_policy, {"error": "not-json"})}))
		{"subject": "endpoint-s3", "because": "not-in-use"} in ep_gateway_principal.not_applicable with input as other
	}
	spare := object.union(fixture.record(idle, "vpc_endpoints", "endpoint-s3"), {"id": "spare"})
	beside := fixture.add(_private, "vpc_endpoints", spare)
	{"subject": "spare", "because": "not-in-use"} in ep_gateway_principal.not_applicable with input as beside
}
