# METADATA
# title: What may matter to an environment
# description: |
#   Tells the networks of a document apart while it is not known in which VPC something is.
# scope: package
package mwaa.lib.nearby

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: |
#   Whether something in a VPC, which may not be known, may matter to an environment: whatever the
#   environment refers to is in that VPC. Networks that have nothing in common are kept apart.
may_be_in(vpc_id, _) if known.missing(vpc_id)

may_be_in(vpc_id, id) if vpc_id in _near[id]

_near[id] contains facts.security_group[group].vpc_id if {
	some id, environment in facts.environment
	some group in environment.security_group_ids.items
}

_near[id] contains vpc_id if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some vpc_id in _around(facts.subnet[subnet])
}

_near[id] contains endpoint.vpc_id if {
	some id, environment in facts.environment
	some endpoint in facts.vpc_endpoint
	_shares(environment, endpoint)
}

_shares(environment, endpoint) if {
	some group in environment.security_group_ids.items
	group in endpoint.security_group_ids.items
}

_shares(environment, endpoint) if {
	some subnet in environment.subnet_ids.items
	subnet in endpoint.subnet_ids.items
}

_shares(environment, endpoint) if {
	some subnet in environment.subnet_ids.items
	some table in facts.subnet[subnet].route_table_ids.items
	table in endpoint.route_table_ids.items
}

_around(subnet) := union({
	{subnet.vpc_id},
	{facts.route_table[table].vpc_id | some table in subnet.route_table_ids.items},
	{facts.network_acl[acl].vpc_id | some acl in subnet.network_acl_ids.items},
})
