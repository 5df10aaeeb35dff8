package mwaa.rules.ep_policy_blocks_test

import data.mwaa.fixture
import data.mwaa.rules.ep_policy_blocks

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy

_statement := _policy.statements.items[0]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_with_statements(items) := _with({"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": fixture.all_of(items)},
)})

_changed(members) := object.union(object.remove(_statement, object.keys(members)), members)

_queue := "arn:aws:sqs:eu-west-1:999999999999:airflow-celery-1"

_at := ["vpc_endpoints", "endpoint-sqs", "policy"]

_sending := _with_statements([_changed({"actions": fixture.all_of([
	"sqs:changemessagevisibility",
	"sqs:deletemessage",
	"sqs:getqueue*",
	"sqs:sendmessage",
])})])

_denying := _changed({"key": "Stop", "effect": "Deny", "actions": fixture.all_of(["sqs:receivemessage"])})

test_finding_nothing_allows_a_call if {
	ep_policy_blocks.verdict == {"airflow": "fail"} with input as _sending
	ep_policy_blocks.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": _at,
		"args": {
			"endpoint": "endpoint-sqs",
			"service": "sqs",
			"actions": ["sqs:ReceiveMessage"],
			"resource": _queue,
		},
		"evidence": {
			"kind": "call",
			"action": "sqs:ReceiveMessage",
			"resource": _queue,
			"principal": "arn:aws:iam::123456789012:role/airflow",
			"decider": {"kind": "implied_deny", "path": _at},
		},
	}} with input as _sending
}

test_finding_with_any_routing if {
	public := object.union(_sending, {"route_tables": data.mwaa.fixture.networks.public.route_tables})
	every tables in [["table-a"], ["table-public"], ["vpc/main-routes"]] {
		network := fixture.change(public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of(tables)})
		ep_policy_blocks.verdict == {"airflow": "fail"} with input as network
	}
}

test_edit_allows_what_is_missing if {
	ep_policy_blocks.edits == {{
		"subject": "airflow",
		"at": _at,
		"verb": "add_statement",
		"target": _at,
		"value": {
			"effect": "Allow",
			"actions": ["sqs:ReceiveMessage"],
			"resources": ["arn:aws:sqs:eu-west-1:*:airflow-celery-*"],
		},
		"applicability": "safe",
	}} with input as _sending
}

test_edit_in_the_style_of_the_page if {
	network := object.union(_sending, {"params": {"fix_style": "recommended"}})
	{[edit.value, edit.applicability] | some edit in ep_policy_blocks.edits} == {[
		{"effect": "Allow", "actions": ["*"], "resources": ["*"]},
		"unsafe",
	]} with input as network
}

test_finding_a_statement_denies_a_call if {
	network := _with_statements([_statement, _denying])
	at := array.concat(_at, ["statements", "Stop"])
	{[finding.at, finding.args.statement] |
		some finding in ep_policy_blocks.findings
	} == {[at, "Stop"]} with input as network
	ep_policy_blocks.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "replace_statement",
		"target": at,
		"value": null,
		"applicability": "unsafe",
	}} with input as network
}

test_edit_a_denied_call_that_nothing_allows_either if {
	network := _with_statements([_denying])
	at := array.concat(_at, ["statements", "Stop"])
	count([edit | some edit in ep_policy_blocks.edits; edit.at == at]) == 2 with input as network
	{finding.at: finding.args.actions | some finding in ep_policy_blocks.findings} == {
		at: ["sqs:ReceiveMessage"],
		_at: [
			"sqs:ChangeMessageVisibility",
			"sqs:DeleteMessage",
			"sqs:GetQueueAttributes",
			"sqs:GetQueueUrl",
			"sqs:SendMessage",
		],
	} with input as network
}

test_finding_calls_on_several_resources if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-logs", {"policy": object.union(
		object.remove(_policy, ["statements"]),
		{"statements": fixture.all_of([])},
	)})
	tasks := "arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-Task"
	{finding.args.resource |
		some finding in ep_policy_blocks.findings
	} == {concat(", ", ["*", tasks])} with input as network
}

test_finding_under_public_routing if {
	public := data.mwaa.fixture.networks.public
	sqs := fixture.record(_sending, "vpc_endpoints", "endpoint-sqs")
	network := fixture.add(public, "vpc_endpoints", sqs)
	ep_policy_blocks.verdict == {"airflow": "fail"} with input as network
}

test_clean_full_access if {
	ep_policy_blocks.verdict == {"airflow": "pass"} with input as _private
	ep_policy_blocks.findings == set() with input as _private
}

test_clean_an_endpoint_that_is_not_in_the_path if {
	sqs := fixture.record(_sending, "vpc_endpoints", "endpoint-sqs")
	silent := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"private_dns": false, "policy": sqs.policy})
	ep_policy_blocks.verdict == {"airflow": "pass"} with input as silent
}

test_clean_an_endpoint_of_any_service_that_allows_everything if {
	network := _with({"service": null})
	ep_policy_blocks.verdict == {"airflow": "pass"} with input as network
}

test_undecided_condition if {
	condition := {"operator": "StringEquals", "key": "aws:principalorgid", "values": fixture.all_of(["o-1"])}
	network := _with_statements([_changed({"conditions": fixture.all_of([condition])})])
	ep_policy_blocks.undecided == {{
		"subject": "airflow",
		"because": [array.concat(_at, ["statements", "#0", "conditions", "aws:principalorgid"])],
	}} with input as network
}

test_undecided_whether_the_endpoint_is_in_the_path if {
	sqs := fixture.record(_sending, "vpc_endpoints", "endpoint-sqs")
	every attribute in {"private_dns", "service", "type", "requester_managed"} {
		network := _with({attribute: null, "policy": sqs.policy})
		ep_policy_blocks.undecided == {{
			"subject": "airflow",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as network
	}
}

test_undecided_a_policy_that_aws_may_refuse if {
	sqs := fixture.record(_sending, "vpc_endpoints", "endpoint-sqs")
	network := _with({"policy": object.union(sqs.policy, {"error": null})})
	ep_policy_blocks.undecided == {{
		"subject": "airflow",
		"because": [array.concat(_at, ["error"])],
	}} with input as network
}

test_not_applicable if {
	public := data.mwaa.fixture.networks.public
	ep_policy_blocks.not_applicable == {{"subject": "airflow", "because": "no-endpoint"}} with input as public
	invalid := _with({"policy": object.union(_policy, {"error": "not-json"})})
	ep_policy_blocks.not_applicable == {{"subject": "airflow", "because": "EP-POLICY-VALID"}} with input as invalid
	none := object.union(_private, {"vpc_endpoints": {"items": []}})
	ep_policy_blocks.not_applicable == {{"subject": "airflow", "because": "EPR-REQUIRED"}} with input as none
}
