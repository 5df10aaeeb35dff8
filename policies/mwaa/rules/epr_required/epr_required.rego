# METADATA
# title: An endpoint that private routing needs is missing
# description: |
#   Without a way to the Internet, an environment reaches each AWS service through an endpoint of its
#   VPC. Which ones it needs is told by the parameter `endpoint_profile`; those that are reached through
#   another VPC by `external_endpoints`. While a route leads out of the VPC, to a transit gateway or a
#   peering connection, an endpoint may stand at its other end; behind an egress-only gateway there is the
#   Internet of IPv6, and none. An endpoint of a service's FIPS variant has another name; AWS does not say
#   that MWAA calls it, so what has no other endpoint is undecided.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-about
# custom:
#   id: EPR-REQUIRED
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: With private routing, an endpoint is needed for each AWS service that the environment uses.
#   messages:
#     default: "{vpc} has no endpoint for {service}, which {subject} needs with private routing"
#   remedy: "Create a VPC endpoint for {service} in {vpc}."
#   reasons:
#     public-routing: With public routing the services are reached through NAT gateways.
#     nothing-required: Every service is reached through another VPC.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint]
#   since: 0.1.0
package mwaa.rules.epr_required

import data.mwaa.lib.endpoint_edits
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

id := "EPR-REQUIRED"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some service in _missing(subject)
	vpc := usage.vpc[subject].id
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["vpcs", vpc, "complete", "vpc_endpoints", service],
		"args": {"vpc": vpc, "service": service},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": finding.subject, "at": finding.at}, edit) if {
	some finding in findings
	some edit in endpoint_edits.making(finding.subject, finding.args.service)
}

_verdict(subject) := "not_applicable" if {
	_reason(subject)
} else := "undecided" if {
	routing.mode[subject].mode == "indeterminate"
} else := "pass" if {
	count(usage.absent[subject]) == 0
} else := "undecided" if {
	count(_hidden(subject)) > 0
} else := "fail" if {
	count(_missing(subject)) > 0
} else := "undecided"

_reason(subject) := reason if {
	reason := routing.not_private[routing.mode[subject].mode]
} else := "nothing-required" if {
	count(usage.required) == 0
}

_because(subject) := routing.mode[subject].because if {
	routing.mode[subject].mode == "indeterminate"
} else := usage.vpc[subject].because if {
	known.missing(usage.vpc[subject].id)
} else := _hidden(subject) | {path |
	some service in usage.absent[subject]
	some path in usage.fips_variants[subject][service]
}

# The services without any endpoint.
_missing(subject) := usage.absent[subject] - object.keys(object.get(usage.fips_variants, subject, {}))

# Endpoints that may exist: ones that were not surveyed, ones of an unknown service, ones in a VPC at
# the other end of a route.
_hidden(subject) := union({
	usage.unseen_endpoints(subject),
	{["vpc_endpoints", endpoint, attribute] |
		some endpoint in object.get(usage.own_endpoints, subject, set())
		some attribute in {"requester_managed", "service"}
		known.missing(facts.vpc_endpoint[endpoint][attribute])
	},
	{["vpc_endpoints", endpoint, "fips"] |
		some endpoint in object.get(usage.own_endpoints, subject, set())
		known.one_of(facts.vpc_endpoint[endpoint].service, usage.absent[subject])
		known.missing(facts.vpc_endpoint[endpoint].fips)
	},
	{["vpc_endpoints", path[1], "service"] | some path in usage.fips_variants[subject][null]},
	{["route_tables", table.id, "routes", route.key] |
		some subnet in facts.environment[subject].subnet_ids.items
		table := facts.route_table[facts.effective_table[subnet].id]
		some route in table.routes.items
		known.none_of(route.target_kind, {"local", "egress_only"})
	},
})
