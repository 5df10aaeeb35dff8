# METADATA
# title: What an environment uses
# description: |
#   The VPC of an environment, the services that it needs, and the endpoints that its packets
#   really take.
# scope: package
package mwaa.lib.usage

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.nearby

import rego.v1

# METADATA
# description: |
#   The VPC of each environment, as `{id, because}`: the one of its subnets; null when it is not
#   known, or when they have several (SG-VPC tells).
vpc[id] := _vpc(record, ids) if {
	some id, record in facts.environment
	ids := {facts.subnet[subnet].vpc_id | some subnet in record.subnet_ids.items}
}

_vpc(record, ids) := {"id": found, "because": set()} if {
	count(ids - {null}) == 1
	some found in (ids - {null})
} else := {"id": null, "because": because} if {
	because := {["subnets", subnet, "vpc_id"] |
		some subnet in record.subnet_ids.items
		known.missing(facts.subnet[subnet].vpc_id)
	}
	count(because) > 0
} else := {"id": null, "because": {["environments", record.id, "subnet_ids"]}}

# METADATA
# description: |
#   Services that private routing requires by the profile of the parameters, those reached through
#   another VPC aside.
required contains service if {
	some service in _profile
	not service in facts.params.external_endpoints
}

_profile contains service if {
	some service in data.mwaa.tables.services.profiles[facts.params.endpoint_profile]
	not service in _absent
}

_absent contains service if {
	some partition, services in data.mwaa.tables.services.not_in_partition
	known.is(facts.context.partition, partition)
	some service in services
}

# METADATA
# description: |
#   Services that an environment uses through endpoints: the required ones, and those of the known
#   ones that have an endpoint with private DNS in its VPC.
needed[id] := required | {facts.vpc_endpoint[endpoint].service |
	some endpoint in own_endpoints[id]
	known.yes(facts.vpc_endpoint[endpoint].private_dns)
	known.one_of(facts.vpc_endpoint[endpoint].service, services)
} if {
	some id, _ in facts.environment
}

# METADATA
# description: Services that private routing requires, and to which an environment's VPC has no endpoint.
absent[id] := required - {facts.vpc_endpoint[endpoint].service |
	some endpoint in object.get(own_endpoints, id, set())
	known.no(facts.vpc_endpoint[endpoint].requester_managed)
	known.no(facts.vpc_endpoint[endpoint].fips)
} if {
	some id, _ in facts.environment
}

# METADATA
# description: Services that an environment may use through an endpoint.
services contains service if some service in data.mwaa.tables.services.known

# METADATA
# description: |
#   The endpoints of an environment's VPC that it may use: MWAA itself did not make them, and they do
#   not lead to the FIPS variant of a service, whose name MWAA does not call as far as AWS says.
own_endpoints[id] contains endpoint if {
	some id, endpoints in _customer_endpoints
	some endpoint in endpoints
	not known.yes(facts.vpc_endpoint[endpoint].fips)
}

# METADATA
# description: The attributes that tell of endpoints to the FIPS variants of services, as paths, by service.
fips_variants[id][service] contains ["vpc_endpoints", endpoint, "fips"] if {
	some id, endpoints in _customer_endpoints
	some endpoint in endpoints
	known.yes(facts.vpc_endpoint[endpoint].fips)
	service := facts.vpc_endpoint[endpoint].service
}

_customer_endpoints[id] contains endpoint.id if {
	some id, found in vpc
	known.has(found.id)
	some endpoint in facts.vpc_endpoint
	known.is(endpoint.vpc_id, found.id)
	not known.yes(endpoint.requester_managed)
}

# METADATA
# description: |
#   Whether packets of an environment take an endpoint of its VPC: `yes`, `no` or `unknown`. A
#   gateway endpoint is taken by the subnets whose route tables it is in, an interface endpoint by
#   everything in the VPC once it has private DNS.
in_path[id][endpoint.id] := _in_path(endpoint, tables) if {
	some id, endpoints in own_endpoints
	tables := [facts.effective_table[subnet].id | some subnet in facts.environment[id].subnet_ids.items]
	some name in endpoints
	endpoint := facts.vpc_endpoint[name]
}

_in_path(endpoint, tables) := "yes" if {
	known.is(endpoint.type, "Gateway")
	some table in tables
	table in endpoint.route_table_ids.items
} else := "no" if {
	known.is(endpoint.type, "Gateway")
	endpoint.route_table_ids.complete == true
	not null in tables
} else := "yes" if {
	known.is(endpoint.type, "Interface")
	known.yes(endpoint.private_dns)
	known.no(endpoint.fips)
} else := "no" if {
	known.is(endpoint.type, "Interface")
	known.no(endpoint.private_dns)
} else := "no" if {
	known.none_of(endpoint.type, {"Gateway", "Interface"})
} else := "unknown"

