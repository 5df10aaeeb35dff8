# METADATA
# title: The groups of an environment do not admit its own packets on 5432
# description: |
#   Every interface of an environment must reach the others on TCP 5432, the metadata database. The rules of all
#   attached groups count together. A rule admits when its peer is one of these groups, or ranges that
#   hold both subnets. Ports and protocols decide, never a rule's label.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg-example-port5432
# custom:
#   id: SG-DATABASE
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: >-
#     Inbound rules must allow TCP traffic on port 5432 from the group itself, for the Amazon Aurora
#     PostgreSQL metadata database.
#   messages:
#     default: "the security groups of {subject} do not admit TCP 5432 from {subject} itself"
#   remedy: "Add an inbound rule to {group}: TCP 5432 (or all traffic) from {group} itself."
#   reasons:
#     customer-endpoints: "The customer manages the endpoint to it (ENV-CUSTOMER-ENDPOINTS)."
#   fix: always
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_database

import data.mwaa.lib.facts
import data.mwaa.lib.own

import rego.v1

id := "SG-DATABASE"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": own.rules_path(subject, "ingress"),
		"args": {"group": own.rules_path(subject, "ingress")[1]},
		"evidence": own.refused(subject, "ingress", 5432, "database"),
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	edit := own.self_rule_edit(finding, "ingress", 5432)
}

_verdict(subject) := "not_applicable" if {
	_reason(subject)
} else := "pass" if {
	own.among(subject, "ingress", 5432).verdict == "yes"
} else := "fail" if {
	own.among(subject, "ingress", 5432).verdict == "no"
	own.customer_endpoint(subject, "mwaa.database") == "no"
} else := "undecided"

_because(subject) := own.among(subject, "ingress", 5432).because | own.customer_doubts(subject, "mwaa.database")

_reason(subject) := "SG-COUNT" if {
	own.no_group(subject)
} else := "customer-endpoints" if {
	own.customer_endpoint(subject, "mwaa.database") == "yes"
}
