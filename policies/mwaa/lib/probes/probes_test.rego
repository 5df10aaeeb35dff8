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

test_doubts_about_a_resource if {
	network := object.union(_private, {"context": {"region": null}})
	calls := probes.asked(_airflow, _s3, _list.s3.layers) with input as network
	probes.doubts(_airflow, _s3, calls) == {["context", "region"]}
}
