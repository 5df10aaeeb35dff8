# METADATA
# title: An endpoint leads to a service of another region
# description: |
#   The environment calls the services of its own region, by names that hold it. An endpoint to
#   another region, or with the name of another partition, is none for these.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
# custom:
#   id: EPR-REGION
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: false
#   source: beyond
#   sentence: Endpoints are created in the region of the environment, for the services of that region.
#   messages:
#     default: "{subject} leads to {service} in {other}, but the environment is in {region}"
#     partition: "{subject} leads to {service} in the partition {other}, but the environment is in {region}"
#   remedy: "Create an endpoint for {service} in {region} instead of {subject}."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-in-use: No environment uses the endpoint.
#   fix: none
#   explains: []
#   tags: [vpc-endpoint, region]
#   since: 0.1.0
package mwaa.rules.epr_region

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "EPR-REGION"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	[attribute, args] := _difference(facts.vpc_endpoint[subject])
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["vpc_endpoints", subject, attribute],
		"args": object.union({"service": facts.vpc_endpoint[subject].service}, args),
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": clients.users[subject].reason} if {
	some subject, "not_applicable" in verdict
}

_region(endpoint) := known.same_text(endpoint.service_region, facts.context.region)

_partition(endpoint) := known.same_text(endpoint.service_partition, facts.context.partition)

_difference(endpoint) := ["service_region", {"other": endpoint.service_region, "region": facts.context.region}] if {
	_region(endpoint) == "no"
} else := ["service_partition", {
	"case": "partition",
	"other": endpoint.service_partition,
	"region": facts.context.partition,
}] if {
	_partition(endpoint) == "no"
}

_verdict(endpoint) := "not_applicable" if {
	clients.users[endpoint.id].value == "no"
} else := "undecided" if {
	clients.users[endpoint.id].value == "unknown"
} else := "fail" if {
	_difference(endpoint)
} else := "pass" if {
	# The region tells the partition.
	_region(endpoint) == "yes"
} else := "undecided"

_because(endpoint) := clients.users[endpoint.id].because if {
	clients.users[endpoint.id].value == "unknown"
} else := {path |
	some path, text in {
		["vpc_endpoints", endpoint.id, "service_region"]: endpoint.service_region,
		["context", "region"]: facts.context.region,
	}
	_is_open(text)
}

_is_open(text) if known.missing(text)

_is_open(text) if known.is_token(text)
