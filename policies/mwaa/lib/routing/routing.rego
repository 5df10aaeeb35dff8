# METADATA
# title: The routing mode
# description: |
#   Where packets to the public IPv4 Internet go, by the longest prefix: cut the public space at
#   every border that a route draws, and look at one address of each cell.
#   `public`: all of it reaches a NAT gateway. `private`: none of it has a route. `partial`: some
#   of it reaches a NAT gateway, the rest has no route. `igw`: a route leads to an Internet
#   gateway. `mixed`: one subnet is public, another private. `indeterminate`: a route leads
#   elsewhere (a transit gateway, an appliance, …), or a fact is missing (then `unknown` is true).
# scope: package
package mwaa.lib.routing

import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: The mode of each environment as the decision tells it.
environments contains {"id": id, "routing": found.mode, "because": found.because} if some id, found in mode

# METADATA
# description: |
#   The mode of each environment, as `{mode, because, unknown}`: `because` are the paths of the
#   routes that decided, or of the facts that are missing when `unknown` is true.
mode[id] := _stated(_environment_mode(record, modes)) if {
	some id, record in facts.environment
	modes := {found | some subnet, found in subnet_mode; subnet in record.subnet_ids.items}
}

# METADATA
# description: The mode of each subnet of an environment, in the same form.
subnet_mode[id] := {"mode": "indeterminate", "because": table.because, "unknown": true} if {
	some id in facts.environment_subnet_ids
	table := facts.effective_table[id]
	known.missing(table.id)
}

subnet_mode[id] := table_mode[facts.effective_table[id].id] if some id in facts.environment_subnet_ids

# METADATA
# description: The mode that each route table makes, in the same form.
table_mode[id] := _table_mode(table, {route | some route in ends[id]}) if some id, table in facts.route_table

# METADATA
# description: |
#   The route by which each cell of the public IPv4 space leaves, for each route table: an object
#   from the first address of a cell to the winning route, or to null where no route holds it.
ends[id][address] := winner(table, address) if {
	some id, table in facts.route_table
	destinations := {route.destination | some route in table.routes.items}
	some range in data.mwaa.tables.addresses.public_ipv4
	some address in addresses.representatives(range, destinations)
}

# METADATA
# description: |
#   The first public address that surely does not leave a subnet of an environment through a NAT
#   gateway, and what its packets go to: `[address, kind]`, where `none` is the kind of no route.
lost[subnet] := min(found) if {
	some subnet in facts.environment_subnet_ids
	found := {[address, _kind(route)] |
		some address, route in ends[facts.effective_table[subnet].id]
		_kind(route) in _lost
	}
}

# A core network leads to the Internet through another VPC as a transit gateway does, and what kind
# of target an `other` one is, nobody knows.
_lost := {"none", "local_gateway", "carrier_gateway"}

# METADATA
# description: |
#   Facts that hide which route of a table wins for an IPv4 address, as paths: routes that are not
#   known, or of which it is not known which addresses they hold.
unsure(table) := {["route_tables", table.id, "routes"] | table.routes.complete == false} | {path |
	some route in table.routes.items
	known.may_be(route.family, "ipv4")
	known.missing(route.destination)
	path := _path(table, route)
}

# METADATA
# description: |
#   Why a rule of private routing has nothing to say in a mode: a reason code, or the rule that
#   fails already.
not_private := {
	"public": "public-routing",
	"partial": "public-routing",
	"igw": "ENV-SUBNET-PRIVATE",
	"mixed": "ENV-ROUTING-MIXED",
}

# METADATA
# description: |
#   The same for rules of public routing: where no packet passes a NAT gateway, or not each.
not_public := {
	"private": "private-routing",
	"partial": "RT-DEFAULT-NAT",
	"igw": "ENV-SUBNET-PRIVATE",
	"mixed": "ENV-ROUTING-MIXED",
}

