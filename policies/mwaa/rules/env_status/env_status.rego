# METADATA
# title: An environment is not well
# description: |
#   What MWAA itself says of an environment: it could not be created or updated, or is not available. A
#   wrong network is the usual cause, and the findings of other rules may tell which. An environment waits
#   as PENDING for endpoints that the customer makes; where these are missing, ENV-CUSTOMER-ENDPOINTS
#   tells.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/t-create-update-environment.html
# custom:
#   id: ENV-STATUS
#   severities: [info]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: The status of an environment, and the error code of its last update.
#   messages:
#     default: "{subject} is {status}"
#     error: "{subject} is {status}, and its last change failed: {code}"
#   remedy: "Mend what other rules find, then update the environment, or create it again."
#   reasons:
#     planned: The environment is not made yet.
#   fix: none
#   explains: []
#   tags: [environment]
#   since: 0.1.0
package mwaa.rules.env_status

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "ENV-STATUS"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	environment := facts.environment[subject]
	case := _case(environment)
	finding := {
		"subject": subject,
		"severity": "info",
		"at": ["environments", subject, {"default": "status", "error": "error_code"}[case]],
		"args": {"case": case, "status": environment.status, "code": environment.error_code},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "planned"} if some subject, "not_applicable" in verdict

_verdict(environment) := "not_applicable" if {
	known.is(environment.status, "planned")
} else := "undecided" if {
	known.missing(environment.status)
} else := "fail" if {
	_unwell(environment)
} else := "undecided" if {
	count(_because(environment)) > 0
} else := "pass"

_unwell(environment) if known.one_of(environment.status, {"CREATE_FAILED", "UPDATE_FAILED", "UNAVAILABLE"})

_unwell(environment) if known.is_not(environment.error_code, "none")

_unwell(environment) if {
	known.is(environment.status, "PENDING")
	known.is(environment.endpoint_management, "SERVICE")
}

_case(environment) := "error" if {
	known.is_not(environment.error_code, "none")
} else := "default"

_because(environment) := {["environments", environment.id, attribute] |
	some attribute in _wanted(environment)
	known.missing(environment[attribute])
}

_wanted(environment) := {"error_code", "endpoint_management"} if {
	known.is(environment.status, "PENDING")
} else := {"status", "error_code"}
