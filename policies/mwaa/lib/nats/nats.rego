# METADATA
# title: NAT gateways around an environment
# description: Which NAT gateways of an environment's VPC nothing uses, and what hides them.
# scope: package
package mwaa.lib.nats

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: NAT gateways of the environment's VPC to which no route table leads.
idle(id) := {nat |
	some nat, record in facts.nat_gateway
	known.is(record.vpc_id, usage.vpc[id].id)
	not nat in _used
}

# METADATA
# description: Unknown facts that may hide such a gateway.
hidden(id) := {path |
	some collection in {"nat_gateways", "route_tables"}
	some path in usage.unsurveyed(usage.vpc[id].id, collection)
} | usage.vpc[id].because

_used contains route.target_id if {
	some table in facts.route_table
	some route in table.routes.items
	known.is(route.target_kind, "nat_gateway")
	known.has(route.target_id)
}
