package mwaa.lib.probes_test

import data.mwaa.fixture
import data.mwaa.lib.probes

import rego.v1

_private := data.mwaa.fixture.networks.private

_airflow := fixture.record(_private, "environments", "airflow")

_sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")

_s3 := fixture.record(_private, "vpc_endpoints", "endpoint-s3")

_list := data.mwaa.tables.probes

_conditioned(endpoint, operator, key, value) := object.union(endpoint, {"policy": object.union(
	object.remove(endpoint.policy, ["statements"]),
	{"statements": fixture.all_of([object.union(
		_sqs.policy.statements.items[0],
		{"conditions": fixture.all_of([{"operator": operator, "key": key, "values": fixture.all_of([value])}])},
	)])},
)})

_results(environment, endpoint, list) := {call.verdict.result | some call in probes.asked(environment, endpoint, list)}

test_every_action_of_the_list_is_asked if {
	calls := probes.asked(_airflow, _s3, _list.s3.must) with input as _private
	[call.action | some call in calls] == ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"]
	{call.verdict.result | some call in calls} == {"allow"}
	{call.principal | some call in calls} == {"arn:aws:iam::123456789012:role/airflow"}
	{[call.resource, call.grants] | some call in calls} == {
		["arn:aws:s3:::airflow-dags", ["arn:aws:s3:::airflow-dags"]],
		["arn:aws:s3:::airflow-dags/*", ["arn:aws:s3:::airflow-dags/*"]],
	}
}

_probe(endpoint, list) := probe if {
	calls := probes.calls(_airflow, endpoint, list) with input as _private
	probe := calls[0].probes[0]
}

test_what_a_probe_tells_of_the_resource_and_the_caller if {
	layers := _probe(_s3, _list.s3.layers)
	layers.stem == "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/"
	layers.others == {"arn:aws:s3:::airflow-dags"}
	layers.principal == {"arn": null, "account": null, "partition": null}
	queue := _probe(_sqs, _list.services.sqs)
	queue.stem == null
	queue.others == set()
	queue.principal == {
		"arn": "arn:aws:iam::123456789012:role/airflow",
		"account": "123456789012",
		"partition": "aws",
	}
}

test_whether_a_probe_passes_a_gateway if {
	every type, gateway in {"Gateway": "yes", "Interface": "no", null: "unknown"} {
		_probe(object.union(_s3, {"type": type}), _list.s3.must).gateway == gateway
	}
}

_call(result, statement) := {
	"action": "sqs:SendMessage",
	"resource": "arn:aws:sqs:eu-west-1:*:airflow-celery-*",
	"principal": "arn:aws:iam::123456789012:role/airflow",
	"hidden": set(),
	"verdict": {"result": result, "statement": statement, "doubts": {["statements", "#0", "effect"]}},
}

