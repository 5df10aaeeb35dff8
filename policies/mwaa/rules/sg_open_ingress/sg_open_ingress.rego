# METADATA
# title: A security group admits strangers
# description: |
#   In every example of the page the source of an inbound rule is the group itself, never a range of
#   addresses. Whoever else a rule admits is judged by reach: the world on the database's port or on all
#   of them, the world on the web server's port, other networks, and ports that MWAA does not use. Ports that are
#   not known count for the worst that they may be: an unknown must not make a finding milder.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg-example
# custom:
#   id: SG-OPEN-INGRESS
#   severities: [high, medium, low, info]
#   subject: environment
#   blocks: false
#   source: page
#   sentence: "The source of the inbound rules is the security group itself."
#   messages:
#     default: "security group {group} admits {peer} on {ports}"
#     database-world: "security group {group} admits the whole world on {ports}, the metadata database among it"
#     webserver-world: "security group {group} admits the whole world on {ports}"
#     database: "security group {group} admits {peer} on {ports}, the metadata database among it"
#     webserver: "security group {group} admits {peer} to the web server on {ports}"
#     unknown: "security group {group} admits {peer} on {ports}, and MWAA's own ports may be among them"
#     other: "security group {group} admits {peer} on {ports}, which MWAA does not use"
#   remedy: "Take the rule away, or name its source in the parameter trusted_sources."
#   reasons: {}
#   fix: always
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_open_ingress

import data.mwaa.lib.facts
import data.mwaa.lib.own
import data.mwaa.lib.strangers

import rego.v1

id := "SG-OPEN-INGRESS"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some entry in strangers.admitted[subject]
	finding := {
		"subject": subject,
		"severity": entry.severity,
		"at": ["security_groups", entry.group, "ingress", entry.rule.key],
		"args": {
			"case": entry.case,
			"group": entry.group,
			"peer": strangers.peer(entry.rule),
			"ports": strangers.ports(entry.rule),
		},
	}
}

undecided contains {"subject": subject, "because": sort(strangers.doubts[subject])} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "SG-COUNT"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "remove_group_rule",
		"target": finding.at,
		"value": null,
		"applicability": "unsafe",
	}
}

# What came in by the rule and must, comes in by one of the group itself.
edits contains edit if {
	some finding in findings
	some port in own.ports_by(finding.subject, finding.at[1], finding.at[3])
	edit := own.self_rule_edit(finding, "ingress", port)
}

_verdict(subject) := "not_applicable" if {
	own.no_group(subject)
} else := "fail" if {
	strangers.admitted[subject]
} else := "undecided" if {
	strangers.doubts[subject]
} else := "pass"
