# METADATA
# title: The groups of an environment differ from the recommended ones
# description: |
#   The page recommends one group that admits all traffic from itself and lets all traffic out to
#   0.0.0.0/0. Narrower groups work too, as the other rules tell; further rules do not matter here.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg-example
# custom:
#   id: SG-RECOMMENDED
#   severities: [info]
#   subject: environment
#   blocks: false
#   source: page
#   sentence: >-
#     The recommended security group allows all inbound traffic from itself and all outbound traffic to
#     0.0.0.0/0.
#   messages:
#     default: "the security groups of {subject} are narrower than the recommended ones"
#     ingress: "the security groups of {subject} have no inbound rule for all traffic from the group itself"
#     egress: "the security groups of {subject} have no outbound rule for all traffic to 0.0.0.0/0"
#     both: >-
#       the security groups of {subject} have neither of the recommended rules: all traffic from the group
#       itself, and all traffic to 0.0.0.0/0
#   remedy: "Add the recommended rules, or leave the groups narrow on purpose."
#   reasons: {}
#   fix: sometimes
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_recommended

import data.mwaa.lib.facts
import data.mwaa.lib.own

import rego.v1

id := "SG-RECOMMENDED"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "info",
		"at": own.rules_path(subject, _missing(subject)[0]),
		"args": {"case": _case(_missing(subject))},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "SG-COUNT"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	facts.params.fix_style == "recommended"
	some finding in findings
	some direction in _missing(finding.subject)
	edit := own.recommended_edit(finding, direction)
}

_missing(subject) := sort([direction | some direction, found in _full[subject]; found.verdict == "no"])

_full[subject] := {"ingress": own.among(subject, "ingress", "all"), "egress": own.all_out(subject)} if {
	some subject, _ in facts.environment
}

_verdict(subject) := "not_applicable" if {
	own.no_group(subject)
} else := "fail" if {
	some found in _full[subject]
	found.verdict == "no"
} else := "pass" if {
	every found in _full[subject] {
		found.verdict == "yes"
	}
} else := "undecided"

_because(subject) := {path | some found in _full[subject]; some path in found.because}

_case(missing) := "both" if count(missing) == 2

_case(missing) := missing[0] if count(missing) == 1
