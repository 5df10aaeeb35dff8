# METADATA
# title: The environments that an endpoint serves
# description: |
#   Which environments with private routing need an endpoint. S3 may have several endpoints: one that
#   is not in the path of an environment's calls does not serve it.
# scope: package
package mwaa.lib.clients

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   Whether an environment needs an endpoint, as `{value, because}` and, for `no`, a `reason`; by use
#   (`required` or `needed` services, as of `endpoints.judged`), endpoint and environment.
relation[use][endpoint.id] := {id: _relation(endpoint, id, use) | some id, _ in facts.environment} if {
	some use in {"needed", "required"}
	some endpoint in facts.vpc_endpoint
}

# METADATA
# description: |
#   Whether some environment needs an endpoint, in the same form, by use and endpoint.
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
	known.none_of(endpoint.service, {service | some service in data.mwaa.tables.services.known})
} else := _no("not-in-use") if {
	endpoints.is_elsewhere(endpoint.vpc_id, id)
} else := {"value": "unknown", "because": because} if {
	because := {["vpc_endpoints", endpoint.id, "vpc_id"] | known.missing(endpoint.vpc_id)} | usage.vpc[id].because
	count(because) > 0
} else := {"value": "yes", "because": set()} if {
	"yes" in _ways(endpoint, id)
} else := {"value": "unknown", "because": because} if {
	"unknown" in _ways(endpoint, id)
	because := endpoints.path_because(id, endpoint) | relation.required[endpoint.id][id].because
} else := {"value": "unknown", "because": {["vpc_endpoints", endpoint.id, "private_dns"]}} if {
	# With private DNS it would take the calls of a service that private routing can do without.
	known.may_be(endpoint.type, "Interface")
	known.missing(endpoint.private_dns)
} else := _no("not-in-use")

# It is in the path of calls, or private routing needs it although it is not.
_ways(endpoint, id) := {
	object.get(endpoints.s3_path, [id, endpoint.id], "no"),
	object.get(endpoints.interface_path, [id, endpoint.id], "no"),
	relation.required[endpoint.id][id].value,
}

_relation(endpoint, id, use) := _no("managed") if {
	known.yes(endpoint.requester_managed)
} else := found if {
	found := endpoints.relation(endpoint, id, use)
	found.value != "yes"
} else := {"value": "yes", "because": set()} if {
	known.is_not(endpoint.service, "s3")
} else := {"value": path, "because": endpoints.path_because(id, endpoint)} if {
	path := endpoints.s3_path[id][endpoint.id]
} else := _no("not-in-use")

_judged(relations) := {"value": "yes", "because": set()} if {
	some one in relations
	one.value == "yes"
} else := {"value": "unknown", "because": because} if {
	because := {path | some one in relations; one.value == "unknown"; some path in one.because}
	count(because) > 0
} else := _no(min(reasons)) if {
	reasons := {one.reason | some one in relations} - {"not-in-use"}
	count(reasons) > 0
} else := _no("not-in-use")

_no(reason) := {"value": "no", "because": set(), "reason": reason}
