# METADATA
# title: Which subnets the S3 gateway endpoints serve
# description: |
#   A gateway endpoint serves the subnets whose route tables it is in. Several count together, and an
#   interface endpoint that answers for S3 serves the whole VPC.
# scope: package
package mwaa.lib.s3_gateways

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The S3 gateway endpoints of an environment's VPC.
of(id) := {gateway |
	some gateway in object.get(usage.s3_gateways, id, set())
	known.no(facts.vpc_endpoint[gateway].requester_managed)
}

# METADATA
# description: An interface endpoint answers for S3.
by_interface(id) if {
	some endpoint, "yes" in endpoints.s3_path[id]
	not endpoint in of(id)
}

# METADATA
# description: The subnets that surely are in no known gateway's route tables, by their route table.
unserved(id) := {table: subnets |
	some table in {facts.effective_table[subnet].id | some subnet in facts.environment[id].subnet_ids.items}
	known.has(table)
	not _is_served(id, table)
	subnets := sort([subnet |
		some subnet in facts.environment[id].subnet_ids.items
		known.is(facts.effective_table[subnet].id, table)
	])
}

_is_served(id, table) if {
	some gateway in of(id)
	table in facts.vpc_endpoint[gateway].route_table_ids.items
}

# METADATA
# description: The facts that hide whether every subnet is served, as paths; none where that is known.
hidden(id) := routing.mode[id].because if {
	routing.mode[id].mode == "indeterminate"
} else := set() if {
	by_interface(id)
} else := set() if {
	unserved(id) == {}
	of(id) != set()
} else := union({
	usage.unseen_endpoints(id),
	{path |
		some endpoint, "unknown" in endpoints.s3_path[id]
		some path in endpoints.path_because(id, facts.vpc_endpoint[endpoint])
	},
	{["vpc_endpoints", endpoint, attribute] |
		some endpoint in object.get(usage.own_endpoints, id, set())
		known.may_be(facts.vpc_endpoint[endpoint].type, "Gateway")
		known.may_be(facts.vpc_endpoint[endpoint].service, "s3")
		some attribute in {"requester_managed", "service"}
		known.missing(facts.vpc_endpoint[endpoint][attribute])
	},
	{["vpc_endpoints", gateway, "route_table_ids"] |
		some gateway in of(id)
		facts.vpc_endpoint[gateway].route_table_ids.complete == false
	},
})
