package mwaa.lib.groups_test

import data.mwaa.fixture
import data.mwaa.lib.groups

import rego.v1

_rule(members) := object.union(
	{
		"key": "ingress tcp 443 443 x",
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": "cidr",
		"cidr": null,
		"group_id": null,
		"group_account": null,
		"group_peering": null,
		"prefix_list_id": null,
	},
	members,
)

_ten := {"first": "00a000000", "after": "00b000000"}

_half := {"first": "00a000000", "after": "00a800000"}

_rest := {"first": "00a800000", "after": "00b000000"}

_lists(complete) := {"items": [{"id": "pl", "service": "none", "entries": {"items": [_half], "complete": complete}}]}

_verdict(rules, lists) := found if {
	found := groups.admits(
		{"rules": [{"group": "g", "rule": rule} | some rule in rules], "unknown": set(), "own": {"g"}},
		443,
		{_ten},
		{"g"},
	) with input as {"prefix_lists": lists}
}

_at := ["security_groups", "g", "ingress", "ingress tcp 443 443 x"]

test_admits if {
	every case in [
		[[], "no"],
		[[_rule({"peer_kind": "group", "group_id": "g"})], "yes"],
		[[_rule({"peer_kind": "group", "group_id": "h"})], "no"],
		[[_rule({"cidr": _ten})], "yes"],
		[[_rule({"cidr": _half})], "no"],
		[[_rule({"cidr": _half}), _rule({"cidr": _rest})], "yes"],
		[[_rule({"cidr": _half}), _rule({"peer_kind": "prefix_list", "prefix_list_id": "pl"})], "no"],
		[[_rule({"cidr": _rest}), _rule({"peer_kind": "prefix_list", "prefix_list_id": "pl"})], "yes"],
		[[_rule({"cidr": _ten, "protocol": "-1", "from_port": 0, "to_port": 65535})], "yes"],
		[[_rule({"cidr": _ten, "protocol": "-1", "from_port": null, "to_port": null})], "yes"],
		[[_rule({"peer_kind": "group", "protocol": "-1"})], "unknown"],
		[[_rule({"cidr": _ten, "protocol": "17"})], "no"],
		[[_rule({"cidr": _ten, "from_port": 444, "to_port": 500})], "no"],
		[[_rule({"cidr": _ten, "from_port": 0, "to_port": 442})], "no"],
		[[_rule({"cidr": _ten, "protocol": null, "from_port": 444, "to_port": 500})], "no"],
		[[_rule({"peer_kind": "group", "group_id": "h", "from_port": null})], "unknown"],
	] {
		_verdict(case[0], _lists(true)).verdict == case[1]
	}
}

test_the_gap_is_the_first_address_that_is_not_admitted if {
	_verdict([_rule({"cidr": _half})], _lists(true)) == {"verdict": "no", "gap": "00a800000", "because": set()}
	_verdict([_rule({"cidr": {"first": "00a400000", "after": "00a800000"}})], _lists(true)).gap == "00a000000"
}

test_unknown_names_the_rule if {
	every rule in [
		_rule({}),
		_rule({"peer_kind": null}),
		_rule({"peer_kind": "group"}),
		_rule({"peer_kind": "prefix_list"}),
		_rule({"cidr": _ten, "protocol": null}),
		_rule({"cidr": _ten, "from_port": null}),
		_rule({"cidr": _ten, "to_port": null}),
	] {
		_verdict([rule], _lists(true)) == {"verdict": "unknown", "gap": null, "because": {_at}}
	}
	_verdict([_rule({"peer_kind": "prefix_list", "prefix_list_id": "pl"})], _lists(false)).because == {_at}
}

test_all_ports_need_all_protocols if {
	filter := {
		"rules": [{"group": "g", "rule": _rule({"cidr": _ten, "protocol": protocol, "from_port": 0, "to_port": 65535})} |
			some protocol in ["6", "17"]
		],
		"unknown": set(),
		"own": set(),
	}
	groups.admits(filter, "all", {_ten}, set()).verdict == "no" with input as {}
	open := {"rules": [{"group": "g", "rule": _rule({"cidr": _ten, "to_port": null})}], "unknown": set(), "own": set()}
	groups.admits(open, "all", {_ten}, set()).verdict == "no" with input as {}
	whole := {"rules": [{"group": "g", "rule": _rule({"cidr": _ten, "protocol": "-1"})}], "unknown": set(), "own": set()}
	groups.admits(whole, "all", {_ten}, set()).verdict == "yes" with input as {}
	maybe := {"rules": [{"group": "g", "rule": _rule({"cidr": _ten, "protocol": null})}], "unknown": set(), "own": set()}
	groups.admits(maybe, "all", {_ten}, set()).verdict == "unknown" with input as {}
}

test_filter_is_the_union_of_the_groups if {
	network := data.mwaa.fixture.networks.public
	found := groups.filter(
		{"items": ["group", "vpc/default-group"], "complete": false},
		["path"],
		"ingress",
	) with input as network
	count(found.rules) == 2
	found.unknown == {["path"]}
	found.own == {"group", "vpc/default-group"}
	opened := fixture.change(network, "security_groups", "group", {"ingress": fixture.some_of([])})
	hidden := groups.filter({"items": ["group"], "complete": true}, ["path"], "ingress") with input as opened
	hidden.unknown == {["security_groups", "group", "ingress"]}
}

test_rules_on_a_port if {
	filter := {"rules": [{"group": "g", "rule": _rule({})}, {"group": "g", "rule": _rule({"protocol": null})}]}
	count(groups.on_port(filter, 443)) == 1
	count(groups.maybe_on_port(filter, 443)) == 2
	groups.entry_direction(_rule({})) == "ingress"
}

_named(members) := _rule(object.union({"key": concat(" ", ["ingress tcp 443 443", members.name])}, members))

_path(name) := ["security_groups", "g", "ingress", concat(" ", ["ingress tcp 443 443", name])]

_admitting(rules, ranges) := found if {
	filter := {"rules": [{"group": "g", "rule": rule} | some rule in rules]}
	found := groups.admitting(filter, 443, ranges, {"g"}) with input as {"prefix_lists": _lists(true)}
}

test_a_rule_that_is_enough_admits_alone if {
	whole := _named({"name": "ten", "cidr": _ten})
	first := _named({"name": "half", "cidr": _half})
	second := _named({"name": "rest", "cidr": _rest})
	other := _named({"name": "other", "cidr": {"first": "00b000000", "after": "00c000000"}})
	own := _named({"name": "own", "peer_kind": "group", "group_id": "g"})
	_admitting([first, second, whole, other], {_ten}) == {_path("ten")}
	_admitting([first, second, own, other], {_ten}) == {_path("own")}
	_admitting([own, whole], {_ten}) == {_path("own")}
	_admitting([first, second, other], {_ten}) == {_path("half"), _path("rest")}
	_admitting([whole, own], set()) == {_path("own")}
	_admitting([whole], set()) == set()
}
