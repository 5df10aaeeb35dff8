package mwaa.lib.targets_test

import data.mwaa.fixture
import data.mwaa.lib.targets

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_names(network) := names if {
	names := {[target.name, target.port, target.self] | some target in targets.of.airflow} with input as network
}

test_targets_of_public_routing if {
	_names(_public) == {["database", 5432, true], ["webserver", 443, true], ["internet", 443, false]}
}

test_targets_of_private_routing if {
	_names(_private) == {
		["database", 5432, true],
		["webserver", 443, true],
		["s3", 443, false],
		["kms", 443, false],
		["logs", 443, false],
		["monitoring", 443, false],
		["sqs", 443, false],
	}
}

test_s3_without_a_known_list_is_the_public_space if {
	network := fixture.change(_private, "prefix_lists", "pl-6da54004", {"entries": fixture.some_of([])})
	{count(target.ranges) | some target in targets.of.airflow; target.name == "s3"} == {13} with input as network
}

test_a_doubtful_target_leaves_both_verdicts_open if {
	network := fixture.change(
		fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"private_dns": null}),
		"security_groups", "group", {"egress": fixture.all_of([])},
	)
	because := {["vpc_endpoints", "endpoint-kms", "private_dns"]}
	_reached("kms") == {{"verdict": "unknown", "because": because}} with input as network
}

test_an_endpoint_may_carry_a_group_that_is_let_out_to if {
	open := fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"security_group_ids": fixture.some_of([])})
	itself := fixture.record(_private, "security_groups", "group").ingress
	_reached("kms") == {{
		"verdict": "unknown",
		"because": {["vpc_endpoints", "endpoint-kms", "security_group_ids"]},
	}} with input as fixture.change(open, "security_groups", "group", {"egress": itself})
	shut := fixture.change(open, "security_groups", "group", {"egress": fixture.all_of([])})
	_reached("kms") == {{"verdict": "no", "because": set()}} with input as shut
}

_reached(name) := {targets.reaches("airflow", target) | some target in targets.of.airflow; target.name == name}

test_an_endpoint_without_groups_is_let_through_by_address if {
	network := fixture.change(
		fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"security_group_ids": fixture.all_of([])}),
		"security_groups", "group", {"egress": fixture.all_of([])},
	)
	finding := {"subject": "airflow", "at": ["security_groups", "group", "egress"]}
	{edit.value |
		some target in targets.of.airflow
		target.name == "kms"
		some edit in targets.edits(finding, target)
	} == {
		{"direction": "egress", "cidr": "0.0.0.0/0", "protocol": "6", "from_port": 443, "to_port": 443},
	} with input as network
}

test_a_list_of_unknown_service_may_be_that_of_s3 if {
	rule := {
		"key": "egress tcp 443 443 pl:pl-6da54004",
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": "prefix_list",
		"cidr": null,
		"group_id": null,
		"group_account": null,
		"group_peering": null,
		"prefix_list_id": "pl-6da54004",
	}
	network := fixture.change(
		fixture.change(_private, "security_groups", "group", {"egress": fixture.all_of([rule])}),
		"prefix_lists", "pl-6da54004", {"service": null},
	)
	{found |
		some target in targets.of.airflow
		target.name == "s3"
		found := targets.reaches("airflow", target)
	} == {{"verdict": "unknown", "because": {["prefix_lists", "pl-6da54004", "service"]}}} with input as network
}
