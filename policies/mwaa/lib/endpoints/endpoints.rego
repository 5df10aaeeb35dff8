# METADATA
# title: The endpoints that environments use
# description: |
#   Which endpoints stand in the path of an environment's calls, what their policies say to these
#   calls, and which of them a rule of private routing has to judge.
# scope: package
package mwaa.lib.endpoints

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.nearby
import data.mwaa.lib.policies
import data.mwaa.lib.probes
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The endpoints of S3 that are, `yes`, or may be, `unknown`, in the path of an environment.
s3_path[id][endpoint] := path if {
	some id, endpoints in usage.own_endpoints
	some endpoint in endpoints
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.service, "s3")
	path := _path(id, record)
	path != "no"
}

# METADATA
# description: The same of the interface endpoints of the other services that an environment needs.
interface_path[id][endpoint] := path if {
	some id, endpoints in usage.own_endpoints
	some endpoint in endpoints
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Interface")
	not known.is(record.service, "s3")
	usage.may_serve(id, record)
	path := _path(id, record)
	path != "no"
}

_path(id, endpoint) := "no" if {
	known.is(endpoint.type, "Interface")
	known.is(endpoint.service, "s3")
	known.yes(endpoint.private_dns_inbound_only)
} else := "no" if {
	usage.in_path[id][endpoint.id] == "no"
	not _other_subnets(id, endpoint)
} else := "yes" if {
	usage.in_path[id][endpoint.id] == "yes"
	path_because(id, endpoint) == set()
} else := "unknown"

# A gateway endpoint may be in the path of a subnet that is not known.
_other_subnets(id, endpoint) if {
	known.is(endpoint.type, "Gateway")
	facts.environment[id].subnet_ids.complete == false
}

# METADATA
# description: The unknown facts on which it hangs whether an endpoint is in the path, as paths.
path_because(id, endpoint) := union({
	{["vpc_endpoints", endpoint.id, attribute] |
		some attribute in {"requester_managed", "service", "type"}
		known.missing(endpoint[attribute])
	},
	_dns_because(endpoint),
	_tables_because(id, endpoint),
})

_dns_because(endpoint) := {["vpc_endpoints", endpoint.id, attribute] |
	known.is(endpoint.type, "Interface")
	some attribute in _dns_attributes(endpoint)
	known.missing(endpoint[attribute])
}

_dns_attributes(endpoint) := {"private_dns", "fips", "private_dns_inbound_only"} if {
	known.is(endpoint.service, "s3")
} else := {"private_dns", "fips"}

_tables_because(id, endpoint) := union({
	{["environments", id, "subnet_ids"] | facts.environment[id].subnet_ids.complete == false},
	{["vpc_endpoints", endpoint.id, "route_table_ids"] | endpoint.route_table_ids.complete == false},
	{path |
		some subnet in facts.environment[id].subnet_ids.items
		some path in facts.effective_table[subnet].because
	},
}) if {
	known.is(endpoint.type, "Gateway")
	usage.in_path[id][endpoint.id] != "yes"
} else := set()

# METADATA
# description: |
#   What the policies of S3 endpoints say to the calls of each list of the table: those without which
#   no DAG runs (`must`), those without which something else does not (`nice`), and the `layers` of
#   ECR's images. For each environment and endpoint, the calls that are `stopped`, those that `may` be
#   beside them, and the facts `because` of which that is open; `valid` is false for a policy that AWS
#   refuses.
s3[list][id][endpoint] := _judged(id, endpoint, data.mwaa.tables.probes.s3[list]) if {
	some list in {"must", "nice", "layers"}
	some id, paths in s3_path
	some endpoint, _ in paths
}

# METADATA
# description: The same of the calls to other services.
services[id][endpoint] := _judged(id, endpoint, _list(facts.vpc_endpoint[endpoint].service)) if {
	some id, paths in interface_path
	some endpoint, _ in paths
}

_list(service) := data.mwaa.tables.probes.services[service]

# An endpoint of an unknown service may be one of any.
_list(service) := [entry | some entries in data.mwaa.tables.probes.services; some entry in entries] if {
	known.missing(service)
}

# The calls that a policy stops, and the facts that hide whether it stops others. A policy that AWS
# refuses stops nothing, and of one that it may refuse it is not sure that it does.
_judged(id, endpoint, list) := {"stopped": [], "may": [], "because": set(), "valid": true} if {
	record := facts.vpc_endpoint[endpoint]
	policies.faults(record.policy) == set()
	policies.lets_all_through(record.policy, record.service)
} else := {"stopped": stopped, "may": may, "because": because, "valid": true} if {
	record := facts.vpc_endpoint[endpoint]
	policies.faults(record.policy) == set()
	environment := facts.environment[id]
	calls := probes.asked(environment, record, list)
	hidden := _unsure(id, record)
	stopped := [call | hidden == set(); some call in probes.stopped(calls)]
	may := [call | some call in calls; call.verdict.result != "allow"; not call in stopped]
	because := probes.doubts(environment, record, calls) | {fact |
		{call.verdict.result | some call in calls} != {"allow"}
		some fact in hidden
	}
} else := {"stopped": [], "may": [], "because": path_because(id, facts.vpc_endpoint[endpoint]), "valid": false}

