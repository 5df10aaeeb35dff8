package mwaa.rules.epr_shadow_test

import data.mwaa.fixture
import data.mwaa.rules.epr_shadow

import rego.v1

_private := data.mwaa.fixture.networks.private

# The private network with the route tables of the public one.
_public := object.union(_private, {"route_tables": data.mwaa.fixture.networks.public.route_tables})

_with(members) := fixture.change(_public, "vpc_endpoints", "endpoint-sqs", members)

# The endpoint has the default group of the VPC, which admits itself only.
_default := {"security_group_ids": fixture.all_of(["vpc/default-group"])}

_policy(members) := {"policy": object.union(
	fixture.record(_public, "vpc_endpoints", "endpoint-sqs").policy,
	members,
)}

_at := ["vpc_endpoints", "endpoint-sqs", "security_group_ids"]

_because(path) := {{"subject": "endpoint-sqs", "because": [path]}}

_reasons(subject) := {entry.because | some entry in epr_shadow.not_applicable; entry.subject == subject}

test_finding_groups_that_admit_nobody if {
	epr_shadow.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": _at,
		"args": {"service": "sqs", "environments": ["airflow"]},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "ingress",
			"source": "00a000b04",
			"destination": "endpoint-sqs",
			"port": 443,
			"flow": "sqs",
			"decider": {"kind": "no_rule", "path": ["security_groups", "vpc/default-group", "ingress"]},
		},
	}} with input as _with(_default)
}

test_finding_states_that_take_no_calls if {
	every state in {"deleting", "expired", "failed", "rejected"} {
		epr_shadow.findings == {{
			"subject": "endpoint-sqs",
			"severity": "high",
			"at": ["vpc_endpoints", "endpoint-sqs", "state"],
			"args": {"case": "state", "service": "sqs", "environments": ["airflow"], "state": state},
		}} with input as _with({"state": state})
	}
}

test_finding_addresses_of_ipv6_only if {
	at := ["vpc_endpoints", "endpoint-sqs", "ipv4"]
	network := _with({"ipv4": false})
	epr_shadow.findings == {{
		"subject": "endpoint-sqs",
		"severity": "high",
		"at": at,
		"args": {"case": "ipv6", "service": "sqs", "environments": ["airflow"]},
	}} with input as network
	epr_shadow.edits == {{
		"subject": "endpoint-sqs",
		"at": at,
		"verb": "set_attribute",
		"target": at,
		"value": true,
		"applicability": "unsafe",
	}} with input as network
}

# A further environment, of which nobody knows whether its routing is public.
_beside(network, members) := fixture.add(network, "environments", object.union(
	object.remove(fixture.record(_public, "environments", "airflow"), ["subnet_ids"]),
	object.union({"id": "second", "subnet_ids": fixture.some_of(["subnet-a"])}, members),
))

test_finding_names_whose_calls_are_taken_for_certain if {
	network := _beside(_with({"state": "failed"}), {})
	{finding.args.environments | some finding in epr_shadow.findings} == {["airflow"]} with input as network
}

test_finding_each_cause if {
	network := _with(object.union(_default, {"state": "failed"}))
	{finding.at[2] | some finding in epr_shadow.findings} == {"security_group_ids", "state"} with input as network
}

test_edit_lets_the_environment_in if {
	epr_shadow.edits == {{
		"subject": "endpoint-sqs",
		"at": _at,
		"verb": "add_group_rule",
		"target": ["security_groups", "vpc/default-group"],
		"value": {"direction": "ingress", "protocol": "6", "from_port": 443, "to_port": 443, "group_id": "group"},
		"applicability": "safe",
	}} with input as _with(_default)
	epr_shadow.edits == set() with input as _with({"state": "failed"})
}

test_clean if {
	every state in {"available", "pending", "planned"} {
		network := _with({"state": state})
		epr_shadow.verdict["endpoint-sqs"] == "pass" with input as network
		epr_shadow.findings == set() with input as network
		epr_shadow.undecided == set() with input as network
	}
	every subject in {"endpoint-kms", "endpoint-logs", "endpoint-monitoring"} {
		epr_shadow.verdict[subject] == "pass" with input as _public
	}
}

