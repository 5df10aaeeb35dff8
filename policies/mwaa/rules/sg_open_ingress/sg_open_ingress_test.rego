package mwaa.rules.sg_open_ingress_test

import data.mwaa.fixture
import data.mwaa.rules.sg_open_ingress

import rego.v1

_public := data.mwaa.fixture.networks.public

_with(rules) := fixture.change(_public, "security_groups", "group", {"ingress": fixture.all_of(rules)})

_cidr(key, ports, text, first, after) := {
	"key": key,
	"protocol": "6",
	"from_port": ports[0],
	"to_port": ports[1],
	"peer_kind": "cidr",
	"cidr": {"text": text, "family": "ipv4", "first": first, "last": after, "after": after},
	"group_id": null,
	"group_account": null,
	"group_peering": null,
	"prefix_list_id": null,
}

_world(key, ports) := _cidr(key, ports, "0.0.0.0/0", "000000000", "100000000")

_group(key, ports, group) := object.union(_world(key, ports), {"peer_kind": "group", "cidr": null, "group_id": group})

_list(key, ports, list) := object.union(
	_world(key, ports),
	{"peer_kind": "prefix_list", "cidr": null, "prefix_list_id": list},
)

_of(network) := found if {
	found := {[finding.at[3], finding.args.case, finding.severity] |
		some finding in sg_open_ingress.findings
	} with input as network
}

test_finding_graded_by_reach if {
	key := "ingress tcp 1 1 x"
	every case in [
		[_world(key, [5432, 5432]), "database-world", "high"],
		[object.union(_world(key, [0, 65535]), {"protocol": "-1"}), "database-world", "high"],
		[_world(key, [443, 443]), "webserver-world", "medium"],
		[_cidr(key, [5432, 5432], "192.168.0.0/16", "0c0a80000", "0c0a90000"), "database", "high"],
		[_cidr(key, [443, 443], "192.168.0.0/16", "0c0a80000", "0c0a90000"), "webserver", "info"],
		[_cidr(key, [443, 443], "52.0.0.0/8", "034000000", "035000000"), "webserver", "low"],
		[_group(key, [443, 443], "stranger"), "webserver", "info"],
		[_group(key, [0, 65535], "stranger"), "database", "high"],
		[_world(key, [22, 22]), "other", "low"],
	] {
		_of(_with([case[0]])) == {[key, case[1], case[2]]}
	}
}

test_finding_names_peer_and_ports if {
	network := _with([_world("ingress tcp 22 22 0.0.0.0/0", [22, 22])])
	sg_open_ingress.verdict == {"airflow": "fail"} with input as network
	sg_open_ingress.findings == {{
		"subject": "airflow",
		"severity": "low",
		"at": ["security_groups", "group", "ingress", "ingress tcp 22 22 0.0.0.0/0"],
		"args": {"case": "other", "group": "group", "peer": "0.0.0.0/0", "ports": "tcp 22"},
	}} with input as network
	ranged := _with([_group("ingress tcp 20 30 sg:x", [20, 30], "x")])
	{[finding.args.peer, finding.args.ports] |
		some finding in sg_open_ingress.findings
	} == {["x", "tcp 20-30"]} with input as ranged
}

test_finding_two_halves_are_the_world if {
	halves := [
		_cidr("ingress tcp 5432 5432 0.0.0.0/1", [5432, 5432], "0.0.0.0/1", "000000000", "080000000"),
		_cidr("ingress tcp 5432 5432 128.0.0.0/1", [5432, 5432], "128.0.0.0/1", "080000000", "100000000"),
	]
	{row[1] | some row in _of(_with(halves))} == {"database-world"}
}

test_finding_the_world_of_ipv6 if {
	six := object.union(_world("ingress tcp 443 443 ::/0", [443, 443]), {"cidr": {
		"text": "::/0",
		"family": "ipv6",
		"first": "000000000000000000000000000000000",
		"last": "0ffffffffffffffffffffffffffffffff",
		"after": "100000000000000000000000000000000",
	}})
	{row[1] | some row in _of(_with([six]))} == {"webserver-world"}
}

test_finding_a_public_web_server_makes_private_sources_odd if {
	network := fixture.change(
		_with([_group("ingress tcp 443 443 sg:x", [443, 443], "x")]),
		"environments", "airflow", {"webserver_access_mode": "PUBLIC_ONLY"},
	)
	{row[2] | some row in _of(network)} == {"low"}
}

test_clean_the_group_its_subnets_and_trusted_sources if {
	own := [
		_group("ingress tcp 443 443 sg:group", [443, 443], "group"),
		_cidr("ingress tcp 443 443 10.0.11.0/24", [443, 443], "10.0.11.0/24", "00a000b00", "00a000c00"),
	]
	sg_open_ingress.verdict == {"airflow": "pass"} with input as _with(own)
	trusted := json.patch(
		_with([
			_group("ingress tcp 443 443 sg:x", [443, 443], "x"),
			_list("ingress tcp 443 443 pl:y", [443, 443], "y"),
			_cidr("ingress tcp 443 443 z", [443, 443], "192.168.1.0/24", "0c0a80100", "0c0a80200"),
		]),
		[{"op": "replace", "path": "/params/trusted_sources", "value": [
			{"kind": "group", "text": "x", "cidr": null},
			{"kind": "prefix_list", "text": "y", "cidr": null},
			{"kind": "cidr", "text": "192.168.0.0/16", "cidr": {"first": "0c0a80000", "after": "0c0a90000"}},
		]}],
	)
	sg_open_ingress.verdict == {"airflow": "pass"} with input as trusted
}

