# METADATA
# title: One subnet of an environment has public routing, the other private
# description: |
#   Public routing is a network with access to the Internet, private routing one without. An environment
#   has one of them in both of its subnets.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#networking-security-defs
# custom:
#   id: ENV-ROUTING-MIXED
#   severities: [high]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: "Public routing is a VPC network with access to the Internet; private routing is one without."
#   messages:
#     default: >-
#       {subject} has public routing in {public}, by route table {public_tables}, and private routing in {private},
#       by {private_tables}
#   remedy: >-
#     Route both subnets alike: both to NAT gateways, or neither. A subnet without a table of its own has the
#     main one of its VPC.
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [environment, route-table]
#   since: 0.1.0
package mwaa.rules.env_routing_mixed

import data.mwaa.lib.facts
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

id := "ENV-ROUTING-MIXED"

verdict[subject] := _verdict(subject, routing.mode[subject]) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["environments", subject, "subnet_ids"],
		"args": {
			"public": _subnets(subject, "public"),
			"public_tables": _tables(_subnets(subject, "public")),
			"private": _subnets(subject, "private"),
			"private_tables": _tables(_subnets(subject, "private")),
		},
	}
}

undecided contains {"subject": subject, "because": sort(routing.mode[subject].because)} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(subject, routing.mode[subject])} if {
	some subject, "not_applicable" in verdict
}

_subnets(subject, mode) := sort([subnet |
	some subnet in facts.environment[subject].subnet_ids.items
	routing.subnet_mode[subnet].mode == mode
])

_tables(subnets) := sort({facts.effective_table[subnet].id | some subnet in subnets})

_verdict(subject, found) := "fail" if {
	found.mode == "mixed"
} else := "not_applicable" if {
	_reason(subject, found)
} else := "undecided" if {
	found.mode == "indeterminate"
} else := "pass"

_reason(subject, found) := "ENV-SUBNET-PRIVATE" if {
	found.mode == "igw"
} else := "ENV-SUBNET-COUNT" if {
	usage.wrong_subnet_count(facts.environment[subject])
}
