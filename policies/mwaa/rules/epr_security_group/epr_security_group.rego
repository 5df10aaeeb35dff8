# METADATA
# title: The groups of an endpoint do not let the environment in
# description: |
#   The interfaces of an endpoint have security groups of their own. They must admit HTTPS from both
#   subnets of the environment, or from one of its groups; where a template gives none, AWS attaches
#   the default group of the VPC, which admits nobody but itself.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
# custom:
#   id: EPR-SECURITY-GROUP
#   severities: [critical]
#   subject: vpc_endpoint
#   blocks: true
#   source: beyond
#   sentence: The security group of an endpoint must allow HTTPS from the resources that use the endpoint.
#   messages:
#     default: "no inbound rule of the groups of {subject} ({service}) admits port 443 from {environments}"
#   remedy: "Add an inbound rule for TCP port 443 from the environment's group to a group of {subject}."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-an-interface: A gateway endpoint has no security groups.
#     not-in-use: No environment needs the endpoint.
#     public-routing: With public routing EPR-SHADOW judges the endpoint.
#   fix: sometimes
#   explains: []
#   tags: [vpc-endpoint, security-group]
#   since: 0.1.0
package mwaa.rules.epr_security_group

import data.mwaa.lib.clients
import data.mwaa.lib.doors
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "EPR-SECURITY-GROUP"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["vpc_endpoints", subject, "security_group_ids"],
		"args": {"service": facts.vpc_endpoint[subject].service, "environments": sort(doors.shut.required[subject])},
		"evidence": doors.refused(min(doors.shut.required[subject]), subject),
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": finding.subject, "at": finding.at}, edit) if {
	some finding in findings
	some environment in finding.args.environments
	some edit in doors.edits(environment, finding.subject)
}

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	known.missing(endpoint.type)
} else := "fail" if {
	doors.shut.required[endpoint.id]
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass"

_reason(endpoint) := reason if {
	reason := clients.judged.required[endpoint.id].reason
} else := "not-an-interface" if {
	known.is_not(endpoint.type, "Interface")
}

_because(endpoint) := clients.judged.required[endpoint.id].because if {
	clients.judged.required[endpoint.id].value == "unknown"
} else := {["vpc_endpoints", endpoint.id, "type"]} if {
	known.missing(endpoint.type)
} else := doors.doubts.required[endpoint.id]
