# METADATA
# title: Both subnets of an environment are in one availability zone
# description: |
#   The two subnets must lie in two different availability zones. Zones are compared by what is known of
#   both: their ids, their names, or their places in one list of zones.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: ENV-SUBNET-AZ
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "The two private subnets must be in two different availability zones."
#   messages:
#     default: "{subject}: both subnets, {subnets}, are in zone {zone}"
#   remedy: "Use two subnets in two different availability zones."
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [environment, subnet]
#   since: 0.1.0
package mwaa.rules.env_subnet_az

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage
import data.mwaa.lib.zones

import rego.v1

id := "ENV-SUBNET-AZ"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["environments", subject, "subnet_ids"],
		"args": {
			"subnets": [subnet.id | some subnet in _pair[subject]],
			"zone": [_pair[subject][0][kind] | some kind in _kinds; _equal(subject, kind)][0],
		},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "ENV-SUBNET-COUNT"} if {
	some subject, "not_applicable" in verdict
}

_kinds := ["zone_id", "zone_name", "zone_ref"]

# The subnets, which are two wherever zones are compared.
_pair[id] := [facts.subnet[subnet] | some subnet in sort({one | some one in environment.subnet_ids.items})] if {
	some id, environment in facts.environment
}

_verdict(subject) := "not_applicable" if {
	usage.wrong_subnet_count(facts.environment[subject])
} else := "undecided" if {
	facts.environment[subject].subnet_ids.complete == false
} else := "fail" if {
	some kind in _kinds
	_equal(subject, kind)
} else := "pass" if {
	some kind in _kinds
	known.same_text(_pair[subject][0][kind], _pair[subject][1][kind]) == "no"
} else := "pass" if {
	# Two places in one list of zones: tokens, and different ones are different zones.
	known.is_not(_pair[subject][0].zone_ref, _pair[subject][1].zone_ref)
	known.has(_pair[subject][1].zone_ref)
} else := "undecided"

_equal(subject, kind) if known.same_text(_pair[subject][0][kind], _pair[subject][1][kind]) == "yes"

_because(subject) := {["environments", subject, "subnet_ids"]} if {
	facts.environment[subject].subnet_ids.complete == false
} else := zones.unplaced({subnet.id | some subnet in _pair[subject]})
