# METADATA
# title: An endpoint that the environment needs does not work
# description: |
#   An endpoint that failed, was rejected, has expired or is being deleted takes no calls. One that is
#   still being made may.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
# custom:
#   id: EPR-STATE
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: true
#   source: beyond
#   sentence: An endpoint takes calls once it is available.
#   messages:
#     default: "{subject} ({service}) is {state}, so calls to {service} go nowhere"
#   remedy: "Find out why {subject} is {state}, and create it again."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-in-use: No environment needs the endpoint.
#     planned: The endpoint is not made yet.
#     public-routing: With public routing EPR-SHADOW judges the endpoint.
#   fix: none
#   explains: []
#   tags: [vpc-endpoint]
#   since: 0.1.0
package mwaa.rules.epr_state

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.states

import rego.v1

id := "EPR-STATE"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	endpoint := facts.vpc_endpoint[subject]
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "state"],
		"args": {"service": endpoint.service, "state": endpoint.state},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass" if {
	states.works(endpoint) == "yes"
} else := "fail"

_reason(endpoint) := reason if {
	reason := clients.judged.needed[endpoint.id].reason
} else := "planned" if {
	known.is(endpoint.state, "planned")
}

_because(endpoint) := clients.judged.needed[endpoint.id].because | {["vpc_endpoints", endpoint.id, "state"] |
	known.missing(endpoint.state)
}
