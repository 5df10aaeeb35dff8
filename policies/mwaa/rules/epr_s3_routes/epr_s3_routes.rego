# METADATA
# title: A subnet does not reach the S3 gateway endpoint
# description: |
#   A gateway endpoint serves the subnets whose route tables it is in. With private routing both route
#   tables of the environment must be in one, unless an interface endpoint answers for S3 in the VPC.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html#vpc-endpoints-routing
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
# custom:
#   id: EPR-S3-ROUTES
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: Choose the route tables of both private subnets for the S3 gateway endpoint.
#   messages:
#     default: "{subnets} cannot reach S3: route table {table} is not in the gateway endpoint {gateway}"
#   remedy: "Add route table {table} to the gateway endpoint {gateway}."
#   reasons:
#     public-routing: With public routing S3 is reached through NAT gateways as well.
#     no-gateway: The S3 endpoint is an interface endpoint.
#     external: S3 is reached through an endpoint of another VPC.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, route-table, s3]
#   since: 0.1.0
package mwaa.rules.epr_s3_routes

import data.mwaa.lib.facts
import data.mwaa.lib.routing
import data.mwaa.lib.s3_gateways
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required

import rego.v1

id := "EPR-S3-ROUTES"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	gateway := min(s3_gateways.of(subject))
	some table, subnets in s3_gateways.unserved(subject)
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["vpc_endpoints", gateway, "route_table_ids", table],
		"args": {"gateway": gateway, "table": table, "subnets": subnets},
	}
}

undecided contains {"subject": subject, "because": sort(s3_gateways.hidden(subject))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "add_member",
		"target": ["vpc_endpoints", finding.args.gateway, "route_table_ids"],
		"value": finding.args.table,
		"applicability": "safe",
	}
}

_verdict(subject) := "not_applicable" if {
	_reason(subject)
} else := "undecided" if {
	count(s3_gateways.hidden(subject)) > 0
} else := "pass" if {
	s3_gateways.by_interface(subject)
} else := "pass" if {
	s3_gateways.unserved(subject) == {}
} else := "fail"

_reason(subject) := reason if {
	reason := routing.not_private[routing.mode[subject].mode]
} else := "external" if {
	not "s3" in usage.required
} else := "no-gateway" if {
	s3_gateways.of(subject) == set()
	s3_gateways.by_interface(subject)
} else := "EPR-REQUIRED" if {
	s3_gateways.of(subject) == set()
	count(s3_gateways.hidden(subject)) == 0
	epr_required.verdict[subject] == "fail"
} else := "no-gateway" if {
	s3_gateways.of(subject) == set()
	count(s3_gateways.hidden(subject)) == 0
}
