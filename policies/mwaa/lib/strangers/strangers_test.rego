package mwaa.lib.strangers_test

import data.mwaa.fixture
import data.mwaa.lib.strangers

import rego.v1

_rule(members) := object.union(
	{
		"key": "ingress tcp 443 443 x",
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": null,
		"cidr": null,
		"group_id": null,
		"prefix_list_id": null,
	},
	members,
)

test_a_peer_has_the_name_that_its_document_gives if {
	every case in [
		[{"cidr": {"text": "10.0.0.0/8"}}, "10.0.0.0/8"],
		[{"group_id": "sg-1"}, "sg-1"],
		[{"prefix_list_id": "pl-1"}, "pl-1"],
		[{}, "?"],
	] {
		strangers.peer(_rule(case[0])) == case[1]
	}
}

test_ports_read_like_a_rule if {
	every case in [
		[{}, "tcp 443"],
		[{"key": "ingress udp 1 9 x", "protocol": "17", "from_port": 1, "to_port": 9}, "udp 1-9"],
		[{"key": "ingress all 0 65535 x", "protocol": "-1", "from_port": 0, "to_port": 65535}, "all ports"],
		[{"key": "ingress ? 443 443 x", "protocol": null}, "? 443"],
		[{"key": "ingress tcp ? ? x", "from_port": null, "to_port": null}, "tcp ?-?"],
	] {
		strangers.ports(_rule(case[0])) == case[1]
	}
}

_public := data.mwaa.fixture.networks.public

_cidr(first, after) := {
	"peer_kind": "cidr",
	"cidr": {"text": "x", "family": "ipv4", "first": first, "last": after, "after": after},
}

_office := _cidr("0c0a80000", "0c0a90000")

_abroad := _cidr("034000000", "035000000")

_group := {"peer_kind": "group", "group_id": "stranger"}

_list := {"peer_kind": "prefix_list", "prefix_list_id": "list"}

_database := {"from_port": 5432, "to_port": 5432}

# The network with these rules, by key, in the group of the environment, and a prefix list of the office.
_with(rules) := fixture.add(
	fixture.change(_public, "security_groups", "group", {"ingress": fixture.all_of([
	object.union(_rule({"key": key}), members) |
		some key, members in rules
	])}),
	"prefix_lists", {"id": "list", "service": "none", "entries": fixture.all_of([_office.cidr])},
)

_trusting(network, sources) := json.patch(
	network,
	[{"op": "replace", "path": "/params/trusted_sources", "value": sources}],
)

_environment(network, members) := fixture.change(network, "environments", "airflow", members)

_admitted(network) := {entry.rule.key: [entry.case, entry.severity] | some entry in entries} if {
	entries := strangers.admitted.airflow with input as network
} else := {}

_doubts(network) := object.get(doubts, "airflow", set()) if {
	doubts := strangers.doubts with input as network
}

_path(key) := ["security_groups", "group", "ingress", key]

test_each_rule_is_judged_by_itself_beside_the_world if {
	halves := {"lower": _cidr("000000000", "080000000"), "upper": _cidr("080000000", "100000000")}
	_admitted(_with(object.union(halves, {"office": _office}))) == {
		"lower": ["webserver-world", "medium"],
		"upper": ["webserver-world", "medium"],
		"office": ["webserver", "info"],
	}
	_admitted(_with({key: object.union(members, _database) |
		some key, members in object.union(halves, {"office": _office})
	})) == {
		"lower": ["database-world", "high"],
		"upper": ["database-world", "high"],
		"office": ["database", "high"],
	}
	_admitted(_with({"abroad": object.union(_abroad, _database)})) == {"abroad": ["database", "high"]}
}

test_private_peers_of_a_private_web_server if {
	network := _with({"office": _office, "group": _group, "list": _list, "abroad": _abroad})
	every mode, severity in {"PRIVATE_ONLY": "info", "PUBLIC_AND_PRIVATE": "info", "PUBLIC_ONLY": "low"} {
		_admitted(_environment(network, {"webserver_access_mode": mode})) == {
			"office": ["webserver", severity],
			"group": ["webserver", severity],
			"list": ["webserver", severity],
			"abroad": ["webserver", "low"],
		}
	}
}

test_sources_that_are_trusted if {
	network := _with({"group": _group, "list": _list})
	group := {"kind": "group", "text": "stranger", "cidr": null}
	list := {"kind": "prefix_list", "text": "list", "cidr": null}
	_admitted(_trusting(network, [group, list])) == {}
	object.keys(_admitted(_trusting(network, [group]))) == {"list"}
	object.keys(_admitted(_trusting(network, [list]))) == {"group"}
	object.keys(_admitted(_trusting(network, [object.union(group, {"kind": "prefix_list"})]))) == {"group", "list"}
	_doubts(_trusting(fixture.change(network, "subnets", "subnet-a", {"cidr": null}), [list])) == set()
}

test_a_range_may_be_that_of_a_subnet_that_is_not_known if {
	network := _environment(_with({"office": _office}), {"subnet_ids": fixture.some_of(["subnet-a"])})
	_admitted(network) == {}
	_doubts(network) == {_path("office")}
}

test_no_subnet_that_is_not_known_fills_a_vast_range if {
	every case in [
		["000000000", "100000000", {"wide"}],
		["00a000000", "00b000000", {"wide"}],
		["00a000000", "00a800000", set()],
		["00a800000", "00b000000", set()],
		["020010db8000000000000000000000000", "020010db9000000000000000000000000", {"wide"}],
		["020010db8000000000000000000000000", "020010db8800000000000000000000000", set()],
	] {
		rules := {"wide": _cidr(case[0], case[1])}
		network := _environment(_with(rules), {"subnet_ids": fixture.some_of(["subnet-a"])})
		object.keys(_admitted(network)) == case[2]
	}
	wide := _environment(
		_with({"wide": _cidr("000000000", "100000000")}),
		{"subnet_ids": fixture.some_of(["subnet-a"])},
	)
	source := {"kind": "cidr", "text": "10.0.0.0/8", "cidr": _cidr("00a000000", "00b000000").cidr}
	_admitted(_trusting(wide, [source])) == {}
	_admitted(_trusting(wide, [{"kind": "group", "text": "stranger", "cidr": null}])) != {}
}

test_ports_that_are_not_known_are_as_bad_as_they_may_be if {
	every case in [
		[{"from_port": null, "to_port": null}, ["unknown", "high"]],
		[{"from_port": null, "to_port": 5432}, ["unknown", "high"]],
		[{"from_port": null, "to_port": 443}, ["unknown", "medium"]],
		[{"from_port": 444, "to_port": null}, ["unknown", "high"]],
		[{"from_port": 5433, "to_port": null}, ["other", "low"]],
		[{"from_port": null, "to_port": 442}, ["other", "low"]],
		[{"protocol": null, "from_port": 443, "to_port": 443}, ["unknown", "medium"]],
	] {
		_admitted(_with({"office": object.union(_office, case[0])})) == {"office": case[1]}
	}
}

test_a_group_may_be_one_that_is_not_known if {
	rules := {"own": object.union(_group, {"group_id": "group"}), "group": _group, "office": _office}
	network := _environment(_with(rules), {"security_group_ids": fixture.some_of(["group"])})
	listing := ["environments", "airflow", "security_group_ids"]
	object.keys(_admitted(network)) == {"office"}
	_doubts(network) == {listing, _path("group")}
	_doubts(_trusting(network, [{"kind": "group", "text": "stranger", "cidr": null}])) == {listing}
	_doubts(_with(rules)) == set()
}
