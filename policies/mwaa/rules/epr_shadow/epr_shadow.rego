# METADATA
# title: An endpoint takes calls from the NAT gateways and does not answer them
# description: |
#   Private DNS makes the usual name of a service lead to the endpoint, for everything in the VPC and
#   whatever the route tables say. So with public routing such an endpoint stands before the way through
#   the NAT gateways, and must let the environment in, by IPv4, and work as it must with private routing.
#   One without private DNS, or for inbound resolvers only, is passed by.
#
#   What its policy stops is told by EP-POLICY-BLOCKS, and by EP-S3-DAG and EP-S3-ECR for S3, whatever the
#   routing: the statement is the cause, which the same change mends; without the call the environment
#   does not run; and it holds where the routes are not known. So where nothing else is wrong with the
#   endpoint, this rule has nothing to say once one of these fails, and it passes an endpoint only when
#   all of the calls get through.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: EPR-SHADOW
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: true
#   source: beyond
#   sentence: With private DNS, requests to the usual name of a service go to the interface endpoint.
#   messages:
#     default: "{subject} takes the calls of {environments} to {service}, and its groups do not admit port 443"
#     ipv6: "{subject} takes the calls of {environments} to {service}, and its names lead to IPv6 only"
#     state: "{subject} takes the calls of {environments} to {service}, and is {state}"
#   remedy: "Let {subject} take calls from {environments}, or turn its private DNS off, so that they pass NAT gateways."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-an-interface: A gateway endpoint has neither groups nor private DNS.
#     not-in-use: No call of an environment is led to the endpoint.
#     private-routing: With private routing EPR-SECURITY-GROUP and EPR-STATE judge the endpoint.
#   fix: sometimes
#   explains: []
#   tags: [vpc-endpoint, security-group, dns]
#   since: 0.1.0
package mwaa.rules.epr_shadow

import data.mwaa.lib.clients
import data.mwaa.lib.doors
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.policy_verdicts
import data.mwaa.lib.states

import rego.v1

id := "EPR-SHADOW"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	shut := doors.shut.taken[subject]
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "security_group_ids"],
		"args": {"service": facts.vpc_endpoint[subject].service, "environments": sort(shut)},
		"evidence": doors.refused(min(shut), subject),
	}
}

findings contains finding if {
	some subject, "fail" in verdict
	endpoint := facts.vpc_endpoint[subject]
	states.works(endpoint) == "no"
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "state"],
		"args": {
			"case": "state",
			"service": endpoint.service,
			"environments": sort(_callers(subject, {"yes"})),
			"state": endpoint.state,
		},
	}
}

findings contains finding if {
	some subject, "fail" in verdict
	endpoint := facts.vpc_endpoint[subject]
	_is_deaf(endpoint)
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "ipv4"],
		"args": {
			"case": "ipv6",
			"service": endpoint.service,
			"environments": sort(_callers(subject, {"yes"})),
		},
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
	finding.at[2] == "security_group_ids"
	some environment in finding.args.environments
	some edit in doors.edits(environment, finding.subject)
}

edits contains edit if {
	some finding in findings
	finding.at[2] == "ipv4"
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": finding.at,
		"value": true,
		"applicability": "unsafe",
	}
}

# Its names have no address of IPv4, by which environments call.
_is_deaf(endpoint) if known.no(object.get(endpoint, "ipv4", null))

# Environments whose calls the endpoint takes, `yes`, or may take, `unknown`.
_callers(endpoint, values) := {id |
	some id, relation in clients.relation.taken[endpoint]
	relation.value in values
}

_verdict(endpoint) := "not_applicable" if {
	clients.judged.taken[endpoint.id].value == "no"
} else := "undecided" if {
	clients.judged.taken[endpoint.id].value == "unknown"
} else := "fail" if {
	doors.shut.taken[endpoint.id]
} else := "fail" if {
	states.works(endpoint) == "no"
} else := "fail" if {
	_is_deaf(endpoint)
} else := "undecided" if {
	count(_hidden(endpoint)) > 0
} else := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass"

_reason(endpoint) := reason if {
	reason := clients.judged.taken[endpoint.id].reason
} else := min(told) if {
	told := {rule |
		some id in _callers(endpoint.id, {"yes", "unknown"})
		some rule in policy_verdicts.failed[endpoint.id][id]
	}
}

_because(endpoint) := clients.judged.taken[endpoint.id].because if {
	clients.judged.taken[endpoint.id].value == "unknown"
} else := _hidden(endpoint) if {
	count(_hidden(endpoint)) > 0
} else := {path |
	some id in _callers(endpoint.id, {"yes", "unknown"})
	some path in policy_verdicts.doubts[endpoint.id][id]
}

# Facts that hide whether the groups, the state and the addresses are right.
_hidden(endpoint) := doors.doubts.taken[endpoint.id] | {["vpc_endpoints", endpoint.id, attribute] |
	some attribute in {"ipv4", "state"}
	known.missing(object.get(endpoint, attribute, null))
}
