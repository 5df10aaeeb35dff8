package mwaa.lib.own_test

import data.mwaa.fixture
import data.mwaa.lib.own

import rego.v1

_public := data.mwaa.fixture.networks.public

_with(ingress) := fixture.change(_public, "security_groups", "group", {"ingress": ingress})

_cidr(first, after) := {
	"key": "ingress tcp 443 443 x",
	"protocol": "6",
	"from_port": 443,
	"to_port": 443,
	"peer_kind": "cidr",
	"cidr": {"text": "x", "family": "ipv4", "first": first, "last": after, "after": after},
	"group_id": null,
	"group_account": null,
	"group_peering": null,
	"prefix_list_id": null,
}

_among(network, port) := found if {
	found := own.among("airflow", "ingress", port) with input as network
}

test_ranges_are_the_hosts_of_both_subnets if {
	own.ranges.airflow == {
		{"first": "00a000b04", "after": "00a000bff"},
		{"first": "00a000c04", "after": "00a000cff"},
	} with input as _public
	object.get(own.unknown_ranges, "airflow", set()) == set() with input as _public
}

test_hidden_subnets_leave_consent_open_and_refusal_certain if {
	subnets := fixture.some_of(["subnet-a", "subnet-b"])
	admitting := fixture.change(
		_with(fixture.all_of([_cidr("00a000000", "00a010000")])),
		"environments", "airflow", {"subnet_ids": subnets},
	)
	_among(admitting, 443) == {"verdict": "unknown", "gap": null, "because": {["environments", "airflow", "subnet_ids"]}}
	refusing := fixture.change(
		_with(fixture.all_of([_cidr("00a000000", "00a000b00")])),
		"environments", "airflow", {"subnet_ids": subnets},
	)
	_among(refusing, 443).verdict == "no"
}

test_no_rule_on_the_port_is_a_refusal_whatever_the_subnets if {
	network := fixture.change(
		_with(fixture.all_of([_cidr("00a000000", "00a010000")])),
		"environments", "airflow", {"subnet_ids": fixture.some_of([])},
	)
	_among(network, 5432) == {"verdict": "no", "gap": null, "because": set()}
}

test_hidden_rules_and_hidden_subnets_are_named_together if {
	network := fixture.change(
		_with(fixture.some_of([])),
		"environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])},
	)
	_among(network, 443) == {"verdict": "unknown", "gap": null, "because": {
		["environments", "airflow", "subnet_ids"],
		["security_groups", "group", "ingress"],
	}}
}

# What the rules of somebody else's group let in, a single one.
_admitted(network, members) := found if {
	rule := object.union(_cidr("00a000000", "00a000b00"), members)
	rules := {"rules": [{"group": "other", "rule": rule}], "unknown": set(), "own": {"other"}}
	found := own.admitted("airflow", rules, 443) with input as network
}

_stranger := {"peer_kind": "group", "cidr": null, "group_id": "stranger"}

test_a_group_that_is_let_in_may_be_one_of_its_own if {
	_admitted(_public, _stranger) == {"verdict": "no", "gap": "00a000b04", "because": set()}
	groups := ["environments", "airflow", "security_group_ids"]
	more := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.some_of(["group"])})
	_admitted(more, _stranger) == {"verdict": "unknown", "gap": null, "because": {groups}}
	_admitted(more, {}) == {"verdict": "no", "gap": "00a000b04", "because": set()}
	subnets := ["environments", "airflow", "subnet_ids"]
	fewer := fixture.change(more, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	_admitted(fewer, {"peer_kind": null, "cidr": null}) == {"verdict": "unknown", "gap": null, "because": {
		groups,
		subnets,
		["security_groups", "other", "ingress", "ingress tcp 443 443 x"],
	}}
}

