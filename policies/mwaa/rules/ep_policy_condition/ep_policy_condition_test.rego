package mwaa.rules.ep_policy_condition_test

import data.mwaa.fixture
import data.mwaa.rules.ep_policy_condition

import rego.v1

_private := data.mwaa.fixture.networks.private

_full := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy.statements.items[0]

_condition(operator, key, values) := {"operator": operator, "key": key, "values": fixture.all_of(values)}

_but(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_allowing(conditions) := _but(_full, {"conditions": fixture.all_of(conditions)})

_denying(conditions) := _but(_allowing(conditions), {"key": "Stop", "effect": "Deny"})

_with(endpoint, statements) := fixture.change(_private, "vpc_endpoints", endpoint, {"policy": object.union(
	object.remove(policy, ["statements"]),
	{"statements": fixture.all_of(statements)},
)}) if {
	policy := fixture.record(_private, "vpc_endpoints", endpoint).policy
}

_at(endpoint, statement, key) := ["vpc_endpoints", endpoint, "policy", "statements", statement, "conditions", key]

_office := _condition("IpAddress", "aws:sourceip", ["203.0.113.0/24"])

_elsewhere := _condition("NotIpAddress", "aws:sourceip", ["203.0.113.0/24"])

_own := _condition("StringEquals", "aws:resourceaccount", ["123456789012"])

test_finding_a_key_that_no_call_carries if {
	network := _with("endpoint-sqs", [_allowing([_office])])
	ep_policy_condition.verdict == {"airflow": "fail"} with input as network
	ep_policy_condition.findings == {{
		"subject": "airflow",
		"severity": null,
		"at": _at("endpoint-sqs", "#0", "aws:sourceip"),
		"args": {
			"case": "absent",
			"endpoint": "endpoint-sqs",
			"statement": "#0",
			"operator": "IpAddress",
			"key": "aws:sourceip",
			"resource": "arn:aws:sqs:eu-west-1:999999999999:airflow-celery-1",
		},
	}} with input as network
}

_told(network) := {[finding.args.case, finding.args.statement, finding.args.key] |
	some finding in ep_policy_condition.findings with input as network
}

test_finding_of_each_case if {
	every wanted, statements in {
		["foreign", "#0", "aws:resourceaccount"]: [_allowing([_own])],
		["foreign", "#0", "aws:resourceorgid"]: [_allowing([_condition("StringEquals", "aws:resourceorgid", ["o-1"])])],
		["default", "#0", "aws:principaltype"]: [_allowing([_condition("StringEquals", "aws:principaltype", ["User"])])],
		["deny-absent", "Stop", "aws:sourceip"]: [_full, _denying([_elsewhere])],
		["deny-foreign", "Stop", "aws:resourceaccount"]: [
			_full,
			_denying([_condition("StringNotEquals", "aws:resourceaccount", ["123456789012"])]),
		],
		["deny", "Stop", "aws:requestedregion"]: [
			_full,
			_denying([_condition("StringNotEquals", "aws:requestedregion", ["us-east-1"])]),
		],
	} {
		_told(_with("endpoint-sqs", statements)) == {wanted}
	}
}

test_finding_what_does_not_hold_and_no_more if {
	holding := _condition("Bool", "aws:securetransport", ["true"])
	_told(_with("endpoint-sqs", [_allowing([holding, _office, _own])])) == {
		["absent", "#0", "aws:sourceip"],
		["foreign", "#0", "aws:resourceaccount"],
	}
	about_others := _but(_allowing([_office]), {"key": "Others", "actions": fixture.all_of(["kms:*"])})
	_told(_with("endpoint-sqs", [about_others])) == set()
}

test_finding_at_the_s3_endpoint if {
	policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy
	[layers, dags] := policy.statements.items
	_told(_with("endpoint-s3", [_but(layers, {"conditions": fixture.all_of([_own])}), dags])) == {[
		"foreign",
		"Access-to-specific-bucket-only",
		"aws:resourceaccount",
	]}
	_told(_with("endpoint-s3", [layers, _but(dags, {"conditions": fixture.all_of([_office])})])) == {[
		"absent",
		"Dags",
		"aws:sourceip",
	]}
}

test_finding_what_a_condition_stops if {
	network := _with("endpoint-s3", [_but(_full, {"conditions": fixture.all_of([_office, _own])})])
	{[finding.args.key, object.get(finding.args, "resource", null)] |
		some finding in ep_policy_condition.findings with input as network
	} == {
		["aws:sourceip", null],
		["aws:resourceaccount", "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"],
	}
}

test_clean_another_cause if {
	network := _with("endpoint-sqs", [_but(_full, {"actions": fixture.all_of(["sqs:send*"])})])
	ep_policy_condition.verdict == {"airflow": "pass"} with input as network
	ep_policy_condition.findings == set() with input as network
	denied := _with("endpoint-sqs", [_allowing([_office]), _denying([])])
	ep_policy_condition.verdict == {"airflow": "pass"} with input as denied
}

test_undecided_names_the_condition if {
	organization := _condition("StringEquals", "aws:principalorgid", ["o-1"])
	network := _with("endpoint-sqs", [_allowing([organization])])
	ep_policy_condition.undecided == {{
		"subject": "airflow",
		"because": [_at("endpoint-sqs", "#0", "aws:principalorgid")],
	}} with input as network
	role := _condition("ArnEquals", "aws:principalarn", ["arn:aws:iam::123456789012:role/airflow"])
	layers := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy.statements.items[0]
	dags := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy.statements.items[1]
	signed := _with("endpoint-s3", [_but(layers, {"conditions": fixture.all_of([role])}), dags])
	ep_policy_condition.undecided == {{
		"subject": "airflow",
		"because": [_at("endpoint-s3", "Access-to-specific-bucket-only", "aws:principalarn")],
	}} with input as signed
}

test_undecided_which_statement_is_meant if {
	open := _but(_allowing([_office]), {"actions": fixture.some_of(["kms:*"])})
	ep_policy_condition.undecided == {{
		"subject": "airflow",
		"because": [["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "actions"]],
	}} with input as _with("endpoint-sqs", [open])
	unclear := _but(_denying([]), {"key": "Unclear", "actions": fixture.some_of(["kms:*"])})
	ep_policy_condition.undecided == {{
		"subject": "airflow",
		"because": [["vpc_endpoints", "endpoint-sqs", "policy", "statements", "Unclear", "actions"]],
	}} with input as _with("endpoint-sqs", [_full, unclear, _denying([_elsewhere])])
}

test_not_applicable if {
	ep_policy_condition.not_applicable == {{
		"subject": "airflow",
		"because": "nothing-to-explain",
	}} with input as _private
}