test_calls_that_are_stopped_or_in_doubt if {
	calls := [_call(result, null) | some result in ["allow", "deny", "unknown"]]
	[call.verdict.result | some call in probes.stopped(calls)] == ["deny"]
	every call in calls {
		doubts := probes.doubts(_airflow, _sqs, [call]) with input as _private
		doubts == {["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "effect"] |
			call.verdict.result == "unknown"
		}
	}
}

test_what_stops_a_call if {
	policy := ["vpc_endpoints", "endpoint-sqs", "policy"]
	probes.evidence(_call("deny", null), _sqs) == {
		"kind": "call",
		"action": "sqs:SendMessage",
		"resource": "arn:aws:sqs:eu-west-1:*:airflow-celery-*",
		"principal": "arn:aws:iam::123456789012:role/airflow",
		"decider": {"kind": "implied_deny", "path": policy},
	}
	statement := array.concat(policy, ["statements", "Deny"])
	probes.evidence(_call("deny", "Deny"), _sqs).decider == {"kind": "statement", "path": statement}
	probes.stopped_at(_call("deny", null), _sqs) == policy
	probes.stopped_at(_call("deny", "Deny"), _sqs) == statement
	probes.stopped_by(_call("deny", null)) == {}
	probes.stopped_by(_call("deny", "Deny")) == {"case": "deny", "statement": "Deny"}
}

test_what_a_call_carries if {
	every key, value in {
		"aws:sourcevpc": "${Ref:vpc}",
		"aws:sourcevpce": "${Ref:endpoint-sqs}",
		"aws:principalarn": "arn:aws:iam::123456789012:role/airflow",
		"aws:principalaccount": "123456789012",
		"aws:requestedregion": "eu-west-1",
		"aws:securetransport": "true",
		"aws:principalisawsservice": "false",
	} {
		_results(
			_airflow,
			_conditioned(_sqs, "StringEquals", key, value),
			_list.services.sqs,
		) == {"allow"} with input as _private
	}
}

test_ids_of_live_objects if {
	network := fixture.change(
		fixture.change(_private, "subnets", "subnet-a", {"vpc_id": "vpc-1a"}),
		"subnets", "subnet-b", {"vpc_id": "vpc-1a"},
	)
	endpoint := _conditioned(_sqs, "StringEquals", "aws:sourcevpc", "vpc-1a")
	_results(_airflow, endpoint, _list.services.sqs) == {"allow"} with input as network
	live := object.union(_conditioned(_sqs, "StringEquals", "aws:sourcevpce", "vpce-1a"), {"id": "vpce-1a"})
	_results(_airflow, live, _list.services.sqs) == {"allow"} with input as _private
}

test_a_vpc_that_is_not_known if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	endpoint := _conditioned(_sqs, "StringEquals", "aws:sourcevpc", "vpc-1a")
	_results(_airflow, endpoint, _list.services.sqs) == {"unknown"} with input as network
}

test_the_account_of_a_resource if {
	own := _conditioned(_sqs, "StringEquals", "aws:resourceaccount", "123456789012")
	_results(_airflow, own, _list.services["airflow.ops"]) == {"allow"} with input as _private
	_results(_airflow, own, _list.services.sqs) == {"deny"} with input as _private
	_results(_airflow, own, _list.s3.must) == {"unknown"} with input as _private
}

test_the_organization_of_a_resource if {
	own := _conditioned(_sqs, "StringEquals", "aws:resourceorgid", "o-1")
	_results(_airflow, own, _list.services.sqs) == {"deny"} with input as _private
	_results(_airflow, own, _list.s3.must) == {"unknown"} with input as _private
}

test_nobody_is_known_to_fetch_layers if {
	caller := _conditioned(_s3, "ArnEquals", "aws:principalarn", "arn:aws:iam::123456789012:role/airflow")
	calls := probes.asked(_airflow, caller, _list.s3.layers) with input as _private
	{[call.principal, call.verdict.result] | some call in calls} == {[null, "unknown"]}
}