test_finding_a_prefix_list_with_strangers if {
	network := fixture.add(_with([_list("ingress tcp 22 22 pl:y", [22, 22], "y")]), "prefix_lists", {
		"id": "y",
		"service": "none",
		"entries": fixture.all_of([
			{"text": "192.168.1.0/24", "family": "ipv4", "first": "0c0a80100", "last": "0c0a801ff", "after": "0c0a80200"},
		]),
	})
	_of(network) == {["ingress tcp 22 22 pl:y", "other", "low"]}
}

test_undecided_names_what_is_missing if {
	unknown := object.union(_world("ingress tcp 22 22 ?", [22, 22]), {"peer_kind": null, "cidr": null})
	at := ["security_groups", "group", "ingress", "ingress tcp 22 22 ?"]
	cases := [
		[
			fixture.change(_public, "security_groups", "group", {"ingress": fixture.some_of([])}),
			["security_groups", "group", "ingress"],
		],
		[_with([unknown]), at],
		[_with([object.union(unknown, {"peer_kind": "cidr"})]), at],
		[_with([object.union(unknown, {"peer_kind": "group"})]), at],
		[_with([object.union(unknown, {"peer_kind": "prefix_list"})]), at],
		[_with([_list("ingress tcp 22 22 pl:y", [22, 22], "y")]), ["prefix_lists", "y", "entries"]],
		[
			fixture.change(
				_with([_cidr("ingress tcp 22 22 ?", [22, 22], "10.0.0.0/16", "00a000000", "00a010000")]),
				"subnets", "subnet-a", {"cidr": null},
			),
			at,
		],
	]
	every case in cases {
		sg_open_ingress.verdict == {"airflow": "undecided"} with input as case[0]
		sg_open_ingress.undecided == {{"subject": "airflow", "because": [case[1]]}} with input as case[0]
	}
}

test_undecided_another_group_may_be_one_of_its_own if {
	network := fixture.change(
		_with([_group("ingress tcp 22 22 sg:x", [22, 22], "x")]),
		"environments", "airflow", {"security_group_ids": fixture.some_of(["group"])},
	)
	sg_open_ingress.verdict == {"airflow": "undecided"} with input as network
}

test_not_applicable_without_a_group if {
	network := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	sg_open_ingress.not_applicable == {{"subject": "airflow", "because": "SG-COUNT"}} with input as network
}

test_edit_takes_the_rule_away if {
	network := _with([_world("ingress tcp 22 22 0.0.0.0/0", [22, 22])])
	at := ["security_groups", "group", "ingress", "ingress tcp 22 22 0.0.0.0/0"]
	sg_open_ingress.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "remove_group_rule",
		"target": at,
		"value": null,
		"applicability": "unsafe",
	}} with input as network
}

test_edit_keeps_the_packets_of_the_environment_coming_in if {
	network := _with([_world("ingress tcp 5432 5432 0.0.0.0/0", [5432, 5432])])
	{[edit.verb, edit.applicability] | some edit in sg_open_ingress.edits} == {
		["remove_group_rule", "unsafe"],
		["add_group_rule", "safe"],
	} with input as network
	[edit.value | some edit in sg_open_ingress.edits; edit.verb == "add_group_rule"] == [{
		"direction": "ingress",
		"group_id": "group",
		"protocol": "6",
		"from_port": 5432,
		"to_port": 5432,
	}] with input as network
}

# What the recommended rule admits keeps coming in, and no more than the rule let in before.
test_edit_keeps_all_traffic_of_the_environment_coming_in if {
	all_of_world := object.union(_world("ingress all 0 65535 0.0.0.0/0", [0, 65535]), {"protocol": "-1"})
	every_network := _with([all_of_world])
	[edit.value | some edit in sg_open_ingress.edits; edit.verb == "add_group_rule"] == [{
		"direction": "ingress",
		"group_id": "group",
		"protocol": "-1",
		"from_port": 0,
		"to_port": 65535,
	}] with input as every_network
	stranger := object.union(
		_cidr("ingress all 0 65535 192.168.0.0/16", [0, 65535], "192.168.0.0/16", "0c0a80000", "0c0a90000"),
		{"protocol": "-1"},
	)
	own := _group("ingress tcp 5432 5432 sg:group", [5432, 5432], "group")
	{[edit.verb, edit.value.protocol, edit.value.to_port] |
		some edit in sg_open_ingress.edits
		edit.verb == "add_group_rule"
	} == {["add_group_rule", "6", 443]} with input as _with([stranger, own])
}