# METADATA
# description: The route by which a packet to an address leaves, by the longest prefix; null without one.
winner(table, address) := route if {
	holding := [route | some route in table.routes.items; addresses.holds(route.destination, address)]
	first := max([route.destination.first | some route in holding])
	after := min([route.destination.after | some route in holding; route.destination.first == first])
	some route in holding
	route.destination.first == first
	route.destination.after == after
} else := null

_table_mode(table, winners) := {"mode": "igw", "because": because, "unknown": false} if {
	because := {_path(table, route) | some route in table.routes.items; known.is(route.target_kind, "internet_gateway")}
	count(because) > 0
} else := {"mode": "indeterminate", "because": {["route_tables", table.id, "routes"]}, "unknown": true} if {
	table.routes.complete == false
} else := {"mode": "indeterminate", "because": because, "unknown": true} if {
	because := {_path(table, route) | some route in table.routes.items; _undetermined(route, winners)}
	count(because) > 0
} else := {"mode": "indeterminate", "because": because, "unknown": false} if {
	because := {_path(table, route) | some route in winners; _kind(route) in _elsewhere}
	count(because) > 0
} else := {"mode": "private", "because": {["route_tables", table.id, "routes"]}, "unknown": false} if {
	not "nat_gateway" in {_kind(route) | some route in winners}
} else := {"mode": "public", "because": _nat_routes(table, winners), "unknown": false} if {
	not null in winners
} else := {"mode": "partial", "because": _nat_routes(table, winners), "unknown": false}

# A route of unknown target, which may be an Internet gateway in either family, or one that may hold any
# address and leads elsewhere than they all do.
_undetermined(route, _) if known.missing(route.target_kind)

_undetermined(route, winners) if {
	known.may_be(route.family, "ipv4")
	known.missing(route.destination)
	some winner in winners
	known.is_not(route.target_kind, _kind(winner))
}

_kind(null) := "none"

_kind(route) := route.target_kind

_elsewhere := {
	"transit_gateway",
	"vpc_peering",
	"vpn_gateway",
	"instance",
	"interface",
	"gwlb_endpoint",
	"local_gateway",
	"carrier_gateway",
	"core_network",
	"other",
}

_nat_routes(table, winners) := {_path(table, route) | some route in winners; _kind(route) == "nat_gateway"}

_path(table, route) := ["route_tables", table.id, "routes", route.key]

_environment_mode(record, modes) := _together("igw", modes) if {
	some found in modes
	found.mode == "igw"
} else := _together("mixed", modes) if {
	every part in {"public", "private"} {
		part in {found.mode | some found in modes}
	}
} else := {"mode": "indeterminate", "because": {["environments", record.id, "subnet_ids"]}, "unknown": true} if {
	_subnets_uncertain(record)
} else := {"mode": "indeterminate", "because": because, "unknown": true} if {
	because := {path | some found in modes; found.unknown; some path in found.because}
	count(because) > 0
} else := _together("indeterminate", modes) if {
	some found in modes
	found.mode == "indeterminate"
} else := _together(name, modes) if {
	names := {found.mode | some found in modes}
	count(names) == 1
	some name in names
} else := _together("partial", modes)

_subnets_uncertain(record) if record.subnet_ids.complete == false

_subnets_uncertain(record) if count(record.subnet_ids.items) == 0

_together(name, modes) := {
	"mode": name,
	"because": {path | some found in modes; found.mode in _parts[name]; some path in found.because},
	"unknown": false,
}

_parts := {
	"igw": {"igw"},
	"mixed": {"public", "private"},
	"indeterminate": {"indeterminate"},
	"public": {"public"},
	"private": {"private"},
	"partial": {"public", "private", "partial"},
}

# A default route that leads elsewhere on purpose: the caller may state what is meant.
_stated(found) := object.union(found, {"mode": facts.params.routing}) if {
	found.mode == "indeterminate"
	found.unknown == false
	facts.params.routing != "auto"
} else := found
