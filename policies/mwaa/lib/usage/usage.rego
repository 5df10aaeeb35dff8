# METADATA
# title: What an environment uses
# description: |
#   The VPC of an environment, the services that it needs, and the endpoints that its packets
#   really take.
# scope: package
package mwaa.lib.usage

import data.mwaa.lib.facts
import data.mwaa.lib.known

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
	known.one_of(facts.vpc_endpoint[endpoint].service, {service | some service in data.mwaa.tables.services.known})
} if {
	some id, _ in facts.environment
}

# METADATA
# description: The endpoints of an environment's VPC that MWAA itself did not make.
own_endpoints[id] contains endpoint.id if {
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
	some attribute in {"type", "private_dns"}
	known.missing(facts.vpc_endpoint[endpoint][attribute])
} | {["vpc_endpoints", endpoint, "service"] |
	known.missing(facts.vpc_endpoint[endpoint].service)
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
# description: An environment that surely has not two subnets, so ENV-SUBNET-COUNT fails already.
wrong_subnet_count(environment) if count({subnet | some subnet in environment.subnet_ids.items}) > 2

wrong_subnet_count(environment) if {
	environment.subnet_ids.complete == true
	count({subnet | some subnet in environment.subnet_ids.items}) < 2
}

# METADATA
# description: |
#   Whether a subnet of some environment has a network ACL: `yes`, `no`, or `unknown` while the ACL
#   of one of these subnets, or one of the subnets, is not known.
acl_in_use[acl] := _acl_in_use(acl) if some acl, _ in facts.network_acl

# METADATA
# description: Unknown facts that hide whether a subnet of some environment has an ACL of its VPC.
acl_doubts[acl] contains path if {
	some acl, record in facts.network_acl
	some id, environment in facts.environment
	may_be_in(record.vpc_id, id)
	some path in _acl_gaps(environment)
}

_acl_gaps(environment) := {path |
	some subnet in environment.subnet_ids.items
	some path in facts.effective_acl[subnet].because
} | {["environments", environment.id, "subnet_ids"] | environment.subnet_ids.complete == false}

# METADATA
# description: Whether something may be in a VPC that the subnets or groups of an environment name.
may_be_in(vpc_id, _) if known.missing(vpc_id)

may_be_in(vpc_id, id) if {
	some subnet in facts.environment[id].subnet_ids.items
	known.is(facts.subnet[subnet].vpc_id, vpc_id)
}

may_be_in(vpc_id, id) if {
	some group in facts.environment[id].security_group_ids.items
	known.is(facts.security_group[group].vpc_id, vpc_id)
}

_acl_in_use(acl) := "yes" if {
	some subnet in facts.environment_subnet_ids
	known.is(facts.effective_acl[subnet].id, acl)
} else := "unknown" if {
	count(acl_doubts[acl]) > 0
} else := "no"
