# METADATA
# title: Public routing does not reach the Internet through a NAT gateway
# description: |
#   With public routing the workers reach AWS's services and the Internet through NAT gateways: every
#   address of the public IPv4 space has a route to one, by the longest prefix, so that 0.0.0.0/1 and
#   128.0.0.0/1 are as good as 0.0.0.0/0. It is also judged where the parameter `routing` asks for public
#   routing, and where a NAT gateway stands in the VPC that no route table uses.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg
# custom:
#   id: RT-DEFAULT-NAT
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: "You need to configure rules to direct traffic on your NAT gateways."
#   messages:
#     default: "{subnet} has no route to the Internet, or not to all of it (route table {table})"
#     elsewhere: "{subnet} sends packets to the Internet to a {kind}, not to a NAT gateway (route table {table})"
#   remedy: "Add a route for 0.0.0.0/0 to a NAT gateway to route table {table}."
#   reasons:
#     private-routing: "The routing is private: no NAT gateway is meant."
#   fix: always
#   explains: []
#   tags: [route-table]
#   since: 0.1.0
package mwaa.rules.rt_default_nat

import data.mwaa.lib.facts
import data.mwaa.lib.nats
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

id := "RT-DEFAULT-NAT"

verdict[subject] := _verdict(subject, routing.mode[subject]) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some subnet in facts.environment[subject].subnet_ids.items
	lost := routing.lost[subnet]
	table := facts.effective_table[subnet].id
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["route_tables", table, "routes"],
		"args": {"case": _case(lost[1]), "subnet": subnet, "table": table, "kind": lost[1]},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "egress",
			"source": null,
			"destination": lost[0],
			"port": 443,
			"flow": "internet",
			"decider": {"kind": "route", "path": ["route_tables", table, "routes"]},
		},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject, routing.mode[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(subject, routing.mode[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains nats.route_edit(finding) if some finding in findings

_case(kind) := "default" if kind == "none"

_case(kind) := "elsewhere" if kind != "none"

_verdict(subject, found) := "not_applicable" if {
	_reason(subject, found)
} else := "undecided" if {
	found.unknown == true
} else := "undecided" if {
	found.mode == "private"
	count(_hidden(subject)) > 0
} else := "fail" if {
	some subnet in facts.environment[subject].subnet_ids.items
	routing.lost[subnet]
} else := "undecided" if {
	found.mode == "indeterminate"
} else := "pass"

_reason(subject, found) := "ENV-SUBNET-PRIVATE" if {
	found.mode == "igw"
} else := "ENV-ROUTING-MIXED" if {
	found.mode == "mixed"
} else := "ENV-SUBNET-COUNT" if {
	usage.wrong_subnet_count(facts.environment[subject])
} else := "private-routing" if {
	found.mode == "private"
	facts.params.routing == "private"
} else := "private-routing" if {
	found.mode == "private"
	count(_hidden(subject)) == 0
	count(nats.idle(subject)) == 0
}

_because(subject, found) := found.because if {
	found.mode == "indeterminate"
} else := _hidden(subject)

# NAT gateways that may stand idle matter only while nobody says which routing is meant.
_hidden(subject) := nats.hidden(subject) if facts.params.routing == "auto"
