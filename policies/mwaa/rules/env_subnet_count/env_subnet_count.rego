# METADATA
# title: An environment does not have exactly two subnets
# description: |
#   MWAA places its workers and its web server in two subnets, no fewer and no more. The subnets of an
#   environment cannot be changed afterwards.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
# custom:
#   id: ENV-SUBNET-COUNT
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "An environment takes exactly two private subnets."
#   messages:
#     default: "{subject} has {count} subnets; exactly 2 are needed"
#     one: "{subject} has 1 subnet; exactly 2 are needed"
#   remedy: "Give the environment exactly two private subnets, in two availability zones."
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [environment, subnet]
#   since: 0.1.0
package mwaa.rules.env_subnet_count

import data.mwaa.lib.facts

import rego.v1

id := "ENV-SUBNET-COUNT"

verdict[environment.id] := _verdict(environment.subnet_ids) if some environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["environments", subject, "subnet_ids"],
		"args": _args(_count(facts.environment[subject].subnet_ids)),
	}
}

undecided contains {"subject": subject, "because": [["environments", subject, "subnet_ids"]]} if {
	some subject, "undecided" in verdict
}

not_applicable := set()

# More than two fail whatever else there may be; fewer only where there can be no other.
_verdict(subnets) := "fail" if {
	_count(subnets) > 2
} else := "fail" if {
	_count(subnets) < 2
	subnets.complete == true
} else := "pass" if {
	subnets.complete == true
} else := "undecided"

_args(1) := {"case": "one", "count": 1}

_args(number) := {"count": number} if number != 1

_count(subnets) := count({subnet | some subnet in subnets.items})
