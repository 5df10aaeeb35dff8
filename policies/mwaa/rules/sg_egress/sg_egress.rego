# METADATA
# title: The groups of an environment do not let out what it must send
# description: |
#   Outbound rules must reach what the environment uses: its own interfaces on 5432 and 443, the
#   endpoints of its VPC on 443, S3 through a gateway endpoint, and with public routing the Internet.
#   Replies need no rule: a security group is stateful. A NAT gateway has no group.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
# custom:
#   id: SG-EGRESS
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: "On Amazon MWAA, you need to configure inbound and outbound rules to direct traffic on your NAT gateways."
#   messages:
#     default: "the security groups of {subject} do not let out TCP {ports} ({flows})"
#   remedy: "Add the outbound rules that are missing to {group}: TCP to the ports named, or all traffic to 0.0.0.0/0."
#   reasons: {}
#   fix: sometimes
#   explains: []
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_egress

import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.own
import data.mwaa.lib.targets

import rego.v1

id := "SG-EGRESS"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	missing := sort([[target.name, target.port, target] | some target in _lacking[subject]])
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": own.rules_path(subject, "egress"),
		"args": {
			"group": own.rules_path(subject, "egress")[1],
			"flows": sort({one[0] | some one in missing}),
			"ports": sort({one[1] | some one in missing}),
		},
		"evidence": targets.refused(subject, missing[0][2]),
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "SG-COUNT"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some target in _lacking[finding.subject]
	some edit in targets.edits(finding, target)
}

_lacking[subject] contains target if {
	some subject, _ in facts.environment
	some target in targets.of[subject]
	targets.reaches(subject, target).verdict == "no"
}

# A filter that lets everything out is enough, whatever else the environment may use.
_verdict(subject) := "not_applicable" if {
	own.no_group(subject)
} else := "fail" if {
	_lacking[subject]
} else := "pass" if {
	own.all_out(subject).verdict == "yes"
} else := "undecided" if {
	count(_because(subject)) > 0
} else := "pass" if {
	every target in targets.of[subject] {
		targets.reaches(subject, target).verdict == "yes"
	}
}

_because(subject) := object.get(flows.hidden, subject, set()) | {path |
	some target in targets.of[subject]
	some path in targets.reaches(subject, target).because
}
