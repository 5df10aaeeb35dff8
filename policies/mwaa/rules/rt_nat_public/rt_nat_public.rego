# METADATA
# title: A NAT gateway does not reach the Internet
# description: |
#   With public routing everything goes through NAT gateways. Each must be there, be public, have an
#   address, and lie in a public subnet: one whose route table sends every public IPv4 address to an
#   Internet gateway that is attached to the VPC, and no such gateway may be blocked.
#
#   A regional gateway has no subnet, and AWS gives it addresses, so these two are asked of zonal ones
#   only. A default route to something else, such as a firewall, leaves it undecided, as it may lead to
#   the Internet in the end.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
# custom:
#   id: RT-NAT-PUBLIC
#   severities: [critical]
#   subject: nat_gateway
#   blocks: true
#   source: beyond
#   sentence: "Public routing needs NAT gateways with elastic IP addresses in public subnets, and an Internet gateway."
#   messages:
#     default: "the NAT gateway {subject} does not reach the Internet"
#     state: "the NAT gateway {subject} is {state}"
#     private: "the NAT gateway {subject} is a private one, which does not reach the Internet"
#     address: "the NAT gateway {subject} has no elastic IP address"
#     route: "route table {table} does not lead the NAT gateway {subject}, in {subnet}, to an attached Internet gateway"
#     block: "the VPC {vpc} of the NAT gateway {subject} blocks its Internet gateways in both directions"
#   remedy: "Use a public NAT gateway that has an elastic IP address, and a subnet with a route to an Internet gateway."
#   reasons:
#     not-in-use: No subnet of an environment reaches the Internet through it.
#   fix: sometimes
#   explains: []
#   tags: [route-table, nat-gateway]
#   since: 0.1.0
package mwaa.rules.rt_nat_public

import data.mwaa.lib.exits
import data.mwaa.lib.facts
import data.mwaa.lib.logic
import data.mwaa.lib.nats

import rego.v1

id := "RT-NAT-PUBLIC"

verdict[subject] := _verdict(subject) if some subject, _ in facts.nat_gateway

findings contains finding if {
	some subject, "fail" in verdict
	some test in exits.tests[subject]
	test.good == "no"
	nat := facts.nat_gateway[subject]
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": test.at,
		"args": {
			"case": test.case,
			"state": nat.state,
			"subnet": nat.subnet_id,
			"table": exits.table(nat),
			"vpc": nat.vpc_id,
		},
		"evidence": _evidence(test.case, nat.subnet_id),
	}
}

undecided contains object.union(entry, _quiet(entry.because)) if {
	some subject, "undecided" in verdict
	entry := {"subject": subject, "because": sort(_because(subject))}
}

not_applicable contains {"subject": subject, "because": "not-in-use"} if some subject, "not_applicable" in verdict

edits contains edit if {
	some finding in findings
	change := exits.opening(finding)
	edit := object.union(change, {"subject": finding.subject, "at": finding.at})
}

_verdict(subject) := "not_applicable" if {
	nats.in_use[subject] == "no"
} else := "undecided" if {
	nats.in_use[subject] == "unknown"
} else := _said[logic.all_of({test.good | some test in exits.tests[subject]})]

_said := {"yes": "pass", "no": "fail", "unknown": "undecided"}

_because(subject) := nats.doubts[subject] if {
	nats.in_use[subject] == "unknown"
} else := {path | some test in exits.tests[subject]; test.good == "unknown"; some path in test.because}

# Hardly any account blocks its Internet gateways, and responses older than the feature do not tell:
# that alone is a note, and no open question.
_quiet(because) := {"quiet": true} if {
	every path in because {
		path[2] == "igw_block"
	}
} else := {}

_evidence("route", subnet) := {
	"kind": "packet",
	"protocol": "6",
	"direction": "egress",
	"source": null,
	"destination": exits.of[subnet].lost,
	"port": 443,
	"flow": "internet",
	"decider": {"kind": "route", "path": exits.of[subnet].path},
}

_evidence(case, _) := null if case != "route"
