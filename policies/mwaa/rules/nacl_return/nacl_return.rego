# METADATA
# title: A network ACL stops the replies to MWAA's packets
# description: |
#   An ACL keeps no state: the replies of a connection need entries of their own, on the ephemeral
#   port that the client chose (32768 to 60999 on the workers, which run Linux; the parameter
#   `ephemeral: wide` asks for 1024 to 65535).
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-acl
# custom:
#   id: NACL-RETURN
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: >-
#     An ACL is stateless, which means that inbound and outbound rules must be specified separately and
#     explicitly.
#   messages:
#     default: "network ACL {acl} denies the {direction} replies on TCP {ports} {toward} {addresses} ({flows})"
#     acl_entry: >-
#       entry {entry} of network ACL {acl} denies the {direction} replies on TCP {ports} {toward}
#       {addresses} ({flows})
#     implied_deny: >-
#       no entry of network ACL {acl} allows the {direction} replies on TCP {ports} {toward} {addresses}
#       ({flows})
#   remedy: Allow {direction} TCP {ports} in network ACL {acl}, the ports on which replies arrive.
#   reasons: {}
#   fix: sometimes
#   explains: []
#   tags: [network-acl]
#   since: 0.1.0
package mwaa.rules.nacl_return

import data.mwaa.lib.acl_edits
import data.mwaa.lib.crossings
import data.mwaa.lib.facts
import data.mwaa.lib.usage

import rego.v1

id := "NACL-RETURN"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some stopped in crossings.stopped[subject].reply
	finding := object.union(stopped, {"subject": subject, "severity": "critical"})
}

undecided contains {"subject": subject, "because": sort(crossings.doubts[subject].reply)} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "ENV-SUBNET-COUNT"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some edit in acl_edits.of(finding, "reply")
}

_verdict(subject) := "not_applicable" if {
	usage.wrong_subnet_count(facts.environment[subject])
} else := "fail" if {
	crossings.stopped[subject].reply
} else := "undecided" if {
	crossings.doubts[subject].reply
} else := "pass" if {
	every result in crossings.judged[subject].reply {
		result.verdict == "allow"
	}
}
