# METADATA
# title: A network ACL stops a packet that MWAA must send
# description: |
#   The interfaces of an environment talk to each other on 5432 (the metadata database) and 443 (the
#   web server), to the endpoints of the services that they use on 443, and with public routing to
#   the Internet on 443. Every cell of these flows is tried against the ACLs that it crosses.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-acl
# custom:
#   id: NACL-FLOW
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: >-
#     An ACL is stateless, which means that inbound and outbound rules must be specified separately and
#     explicitly.
#   messages:
#     default: "network ACL {acl} denies {direction} TCP {ports} {toward} {addresses} ({flows})"
#     acl_entry: "entry {entry} of network ACL {acl} denies {direction} TCP {ports} {toward} {addresses} ({flows})"
#     implied_deny: "no entry of network ACL {acl} allows {direction} TCP {ports} {toward} {addresses} ({flows})"
#   remedy: >-
#     Allow {direction} TCP {ports} in network ACL {acl}, by an entry with a lower number than the one
#     that denies it.
#   reasons: {}
#   fix: sometimes
#   explains: []
#   tags: [network-acl]
#   since: 0.1.0
package mwaa.rules.nacl_flow

import data.mwaa.lib.acl_edits
import data.mwaa.lib.crossings
import data.mwaa.lib.facts
import data.mwaa.lib.usage

import rego.v1

id := "NACL-FLOW"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some stopped in crossings.stopped[subject].request
	finding := object.union(stopped, {"subject": subject, "severity": "critical"})
}

undecided contains {"subject": subject, "because": sort(crossings.doubts[subject].request)} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "ENV-SUBNET-COUNT"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some edit in acl_edits.of(finding, "request")
}

_verdict(subject) := "not_applicable" if {
	usage.wrong_subnet_count(facts.environment[subject])
} else := "fail" if {
	crossings.stopped[subject].request
} else := "undecided" if {
	crossings.doubts[subject].request
} else := "pass" if {
	every result in crossings.judged[subject].request {
		result.verdict == "allow"
	}
}
