# METADATA
# title: Flows through NAT gateways
# description: |
#   With public routing what an environment sends to the Internet passes the subnet of a NAT gateway,
#   unless that gateway is a regional one, or stands in the sender's subnet.
#
#   A flow is `{name, subnet, via, port, ranges}`: from `subnet`, through the subnet `via`, to those
#   addresses of the public space that the route table of `subnet` sends there.
# scope: package
package mwaa.lib.nat_flows

import data.mwaa.lib.addresses
import data.mwaa.lib.exits
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.routing

import rego.v1

# METADATA
# description: The flows of each environment.
required[id] contains flow if {
	some id, found in routing.mode
	found.mode == "public"
	some subnet in facts.environment[id].subnet_ids.items
	some nat, ranges in reached[facts.effective_table[subnet].id]
	gateway := facts.nat_gateway[nat]
	exits.regional(gateway) == "no"
	known.is_not(gateway.subnet_id, subnet)
	flow := {"name": "internet", "subnet": subnet, "via": gateway.subnet_id, "port": 443, "ranges": ranges}
}

# METADATA
# description: Unknown facts that may hide flows of an environment.
hidden[id] contains path if {
	some id, found in routing.mode
	found.mode == "indeterminate"
	some path in found.because
}

hidden[id] contains path if {
	some id, found in routing.mode
	found.mode == "public"
	some subnet in facts.environment[id].subnet_ids.items
	some path in unnamed[facts.effective_table[subnet].id]
}

hidden[id] contains ["nat_gateways", nat, attribute] if {
	some id, found in routing.mode
	found.mode == "public"
	some subnet in facts.environment[id].subnet_ids.items
	some nat, _ in reached[facts.effective_table[subnet].id]
	exits.regional(facts.nat_gateway[nat]) != "yes"
	some attribute in {"availability_mode", "subnet_id"}
	known.missing(facts.nat_gateway[nat][attribute])
}

# METADATA
# description: |
#   The ranges of public addresses that each route table sends to each NAT gateway.
reached[table][route.target_id] contains range if {
	some table, routes in routing.ends
	some range in _cells(facts.route_table[table])
	route := routes[range.first]
	known.is(route.target_kind, "nat_gateway")
	known.has(route.target_id)
}

# METADATA
# description: Routes by which a table sends public addresses to NAT gateways that are not known.
unnamed[table] contains ["route_tables", table, "routes", route.key] if {
	some table, routes in routing.ends
	some route in routes
	known.is(route.target_kind, "nat_gateway")
	known.missing(route.target_id)
}

_cells(table) := {range |
	destinations := {route.destination | some route in table.routes.items}
	some whole in flows.public
	some range in addresses.cells(whole, destinations)
}
