package mwaa.lib.shadows_test

import data.mwaa.fixture
import data.mwaa.lib.shadows

import rego.v1

_public := data.mwaa.fixture.networks.public

_all := {"first": "000000000", "after": "100000000"}

_allow := fixture.entry(100, "ingress", "allow", _all, [0, 65535])

_out := fixture.entry(100, "egress", "allow", _all, [0, 65535])

_deny := fixture.entry(90, "ingress", "deny", _all, [5432, 5432])

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": fixture.all_of(entries)})

_of(network) := {[entry, shadow.deny, shadow.flow, shadow.from_port] |
	cast := shadows.cast with input as network
	some entry, found in cast.acl
	some shadow in found
}

# The ports of a NAT gateway, to which the Internet replies, hold that of the database.
_shadows contains ["ingress/100", "ingress/90", flow, 5432] if some flow in ["database", "internet"]

test_cast if {
	every case in [
		{"entries": [_allow, _out], "shadows": set()},
		{"entries": [_allow, _out, _deny], "shadows": _shadows},
		{"entries": [_allow, _out, object.union(_deny, {"number": 110})], "shadows": set()},
		{"entries": [_out, _deny], "shadows": set()},
		{
			"entries": [_out, _deny, fixture.entry(100, "ingress", "allow", _all, [443, 443])],
			"shadows": set(),
		},
	] {
		_of(_with(case.entries)) == case.shadows
	}
}

_doubts(entries) := doubts if {
	found := shadows.doubts with input as _with(entries)
	doubts := object.get(found, "acl", set())
}

test_doubts if {
	path := ["network_acls", "acl", "entries", "ingress/100"]
	_doubts([_allow, _out]) == set()
	_doubts([_allow, _out, _deny]) == set()
	path in _doubts([object.union(_allow, {"action": null}), _out, _deny])
	path in _doubts([object.union(_allow, {"to_port": null}), _out, _deny])
	unsure := object.union(_deny, {"action": null})
	["network_acls", "acl", "entries", "ingress/90", "action"] in _doubts([_allow, _out, unsure])
}

test_doubts_of_the_acls_of_a_vpc if {
	open := fixture.change(_with([_allow, _out, _deny]), "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	network := fixture.change(open, "network_acls", "vpc/default-acl", {"entries": fixture.all_of([_allow, _out, _deny])})
	path := ["subnets", "subnet-a", "network_acl_ids"]
	every vpc in ["vpc", null] {
		doubts := shadows.doubts["vpc/default-acl"] with input as fixture.change(
			network,
			"network_acls", "vpc/default-acl", {"vpc_id": vpc},
		)
		path in doubts
	}
	doubts := shadows.doubts with input as fixture.change(
		network,
		"network_acls", "vpc/default-acl", {"vpc_id": "vpc-2"},
	)
	not doubts["vpc/default-acl"]
	path in doubts.acl
}
