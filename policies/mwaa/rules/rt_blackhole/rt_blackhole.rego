# METADATA
# title: A route that is needed leads nowhere
# description: |
#   The target of the route was deleted, and EC2 drops every packet that it wins. What is needed are the
#   public addresses, with public routing; routes inside the VPC cannot lose their target, and those of
#   gateway endpoints are judged with the endpoints. Only live networks have states of routes.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
# custom:
#   id: RT-BLACKHOLE
#   severities: [high]
#   subject: route_table
#   blocks: true
#   source: beyond
#   sentence: "A route is in the blackhole state when its target is not available, and its traffic is dropped."
#   messages:
#     default: "route table {subject} sends {destination} nowhere: its {kind} {target} is gone"
#   remedy: "Replace the route for {destination} in route table {subject} by one to a NAT gateway that exists."
#   reasons:
#     not-in-use: No subnet of an environment has it.
#     planned: "The routes are not made yet, and so have no state."
#   fix: none
#   explains: []
#   tags: [route-table]
#   since: 0.1.0
package mwaa.rules.rt_blackhole

import data.mwaa.lib.blackholes
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

id := "RT-BLACKHOLE"

verdict[subject] := _verdict(table) if some subject, table in facts.route_table

findings contains finding if {
	some subject, "fail" in verdict
	some route in facts.route_table[subject].routes.items
	address := blackholes.lost[subject][route.key]
	at := ["route_tables", subject, "routes", route.key]
	finding := {
		"subject": subject,
		"severity": "high",
		"at": at,
		"args": {"destination": route.key, "kind": route.target_kind, "target": route.target_id},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "egress",
			"source": null,
			"destination": address,
			"port": 443,
			"flow": "internet",
			"decider": {"kind": "route", "path": at},
		},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": _reason(facts.route_table[subject])} if {
	some subject, "not_applicable" in verdict
}

_verdict(table) := "not_applicable" if {
	usage.table_in_use[table.id] == "no"
} else := "undecided" if {
	usage.table_in_use[table.id] == "unknown"
} else := "undecided" if {
	blackholes.doubts[table.id]
} else := "fail" if {
	blackholes.needed[table.id] == "yes"
	blackholes.lost[table.id]
} else := "not_applicable" if {
	_reason(table)
} else := "pass"

_because(subject) := usage.table_doubts[subject] if {
	usage.table_in_use[subject] == "unknown"
} else := blackholes.doubts[subject]

_reason(table) := "not-in-use" if {
	usage.table_in_use[table.id] == "no"
} else := "planned" if {
	{route.state | some route in table.routes.items; _made(route)} == {"planned"}
}

# Local routes come with the VPC.
_made(route) if known.is_not(route.target_kind, "local")

_made(route) if known.missing(route.target_kind)
