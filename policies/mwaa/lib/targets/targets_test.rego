package mwaa.lib.targets_test

import data.mwaa.fixture
import data.mwaa.lib.targets

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_list := fixture.record(_private, "prefix_lists", "pl-6da54004")

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
	one := {"entries": fixture.all_of([_list.entries.items[0]])}
	{target.ranges | some target in targets.of.airflow; target.name == "s3"} == {{
		_list.entries.items[0],
	}} with input as fixture.change(_private, "prefix_lists", "pl-6da54004", one)
}

_named(network, name) := [target | some target in found; target.name == name] if {
	found := targets.of.airflow with input as network
}

_hosts := {"a": {"first": "00a000b04", "after": "00a000bff"}, "b": {"first": "00a000c04", "after": "00a000cff"}}

_kms := {
	"name": "kms",
	"endpoint": "endpoint-kms",
	"port": 443,
	"ranges": {_hosts.a, _hosts.b},
	"peers": {"group"},
	"hidden_peers": set(),
	"lists": null,
	"self": false,
	"unknown": set(),
}

test_what_is_told_of_a_target if {
	_named(_private, "kms") == [_kms]
	_named(_private, "s3") == [object.union(_kms, {
		"name": "s3",
		"endpoint": "endpoint-s3",
		"ranges": {range | some range in _list.entries.items},
		"peers": set(),
		"lists": "s3",
	})]
	itself := {"name": "database", "endpoint": null, "port": 5432, "ranges": set(), "peers": set(), "self": true}
	_named(_private, "database") == [object.union(_kms, itself)]
}

_endpoint(members) := fixture.change(_private, "vpc_endpoints", "endpoint-kms", members)

test_what_is_not_known_of_a_target if {
	endpoint := ["vpc_endpoints", "endpoint-kms"]
	_named(_endpoint({"type": null}), "kms")[0].unknown == {array.concat(endpoint, ["type"])}
	fewer := _named(_endpoint({"subnet_ids": fixture.some_of(["subnet-a"])}), "kms")[0]
	fewer.ranges == {_hosts.a}
	fewer.unknown == {array.concat(endpoint, ["subnet_ids"])}
	rangeless := _named(fixture.change(_private, "subnets", "subnet-a", {"cidr": null}), "kms")[0]
	rangeless.ranges == {_hosts.b}
	rangeless.unknown == {["subnets", "subnet-a", "cidr"]}
}

test_s3_is_no_target_of_tables_without_its_gateway if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"route_table_ids": fixture.all_of([])})
	_named(network, "s3") == []
}

_rule(key, members) := object.union(
	{
		"key": concat(" ", ["egress tcp 443 443", key]),
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": null,
		"cidr": null,
		"group_id": null,
		"group_account": null,
		"group_peering": null,
		"prefix_list_id": null,
	},
	members,
)

_by_group := _rule("group", {"peer_kind": "group", "group_id": "group"})

_by_list := _rule("list", {"peer_kind": "prefix_list", "prefix_list_id": "pl-6da54004"})

_by_range(first, after) := _rule("range", {
	"peer_kind": "cidr",
	"cidr": {"text": "x", "family": "ipv4", "first": first, "last": after, "after": after},
})

_everywhere := _by_range("000000000", "100000000")

_with(network, rules) := fixture.change(network, "security_groups", "group", {"egress": rules})

_reach(network, name) := found if {
	some target in _named(network, name)
	found := targets.reaches("airflow", target) with input as network
}

_of_list(members) := fixture.change(_private, "prefix_lists", "pl-6da54004", members)

_yes := {"verdict": "yes", "because": set()}

_no := {"verdict": "no", "because": set()}

test_a_list_lets_out_to_its_service if {
	every network in [_private, _of_list({"entries": fixture.some_of([])})] {
		_reach(_with(network, fixture.all_of([_by_list])), "s3") == _yes
	}
	other := _of_list({"service": "dynamodb", "entries": fixture.all_of([])})
	_reach(_with(other, fixture.all_of([_by_list])), "s3") == _no
}

test_a_list_of_unknown_service_beside_what_is_known if {
	open := _of_list({"service": null, "entries": fixture.all_of([])})
	_reach(_with(open, fixture.all_of([_by_list, _everywhere])), "s3") == _yes
	_reach(_with(open, fixture.all_of([_by_list])), "kms") == _no
}

test_hidden_groups_beside_what_is_known if {
	open := _endpoint({"security_group_ids": fixture.some_of([])})
	_reach(_with(open, fixture.all_of([_by_group, _everywhere])), "kms") == _yes
	_reach(_with(open, fixture.all_of([_by_range("034000000", "035000000")])), "kms") == _no
	groups := ["vpc_endpoints", "endpoint-kms", "security_group_ids"]
	dns := ["vpc_endpoints", "endpoint-kms", "private_dns"]
	unsure := _endpoint({"security_group_ids": fixture.some_of([]), "private_dns": null})
	_reach(_with(unsure, fixture.all_of([_by_group])), "kms") == {"verdict": "unknown", "because": {groups, dns}}
	rules := ["security_groups", "group", "egress"]
	_reach(_with(_endpoint({"private_dns": null}), fixture.some_of([])), "kms") == {
		"verdict": "unknown",
		"because": {rules, dns},
	}
}

_admitting(network, name) := {path[3] | some path in paths} if {
	some target in _named(network, name)
	paths := targets.admitting("airflow", target) with input as network
}

test_rules_that_let_out_to_a_target if {
	_admitting(_private, "kms") == {"egress all 0 65535 0.0.0.0/0"}
	narrow := _with(_private, fixture.all_of([_by_group, _by_list]))
	_admitting(narrow, "webserver") == {"egress tcp 443 443 group"}
	_admitting(narrow, "kms") == {"egress tcp 443 443 group"}
	_admitting(narrow, "s3") == {"egress tcp 443 443 list"}
	_admitting(narrow, "database") == set()
	vague := fixture.change(narrow, "prefix_lists", "pl-6da54004", {"entries": fixture.some_of([])})
	_admitting(vague, "s3") == {"egress tcp 443 443 list"}
	ranged := _with(_private, fixture.all_of([_by_group, _by_range("000000000", "080000000")]))
	_admitting(ranged, "s3") == {"egress tcp 443 443 range"}
	unnamed := fixture.change(ranged, "prefix_lists", "pl-6da54004", {"service": null})
	_admitting(_with(unnamed, fixture.all_of([_by_list, _everywhere])), "s3") == {"egress tcp 443 443 range"}
}

_mended(network, name) := {edit.value | some edit in edits} if {
	finding := {"subject": "airflow", "at": ["security_groups", "group", "egress"]}
	some target in _named(network, name)
	edits := targets.edits(finding, target) with input as network
}

test_an_edit_for_each_list_of_the_service_or_the_first_group if {
	https := {"direction": "egress", "protocol": "6", "from_port": 443, "to_port": 443}
	lists := fixture.add(
		fixture.add(_private, "prefix_lists", object.union(_list, {"id": "a", "service": null})),
		"prefix_lists",
		object.union(_list, {"id": "b", "service": "dynamodb"}),
	)
	_mended(lists, "s3") == {object.union(https, {"prefix_list_id": "pl-6da54004"})}
	none := fixture.remove(_private, "prefix_lists", "pl-6da54004")
	_mended(none, "s3") == {object.union(https, {"cidr": "0.0.0.0/0"})}
	groups := {"security_group_ids": fixture.all_of(["vpc/default-group", "group"])}
	_mended(_endpoint(groups), "kms") == {object.union(https, {"group_id": "group"})}
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
