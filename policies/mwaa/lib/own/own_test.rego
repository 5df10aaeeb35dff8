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

test_all_out if {
	own.all_out("airflow").verdict == "yes" with input as _public
	narrow := fixture.change(_public, "security_groups", "group", {"egress": fixture.all_of([])})
	own.all_out("airflow").verdict == "no" with input as narrow
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
