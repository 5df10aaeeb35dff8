# METADATA
# title: An environment in a shared VPC does not leave its endpoints to the customer
# description: |
#   In a subnet that another account shares, MWAA may not make the endpoints to the environment's own
#   database and web server. Such environments must be created with the endpoint management CUSTOMER.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-endpoint-management.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: ENV-SHARED-VPC
#   severities: [critical]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: "To use subnets that another account shares, manage the environment's VPC endpoints yourself."
#   messages:
#     default: "{subject} lies in {subnets}, shared by account {owner}, and leaves its endpoints to MWAA"
#   remedy: Create the environment with EndpointManagement CUSTOMER, and make its endpoints while it is pending.
#   reasons: {}
#   fix: always
#   explains: []
#   tags: [environment, subnet]
#   since: 0.1.0
package mwaa.rules.env_shared_vpc

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.usage

import rego.v1

id := "ENV-SHARED-VPC"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	environment := facts.environment[subject]
	subnets := sort([subnet | some subnet in environment.subnet_ids.items; _foreign(subnet, environment) == "yes"])
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["environments", subject, "endpoint_management"],
		"args": {"subnets": subnets, "owner": facts.subnet[subnets[0]].owner_id},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "ENV-SUBNET-COUNT"} if {
	some subject, "not_applicable" in verdict
}

# It is chosen when an environment is created, and obliges the customer to make the endpoints.
edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": finding.at,
		"value": "CUSTOMER",
		"applicability": "unsafe",
	}
}

_verdict(environment) := "not_applicable" if {
	usage.no_subnets(environment)
} else := "pass" if {
	known.is(environment.endpoint_management, "CUSTOMER")
} else := "pass" if {
	_shared(environment) == "no"
} else := "fail" if {
	known.is(environment.endpoint_management, "SERVICE")
	_shared(environment) == "yes"
} else := "undecided"

_shared(environment) := logic.any_of(
	{_foreign(subnet, environment) | some subnet in environment.subnet_ids.items},
	environment.subnet_ids.complete,
)

_foreign(subnet, environment) := logic.negated(known.same_text(
	facts.subnet[subnet].owner_id,
	environment.account_id,
))

_because(environment) := union({
	{["environments", environment.id, "endpoint_management"] |
		not known.is(environment.endpoint_management, "SERVICE")
	},
	{["environments", environment.id, "subnet_ids"] | environment.subnet_ids.complete == false},
	{path |
		some subnet in environment.subnet_ids.items
		_foreign(subnet, environment) == "unknown"
		some path in _accounts(subnet, environment)
	},
})

_accounts(subnet, environment) := {pair[0] |
	some pair in [
		[["subnets", subnet, "owner_id"], facts.subnet[subnet].owner_id],
		[["environments", environment.id, "account_id"], environment.account_id],
	]
	_open(pair[1])
}

_open(account) if known.missing(account)

_open(account) if known.is_token(account)
