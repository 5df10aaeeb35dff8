package mwaa.rules.sg_egress_test

import data.mwaa.fixture
import data.mwaa.rules.sg_egress

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_with(network, rules) := fixture.change(network, "security_groups", "group", {"egress": fixture.all_of(rules)})

_rule(protocol, ports, peer) := object.union(
	{
		"key": sprintf("egress %s %d", [protocol, ports[0]]),
		"protocol": protocol,
		"from_port": ports[0],
		"to_port": ports[1],
		"peer_kind": null,
		"cidr": null,
		"group_id": null,
		"group_account": null,
		"group_peering": null,
		"prefix_list_id": null,
	},
	peer,
)

_self(port) := _rule("6", [port, port], {"peer_kind": "group", "group_id": "group"})

_everywhere := {"peer_kind": "cidr", "cidr": {
	"text": "0.0.0.0/0",
	"family": "ipv4",
	"first": "000000000",
	"last": "0ffffffff",
	"after": "100000000",
}}

_lost(network) := {pair |
	some finding in sg_egress.findings with input as network
	pair := [finding.args.flows, finding.args.ports]
}

test_finding_nothing_goes_out if {
	network := _with(_public, [])
	sg_egress.verdict == {"airflow": "fail"} with input as network
	sg_egress.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["security_groups", "group", "egress"],
		"args": {"group": "group", "flows": ["database", "internet", "webserver"], "ports": [443, 5432]},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "egress",
			"source": "airflow",
			"destination": "airflow",
			"port": 5432,
			"flow": "database",
			"decider": {"kind": "no_rule", "path": ["security_groups", "group", "egress"]},
		},
	}} with input as network
}

test_finding_https_only_loses_the_database if {
	network := _with(_public, [_rule("6", [443, 443], _everywhere)])
	_lost(network) == {[["database"], [5432]]}
}

test_finding_itself_only_loses_the_internet if {
	network := _with(_public, [_self(5432), _self(443)])
	_lost(network) == {[["internet"], [443]]}
	{finding.evidence.destination | some finding in sg_egress.findings} == {"001000000"} with input as network
}

test_finding_private_routing_loses_s3_without_its_prefix_list if {
	network := _with(_private, [_self(5432), _self(443)])
	_lost(network) == {[["s3"], [443]]}
}

test_clean_narrow_rules_that_reach_everything if {
	prefix_list := _rule("6", [443, 443], {"peer_kind": "prefix_list", "prefix_list_id": "pl-6da54004"})
	every network in [
		_public,
		_private,
		_with(_private, [_self(5432), _self(443), prefix_list]),
		_with(_public, [_self(5432), _rule("6", [443, 443], _everywhere)]),
	] {
		sg_egress.verdict == {"airflow": "pass"} with input as network
		sg_egress.findings == set() with input as network
	}
}

test_clean_everything_goes_out_whatever_is_unknown if {
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})
	sg_egress.verdict == {"airflow": "pass"} with input as network
}

test_undecided_names_what_is_missing if {
	narrow := _with(_private, [_self(5432), _self(443), _rule("6", [443, 443], _everywhere)])
	cases := [
		[
			fixture.change(_public, "security_groups", "group", {"egress": fixture.some_of([])}),
			["security_groups", "group", "egress"],
		],
		[
			fixture.change(narrow, "route_tables", "table-a", {"routes": fixture.some_of([])}),
			["route_tables", "table-a", "routes"],
		],
		[
			fixture.change(narrow, "vpc_endpoints", "endpoint-kms", {"private_dns": null}),
			["vpc_endpoints", "endpoint-kms", "private_dns"],
		],
		[
			fixture.change(narrow, "vpc_endpoints", "endpoint-kms", {"subnet_ids": fixture.some_of([])}),
			["vpc_endpoints", "endpoint-kms", "subnet_ids"],
		],
	]
	every case in cases {
		sg_egress.verdict == {"airflow": "undecided"} with input as case[0]
		sg_egress.undecided == {{"subject": "airflow", "because": [case[1]]}} with input as case[0]
	}
}

test_not_applicable_without_a_group if {
	network := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	sg_egress.not_applicable == {{"subject": "airflow", "because": "SG-COUNT"}} with input as network
}

test_edit_least_privilege if {
	network := _with(_private, [])
	values := {edit.value | some edit in sg_egress.edits} with input as network
	values == {
		{"direction": "egress", "group_id": "group", "protocol": "6", "from_port": 5432, "to_port": 5432},
		{"direction": "egress", "group_id": "group", "protocol": "6", "from_port": 443, "to_port": 443},
		{"direction": "egress", "prefix_list_id": "pl-6da54004", "protocol": "6", "from_port": 443, "to_port": 443},
	}
	{edit.applicability | some edit in sg_egress.edits} == {"safe"} with input as network
}

test_edit_recommended if {
	network := json.patch(_with(_public, []), [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	{[edit.value, edit.applicability] | some edit in sg_egress.edits} == {[
		{"direction": "egress", "cidr": "0.0.0.0/0", "protocol": "-1", "from_port": 0, "to_port": 65535},
		"unsafe",
	]} with input as network
}

test_edit_the_internet if {
	network := _with(_public, [_self(5432), _self(443)])
	{edit.value | some edit in sg_egress.edits} == {{
		"direction": "egress",
		"cidr": "0.0.0.0/0",
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
	}} with input as network
}

test_clean_everything_goes_out_whatever_the_endpoints_serve if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"service": null})
	sg_egress.verdict == {"airflow": "pass"} with input as network
}
