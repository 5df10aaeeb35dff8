# METADATA
# title: NAT gateways around an environment
# description: |
#   Which NAT gateways the subnets of environments use, which ones of an environment's VPC nothing
#   uses, what hides them, and which one a route should lead to.
# scope: package
package mwaa.lib.nats

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   Whether a subnet of some environment reaches public addresses through a NAT gateway: `yes`, `no`,
#   or `unknown` while its route table, or where it leads, is not known.
in_use[id] := _in_use(id) if some id, _ in facts.nat_gateway

# METADATA
# description: Unknown facts that hide whether a NAT gateway is in use.
doubts[id] := usage.tables_hidden(record.vpc_id) | {path |
	some table, "yes" in usage.table_in_use
	count(_leading(facts.route_table[table], record)) > 0
	some path in _hiding(facts.route_table[table], record)
} if {
	some id, record in facts.nat_gateway
}

# METADATA
# description: NAT gateways of the environment's VPC to which no route table leads.
idle(id) := {nat |
	some nat, record in facts.nat_gateway
	known.is(record.vpc_id, usage.vpc[id].id)
	not nat in _used
}

# METADATA
# description: |
#   Unknown facts that may hide such a gateway, or a route to one. A gateway whose VPC is not known, and
#   to which some table leads, is not idle wherever it is.
hidden(id) := union({
	usage.vpc[id].because,
	{path |
		some collection in {"nat_gateways", "route_tables"}
		some path in usage.unsurveyed(usage.vpc[id].id, collection)
		not path in {["nat_gateways", nat, "vpc_id"] | some nat in _used}
	},
	{path |
		some nat in idle(id)
		some table in facts.route_table
		some path in _leading(table, facts.nat_gateway[nat])
	},
})

# METADATA
# description: |
#   The edit that leads a route table of an environment to a NAT gateway: the only one of its VPC,
#   or the only one in the zones of the subnets that have the table. Which of several is meant only
#   a person knows; where there is none, it must be made.
route_edit(finding) := object.union(_route(_candidates(finding.subject, finding.args.table)), {
	"subject": finding.subject,
	"at": finding.at,
	"verb": "add_route",
	"target": ["route_tables", finding.args.table],
})

_route(candidates) := {"value": null, "applicability": "manual"} if count(candidates) == 0

_route(candidates) := {"value": null, "applicability": "placeholder"} if count(candidates) > 1

_route(candidates) := {
	"value": {"destination": "0.0.0.0/0", "target_kind": "nat_gateway", "target_id": min(candidates)},
	"applicability": "unsafe",
} if {
	count(candidates) == 1
}

_candidates(id, table) := near if {
	near := _near(id, table)
	count(near) > 0
} else := _able(id)

_near(id, table) := {nat |
	some nat in _able(id)
	some subnet in facts.environment[id].subnet_ids.items
	facts.effective_table[subnet].id == table
	_in_one_zone(facts.subnet[subnet], facts.subnet[facts.nat_gateway[nat].subnet_id])
}

_able(id) := {nat |
	some nat, record in facts.nat_gateway
	known.is(record.vpc_id, usage.vpc[id].id)
	known.may_be(record.connectivity, "public")
	not known.one_of(record.state, {"failed", "deleting", "deleted"})
}

_in_one_zone(one, other) if {
	some attribute in {"zone_id", "zone_name", "zone_ref"}
	known.is(one[attribute], other[attribute])
}

_used contains route.target_id if {
	some table in facts.route_table
	some route in table.routes.items
	known.is(route.target_kind, "nat_gateway")
}

_in_use(id) := "yes" if {
	some table, "yes" in usage.table_in_use
	count(routing.unsure(facts.route_table[table])) == 0
	some route in routing.ends[table]
	known.is(route.target_kind, "nat_gateway")
	known.is(route.target_id, id)
} else := "unknown" if {
	count(doubts[id]) > 0
} else := "no"

# The routes of a table that may lead to a gateway, as paths, and the list that may have more.
_leading(table, nat) := {path |
	_may_share(table.vpc_id, nat.vpc_id)
	some path in array.concat(
		[["route_tables", table.id, "routes"] | table.routes.complete == false],
		[["route_tables", table.id, "routes", route.key] |
			some route in table.routes.items
			known.may_be(route.target_kind, "nat_gateway")
			known.may_be(route.target_id, nat.id)
		],
	)
}

_may_share(one, _) if known.missing(one)

_may_share(one, other) if known.may_be(other, one)

_hiding(table, nat) := routing.unsure(table) | {path |
	some route in routing.ends[table.id]
	known.may_be(route.target_kind, "nat_gateway")
	known.may_be(route.target_id, nat.id)
	null in {route.target_kind, route.target_id}
	path := ["route_tables", table.id, "routes", route.key]
}
