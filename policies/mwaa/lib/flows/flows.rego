# METADATA
# title: Required flows
# description: |
#   What packets an environment must be able to send, as data: between its two subnets, to the
#   endpoints that it uses, to S3 through a gateway endpoint, and to the public Internet through
#   NAT gateways. All are TCP over IPv4. Rules judge these flows; nothing else works out who talks
#   to whom.
#
#   A flow is `{name, endpoint, subnet, peer, port, ranges, sparse, because}`: from `subnet` to the
#   subnet `peer` (null outside the VPC), to any address of `ranges` (null while the peer's are not
#   known), which are those of an `endpoint` or lead to it, if any. Of the ranges of a `sparse` flow
#   single addresses may be closed. `because` are unknown facts on which it hangs whether the flow is
#   needed at all.
# scope: package
package mwaa.lib.flows

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The ports on which the interfaces of an environment listen, by what listens there.
listeners := {"database": 5432, "webserver": 443}

# METADATA
# description: The flows of each environment.
required[id] contains flow if {
	some id, flows in _inside
	some flow in flows
}

required[id] contains flow if {
	some id, flows in _outside
	some flow in flows
}

# METADATA
# description: |
#   Unknown facts that may hide further flows of an environment: subnets, endpoints, and a routing
#   mode that is not known.
hidden[id] contains ["environments", id, "subnet_ids"] if {
	some id, environment in facts.environment
	environment.subnet_ids.complete == false
}

hidden[id] contains path if {
	some id, found in routing.mode
	found.mode == "indeterminate"
	some path in found.because
}

hidden[id] contains path if {
	some id, found in usage.vpc
	some path in found.because
}

hidden[id] contains path if {
	some id, found in usage.vpc
	some path in usage.unsurveyed(found.id, "vpc_endpoints")
}

# Subnets of an interface endpoint that it uses.
hidden[id] contains ["vpc_endpoints", endpoint, "subnet_ids"] if {
	some id, endpoints in usage.in_path
	some endpoint, in_path in endpoints
	in_path != "no"
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Interface")
	usage.may_serve(id, record)
	record.subnet_ids.complete == false
}

# A gateway endpoint that may be one of S3 and that may serve one of the subnets.
hidden[id] contains ["vpc_endpoints", endpoint, attribute] if {
	some id, endpoints in usage.in_path
	some endpoint, in_path in endpoints
	in_path != "no"
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Gateway")
	known.may_be(record.service, "s3")
	some attribute in {"type", "service"}
	known.missing(record[attribute])
}

hidden[id] contains ["vpc_endpoints", endpoint, "route_table_ids"] if {
	some id, endpoints in usage.s3_gateways
	some endpoint in endpoints
	record := facts.vpc_endpoint[endpoint]
	record.route_table_ids.complete == false
	some subnet in facts.environment[id].subnet_ids.items
	not facts.effective_table[subnet].id in record.route_table_ids.items
}

# METADATA
# description: |
#   Addresses that interfaces in a subnet may have: AWS reserves the first four and the last. No
#   subnet is smaller than /28, so the last digit of its first address is 0.
hosts(range) := {
	"first": concat("", [substring(range.first, 0, count(range.first) - 1), "4"]),
	"after": range.last,
} if {
	endswith(range.first, "0")
	endswith(range.last, "f")
} else := {"first": range.first, "after": range.after}

# Between the subnets of an environment, in both directions.
_inside[id] contains flow if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some peer in environment.subnet_ids.items
	peer != subnet
	some name, port in listeners
	flow := _to_subnet(subnet, peer, {"name": name, "port": port})
}

# To the interface endpoints of services that it uses.
_inside[id] contains flow if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some endpoint, in_path in usage.in_path[id]
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Interface")
	in_path != "no"
	usage.may_serve(id, record)
	some peer in record.subnet_ids.items
	peer != subnet
	flow := _to_subnet(subnet, peer, {
		"name": service_name(record),
		"endpoint": endpoint,
		"because": usage.doubts(id, endpoint),
	})
}

# METADATA
# description: The name of a flow to an endpoint.
service_name(endpoint) := "endpoint" if known.missing(endpoint.service)

service_name(endpoint) := endpoint.service if known.has(endpoint.service)

_to_subnet(subnet, peer, members) := object.union(
	{
		"endpoint": null,
		"subnet": subnet,
		"peer": peer,
		"port": 443,
		"ranges": hosts_of[peer],
		"sparse": false,
		"because": set(),
	},
	members,
)

# METADATA
# description: The addresses that interfaces in each subnet may have, as a set of ranges; null while not known.
hosts_of[id] := null if {
	some id, subnet in facts.subnet
	known.missing(subnet.cidr)
}

hosts_of[id] := {hosts(subnet.cidr)} if {
	some id, subnet in facts.subnet
	known.has(subnet.cidr)
}

# To the Internet where the routing is public: S3 and every other service are among it.
_outside[id] contains flow if {
	some id, found in routing.mode
	found.mode == "public"
	some subnet in facts.environment[id].subnet_ids.items
	flow := _to_space(subnet, {"name": "internet", "endpoint": null, "ranges": public, "sparse": true})
}

# To S3 through a gateway endpoint: to its prefix list where that is known.
_outside[id] contains flow if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some endpoint in usage.s3_gateways[id]
	facts.effective_table[subnet].id in facts.vpc_endpoint[endpoint].route_table_ids.items
	flow := _to_space(subnet, object.union({"name": "s3", "endpoint": endpoint}, _s3))
}

_s3 := {"ranges": usage.s3_ranges, "sparse": false} if {
	count(usage.s3_ranges) > 0
} else := {"ranges": public, "sparse": true}

# METADATA
# description: The public IPv4 space.
public := {range | some range in data.mwaa.tables.addresses.public_ipv4}

_to_space(subnet, members) := object.union(
	{"subnet": subnet, "peer": null, "port": 443, "because": set()},
	members,
)
