# METADATA
# title: An endpoint is missing in a zone of the environment
# description: |
#   An interface endpoint has an interface in each of its subnets, one a zone. Calls from another zone
#   reach it as well, but no longer once its zone fails, and each pays for leaving its own.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
# custom:
#   id: EPR-SUBNETS
#   severities: [medium]
#   subject: vpc_endpoint
#   blocks: false
#   source: beyond
#   sentence: Choose both private subnets of the environment when you create an endpoint.
#   messages:
#     default: "{subject} ({service}) has no interface in the zone of {subnets}"
#   remedy: "Add {subnets} to the subnets of {subject}."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-an-interface: A gateway endpoint is in no subnet.
#     not-in-use: Private routing does not need the endpoint.
#     public-routing: With public routing the services are reached through NAT gateways.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, availability]
#   since: 0.1.0
package mwaa.rules.epr_subnets

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.zones

import rego.v1

id := "EPR-SUBNETS"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "medium",
		"at": ["vpc_endpoints", subject, "subnet_ids"],
		"args": {"service": facts.vpc_endpoint[subject].service, "subnets": _missed(subject, "no")},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

# An endpoint takes one subnet of a zone.
edits contains edit if {
	some finding in findings
	some subnet in finding.args.subnets
	earlier := [one | some one in finding.args.subnets; one < subnet]
	every one in earlier {
		zones.same(facts.subnet[one], facts.subnet[subnet]) != "yes"
	}
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "add_member",
		"target": finding.at,
		"value": subnet,
		"applicability": "safe",
	}
}

# The subnets of environments that need an endpoint, in whose zone it surely is not, or may not be.
_missed(endpoint, reached) := sort({subnet |
	some environment, relation in clients.relation.required[endpoint]
	relation.value == "yes"
	some subnet in facts.environment[environment].subnet_ids.items
	zones.reached(facts.vpc_endpoint[endpoint].subnet_ids, subnet) == reached
})

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	known.missing(endpoint.type)
} else := "fail" if {
	count(_missed(endpoint.id, "no")) > 0
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
} else := {path | some relation in clients.relation.required[endpoint.id]; some path in relation.because} | {path |
	some subnet in _missed(endpoint.id, "unknown")
	some path in zones.doubts(endpoint.subnet_ids, ["vpc_endpoints", endpoint.id, "subnet_ids"], subnet)
}
