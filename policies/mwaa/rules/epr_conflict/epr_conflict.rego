# METADATA
# title: AWS refuses to make an endpoint beside another one
# description: |
#   In one VPC the usual name of a service can lead to one interface endpoint only: AWS refuses a second
#   one with private DNS, as its DNS domain conflicts. And a route table takes one route to S3: a second
#   gateway endpoint in it is refused, as that route exists already.
#
#   What the document plans is compared with all that it has. Of two that are planned the second by id
#   fails, so that there is one finding for each endpoint too many. Where endpoints of the VPC may exist
#   of which the document says nothing, this is undecided, quietly. A FIPS endpoint is none of a pair with
#   the usual one of its service: it has a private DNS name of its own.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html#gateway-endpoint-routing
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
# custom:
#   id: EPR-CONFLICT
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: false
#   source: beyond
#   sentence: A route table has one endpoint route to a service, and a VPC one private DNS name of it.
#   messages:
#     default: "AWS refuses {subject}: its DNS domain for {service} conflicts with that of {others} in the same VPC"
#     route: "AWS refuses {subject}: the route to S3 in {tables} exists already, by {others}"
#   remedy: "Keep one of {subject} and {others}, or take what they share from one of them."
#   reasons:
#     live: The endpoint is there already.
#     managed: MWAA made the endpoint itself.
#     not-in-use: No environment uses the endpoint.
#   fix: none
#   explains: []
#   tags: [vpc-endpoint, dns, route-table]
#   since: 0.1.0
package mwaa.rules.epr_conflict

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.rivals

import rego.v1

id := "EPR-CONFLICT"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	count(_others(subject, "name")) > 0
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "private_dns"],
		"args": {"service": facts.vpc_endpoint[subject].service, "others": _others(subject, "name")},
	}
}

findings contains finding if {
	some subject, "fail" in verdict
	others := _others(subject, "route")
	count(others) > 0
	tables := {table | some other in others; some table in rivals.tables(subject, other)}
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, "route_table_ids"],
		"args": {"case": "route", "others": others, "tables": sort(tables)},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

# Endpoints that surely stand in the way.
_others(subject, kind) := sort({other |
	some other, found in rivals.before[subject][kind]
	found.value == "yes"
})

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	clients.users[endpoint.id].value == "unknown"
} else := "undecided" if {
	known.missing(endpoint.state)
} else := "fail" if {
	some kind in {"name", "route"}
	count(_others(endpoint.id, kind)) > 0
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass"

_reason(endpoint) := reason if {
	reason := clients.users[endpoint.id].reason
} else := "live" if {
	known.is_not(endpoint.state, "planned")
}

_because(endpoint) := clients.users[endpoint.id].because if {
	clients.users[endpoint.id].value == "unknown"
} else := {["vpc_endpoints", endpoint.id, "state"]} if {
	known.missing(endpoint.state)
} else := {path | some found in rivals.before[endpoint.id][_]; some path in found.because} | _unseen(endpoint)

# Endpoints that were not surveyed may be in the way of one that asks for a name or a route.
_unseen(endpoint) := {["vpcs", endpoint.vpc_id, "complete", "vpc_endpoints"]} if {
	facts.vpc[endpoint.vpc_id].complete.vpc_endpoints == false
	_asks(endpoint)
} else := set()

_asks(endpoint) if known.is_not(endpoint.type, "Interface")

_asks(endpoint) if known.missing(endpoint.type)

_asks(endpoint) if known.yes(endpoint.private_dns)

_asks(endpoint) if known.missing(endpoint.private_dns)
