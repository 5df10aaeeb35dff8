# METADATA
# title: The network ACL of a NAT gateway's subnet stops its packets
# description: |
#   With public routing, what the environment sends to the Internet passes the subnet of a NAT gateway,
#   whose ACL sees four packets of each connection: the request comes in from the worker and goes out to
#   the Internet, the reply comes in for one of the gateway's own ports, 1024-65535, and goes out to the
#   worker's. A regional gateway has no subnet, and one in the worker's own subnet crosses no second ACL.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: NACL-NAT-SUBNET
#   severities: [high]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "A NAT gateway uses ports 1024-65535, and its subnet's network ACL must let its packets through."
#   messages:
#     default: "network ACL {acl}, at a NAT gateway, denies {direction} TCP {ports} {toward} {addresses}"
#     acl_entry: >-
#       entry {entry} of network ACL {acl}, at a NAT gateway, denies {direction} TCP {ports} {toward}
#       {addresses}
#     implied_deny: >-
#       no entry of network ACL {acl}, at a NAT gateway, allows {direction} TCP {ports} {toward}
#       {addresses}
#   remedy: Allow {direction} TCP {ports} in network ACL {acl}, by an entry with a number below that of the deny.
#   reasons:
#     private-routing: "The routing is private: no NAT gateway is passed."
#     no-nat-subnet: No NAT gateway with a subnet of its own is passed.
#   fix: sometimes
#   explains: []
#   tags: [network-acl, nat-gateway]
#   since: 0.1.0
package mwaa.rules.nacl_nat_subnet

import data.mwaa.lib.acl_edits
import data.mwaa.lib.crossings
import data.mwaa.lib.facts
import data.mwaa.lib.nat_flows
import data.mwaa.lib.routing

import rego.v1

id := "NACL-NAT-SUBNET"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some stopped in crossings.stopped[subject].nat
	finding := object.union(stopped, {"subject": subject, "severity": "high"})
}

undecided contains {"subject": subject, "because": sort(crossings.doubts[subject].nat)} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some edit in acl_edits.of(finding, "nat")
}

_verdict(subject) := "not_applicable" if {
	_reason(subject)
} else := "fail" if {
	crossings.stopped[subject].nat
} else := "undecided" if {
	crossings.doubts[subject].nat
} else := "pass" if {
	every result in crossings.judged[subject].nat {
		result.verdict == "allow"
	}
}

_reason(subject) := reason if {
	reason := routing.not_public[routing.mode[subject].mode]
} else := "no-nat-subnet" if {
	count(object.get(nat_flows.required, subject, set())) == 0
	count(object.get(nat_flows.hidden, subject, set())) == 0
}
