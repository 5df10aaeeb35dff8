# METADATA
# title: Steps by routes
# description: |
#   The routes by which the subnets of an environment send packets inside of the VPC, to the Internet and
#   to S3 through a gateway endpoint, and the NAT gateways, as steps by the name and the endpoint of a
#   flow.
# scope: package
package mwaa.lib.route_steps

import data.mwaa.lib.exits
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.nat_flows
import data.mwaa.lib.routing
import data.mwaa.lib.steps
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The steps of each environment's flows, by name and endpoint of the flow.
of[id][[flow.name, flow.endpoint]] contains step if {
	some id, required in flows.required
	some flow in required
	known.has(flow.peer)
	known.has(flow.ranges)
	table := facts.effective_table[flow.subnet].id
	route := routing.winner(facts.route_table[table], min({range.first | some range in flow.ranges}))
	known.has(route)
	step := steps.free({
		"stage": "route",
		"from": flow.subnet,
		"subnet": flow.subnet,
		"peer": flow.peer,
		"through": {["route_tables", table]},
		"verdict": _within(route),
		"deciders": {{"kind": "route", "path": ["route_tables", table, "routes", route.key]}},
	})
}

of[id][["internet", null]] contains step if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	step := _default(id, {
		"stage": "route",
		"from": subnet,
		"subnet": subnet,
		"through": _tables(subnet),
		"deciders": _routes(facts.effective_table[subnet].id),
	})
}

of[id][["internet", null]] contains step if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	table := facts.effective_table[subnet].id
	step := steps.told("rt_blackhole", table, {
		"stage": "route",
		"from": subnet,
		"subnet": subnet,
		"through": _tables(subnet),
		"deciders": _routes(table),
	})
}

of[id][["internet", null]] contains step if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some nat, _ in nat_flows.reached[facts.effective_table[subnet].id]
	step := steps.told("rt_nat_public", nat, {
		"stage": "nat",
		"from": subnet,
		"through": {["nat_gateways", nat]},
		"deciders": _exit(facts.nat_gateway[nat]),
	})
}

of[id][["s3", gateway]] contains step if {
	some id, gateways in usage.s3_gateways
	some gateway in gateways
	some subnet in facts.environment[id].subnet_ids.items
	step := _to_gateway(id, facts.vpc_endpoint[gateway], {
		"stage": "route",
		"from": subnet,
		"subnet": subnet,
		"through": _tables(subnet),
	})
}

# A regional gateway has no route table.
_exit(nat) := routes if {
	routes := _routes(exits.table(nat))
	count(routes) > 0
} else := {{"kind": "fact", "path": ["nat_gateways", nat.id, "connectivity"]}}

_default(id, found) := steps.of("rt_default_nat", id, object.union(found, {
	"verdict": "stopped",
	"deciders": {{"kind": "no_route", "path": ["route_tables", facts.effective_table[found.subnet].id, "routes"]}},
})) if {
	routing.lost[found.subnet]
} else := step if {
	step := steps.undecided("rt_default_nat", id, found)
} else := steps.of("rt_default_nat", id, object.union(found, {"verdict": "passes"}))

# A subnet whose table is in the endpoint takes it whatever other subnets do.
_to_gateway(id, gateway, found) := steps.passing("epr_s3_routes", object.union(found, {"deciders": deciders})) if {
	table := facts.effective_table[found.subnet].id
	table in gateway.route_table_ids.items
	deciders := {{"kind": "route", "path": _member(gateway, table)}}
} else := steps.of("epr_s3_routes", id, object.union(found, {"verdict": "stopped", "deciders": deciders})) if {
	table := facts.effective_table[found.subnet].id
	known.has(table)
	deciders := {{"kind": "absent", "path": _member(gateway, table)}}
} else := step if {
	step := steps.undecided("epr_s3_routes", id, found)
} else := steps.unjudged("epr_s3_routes", found, steps.reason("epr_s3_routes", id))

_member(gateway, table) := ["vpc_endpoints", gateway.id, "route_table_ids", table]

_tables(subnet) := {["route_tables", table] |
	table := facts.effective_table[subnet].id
	known.has(table)
}

# The routes by which a table sends packets to the Internet.
_routes(table) := {{"kind": "route", "path": ["route_tables", table, "routes", route.key]} |
	some route in routing.ends[table]
	known.has(route)
	known.is_not(route.target_kind, "local")
}

# A route inside the VPC that is not the local one leads through an appliance, of which no rule knows.
_within(route) := "passes" if {
	known.is(route.target_kind, "local")
} else := "not_judged"