# METADATA
# description: Whether an endpoint may be one of a service that an environment needs.
may_serve(_, endpoint) if known.missing(endpoint.service)

may_serve(id, endpoint) if known.one_of(endpoint.service, needed[id])

# With private DNS it would take the calls of a service that private routing can do without.
may_serve(_, endpoint) if {
	known.missing(endpoint.private_dns)
	known.one_of(endpoint.service, services)
}

# METADATA
# description: The S3 gateway endpoints of an environment's VPC.
s3_gateways[id] contains endpoint if {
	some id, endpoints in own_endpoints
	some endpoint in endpoints
	known.is(facts.vpc_endpoint[endpoint].type, "Gateway")
	known.is(facts.vpc_endpoint[endpoint].service, "s3")
}

# METADATA
# description: The addresses of S3 in the region, as far as the document lists them completely.
s3_ranges contains range if {
	some list in facts.prefix_list
	known.is(list.service, "s3")
	list.entries.complete == true
	some range in list.entries.items
}

# METADATA
# description: The unknown facts on which it hangs whether an environment uses an endpoint.
doubts(id, endpoint) := {["vpc_endpoints", endpoint, attribute] |
	in_path[id][endpoint] == "unknown"
	some attribute in {"type", "private_dns", "fips"}
	known.missing(facts.vpc_endpoint[endpoint][attribute])
} | {["vpc_endpoints", endpoint, attribute] |
	some attribute in {"requester_managed", "service"}
	known.missing(facts.vpc_endpoint[endpoint][attribute])
}

# METADATA
# description: |
#   Paths of what was not surveyed: why a collection may hold more than the document says of a VPC.
#   A record of the collection whose own VPC is not known may belong to it.
unsurveyed(id, collection) := {path |
	some path in array.concat(
		[["vpcs", id, "complete", collection] | facts.vpc[id].complete[collection] == false],
		[[collection, record.id, "vpc_id"] | some record in facts.collection[collection]; known.missing(record.vpc_id)],
	)
}

# METADATA
# description: Why an environment may use endpoints of which the document says nothing, as paths.
unseen_endpoints(id) := vpc[id].because if {
	known.missing(vpc[id].id)
} else := unsurveyed(vpc[id].id, "vpc_endpoints")

# METADATA
# description: An environment that surely has not two subnets, so ENV-SUBNET-COUNT fails already.
wrong_subnet_count(environment) if count({subnet | some subnet in environment.subnet_ids.items}) > 2

wrong_subnet_count(environment) if {
	environment.subnet_ids.complete == true
	count({subnet | some subnet in environment.subnet_ids.items}) < 2
}

# METADATA
# description: An environment that surely has no subnet, so ENV-SUBNET-COUNT fails already.
no_subnets(environment) if {
	environment.subnet_ids.complete == true
	count(environment.subnet_ids.items) == 0
}

# METADATA
# description: |
#   Whether a subnet of some environment has a network ACL: `yes`, `no`, or `unknown` while the ACL
#   of one of these subnets, or one of the subnets, is not known.
acl_in_use[id] := _in_use(facts.effective_acl, record, acl_doubts[id]) if some id, record in facts.network_acl

# METADATA
# description: Unknown facts that hide whether an ACL is in use.
acl_doubts[id] := _doubts(facts.effective_acl, record.vpc_id) if some id, record in facts.network_acl

# METADATA
# description: The same of route tables.
table_in_use[id] := _in_use(facts.effective_table, record, table_doubts[id]) if some id, record in facts.route_table

# METADATA
# description: Unknown facts that hide whether a route table is in use.
table_doubts[id] := tables_hidden(record.vpc_id) if some id, record in facts.route_table

# METADATA
# description: Unknown facts that hide which route tables of a VPC are in use.
tables_hidden(vpc_id) := _doubts(facts.effective_table, vpc_id)

# `effective` has the one that each subnet has, and why it is not known.
_in_use(effective, record, doubts) := "yes" if {
	some subnet in facts.environment_subnet_ids
	known.is(effective[subnet].id, record.id)
} else := "unknown" if {
	count(doubts) > 0
} else := "no"

_doubts(effective, vpc_id) := {path |
	some id, environment in facts.environment
	nearby.may_be_in(vpc_id, id)
	some path in array.concat(
		[["environments", id, "subnet_ids"] | environment.subnet_ids.complete == false],
		[path | some subnet in environment.subnet_ids.items; some path in effective[subnet].because],
	)
}
