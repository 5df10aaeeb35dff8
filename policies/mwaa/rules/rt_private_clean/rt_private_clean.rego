# METADATA
# title: A network that is meant to be private has a way to the Internet
# description: |
#   Private routing has neither a NAT gateway nor an Internet gateway in the route tables of the
#   environment's subnets. Whether it is meant only the parameter `routing` tells.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: RT-PRIVATE-CLEAN
#   severities: [medium]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "With private routing the subnets have no route to a NAT gateway or an Internet gateway."
#   messages:
#     default: "{subject} should have private routing, and route table {table} sends {destination} to {target}"
#   remedy: "Take the route for {destination} out of route table {table}."
#   reasons:
#     not-stated: "The parameter routing does not ask for private routing."
#   fix: none
#   explains: []
#   tags: [route-table]
#   since: 0.1.0
package mwaa.rules.rt_private_clean

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

id := "RT-PRIVATE-CLEAN"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some table in _tables[subject]
	some route in facts.route_table[table].routes.items
	known.one_of(route.target_kind, _outward)
	finding := {
		"subject": subject,
		"severity": "medium",
		"at": ["route_tables", table, "routes", route.key],
		"args": {"table": table, "destination": route.key, "target": route.target_id, "kind": route.target_kind},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.environment[subject])} if {
	some subject, "not_applicable" in verdict
}

_outward := {"internet_gateway", "nat_gateway"}

_verdict(environment) := "not_applicable" if {
	_reason(environment)
} else := "fail" if {
	some table in _tables[environment.id]
	some route in facts.route_table[table].routes.items
	known.one_of(route.target_kind, _outward)
} else := "undecided" if {
	count(_because(environment)) > 0
} else := "pass"

_reason(environment) := "not-stated" if {
	facts.params.routing != "private"
} else := "ENV-SUBNET-COUNT" if {
	usage.no_subnets(environment)
}

_tables[id] contains table if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	table := facts.effective_table[subnet].id
}

_because(environment) := {["environments", environment.id, "subnet_ids"] |
	environment.subnet_ids.complete == false
} | {path |
	some subnet in environment.subnet_ids.items
	some path in array.concat(
		[path | some path in facts.effective_table[subnet].because],
		[path | some path in _hidden(facts.route_table[facts.effective_table[subnet].id])],
	)
}

_hidden(table) := {["route_tables", table.id, "routes"] | table.routes.complete == false} | {path |
	some route in table.routes.items
	known.missing(route.target_kind)
	path := ["route_tables", table.id, "routes", route.key]
}
