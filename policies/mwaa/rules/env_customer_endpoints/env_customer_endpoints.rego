# METADATA
# title: The endpoints to an environment's own parts are missing, or do not serve it
# description: |
#   With the endpoint management CUSTOMER the environment stays PENDING until there is an interface endpoint
#   to its database and, with a private web server, one to that; after 72 hours it fails. Each endpoint
#   needs a subnet in both zones of the environment, and groups that admit it on TCP 5432 or 443.
#
#   One endpoint that does is enough. So a wrong one is a finding only where all endpoints of the VPC are
#   known, and there is no right one. An environment that is planned has no endpoints yet, and its
#   endpoints are made while it waits for them; that is undecided while documents that were not given may
#   describe some. An endpoint that has failed, or was rejected, is none.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-endpoint-management.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html
# custom:
#   id: ENV-CUSTOMER-ENDPOINTS
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "With EndpointManagement CUSTOMER, create the endpoints to the database and the web server."
#   messages:
#     default: "the endpoint {endpoint} to the {part} of {subject} does not serve it"
#     missing: "there is no endpoint to the {part} of {subject}"
#     zones: "the endpoint {endpoint} to the {part} of {subject} has no subnet in the zone of {subnets}"
#     groups: "the groups of the endpoint {endpoint} to the {part} of {subject} do not admit {subject} on TCP {port}"
#   remedy: "Give the {part} an interface endpoint in both subnets, with a group that admits TCP {port} from {subject}."
#   reasons:
#     service-endpoints: MWAA makes the endpoints itself.
#     planned: The environment is not made yet; its endpoints are made while it waits for them.
#   fix: sometimes
#   explains: []
#   tags: [environment, vpc-endpoint]
#   since: 0.1.0
package mwaa.rules.env_customer_endpoints

import data.mwaa.lib.customer_endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

id := "ENV-CUSTOMER-ENDPOINTS"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some fault in customer_endpoints.faults[subject]
	finding := object.union(fault, {"subject": subject, "severity": "critical"})
}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.environment[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some change in customer_endpoints.remedies(finding)
	edit := object.union(change, {"subject": finding.subject, "at": finding.at, "applicability": "safe"})
}

_verdict(environment) := "not_applicable" if {
	_reason(environment)
} else := "undecided" if {
	not known.is(environment.endpoint_management, "CUSTOMER")
} else := "fail" if {
	_expected(environment)
	customer_endpoints.faults[environment.id]
} else := "pass" if {
	every service, _ in customer_endpoints.parts {
		_settled(environment, service)
	}
} else := "undecided"

_settled(environment, service) if customer_endpoints.wanted(environment, service) == "no"

_settled(environment, service) if customer_endpoints.served(environment.id, service) == "yes"

# An environment that is made, or whose endpoints are described beside it.
_expected(environment) if known.is_not(environment.status, "planned")

_expected(environment) if {
	some endpoints in customer_endpoints.candidates[environment.id]
	"yes" in {is | some is in endpoints}
}

_reason(environment) := "service-endpoints" if {
	known.is(environment.endpoint_management, "SERVICE")
} else := "ENV-SUBNET-COUNT" if {
	usage.no_subnets(environment)
} else := "planned" if {
	known.is(environment.endpoint_management, "CUSTOMER")
	known.is(environment.status, "planned")
	count(object.get(customer_endpoints.candidates, environment.id, {})) == 0
	count(customer_endpoints.hidden(environment.id)) == 0
}

_because(environment) := {["environments", environment.id, "endpoint_management"]} if {
	not known.is(environment.endpoint_management, "CUSTOMER")
} else := {["environments", environment.id, attribute] |
	some attribute in ["status", "webserver_access_mode"]
	known.missing(environment[attribute])
} | {path |
	some service, _ in customer_endpoints.parts
	customer_endpoints.wanted(environment, service) != "no"
	customer_endpoints.served(environment.id, service) != "yes"
	some path in customer_endpoints.doubts(environment.id, service)
}
