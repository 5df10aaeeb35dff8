# METADATA
# title: An entry of a network ACL is overruled by an earlier deny
# description: |
#   EC2 tries the entries of an ACL by their numbers, and the first that matches decides. An entry that
#   would allow what MWAA must send, behind a deny with a lower number, says something else than happens.
#   Entries that change nothing, the implied last deny, and a deny behind an allow are no matter. That
#   packets are stopped is told by NACL-FLOW, NACL-RETURN and NACL-NAT-SUBNET, which also know what to
#   add; this rule shows the entries that disagree.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-acl
# custom:
#   id: NACL-SHADOWED
#   severities: [medium]
#   subject: network_acl
#   blocks: false
#   source: page
#   sentence: "Rules of a network ACL are evaluated in the order of their numbers, and the first that matches applies."
#   messages:
#     default: "entry {entry} of network ACL {subject} would allow TCP {ports} ({flows}), and {denies} denies it first"
#   remedy: "Take away {denies} of network ACL {subject}, or give {entry} a lower number."
#   reasons:
#     not-in-use: No subnet of an environment has it.
#   fix: none
#   explains: []
#   tags: [network-acl]
#   since: 0.1.0
package mwaa.rules.nacl_shadowed

import data.mwaa.lib.facts
import data.mwaa.lib.shadows
import data.mwaa.lib.spans
import data.mwaa.lib.usage

import rego.v1

id := "NACL-SHADOWED"

verdict[subject] := _verdict(subject) if some subject, _ in facts.network_acl

findings contains finding if {
	some subject, "fail" in verdict
	some entry, shadow in shadows.cast[subject]
	finding := {
		"subject": subject,
		"severity": "medium",
		"at": ["network_acls", subject, "entries", entry],
		"args": {
			"entry": entry,
			"denies": sort({one.deny | some one in shadow}),
			"ports": spans.port_texts(shadow),
			"flows": sort({one.flow | some one in shadow}),
		},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "not-in-use"} if some subject, "not_applicable" in verdict

_verdict(acl) := "not_applicable" if {
	usage.acl_in_use[acl] == "no"
} else := "undecided" if {
	usage.acl_in_use[acl] == "unknown"
} else := "fail" if {
	shadows.cast[acl]
} else := "undecided" if {
	shadows.doubts[acl]
} else := "pass"

_because(acl) := usage.acl_doubts[acl] if {
	usage.acl_in_use[acl] == "unknown"
} else := shadows.doubts[acl]
