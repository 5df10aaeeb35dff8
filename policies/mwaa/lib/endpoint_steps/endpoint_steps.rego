# METADATA
# title: Steps at endpoints
# description: |
#   The endpoints that an environment uses or needs, and what a call meets there: that there is one, that
#   the name of the service leads to it, that it works, and the groups that let the environment in, as steps
#   by the name and the endpoint of a flow.
# scope: package
package mwaa.lib.endpoint_steps

import data.mwaa.lib.clients
import data.mwaa.lib.customer_endpoints
import data.mwaa.lib.doors
import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.groups
import data.mwaa.lib.known
import data.mwaa.lib.own
import data.mwaa.lib.states
import data.mwaa.lib.steps
import data.mwaa.lib.targets
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required
import data.mwaa.rules.epr_s3_routes
import data.mwaa.rules.epr_type

import rego.v1

# METADATA
# description: The endpoints of each environment's flows, as far as they are known.
used[id] contains target.endpoint if {
	some id, wanted in targets.of
	some target in wanted
	known.has(target.endpoint)
}

used[id] contains endpoint if {
	some use, by_endpoint in clients.relation
	some endpoint, relations in by_endpoint
	some id, relation in relations
	relation.value == clients.judged[use][endpoint].value
	relation.value != "no"
}

used[id] contains endpoint if {
	some paths in [endpoints.s3_path, endpoints.interface_path]
	some id, by_endpoint in paths
	some endpoint, _ in by_endpoint
}

used[finding.subject] contains endpoint if {
	some finding in epr_type.findings
	some endpoint in finding.args.endpoints
}

used[finding.subject] contains finding.args.gateway if some finding in epr_s3_routes.findings

# METADATA
# description: |
#   Services that an environment needs, and of whose endpoints nothing is known: they are missing, or
#   not in the document.
missing[id] := usage.absent[id] if {
	some id, verdict in epr_required.verdict
	verdict in {"fail", "undecided"}
}

# METADATA
# description: The name and the endpoint of flows to an endpoint.
key(endpoint) := [flows.service_name(facts.vpc_endpoint[endpoint]), endpoint]

# METADATA
# description: The steps of each environment's flows, by name and endpoint of the flow.
of[id][[service, null]] contains step if {
	some id, services in missing
	some service in services
	step := steps.of("epr_required", id, object.union({"stage": "endpoint"}, _absence(id, service)))
}

of[id][key(endpoint)] contains step if {
	some id, found in used
	some endpoint in found
	some name, [stage, attribute] in _checks
	step := steps.told(name, endpoint, {
		"stage": stage,
		"through": {["vpc_endpoints", endpoint]},
		"deciders": {{"kind": "fact", "path": ["vpc_endpoints", endpoint, attribute]}},
	})
}

of[finding.subject][key(endpoint)] contains step if {
	some finding in epr_type.findings
	some endpoint in finding.args.endpoints
	step := steps.told("epr_type", finding.subject, {"stage": "name", "through": {["vpc_endpoints", endpoint]}})
}

of[id][key(endpoint)] contains step if {
	some id, found in used
	some endpoint in found
	known.may_be(facts.vpc_endpoint[endpoint].type, "Interface")
	some name, use in _letting_in
	step := _door(name, id, facts.vpc_endpoint[endpoint], clients.relation[use][endpoint][id])
}

# Of an endpoint that is used otherwise no rule says whom it should let in.
of[id][key(endpoint)] contains step if {
	some id, wanted in targets.of
	some target in wanted
	endpoint := target.endpoint
	known.may_be(facts.vpc_endpoint[endpoint].type, "Interface")
	every use in _letting_in {
		clients.relation[use][endpoint][id].value == "no"
	}
	step := _unwatched(id, facts.vpc_endpoint[endpoint], clients.relation.required[endpoint][id].reason)
}

# Of an endpoint that takes calls from NAT gateways one rule says all, the groups among it.
of[id][key(endpoint)] contains step if {
	some endpoint, relations in clients.relation.taken
	some id, relation in relations
	relation.value == "yes"
	some found in [_state(facts.vpc_endpoint[endpoint]), _addresses(facts.vpc_endpoint[endpoint])]
	step := steps.of("epr_shadow", endpoint, found)
}

