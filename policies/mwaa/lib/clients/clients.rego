# METADATA
# title: The environments that an endpoint serves
# description: |
#   Which environments with private routing need an endpoint, and from which with public routing it
#   takes calls that NAT gateways would carry. S3 may have several endpoints: one that is not in the
#   path of an environment's calls does not serve it.
# scope: package
package mwaa.lib.clients

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   What an environment has to do with an endpoint, as `{value, because}` and, for `no`, a `reason`; by
#   use, endpoint and environment. Private routing needs it (`required` or `needed` services, as of
#   `endpoints.judged`), or with public routing it has `taken` the calls: its private DNS leads them
#   there, and not to the NAT gateways.
relation[use][endpoint.id] := {id: _relation(endpoint, id, use) | some id, _ in facts.environment} if {
	some use in {"needed", "required", "taken"}
	some endpoint in facts.vpc_endpoint
}

# METADATA
# description: |
#   Whether that holds for some environment, in the same form, by use and endpoint.
judged[use][endpoint] := _judged({one | some one in relations}) if {
	some use, by_endpoint in relation
	some endpoint, relations in by_endpoint
}

# METADATA
# description: |
#   Whether some environment uses an endpoint, or needs it, whatever its routing, in the same form.
users[endpoint.id] := _judged({_used(endpoint, id) | some id, _ in facts.environment}) if {
	some endpoint in facts.vpc_endpoint
}

_used(endpoint, id) := _no("managed") if {
	known.yes(endpoint.requester_managed)
} else := _no("not-in-use") if {
	known.none_of(endpoint.service, usage.services)
} else := _no("not-in-use") if {
	endpoints.is_elsewhere(endpoint.vpc_id, id)
} else := {"value": "unknown", "because": because} if {
	because := _vpc_because(endpoint, id)
	count(because) > 0
} else := {"value": "yes", "because": set()} if {
	"yes" in _ways(endpoint, id)
} else := {"value": "unknown", "because": because} if {
	"unknown" in _ways(endpoint, id)
	because := endpoints.path_because(id, endpoint) | relation.required[endpoint.id][id].because
} else := _no("not-in-use")

# It is in the path of calls, or private routing needs it although it is not.
_ways(endpoint, id) := {
	object.get(endpoints.s3_path, [id, endpoint.id], "no"),
	object.get(endpoints.interface_path, [id, endpoint.id], "no"),
	relation.required[endpoint.id][id].value,
}

_relation(endpoint, id, use) := _taken(endpoint, id) if {
	use == "taken"
} else := _no("managed") if {
	known.yes(endpoint.requester_managed)
} else := found if {
	found := endpoints.relation(endpoint, id, use)
	found.value == "no"
} else := _no("not-in-use") if {
	known.is(endpoint.service, "s3")
	endpoint.id in usage.own_endpoints[id]
	not endpoints.s3_path[id][endpoint.id]
} else := found if {
	found := endpoints.relation(endpoint, id, use)
	found.value == "unknown"
} else := {"value": "yes", "because": set()} if {
	known.is_not(endpoint.service, "s3")
} else := {"value": endpoints.s3_path[id][endpoint.id], "because": endpoints.path_because(id, endpoint)}

_taken(endpoint, id) := _no("managed") if {
	known.yes(endpoint.requester_managed)
} else := _no("not-an-interface") if {
	known.is_not(endpoint.type, "Interface")
} else := _no("not-in-use") if {
	_is_passed_by(endpoint)
} else := _no("not-in-use") if {
	endpoints.is_elsewhere(endpoint.vpc_id, id)
} else := _no(reason) if {
	reason := _not_public[routing.mode[id].mode]
} else := {"value": "unknown", "because": because} if {
	because := union({
		_vpc_because(endpoint, id),
		{["vpc_endpoints", endpoint.id, attribute] |
			some attribute in _telling(endpoint)
			known.missing(endpoint[attribute])
		},
		{path | routing.mode[id].mode == "indeterminate"; some path in routing.mode[id].because},
	})
	count(because) > 0
} else := {"value": "yes", "because": set()}

# The usual name of a service that an environment calls surely does not lead to the endpoint.
_is_passed_by(endpoint) if known.none_of(endpoint.service, usage.services)

_is_passed_by(endpoint) if known.no(endpoint.private_dns)

_is_passed_by(endpoint) if known.yes(endpoint.private_dns_inbound_only)

_is_passed_by(endpoint) if known.yes(endpoint.fips)

_telling(endpoint) := {"fips", "private_dns", "private_dns_inbound_only", "requester_managed", "type"} if {
	known.is(endpoint.service, "s3")
} else := {"fips", "private_dns", "requester_managed", "service", "type"}

# Where some packets pass a NAT gateway, calls are taken from it.
_not_public := object.remove(routing.not_public, ["partial"])

_vpc_because(endpoint, id) := {["vpc_endpoints", endpoint.id, "vpc_id"] |
	known.missing(endpoint.vpc_id)
} | usage.vpc[id].because

_judged(relations) := {"value": "yes", "because": set()} if {
	some one in relations
	one.value == "yes"
} else := {"value": "unknown", "because": because} if {
	because := {path | some one in relations; one.value == "unknown"; some path in one.because}
	count(because) > 0
} else := _no(reason) if {
	reason := min({one.reason | some one in relations} - {"not-in-use"})
} else := _no("not-in-use")

_no(reason) := {"value": "no", "because": set(), "reason": reason}
