# METADATA
# title: Routes whose target is gone
# description: |
#   EC2 keeps a route whose target was deleted, as a blackhole, and drops what it wins. That matters
#   for the public addresses that an environment with public routing must reach. Where the default
#   route of a table leads elsewhere on purpose, only the parameter `routing` tells whether these are
#   needed.
# scope: package
package mwaa.lib.blackholes

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing

import rego.v1

# METADATA
# description: |
#   Whether the subnets of a table must reach public addresses by it, as `yes`, `no` or `unknown`.
needed[id] := _needed(found) if some id, found in routing.table_mode

_needed(found) := "yes" if {
	found.mode in {"public", "partial"}
} else := "no" if {
	found.mode in {"private", "igw"}
} else := "unknown" if {
	found.unknown
} else := {"public": "yes", "private": "no", "auto": "unknown"}[facts.params.routing]

# METADATA
# description: The routes of each table that surely drop public addresses, with the first of them.
lost[table][route.key] := min(held) if {
	some table, routes in routing.ends
	some route in routes
	known.is(route.state, "blackhole")
	held := {address | some address, one in routes; one.key == route.key}
}

# METADATA
# description: Facts on which it hangs whether a table drops public addresses, as paths.
doubts[table] contains path if {
	some table, routes in routing.ends
	needed[table] != "no"
	some route in routes
	_open(route, needed[table])
	path := ["route_tables", table, "routes", route.key]
}

doubts[table] contains path if {
	some table, record in facts.route_table
	needed[table] != "no"
	some path in routing.unsure(record)
	_matters(table, path)
}

_open(route, _) if known.missing(route.state)

_open(route, "unknown") if known.is(route.state, "blackhole")

# A route of unknown destination matters when it may drop packets, or save them from one that does.
_matters(_, path) if count(path) == 3

_matters(table, _) if count(object.get(lost, table, {})) > 0

_matters(table, path) if {
	some route in facts.route_table[table].routes.items
	route.key == path[3]
	known.may_be(route.state, "blackhole")
}