# The customer's endpoint to a part of the environment takes the place of the environment's own groups.
of[id][[part, null]] contains step if {
	some id, environment in facts.environment
	some service, part in customer_endpoints.parts
	customer_endpoints.wanted(environment, service) != "no"
	step := _customers(id, service, {
		"stage": "endpoint",
		"through": {["vpc_endpoints", endpoint] |
			some endpoint, _ in object.get(customer_endpoints.candidates, [id, service], {})
		},
	})
}

_absence(id, service) := {"verdict": "undecided", "because": usage.fips_variants[id][service]} if {
	usage.fips_variants[id][service]
} else := {
	"verdict": "stopped",
	"deciders": {{"kind": "absent", "path": ["vpcs", usage.vpc[id].id, "complete", "vpc_endpoints", service]}},
}

# Each rule that judges an endpoint as such: the stage at which, and the attribute by which it passes.
_checks := {
	"epr_dns": ["name", "private_dns"],
	"epr_region": ["endpoint", "service_region"],
	"epr_state": ["endpoint", "state"],
}

# The rules that say whom an endpoint must let in, by the use that makes it so.
_letting_in := {"epr_security_group": "required", "epr_shadow": "taken"}

_door(name, id, endpoint, relation) := steps.of(name, endpoint.id, object.union(_at_door(endpoint), judged)) if {
	relation.value == "yes"
	known.has(endpoint.type)
	judged := _admitted(id, endpoint.id, doors.admits[endpoint.id][id])
} else := steps.undecided(name, endpoint.id, _at_door(endpoint)) if {
	relation.value != "no"
}

_unwatched(id, endpoint, _) := steps.passing("epr_security_group", object.union(_at_door(endpoint), judged)) if {
	judged := _admitted(id, endpoint.id, doors.admits[endpoint.id][id])
	judged.verdict == "passes"
}

_unwatched(id, endpoint, reason) := steps.unjudged("epr_security_group", _at_door(endpoint), reason) if {
	doors.admits[endpoint.id][id].verdict != "yes"
}

_at_door(endpoint) := {
	"stage": "groups_in",
	"through": {["security_groups", group] | some group in doors.filter[endpoint.id].own},
}

_state(endpoint) := {
	"stage": "endpoint",
	"through": {["vpc_endpoints", endpoint.id]},
	"verdict": {"yes": "passes", "no": "stopped", "unknown": "undecided"}[states.works(endpoint)],
	"deciders": {{"kind": "fact", "path": ["vpc_endpoints", endpoint.id, "state"]}},
	"because": {["vpc_endpoints", endpoint.id, "state"] | states.works(endpoint) == "unknown"},
}

_addresses(endpoint) := {
	"stage": "name",
	"through": {["vpc_endpoints", endpoint.id]},
	"verdict": {true: "passes", false: "stopped", null: "undecided"}[object.get(endpoint, "ipv4", null)],
	"deciders": {{"kind": "fact", "path": ["vpc_endpoints", endpoint.id, "ipv4"]}},
	"because": {["vpc_endpoints", endpoint.id, "ipv4"] | known.missing(object.get(endpoint, "ipv4", null))},
}

_admitted(id, endpoint, admits) := {
	"verdict": "passes",
	"deciders": {{"kind": "group_rule", "path": path} |
		some path in groups.admitting(
			doors.filter[endpoint], 443,
			object.get(own.ranges, id, set()), own.filter[id].ingress.own,
		)
	},
} if {
	admits.verdict == "yes"
} else := {"verdict": "undecided", "because": admits.because} if {
	admits.verdict == "unknown"
} else := {"verdict": "stopped", "deciders": {{"kind": "no_rule", "path": doors.rules_path(endpoint)}}}

_customers(id, service, found) := step if {
	customer_endpoints.served(id, service) == "yes"
	step := steps.of("env_customer_endpoints", id, object.union(found, {"verdict": "passes"}))
} else := step if {
	deciders := {{"kind": _fault_kind(fault), "path": fault.at} |
		some fault in object.get(customer_endpoints.faults, id, set())
		fault.args.part == customer_endpoints.parts[service]
	}
	count(deciders) > 0
	stopped := object.union(found, {"verdict": "stopped", "deciders": deciders})
	step := steps.of("env_customer_endpoints", id, stopped)
} else := steps.undecided("env_customer_endpoints", id, found)

_fault_kind(fault) := "absent" if fault.args.case == "missing"

_fault_kind(fault) := "fact" if fault.args.case != "missing"
