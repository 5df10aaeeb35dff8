package mwaa.rules.sg_database_test

import data.mwaa.fixture
import data.mwaa.rules.sg_database

import rego.v1

_public := data.mwaa.fixture.networks.public

_with(ingress) := fixture.change(_public, "security_groups", "group", {"ingress": ingress})

_rule(members) := object.union(
	object.union(
		{
			"protocol": "6",
			"from_port": 0,
			"to_port": 65535,
			"peer_kind": "group",
			"cidr": null,
			"group_id": "group",
			"group_account": null,
			"group_peering": "none",
			"prefix_list_id": null,
		},
		{"key": "ingress tcp 0 65535 sg:group"},
	),
	members,
)

_cidr(text, first, after) := {
	"peer_kind": "cidr",
	"group_id": null,
	"key": sprintf("ingress tcp 0 65535 %s", [text]),
	"cidr": {"text": text, "family": "ipv4", "first": first, "last": after, "after": after},
}

_halves := [
	_rule(_cidr("10.0.11.0/24", "00a000b00", "00a000c00")),
	_rule(_cidr("10.0.12.0/24", "00a000c00", "00a000d00")),
]

test_finding_no_rule_for_the_port if {
	every rules in [
		[],
		[_rule({"from_port": 443, "to_port": 443})],
		[_rule({"protocol": "17"})],
		[_rule({"group_id": "stranger"})],
		[_halves[0]],
	] {
		network := _with(fixture.all_of(rules))
		sg_database.verdict == {"airflow": "fail"} with input as network
		sg_database.findings == {{
			"subject": "airflow",
			"severity": "critical",
			"at": ["security_groups", "group", "ingress"],
			"args": {"group": "group"},
			"evidence": {
				"kind": "packet",
				"protocol": "6",
				"direction": "ingress",
				"source": "airflow",
				"destination": "airflow",
				"port": 5432,
				"flow": "database",
				"decider": {"kind": "no_rule", "path": ["security_groups", "group", "ingress"]},
			},
		}} with input as network
	}
}

test_clean_whoever_admits_the_group_or_both_subnets if {
	every rules in [
		[_rule({"protocol": "-1"})],
		[_rule({"from_port": 5432, "to_port": 5432})],
		_halves,
		[_rule(_cidr("10.0.0.0/16", "00a000000", "00a010000"))],
	] {
		sg_database.verdict == {"airflow": "pass"} with input as _with(fixture.some_of(rules))
	}
}

test_clean_a_rule_of_one_group_from_another if {
	network := fixture.change(
		fixture.change(
			_public,
			"environments",
			"airflow",
			{"security_group_ids": fixture.all_of(["group", "vpc/default-group"])},
		),
		"security_groups", "group", {"ingress": fixture.all_of([_rule({"group_id": "vpc/default-group"})])},
	)
	sg_database.verdict == {"airflow": "pass"} with input as network
}

test_clean_everybody_even_with_unknown_subnets if {
	network := fixture.change(
		_with(fixture.all_of([_rule(_cidr("0.0.0.0/0", "000000000", "100000000"))])),
		"subnets", "subnet-a", {"cidr": null},
	)
	sg_database.verdict == {"airflow": "pass"} with input as network
}

test_undecided_names_what_is_missing if {
	cases := [
		[_with(fixture.some_of([])), ["security_groups", "group", "ingress"]],
		[
			_with(fixture.all_of([_rule({"group_id": null, "key": "ingress tcp 0 65535 sg:?"})])),
			["security_groups", "group", "ingress", "ingress tcp 0 65535 sg:?"],
		],
		[
			_with(fixture.all_of([_rule({"protocol": null, "from_port": 5432, "to_port": 5432, "key": "ingress ? 5432"})])),
			["security_groups", "group", "ingress", "ingress ? 5432"],
		],
		[
			fixture.change(_with(fixture.all_of(_halves)), "subnets", "subnet-a", {"cidr": null}),
			["subnets", "subnet-a", "cidr"],
		],
		[
			fixture.change(
				_with(fixture.all_of([])), "environments", "airflow",
				{"security_group_ids": fixture.some_of(["group"])},
			),
			["environments", "airflow", "security_group_ids"],
		],
	]
	every case in cases {
		sg_database.verdict == {"airflow": "undecided"} with input as case[0]
		sg_database.undecided == {{"subject": "airflow", "because": [case[1]]}} with input as case[0]
	}
}

test_not_applicable_without_a_group if {
	network := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	sg_database.verdict == {"airflow": "not_applicable"} with input as network
	sg_database.not_applicable == {{"subject": "airflow", "because": "SG-COUNT"}} with input as network
}

test_not_applicable_behind_an_endpoint_of_the_customer if {
	private := data.mwaa.fixture.networks.private
	network := fixture.change(
		fixture.change(private, "environments", "airflow", {"endpoint_management": "CUSTOMER"}),
		"vpc_endpoints", "endpoint-sqs", {"service": "mwaa.database", "environment_id": "airflow"},
	)
	sg_database.not_applicable == {{"subject": "airflow", "because": "customer-endpoints"}} with input as network
}

test_undecided_while_the_customer_may_have_made_the_endpoint if {
	private := data.mwaa.fixture.networks.private
	closed := fixture.change(private, "security_groups", "group", {"ingress": fixture.all_of([])})
	cases := [
		["CUSTOMER", "mwaa.database", null, ["vpc_endpoints", "endpoint-sqs", "environment_id"]],
		["CUSTOMER", null, "airflow", ["vpc_endpoints", "endpoint-sqs", "service"]],
		[null, "mwaa.database", "airflow", ["environments", "airflow", "endpoint_management"]],
	]
	every case in cases {
		network := fixture.change(
			fixture.change(closed, "environments", "airflow", {"endpoint_management": case[0]}),
			"vpc_endpoints", "endpoint-sqs", {"service": case[1], "environment_id": case[2]},
		)
		sg_database.undecided == {{"subject": "airflow", "because": [case[3]]}} with input as network
	}
}

test_finding_behind_an_endpoint_to_another_environment if {
	private := data.mwaa.fixture.networks.private
	network := fixture.change(
		fixture.change(
			fixture.change(private, "security_groups", "group", {"ingress": fixture.all_of([])}),
			"environments", "airflow", {"endpoint_management": "CUSTOMER"},
		),
		"vpc_endpoints", "endpoint-sqs", {"service": "mwaa.database", "environment_id": "another"},
	)
	sg_database.verdict == {"airflow": "fail"} with input as network
}

test_edit_least_privilege_and_recommended if {
	network := _with(fixture.all_of([]))
	edit := {
		"subject": "airflow",
		"at": ["security_groups", "group", "ingress"],
		"verb": "add_group_rule",
		"target": ["security_groups", "group"],
		"applicability": "safe",
	}
	least := {"direction": "ingress", "group_id": "group", "protocol": "6", "from_port": 5432, "to_port": 5432}
	all_traffic := {"direction": "ingress", "group_id": "group", "protocol": "-1", "from_port": 0, "to_port": 65535}
	sg_database.edits == {object.union(edit, {"value": least})} with input as network
	recommended := json.patch(network, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	sg_database.edits == {object.union(edit, {"value": all_traffic})} with input as recommended
}