test_undecided_endpoint if {
	every attribute in {"ipv4", "private_dns", "requester_managed", "service", "state", "type", "vpc_id"} {
		network := _with({attribute: null})
		epr_shadow.undecided == _because(["vpc_endpoints", "endpoint-sqs", attribute]) with input as network
	}
}

test_undecided_in_an_inventory_without_the_attribute if {
	sqs := object.remove(fixture.record(_public, "vpc_endpoints", "endpoint-sqs"), ["ipv4"])
	network := fixture.add(fixture.remove(_public, "vpc_endpoints", "endpoint-sqs"), "vpc_endpoints", sqs)
	epr_shadow.undecided == _because(["vpc_endpoints", "endpoint-sqs", "ipv4"]) with input as network
}

test_undecided_groups_and_policy if {
	epr_shadow.undecided == _because(_at) with input as _with({"security_group_ids": fixture.some_of([])})
	stopped := _policy({"statements": fixture.all_of([])})
	open := _with(object.union(stopped, {"security_group_ids": fixture.some_of([])}))
	epr_shadow.undecided == _because(_at) with input as open
	policy := _policy({"statements": fixture.some_of([])})
	epr_shadow.undecided == _because([
		"vpc_endpoints",
		"endpoint-sqs",
		"policy",
		"statements",
	]) with input as _with(policy)
}

# What the policy says to an environment whose calls the endpoint may take.
test_policy_for_another_environment if {
	statement := object.union(
		object.remove(fixture.record(_public, "vpc_endpoints", "endpoint-sqs").policy.statements.items[0], ["resources"]),
		{"resources": fixture.all_of([fixture.record(_public, "environments", "airflow").celery_queue_arn])},
	)
	condition := {"operator": "StringEquals", "key": "aws:principalorgid", "values": fixture.all_of(["o-1"])}
	perhaps := object.union(statement, {
		"key": "Perhaps",
		"resources": fixture.all_of(["*"]),
		"conditions": {"items": [condition]},
	})
	other := {"celery_queue_arn": "arn:aws:sqs:eu-west-1:999999999999:other-celery-1"}
	stopped := _beside(_with(_policy({"statements": fixture.all_of([statement])})), other)
	_reasons("endpoint-sqs") == {"EP-POLICY-BLOCKS"} with input as stopped
	open := _beside(_with(_policy({"statements": fixture.all_of([statement, perhaps])})), other)
	_because([
		"vpc_endpoints",
		"endpoint-sqs",
		"policy",
		"statements",
		"Perhaps",
		"conditions",
		"aws:principalorgid",
	]) & epr_shadow.undecided != set() with input as open
}

test_undecided_routing if {
	sqs := _with(object.union(_default, {"state": "failed"}))
	network := fixture.change(sqs, "route_tables", "table-a", {"routes": fixture.some_of([])})
	every subject in {"endpoint-kms", "endpoint-logs", "endpoint-monitoring", "endpoint-sqs"} {
		{"subject": subject, "because": [["route_tables", "table-a", "routes"]]} in epr_shadow.undecided with input as network
	}
}

test_not_applicable if {
	every reason, members in {
		"managed": {"requester_managed": true},
		"not-an-interface": {"type": "Gateway"},
		"not-in-use": {"service": "other"},
		"EP-POLICY-BLOCKS": _policy({"statements": fixture.all_of([])}),
		"EP-POLICY-VALID": _policy({"error": "not-json"}),
	} {
		_reasons("endpoint-sqs") == {reason} with input as _with(members)
	}
	_reasons("endpoint-sqs") == {"not-in-use"} with input as _with({"private_dns": false})
	_reasons("endpoint-sqs") == {"private-routing"} with input as _private
}

test_not_applicable_because_of_the_first_rule if {
	s3 := object.union(_policy({"statements": fixture.all_of([])}), {
		"type": "Interface",
		"private_dns": true,
		"private_dns_inbound_only": false,
		"security_group_ids": fixture.all_of(["group"]),
	})
	_reasons("endpoint-s3") == {"EP-S3-DAG"} with input as fixture.change(_public, "vpc_endpoints", "endpoint-s3", s3)
}