test_all_out if {
	own.all_out("airflow").verdict == "yes" with input as _public
	narrow := fixture.change(_public, "security_groups", "group", {"egress": fixture.all_of([])})
	own.all_out("airflow").verdict == "no" with input as narrow
	rule := object.union(fixture.record(_public, "security_groups", "group").egress.items[0], {"protocol": null})
	open := fixture.change(_public, "security_groups", "group", {"egress": fixture.all_of([rule])})
	own.all_out("airflow").verdict == "unknown" with input as open
	half := object.union(rule, {"protocol": "-1", "cidr": _cidr("000000000", "080000000").cidr})
	halved := fixture.change(_public, "security_groups", "group", {"egress": fixture.all_of([half])})
	own.all_out("airflow") == {"verdict": "no", "gap": "080000000", "because": set()} with input as halved
}

test_an_endpoint_of_the_customer_that_nobody_may_have_seen if {
	complete := object.union(fixture.record(_public, "vpcs", "vpc").complete, {"vpc_endpoints": false})
	network := fixture.change(_public, "vpcs", "vpc", {"complete": complete})
	every management, doubts in {
		"SERVICE": set(),
		"CUSTOMER": {["vpcs", "vpc", "complete", "vpc_endpoints"]},
		null: {["vpcs", "vpc", "complete", "vpc_endpoints"]},
	} {
		own.customer_doubts("airflow", "mwaa.database") == doubts with input as fixture.change(
			network,
			"environments", "airflow", {"endpoint_management": management},
		)
	}
}

test_no_group_only_when_that_is_certain if {
	not own.no_group("airflow") with input as _public
	none := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	own.no_group("airflow") with input as none
	maybe := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.some_of([])})
	not own.no_group("airflow") with input as maybe
}

test_rules_path_is_that_of_the_first_group if {
	network := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of(["z", "group"])})
	own.rules_path("airflow", "egress") == ["security_groups", "group", "egress"] with input as network
}

test_the_witness_of_a_packet_that_is_refused if {
	own.refused("airflow", "egress", 5432, "database") == {
		"kind": "packet",
		"protocol": "6",
		"direction": "egress",
		"source": "airflow",
		"destination": "airflow",
		"port": 5432,
		"flow": "database",
		"decider": {"kind": "no_rule", "path": ["security_groups", "group", "egress"]},
	} with input as _public
}

_finding := {"subject": "airflow", "at": ["security_groups", "group", "ingress"]}

_edit(value, applicability) := {
	"subject": "airflow",
	"at": ["security_groups", "group", "ingress"],
	"verb": "add_group_rule",
	"target": ["security_groups", "group"],
	"value": value,
	"applicability": applicability,
}

_recommended := json.patch(_public, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])

test_edits_in_each_style if {
	own.self_rule_edit(_finding, "ingress", 5432) == _edit(
		{"direction": "ingress", "group_id": "group", "protocol": "6", "from_port": 5432, "to_port": 5432},
		"safe",
	) with input as _public
	all_ports := {"protocol": "-1", "from_port": 0, "to_port": 65535}
	itself := _edit(object.union(all_ports, {"direction": "ingress", "group_id": "group"}), "safe")
	own.self_rule_edit(_finding, "ingress", 5432) == itself with input as _recommended
	own.recommended_edit(_finding, "ingress") == itself with input as _recommended
	own.recommended_edit(_finding, "egress") == _edit(
		object.union(all_ports, {"direction": "egress", "cidr": "0.0.0.0/0"}),
		"unsafe",
	) with input as _recommended
}

test_ports_that_one_rule_alone_opens if {
	rule := _cidr("00a000000", "00a010000")
	database := object.union(rule, {"key": "ingress tcp 5432 5432 x", "from_port": 5432, "to_port": 5432})
	itself := fixture.record(_public, "security_groups", "group").ingress.items[0]
	every case in [
		[[rule], {443}],
		[[rule, database], {443}],
		[[rule, object.union(database, {"cidr": _cidr("00a000000", "00a000c00").cidr})], {443}],
		[[rule, itself], set()],
		[[object.union(rule, {"from_port": 22, "to_port": 22})], set()],
	] {
		own.ports_by("airflow", "group", rule.key) == case[1] with input as _with(fixture.all_of(case[0]))
	}
}
