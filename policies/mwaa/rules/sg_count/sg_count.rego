# METADATA
# title: An environment has no security group, or more than five
# description: |
#   MWAA attaches the groups of an environment to every network interface that it makes, and takes
#   between one and five of them. With none or with six the environment cannot be created.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-about
# custom:
#   id: SG-COUNT
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: You can use between one to five security groups per environment.
#   messages:
#     default: "{subject} has {count} security groups; between 1 and 5 are possible"
#   remedy: Give the environment between one and five security groups.
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_count

import data.mwaa.lib.facts

import rego.v1

id := "SG-COUNT"

verdict[environment.id] := _verdict(environment.security_group_ids) if some environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["environments", subject, "security_group_ids"],
		"args": {"count": _count(facts.environment[subject].security_group_ids)},
	}
}

undecided contains {"subject": subject, "because": [["environments", subject, "security_group_ids"]]} if {
	some subject, "undecided" in verdict
}

not_applicable := set()

# More than five fail whatever else there may be; none fails only where there can be no other.
_verdict(groups) := "fail" if {
	_count(groups) > 5
} else := "fail" if {
	_count(groups) == 0
	groups.complete == true
} else := "pass" if {
	groups.complete == true
} else := "undecided"

_count(groups) := count({group | some group in groups.items})