_unsure(id, endpoint) := path_because(id, endpoint) | {array.concat(probes.policy_path(endpoint), part) |
	some part in policies.hidden(endpoint.policy)
}

# METADATA
# description: |
#   Every endpoint in the path of an environment was asked about all of the lists, and lets their
#   calls through for certain.
all_let_through(id, paths, lists) if {
	every endpoint, _ in paths[id] {
		every judged in lists {
			judged[id][endpoint].stopped == []
			judged[id][endpoint].because == set()
		}
	}
}

# METADATA
# description: Whether a rule of private routing judges each endpoint, by use and id, as `judged` tells.
use[kind][endpoint.id] := judged(endpoint, kind) if {
	some kind in {"needed", "required"}
	some endpoint in facts.vpc_endpoint
}

# METADATA
# description: |
#   Whether a rule of private routing judges an endpoint, as `{value, reason, because}`: `yes`; `no`
#   for a reason; or `unknown` because of facts. `use` tells which endpoints the rule is about: those
#   of the services that are `required`, or of all that are `needed`.
judged(endpoint, use) := {"value": "no", "reason": "managed"} if {
	known.yes(endpoint.requester_managed)
} else := {"value": "yes"} if {
	some relation in _relations(endpoint, use)
	relation.value == "yes"
} else := {"value": "unknown", "because": because} if {
	because := {path | some relation in _relations(endpoint, use); some path in relation.because}
	count(because) > 0
} else := {"value": "no", "reason": min(reasons)} if {
	reasons := {relation.reason | some relation in _relations(endpoint, use)} - {"not-in-use"}
} else := {"value": "no", "reason": "not-in-use"}

_relations(endpoint, use) := {relation(endpoint, id, use) | some id, _ in facts.environment}

# METADATA
# description: The same for one environment, with `because` in any case.
relation(endpoint, id, use) := {"value": "no", "because": set(), "reason": "not-in-use"} if {
	is_elsewhere(endpoint.vpc_id, id)
} else := {"value": "no", "because": set(), "reason": "not-in-use"} if {
	_is_unused(endpoint, use)
} else := {"value": "no", "because": set(), "reason": reason} if {
	reason := routing.not_private[routing.mode[id].mode]
} else := {"value": "unknown", "because": because} if {
	because := union({
		_vpc_because(endpoint, id),
		{["vpc_endpoints", endpoint.id, attribute] |
			some attribute in _use_attributes(endpoint.service)
			known.missing(endpoint[attribute])
		},
		{path | routing.mode[id].mode == "indeterminate"; some path in routing.mode[id].because},
	})
	count(because) > 0
} else := {"value": "yes", "because": set()}

# Its name is not the one that is called.
_is_unused(endpoint, _) if known.yes(endpoint.fips)

_is_unused(endpoint, "required") if known.none_of(endpoint.service, usage.required)

_is_unused(endpoint, "needed") if known.none_of(endpoint.service, usage.services)

# A service that is not required is used once its usual name leads to the endpoint.
_is_unused(endpoint, "needed") if {
	known.none_of(endpoint.service, usage.required)
	_unnamed(endpoint)
}

_unnamed(endpoint) if known.no(endpoint.private_dns)

# Only who asks from outside the VPC is led to it.
_unnamed(endpoint) if {
	known.is(endpoint.service, "s3")
	known.yes(endpoint.private_dns_inbound_only)
}

# Of a service that is not required, for a rule about those that are needed.
_use_attributes(service) := {"requester_managed", "fips", "private_dns", "private_dns_inbound_only"} if {
	known.is(service, "s3")
	known.none_of(service, usage.required)
} else := {"requester_managed", "fips", "private_dns"} if {
	known.none_of(service, usage.required)
} else := {"requester_managed", "fips", "service"}

# METADATA
# description: An environment surely does not use what is in this VPC.
is_elsewhere(vpc_id, id) if not nearby.may_be_in(vpc_id, id)

is_elsewhere(vpc_id, id) if {
	known.has(vpc_id)
	known.is_not(usage.vpc[id].id, vpc_id)
}

_vpc_because(endpoint, _) := {["vpc_endpoints", endpoint.id, "vpc_id"]} if known.missing(endpoint.vpc_id)

_vpc_because(endpoint, id) := usage.vpc[id].because if known.has(endpoint.vpc_id)
