package mwaa.rules.env_routing_mixed_test

import data.mwaa.fixture
import data.mwaa.rules.env_routing_mixed

import rego.v1

_public := data.mwaa.fixture.networks.public

_local_only(network, table) := fixture.change(network, "route_tables", table, {"routes": fixture.all_of([
route |
	some route in fixture.record(network, "route_tables", table).routes.items
	route.target_kind == "local"
])})

test_finding_one_public_one_private if {
	network := _local_only(_public, "table-b")
	env_routing_mixed.verdict == {"airflow": "fail"} with input as network
	env_routing_mixed.findings == {{
		"subject": "airflow",
		"severity": "high",
		"at": ["environments", "airflow", "subnet_ids"],
		"args": {
			"public": ["subnet-a"],
			"public_tables": ["table-a"],
			"private": ["subnet-b"],
			"private_tables": ["table-b"],
		},
	}} with input as network
}

test_finding_names_the_main_table_of_a_subnet_without_association if {
	network := fixture.change(_public, "subnets", "subnet-b", {"route_table_ids": fixture.all_of([])})
	found := env_routing_mixed.findings with input as network
	{finding.args.private_tables | some finding in found} == {["vpc/main-routes"]}
}

test_clean_both_alike if {
	every network in [_public, _local_only(_local_only(_public, "table-a"), "table-b")] {
		env_routing_mixed.verdict == {"airflow": "pass"} with input as network
		env_routing_mixed.findings == set() with input as network
	}
}

test_undecided_while_one_mode_is_not_known if {
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})
	env_routing_mixed.verdict == {"airflow": "undecided"} with input as network
	env_routing_mixed.undecided == {{
		"subject": "airflow",
		"because": [["route_tables", "table-a", "routes"]],
	}} with input as network
}

test_not_applicable_behind_an_internet_gateway if {
	network := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of(["table-public"])})
	env_routing_mixed.verdict == {"airflow": "not_applicable"} with input as network
	env_routing_mixed.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-PRIVATE"}} with input as network
}

test_not_applicable_without_two_subnets if {
	network := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	env_routing_mixed.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-COUNT"}} with input as network
}
