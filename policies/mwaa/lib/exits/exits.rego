# METADATA
# title: The way of NAT gateways to the Internet
# description: |
#   A NAT gateway must be there, be public, have an address, and lie in a subnet whose route table
#   sends every address of the public IPv4 space to an Internet gateway that is attached to the VPC.
#   A route to something else, a firewall say, may lead there in the end: then it is not known. A
#   regional gateway has neither subnet nor address of its own.
# scope: package
package mwaa.lib.exits

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing

import rego.v1

# METADATA
# description: |
#   What each gateway needs, by case: `{case, good, at, because}`, where `good` is `yes`, `no` or
#   `unknown`, `at` what is wrong with `no`, and `because` are the facts that are missing.
tests[id] := {
	_test("state", _none_of(nat.state, {"failed", "deleting", "deleted"}), ["nat_gateways", id, "state"]),
	_test("private", _none_of(nat.connectivity, {"private"}), ["nat_gateways", id, "connectivity"]),
	_unless_regional(_test("address", _address(nat), ["nat_gateways", id, "has_address"]), nat),
	_unless_regional(_route(nat), nat),
	_block(nat),
} if {
	some id, nat in facts.nat_gateway
}

_test(case, good, at) := {"case": case, "good": good, "at": at, "because": {at}}

_none_of(value, bad) := "unknown" if {
	known.missing(value)
} else := "no" if {
	known.one_of(value, bad)
} else := "yes"

# A private gateway never has one, which is not what is wrong with it.
_address(nat) := "yes" if {
	known.is(nat.connectivity, "private")
} else := "unknown" if {
	known.missing(nat.has_address)
} else := "yes" if {
	known.yes(nat.has_address)
} else := "no"

_route(nat) := _test("route", "unknown", ["nat_gateways", nat.id, "subnet_id"]) if {
	known.missing(nat.subnet_id)
} else := {"case": "route", "good": exit.verdict, "at": exit.path, "because": exit.because} if {
	exit := of[nat.subnet_id]
} else := _test("route", "no", ["nat_gateways", nat.id, "subnet_id"])

_block(nat) := _test("block", "unknown", ["nat_gateways", nat.id, "vpc_id"]) if {
	known.missing(nat.vpc_id)
} else := _test("block", good, ["vpcs", nat.vpc_id, "igw_block"]) if {
	good := _none_of(facts.vpc[nat.vpc_id].igw_block, {"bidirectional"})
}

_unless_regional(test, nat) := object.union(test, {"good": "yes"}) if {
	regional(nat) == "yes"
} else := object.union(test, {"good": "unknown", "because": {["nat_gateways", nat.id, "availability_mode"]}}) if {
	regional(nat) == "unknown"
	test.good == "no"
} else := test

# METADATA
# description: Whether a gateway serves a whole region, and has neither subnet nor address of its own.
regional(nat) := "yes" if {
	known.is(nat.availability_mode, "regional")
} else := "yes" if {
	known.is(nat.subnet_id, "none")
} else := "unknown" if {
	known.missing(nat.availability_mode)
} else := "no"

# METADATA
# description: |
#   The change that opens the way of a gateway to the Internet, for the findings of RT-NAT-PUBLIC by
#   case. A gateway that is gone must be made anew, and one beside the environment's interfaces be
#   moved.
opening(finding) := {
	"verb": "set_attribute",
	"target": finding.at,
	"value": {"private": "public", "address": null, "block": "ingress"}[finding.args.case],
	"applicability": {"private": "unsafe", "address": "placeholder", "block": "unsafe"}[finding.args.case],
}

opening(finding) := {
	"verb": "add_route",
	"target": ["route_tables", finding.args.table],
	"value": {"destination": "0.0.0.0/0", "target_kind": "internet_gateway", "target_id": min(gateways)},
	"applicability": "unsafe",
} if {
	finding.args.case == "route"
	_takes_default(finding.args.table)
	gateways := {gateway |
		some gateway, record in facts.internet_gateway
		finding.args.vpc in record.attached_vpc_ids.items
	}
}

# A table has one route for a range, and those of the environment's subnets lead to no Internet gateway.
_takes_default(table) if {
	every route in facts.route_table[table].routes.items {
		route.key != "0.0.0.0/0"
	}
	every subnet in facts.environment_subnet_ids {
		facts.effective_table[subnet].id != table
	}
}

# METADATA
# description: The route table of a gateway's subnet, null where it is not known, or there is none.
table(nat) := id if {
	id := facts.effective_table[nat.subnet_id].id
} else := null

# METADATA
# description: |
#   Whether the packets of a subnet reach the Internet, as `{verdict, lost, path, because}`: with
#   `no`, `lost` is an address that is not reached, and `path` the route that holds it, or the list
#   in which there is none; with `unknown`, `because` are the facts that are missing.
of[subnet] := _exit(facts.subnet[subnet], facts.effective_table[subnet]) if {
	some nat in facts.nat_gateway
	subnet := nat.subnet_id
}

_exit(subnet, table) := _unknown(table.because) if {
	known.missing(table.id)
} else := _unknown(because) if {
	because := routing.unsure(facts.route_table[table.id])
	count(because) > 0
} else := {"verdict": "no", "lost": lost[0], "path": lost[1], "because": set()} if {
	fates := _fates(subnet, table.id)
	lost := min({[address, fate.path] | some address, fate in fates; fate.verdict == "no"})
} else := _unknown(because) if {
	because := {fate.path | some fate in _fates(subnet, table.id); fate.verdict == "unknown"}
	count(because) > 0
} else := {"verdict": "yes", "lost": null, "path": null, "because": set()}

_unknown(because) := {"verdict": "unknown", "lost": null, "path": null, "because": because}

_path(table, route) := ["route_tables", table, "routes", route.key]

_fates(subnet, table) := {address: _fate(subnet, table, route) | some address, route in routing.ends[table]}

_fate(subnet, table, route) := {"verdict": "no", "path": ["route_tables", table, "routes"]} if {
	known.missing(route)
} else := {"verdict": "yes", "path": null} if {
	known.is(route.target_kind, "local")
} else := {"verdict": "no", "path": _path(table, route)} if {
	known.is(route.state, "blackhole")
} else := {"verdict": "no", "path": _path(table, route)} if {
	known.one_of(route.target_kind, {"nat_gateway", "egress_only"})
} else := {"verdict": "unknown", "path": _path(table, route)} if {
	known.missing(route.state)
} else := _attached(subnet, facts.internet_gateway[route.target_id], _path(table, route)) if {
	known.is(route.target_kind, "internet_gateway")
} else := {"verdict": "unknown", "path": _path(table, route)}

_attached(subnet, gateway, path) := {"verdict": "yes", "path": path} if {
	known.one_of(subnet.vpc_id, {vpc | some vpc in gateway.attached_vpc_ids.items})
} else := {"verdict": "unknown", "path": ["subnets", subnet.id, "vpc_id"]} if {
	known.missing(subnet.vpc_id)
} else := {"verdict": "no", "path": path} if {
	gateway.attached_vpc_ids.complete == true
} else := {"verdict": "unknown", "path": ["internet_gateways", gateway.id, "attached_vpc_ids"]}
