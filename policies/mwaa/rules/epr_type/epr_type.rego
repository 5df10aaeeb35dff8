# METADATA
# title: No endpoint answers for S3
# description: |
#   Private routing reaches S3 by a gateway endpoint, or by an interface endpoint with private DNS. An
#   interface endpoint without it is reached by the usual name only through a private hosted zone of
#   the customer's own, which nothing here shows. So this is undecided, unless the VPC cannot use such
#   a zone because DNS support or DNS hostnames are off.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
# custom:
#   id: EPR-TYPE
#   severities: [high]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: The endpoint for S3 is a gateway endpoint in the route tables of both private subnets.
#   messages:
#     default: "nothing leads the usual name of S3 to {endpoints}, and {subject} has no gateway endpoint for S3"
#   remedy: "Create a gateway endpoint for S3 in the route tables of both subnets."
#   reasons:
#     gateway: A gateway endpoint serves S3.
#     no-s3-endpoint: No endpoint of the VPC is for S3.
#     nothing-required: S3 is reached through another VPC.
#     public-routing: With public routing S3 is reached through NAT gateways.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, s3, dns]
#   since: 0.1.0
package mwaa.rules.epr_type

import data.mwaa.lib.endpoint_edits
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing
import data.mwaa.lib.s3_gateways
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required

import rego.v1

id := "EPR-TYPE"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", min(_s3[subject]), "private_dns"],
		"args": {"endpoints": sort(_s3[subject])},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union(
	{"subject": finding.subject, "at": finding.at},
	endpoint_edits.create(finding.subject, "s3"),
) if {
	some finding in findings
}

_s3[subject] contains endpoint if {
	some subject, endpoints_of_vpc in usage.own_endpoints
	some endpoint in endpoints_of_vpc
	known.is(facts.vpc_endpoint[endpoint].service, "s3")
}

_verdict(subject) := "not_applicable" if {
	_reason(subject)
} else := "pass" if {
	routing.mode[subject].mode == "private"
	s3_gateways.by_interface(subject)
} else := "fail" if {
	count(_hidden(subject)) == 0
	_without_zones(facts.vpc[usage.vpc[subject].id])
} else := "undecided"

_reason(subject) := reason if {
	reason := routing.not_private[routing.mode[subject].mode]
} else := "nothing-required" if {
	not "s3" in usage.required
} else := "gateway" if {
	count(s3_gateways.of(subject)) > 0
} else := reason if {
	count(_hidden(subject)) == 0
	count(object.get(_s3, subject, set())) == 0
	reason := {"fail": "EPR-REQUIRED", "undecided": "no-s3-endpoint"}[epr_required.verdict[subject]]
}

_without_zones(vpc) if {
	known.no(vpc.custom_dns)
	false in {vpc.dns_support, vpc.dns_hostnames}
}

# Facts that hide whether an endpoint is for S3 or answers for it.
_hidden(subject) := s3_gateways.hidden(subject) | {["vpc_endpoints", endpoint, attribute] |
	some endpoint in object.get(usage.own_endpoints, subject, set())
	some attribute in {"service", "fips"}
	known.missing(facts.vpc_endpoint[endpoint][attribute])
}

_because(subject) := _hidden(subject) if {
	count(_hidden(subject)) > 0
} else := because if {
	because := _hidden_zones(facts.vpc[usage.vpc[subject].id])
	count(because) > 0
} else := {["vpc_endpoints", endpoint, "private_dns"] | some endpoint in _s3[subject]}

# A name server of the customer's own may answer for S3 as well.
_hidden_zones(vpc) := {["vpcs", vpc.id, "custom_dns"]} if {
	known.yes(vpc.custom_dns)
} else := {["vpcs", vpc.id, attribute] |
	some attribute in {"custom_dns", "dns_hostnames", "dns_support"}
	known.missing(vpc[attribute])
}
