# METADATA
# title: Steps at the security groups of an environment
# description: |
#   What these groups let out and in, as steps by the name and the endpoint of a flow.
# scope: package
package mwaa.lib.group_steps

import data.mwaa.lib.customer_endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.groups
import data.mwaa.lib.own
import data.mwaa.lib.steps
import data.mwaa.lib.targets

import rego.v1

# METADATA
# description: The steps of each environment's flows, by name and endpoint of the flow.
of[id][[target.name, target.endpoint]] contains step if {
	some id, wanted in targets.of
	some target in wanted
	found := targets.reaches(id, target)
	step := steps.of("sg_egress", id, {
		"stage": "groups_out",
		"through": _groups(own.filter[id].egress),
		"verdict": _admitted[found.verdict],
		"deciders": _letting(found, targets.admitting(id, target), _rules_path(id, "egress")),
		"because": found.because,
	})
}

of[id][[name, null]] contains step if {
	some id, _ in facts.environment
	some name, port in flows.listeners
	rules := own.filter[id].ingress
	found := own.among(id, "ingress", port)
	admitting := groups.admitting(rules, port, object.get(own.ranges, id, set()), rules.own)
	step := steps.of(_rules[name], id, {
		"stage": "groups_in",
		"through": _groups(rules),
		"verdict": _admitted[found.verdict],
		"deciders": _letting(found, admitting, _rules_path(id, "ingress")),
		"because": found.because,
	})
}

# The environment's groups do not count where the customer made the endpoint to a part, and whom that one
# must let in nobody says where the customer need not have made it.
of[id][[part, null]] contains step if {
	some id, environment in facts.environment
	some service, part in customer_endpoints.parts
	own.customer_endpoint(id, service) == "yes"
	customer_endpoints.wanted(environment, service) == "no"
	step := steps.unjudged(_rules[part], {"stage": "groups_in"}, "customer-endpoints")
}

_rules := {"database": "sg_database", "webserver": "sg_webserver"}

# There is none where the environment has no group.
_rules_path(id, direction) := {path | path := own.rules_path(id, direction)}

_groups(rules) := {["security_groups", group] | some group in rules.own}

_admitted := {"yes": "passes", "no": "stopped", "unknown": "undecided"}

_letting(found, admitting, _) := {{"kind": "group_rule", "path": path} | some path in admitting} if {
	found.verdict != "no"
}

_letting(found, _, rules) := {{"kind": "no_rule", "path": path} | some path in rules} if found.verdict == "no"
