# METADATA
# title: Endpoints that the customer makes to an environment's own parts
# description: |
#   With the endpoint management CUSTOMER, MWAA offers its database, and a private web server, as
#   endpoint services, and whoever owns the VPC makes an interface endpoint to each. An endpoint
#   serves the environment when it is one to this service in the environment's VPC, alive, has a
#   subnet in each of the environment's zones, and groups that admit the environment.
# scope: package
package mwaa.lib.customer_endpoints

import data.mwaa.lib.doors
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.own
import data.mwaa.lib.usage
import data.mwaa.lib.zones

import rego.v1

# METADATA
# description: The services of an environment's parts, and the names of their listeners.
parts := {"mwaa.database": "database", "mwaa.webserver": "webserver"}

# METADATA
# description: The port on which a part listens.
port(service) := flows.listeners[parts[service]]

# METADATA
# description: Whether the customer has to make the endpoint to a part.
wanted(_, "mwaa.database") := "yes"

wanted(environment, "mwaa.webserver") := "unknown" if {
	known.missing(environment.webserver_access_mode)
} else := "yes" if {
	known.is(environment.webserver_access_mode, "PRIVATE_ONLY")
} else := "no"

# METADATA
# description: |
#   The endpoints that are, `yes`, or may be, `unknown`, the ones to a part of an environment.
candidates[id][service][endpoint] := is if {
	some id, environment in facts.environment
	known.is_not(environment.endpoint_management, "SERVICE")
	some service, _ in parts
	some endpoint, record in facts.vpc_endpoint
	is := logic.all_of({fact[0] | some fact in _relation(id, service, record)})
	is != "no"
}

# METADATA
# description: Whether some endpoint serves a part of an environment.
served(id, service) := logic.any_of(
	{_serves(id, service, endpoint) | some endpoint, _ in candidates[id][service]},
	_surveyed(id),
)

_surveyed(id) if {
	count(hidden(id)) == 0
} else := false

_serves(id, service, endpoint) := logic.all_of({fact | some fact in array.concat(
	[candidates[id][service][endpoint], admitted(id, service, endpoint), _all_subnets(id)],
	[zones.reached(facts.vpc_endpoint[endpoint].subnet_ids, subnet) |
		some subnet in facts.environment[id].subnet_ids.items
	],
)})

_all_subnets(id) := {true: "yes", false: "unknown"}[facts.environment[id].subnet_ids.complete]

# METADATA
# description: Whether the groups of an endpoint admit the environment.
admitted(id, service, endpoint) := own.admitted(id, doors.filter[endpoint], port(service)).verdict

# METADATA
# description: |
#   Why parts of each environment surely are not served, as `{at, args}` of findings: no endpoint at all
#   (`missing`), or, for each that is meant for the part, `zones` of the environment in which it has no
#   subnet, and `groups` that do not admit it.
faults[id] contains _fault(service, "missing", ["environments", id, _attributes[service]], null, []) if {
	some id, services in _unserved
	some service in services
	count(_meant(id, service)) == 0
}

faults[id] contains _fault(service, "zones", ["vpc_endpoints", endpoint, "subnet_ids"], endpoint, subnets) if {
	some id, services in _unserved
	some service in services
	some endpoint in _meant(id, service)
	subnets := sort([subnet |
		some subnet in facts.environment[id].subnet_ids.items
		zones.reached(facts.vpc_endpoint[endpoint].subnet_ids, subnet) == "no"
	])
	count(subnets) > 0
}

faults[id] contains _fault(service, "groups", ["vpc_endpoints", endpoint, "security_group_ids"], endpoint, []) if {
	some id, services in _unserved
	some service in services
	some endpoint in _meant(id, service)
	admitted(id, service, endpoint) == "no"
}

_fault(service, case, at, endpoint, subnets) := {"at": at, "args": {
	"case": case,
	"part": parts[service],
	"port": port(service),
	"endpoint": endpoint,
	"subnets": subnets,
}}

_attributes := {"mwaa.database": "database_service", "mwaa.webserver": "webserver_service"}

_unserved[id] contains service if {
	some id, environment in facts.environment
	some service, _ in parts
	wanted(environment, service) == "yes"
	served(id, service) == "no"
}

# The endpoints to a part that surely are meant for it.
_meant(id, service) := {endpoint | some endpoint, is in candidates[id][service]; is == "yes"}

# METADATA
# description: |
#   The changes that mend a finding made of a fault: a subnet in each zone, or a rule in a group of the
#   endpoint. An endpoint that is missing is made by whoever knows its service.
remedies(finding) := {{"verb": "add_member", "target": finding.at, "value": subnet} |
	finding.args.case == "zones"
	some subnet in finding.args.subnets
} | {{"verb": "add_group_rule", "target": ["security_groups", group], "value": value} |
	finding.args.case == "groups"
	group := min(facts.vpc_endpoint[finding.args.endpoint].security_group_ids.items)
	value := {
		"direction": "ingress",
		"protocol": "6",
		"from_port": finding.args.port,
		"to_port": finding.args.port,
		"group_id": min(facts.environment[finding.subject].security_group_ids.items),
	}
}

# METADATA
# description: Facts that hide endpoints of an environment's VPC, as paths.
hidden(id) := union({
	usage.vpc[id].because,
	usage.unsurveyed(usage.vpc[id].id, "vpc_endpoints"),
	{["subnets", subnet, "vpc_id"] |
		some subnet in facts.environment[id].subnet_ids.items
		known.missing(facts.subnet[subnet].vpc_id)
	},
})

# METADATA
# description: Facts on which it hangs whether a part of an environment is served, as paths.
doubts(id, service) := hidden(id) | {path |
	some endpoint, _ in candidates[id][service]
	some path in _endpoint_doubts(id, service, facts.vpc_endpoint[endpoint])
}

_endpoint_doubts(id, service, endpoint) := {path |
	some path in array.concat(
		[fact[1] | some fact in _relation(id, service, endpoint); fact[0] == "unknown"],
		array.concat(
			[path | some path in own.admitted(id, doors.filter[endpoint.id], port(service)).because],
			[path | some path in _zone_doubts(id, endpoint)],
		),
	)
}

_zone_doubts(id, endpoint) := {["environments", id, "subnet_ids"] |
	facts.environment[id].subnet_ids.complete == false
} | {path |
	some subnet in facts.environment[id].subnet_ids.items
	zones.reached(endpoint.subnet_ids, subnet) == "unknown"
	some path in zones.doubts(endpoint.subnet_ids, ["vpc_endpoints", endpoint.id, "subnet_ids"], subnet)
}

# Whether an endpoint is one to the part, by each of the facts that tell.
_relation(id, service, endpoint) := [
	[_equal(endpoint.service, service), ["vpc_endpoints", endpoint.id, "service"]],
	[_equal(endpoint.environment_id, id), ["vpc_endpoints", endpoint.id, "environment_id"]],
	[_equal(endpoint.vpc_id, usage.vpc[id].id), ["vpc_endpoints", endpoint.id, "vpc_id"]],
	[_alive(endpoint), ["vpc_endpoints", endpoint.id, "state"]],
]

_equal(one, other) := "unknown" if {
	null in {one, other}
} else := "yes" if {
	one == other
} else := "no"

_alive(endpoint) := "unknown" if {
	known.missing(endpoint.state)
} else := "no" if {
	known.one_of(endpoint.state, {"failed", "rejected", "expired", "deleting", "deleted"})
} else := "yes"
