# METADATA
# title: A subnet of an environment is routed to an Internet gateway
# description: |
#   The subnets of an environment must be private: no route of their table, IPv4 or IPv6, may lead to an
#   Internet gateway. A subnet without an association has the main table of its VPC.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: ENV-SUBNET-PRIVATE
#   severities: [critical]
#   subject: subnet
#   blocks: true
#   source: beyond
#   sentence: "The subnets must be private; their route tables must not have a route to an Internet gateway."
#   messages:
#     default: "{subject} is public: {destination} in route table {table} leads to an Internet gateway"
#   remedy: >-
#     Give the environment private subnets: associate {subject} with a route table that leads to a NAT
#     gateway, or has local routes only.
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [subnet, route-table]
#   since: 0.1.0
package mwaa.rules.env_subnet_private

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "ENV-SUBNET-PRIVATE"

verdict[subject] := _verdict(facts.effective_table[subject].id) if some subject in facts.environment_subnet_ids

findings contains finding if {
	some subject, "fail" in verdict
	table := facts.effective_table[subject].id
	some route in facts.route_table[table].routes.items
	known.is(route.target_kind, "internet_gateway")
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["route_tables", table, "routes", route.key],
		"args": {"table": table, "destination": route.key},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.effective_table[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable := set()

_verdict(table) := "undecided" if {
	known.missing(table)
} else := "fail" if {
	some route in facts.route_table[table].routes.items
	known.is(route.target_kind, "internet_gateway")
} else := "pass" if {
	facts.route_table[table].routes.complete == true
	every route in facts.route_table[table].routes.items {
		known.has(route.target_kind)
	}
} else := "undecided"

_because(table) := table.because if {
	known.missing(table.id)
} else := {["route_tables", table.id, "routes"]} if {
	facts.route_table[table.id].routes.complete == false
} else := {["route_tables", table.id, "routes", route.key, "target_kind"] |
	some route in facts.route_table[table.id].routes.items
	known.missing(route.target_kind)
}
