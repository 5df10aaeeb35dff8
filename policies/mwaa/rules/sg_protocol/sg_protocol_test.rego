package mwaa.rules.sg_protocol_test

import data.mwaa.fixture
import data.mwaa.rules.sg_protocol

import rego.v1

_public := data.mwaa.fixture.networks.public

_udp := {
	"key": "ingress udp 5432 5432 sg:group",
	"protocol": "17",
	"from_port": 5432,
	"to_port": 5432,
	"peer_kind": "group",
	"cidr": null,
	"group_id": "group",
	"group_account": null,
	"group_peering": "none",
	"prefix_list_id": null,
}

_with(ingress) := fixture.change(_public, "security_groups", "group", {"ingress": ingress})

test_finding_the_right_port_with_the_wrong_protocol if {
	network := _with(fixture.all_of([_udp]))
	sg_protocol.verdict == {"airflow": "fail"} with input as network
	sg_protocol.findings == {{
		"subject": "airflow",
		"severity": null,
		"at": ["security_groups", "group", "ingress", "ingress udp 5432 5432 sg:group"],
		"args": {"group": "group", "port": 5432, "protocol": "udp"},
	}} with input as network
}

test_finding_for_each_rule_that_it_explains if {
	network := _with(fixture.all_of([_udp, object.union(_udp, {"key": "web", "from_port": 443, "to_port": 443})]))
	{finding.args.port | some finding in sg_protocol.findings} == {443, 5432} with input as network
}

test_clean_when_something_else_is_wrong if {
	every rules in [
		[],
		[object.union(_udp, {"from_port": 53, "to_port": 53})],
		[object.union(_udp, {"group_id": "stranger"})],
		[object.union(_udp, {"from_port": 5433, "to_port": 5433})],
		[object.union(_udp, {"peer_kind": "cidr", "group_id": null})],
		[object.union(_udp, {"protocol": "1", "from_port": 0, "to_port": 65535})],
		[object.union(_udp, {"protocol": "50", "from_port": 0, "to_port": 65535})],
	] {
		sg_protocol.verdict == {"airflow": "pass"} with input as _with(fixture.all_of(rules))
	}
}

test_undecided_while_the_explained_rules_are if {
	network := _with(fixture.some_of([]))
	sg_protocol.verdict == {"airflow": "undecided"} with input as network
	sg_protocol.undecided == {{
		"subject": "airflow",
		"because": [["security_groups", "group", "ingress"]],
	}} with input as network
}

test_not_applicable_whatever_another_environment_is if {
	group := object.union(
		object.remove(fixture.record(_public, "security_groups", "group"), ["ingress"]),
		{"id": "other", "ingress": fixture.some_of([])},
	)
	second := object.union(
		object.remove(fixture.record(_public, "environments", "airflow"), ["security_group_ids"]),
		{"id": "second", "security_group_ids": fixture.all_of(["other"])},
	)
	network := fixture.add(fixture.add(_public, "security_groups", group), "environments", second)
	sg_protocol.verdict == {"airflow": "not_applicable", "second": "undecided"} with input as network
}

test_not_applicable_when_nothing_fails if {
	sg_protocol.verdict == {"airflow": "not_applicable"} with input as _public
	sg_protocol.not_applicable == {{"subject": "airflow", "because": "nothing-to-explain"}} with input as _public
}

test_undecided_a_rule_that_may_be_the_wrong_one if {
	every unknown in [
		{"protocol": null},
		{"from_port": null},
		{"to_port": null},
		{"group_id": null},
		{"peer_kind": null, "group_id": null},
	] {
		network := _with(fixture.all_of([object.union(_udp, unknown)]))
		sg_protocol.verdict == {"airflow": "undecided"} with input as network
		sg_protocol.undecided == {{
			"subject": "airflow",
			"because": [["security_groups", "group", "ingress", "ingress udp 5432 5432 sg:group"]],
		}} with input as network
	}
}
