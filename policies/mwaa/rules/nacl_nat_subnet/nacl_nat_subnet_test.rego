package mwaa.rules.nacl_nat_subnet_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_nat_subnet

import rego.v1

# The public network with an ACL of its own for the subnets of the NAT gateways.
_with(entries) := fixture.change(
	fixture.change(
		fixture.add(_public, "network_acls", object.union(
			fixture.record(_public, "network_acls", "acl"),
			{"id": "outer", "entries": entries},
		)),
		"subnets", "public-a", {"network_acl_ids": fixture.all_of(["outer"])},
	),
	"subnets", "public-b", {"network_acl_ids": fixture.all_of(["outer"])},
)

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_vpc := {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "last": "00a00ffff", "after": "00a010000"}

_enough := [
	fixture.entry(100, "ingress", "allow", _vpc, [443, 443]),
	fixture.entry(110, "ingress", "allow", _everywhere, [1024, 65535]),
	fixture.entry(100, "egress", "allow", _everywhere, [443, 443]),
	fixture.entry(110, "egress", "allow", _vpc, [32768, 60999]),
]

_without(i) := _with(fixture.all_of([entry | some j, entry in _enough; j != i]))

_verdict(network) := verdict if {
	verdict := nacl_nat_subnet.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := nacl_nat_subnet.undecided with input as network
}

_reason(network) := [entry.because | some entry in not_applicable][0] if {
	not_applicable := nacl_nat_subnet.not_applicable with input as network
}

_nats(members) := fixture.change(
	fixture.change(_public, "nat_gateways", "nat-a", members),
	"nat_gateways", "nat-b", members,
)

test_finding_is_complete if {
	deny := fixture.entry(90, "ingress", "deny", _everywhere, [443, 443])
	network := _with(fixture.all_of(array.concat(_enough, [deny])))
	nacl_nat_subnet.verdict == {"airflow": "fail"} with input as network
	nacl_nat_subnet.findings == {{
		"subject": "airflow",
		"severity": "high",
		"at": ["network_acls", "outer", "entries", "ingress/90"],
		"args": {
			"case": "acl_entry",
			"acl": "outer",
			"direction": "ingress",
			"entry": "ingress/90",
			"ports": ["443"],
			"addresses": [{"first": "00a000b00", "after": "00a000d00"}],
			"flows": ["internet"],
		},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "ingress",
			"source": "00a000b04",
			"destination": "00a000104",
			"port": 443,
			"flow": "internet",
			"decider": {"kind": "acl_entry", "path": ["network_acls", "outer", "entries", "ingress/90"]},
		},
	}} with input as network
}

test_finding_each_of_the_four_packets if {
	every case in [
		[0, "ingress/*", ["443"]],
		[1, "ingress/*", ["1024-65535"]],
		[2, "egress/*", ["443"]],
		[3, "egress/*", ["32768-60999"]],
	] {
		_verdict(_without(case[0])) == "fail"
		{[finding.at[3], finding.args.ports] | some finding in nacl_nat_subnet.findings} == {
			[case[1], case[2]],
		} with input as _without(case[0])
	}
}

test_finding_ports_of_the_gateway_that_a_worker_does_not_use if {
	narrow := array.concat(
		array.slice(_enough, 0, 1),
		array.concat([fixture.entry(110, "ingress", "allow", _everywhere, [32768, 60999])], array.slice(_enough, 2, 4)),
	)
	network := _with(fixture.all_of(narrow))
	_verdict(network) == "fail"
	ports := [finding.args.ports | some finding in nacl_nat_subnet.findings] with input as network
	ports == [["1024-32767", "61000-65535"]]
}

test_clean_no_more_than_is_needed if {
	_verdict(_with(fixture.all_of(_enough))) == "pass"
	_verdict(_public) == "pass"
}

test_undecided_names_what_is_missing if {
	_because(_nats({"subnet_id": null})) == [["nat_gateways", nat, "subnet_id"] | some nat in ["nat-a", "nat-b"]]
	every case in [
		[_with(fixture.some_of(_enough)), ["network_acls", "outer", "entries"]],
		[
			fixture.change(_public, "nat_gateways", "nat-a", {"subnet_id": null}),
			["nat_gateways", "nat-a", "subnet_id"],
		],
		[
			fixture.change(_public, "subnets", "public-a", {"network_acl_ids": fixture.some_of([])}),
			["subnets", "public-a", "network_acl_ids"],
		],
		[
			fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])}),
			["route_tables", "table-a", "routes"],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_not_applicable if {
	_reason(data.mwaa.fixture.networks.private) == "private-routing"
	_reason(_nats({"availability_mode": "regional", "subnet_id": "none"})) == "no-nat-subnet"
	mixed := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	_reason(mixed) == "ENV-ROUTING-MIXED"
}

test_edit_allows_what_is_denied if {
	{[edit.verb, edit.target, edit.value, edit.applicability] |
		some edit in nacl_nat_subnet.edits
	} == {[
		"add_acl_entry",
		["network_acls", "outer"],
		{
			"direction": "ingress",
			"number": 101,
			"protocol": "6",
			"cidr": "0.0.0.0/0",
			"from_port": 1024,
			"to_port": 65535,
		},
		"safe",
	]} with input as _without(1)
}