test_doubts_about_the_caller if {
	environment := object.union(_airflow, {"execution_role_arn": null})
	endpoint := _conditioned(_sqs, "ArnEquals", "aws:principalarn", "arn:aws:iam::123456789012:role/airflow")
	calls := probes.asked(environment, endpoint, _list.services.sqs) with input as _private
	probes.doubts(environment, endpoint, calls) == {
		["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "conditions", "aws:principalarn"],
		["environments", "airflow", "execution_role_arn"],
	}
}

test_doubts_about_an_account if {
	statement := object.union(_sqs.policy.statements.items[0], {
		"principal_mode": "listed",
		"principals": fixture.all_of([{"type": "AWS", "value": "arn:aws:iam::123456789012:root"}]),
	})
	endpoint := object.union(_sqs, {"policy": object.union(
		object.remove(_sqs.policy, ["statements"]),
		{"statements": fixture.all_of([statement])},
	)})
	network := object.union(_private, {"context": {"partition": "${AWS::Partition}"}})
	calls := probes.asked(_airflow, endpoint, _list.services.sqs) with input as network
	probes.doubts(_airflow, endpoint, calls) == {
		["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "principals"],
		["context", "partition"],
	} with input as network
}

test_doubts_about_addresses if {
	network := fixture.change(_private, "subnets", "subnet-a", {"cidr": null})
	endpoint := _conditioned(_sqs, "IpAddress", "aws:vpcsourceip", "10.0.0.0/16")
	calls := probes.asked(_airflow, endpoint, _list.services.sqs) with input as network
	{call.verdict.result | some call in calls} == {"unknown"}
	probes.doubts(_airflow, endpoint, calls) == {
		["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "conditions", "aws:vpcsourceip"],
		["subnets", "subnet-a", "cidr"],
	} with input as network
	other := _conditioned(_sqs, "StringEquals", "aws:principalorgid", "o-1")
	unsure := probes.asked(_airflow, other, _list.services.sqs) with input as network
	probes.doubts(_airflow, other, unsure) == {
		["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0", "conditions", "aws:principalorgid"],
	} with input as network
}

test_the_worst_address_counts if {
	every range, result in {"10.0.0.0/16": "allow", "10.0.11.0/24": "deny", "10.0.11.7": "deny", "10.1.0.0/16": "deny"} {
		_results(
			_airflow,
			_conditioned(_sqs, "IpAddress", "aws:vpcsourceip", range),
			_list.services.sqs,
		) == {result} with input as _private
	}
}

# A policy of two statements for these resources, the first of which leaves a part of a call open that is
# itself not wholly known.
_doubts(resources, part) := doubts if {
	statement := _sqs.policy.statements.items[0]
	policy := {"statements": fixture.all_of([
	object.union(object.remove(statement, ["resources"]), {"key": key, "resources": resources[i]}) |
		some i, key in ["#0", "#1"]
	])}
	call := object.union(_call("unknown", null), {
		"hidden": {["context", "region"]},
		"verdict": {"result": "unknown", "doubts": {part}},
	})
	network := object.union(_private, {"context": {"account_id": "${AWS::AccountId}"}})
	doubts := probes.doubts(
		_airflow,
		object.union(object.remove(_sqs, ["policy"]), {"policy": policy}),
		[call],
	) with input as network
}

test_what_is_at_fault_for_an_open_part if {
	known := fixture.all_of(["arn:aws:sqs:eu-west-1:*"])
	token := fixture.all_of(["${Param:Queue}"])
	region := ["context", "region"]
	statement := ["vpc_endpoints", "endpoint-sqs", "policy", "statements", "#0"]
	resources := array.concat(statement, ["resources"])
	part := ["statements", "#0", "resources"]
	_doubts([known, token], part) == {region}
	_doubts([token, known], part) == {region, resources}
	_doubts([fixture.some_of([]), known], part) == {region, resources}
	_doubts([known, known], ["statements", "#0", "actions"]) == {array.concat(statement, ["actions"])}
	_doubts([known, known], ["statements"]) == {["vpc_endpoints", "endpoint-sqs", "policy", "statements"]}
	principals := array.concat(statement, ["principals"])
	_doubts([known, known], ["statements", "#0", "principals"]) == {principals, ["context", "account_id"]}
	condition := ["conditions", "aws:principalarn"]
	_doubts([known, known], array.concat(["statements", "#0"], condition)) == {array.concat(statement, condition)}
}

test_a_resource_that_is_open_for_a_call_that_is_not if {
	part := ["statements", "#0", "resources"]
	call := object.union(_call("unknown", null), {"verdict": {"result": "unknown", "doubts": {part}}})
	doubts := probes.doubts(_airflow, _sqs, [call]) with input as _private
	doubts == {array.concat(["vpc_endpoints", "endpoint-sqs", "policy"], part)}
}

test_doubts_about_a_resource if {
	network := object.union(_private, {"context": {"region": null}})
	calls := probes.asked(_airflow, _s3, _list.s3.layers) with input as network
	probes.doubts(_airflow, _s3, calls) == {["context", "region"]}
}
