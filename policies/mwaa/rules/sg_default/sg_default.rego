# METADATA
# title: An environment has a default security group
# description: |
#   The page recommends a group of the environment's own. The default group of a VPC is what everything
#   gets that names no group, so all of that may then talk to the environment.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
# custom:
#   id: SG-DEFAULT
#   severities: [info]
#   subject: environment
#   blocks: false
#   source: page
#   sentence: "Each VPC has a default security group, and a group of the environment's own is recommended."
#   messages:
#     default: "{group}, a security group of {subject}, is the default group of its VPC"
#   remedy: "Make a security group for the environment, with the rules that it needs, and take it instead of {group}."
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_default

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.own

import rego.v1

id := "SG-DEFAULT"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some group in facts.environment[subject].security_group_ids.items
	known.yes(facts.security_group[group]["default"])
	finding := {
		"subject": subject,
		"severity": "info",
		"at": ["environments", subject, "security_group_ids", group],
		"args": {"group": group},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "SG-COUNT"} if some subject, "not_applicable" in verdict

_verdict(environment) := "not_applicable" if {
	own.no_group(environment.id)
} else := "fail" if {
	some group in environment.security_group_ids.items
	known.yes(facts.security_group[group]["default"])
} else := "undecided" if {
	count(_because(environment)) > 0
} else := "pass" if {
	every group in environment.security_group_ids.items {
		known.no(facts.security_group[group]["default"])
	}
}

_because(environment) := {["environments", environment.id, "security_group_ids"] |
	environment.security_group_ids.complete == false
} | {["security_groups", group, "default"] |
	some group in environment.security_group_ids.items
	known.missing(facts.security_group[group]["default"])
}
