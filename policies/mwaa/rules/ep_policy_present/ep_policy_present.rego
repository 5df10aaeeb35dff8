# METADATA
# title: An endpoint of private routing has no policy of its own
# description: |
#   The page asks for a policy on each endpoint that private routing uses. AWS attaches one that
#   allows everything where none is given, so nothing is stopped, and nothing is restricted either.
#   What AWS returns of a live endpoint does not tell whether somebody wrote it, so live ones pass.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies
# custom:
#   id: EP-POLICY-PRESENT
#   severities: [high, low]
#   subject: vpc_endpoint
#   blocks: false
#   source: page
#   sentence: With private routing, each endpoint that is made for a service of the environment needs a policy.
#   messages:
#     default: "{subject} ({service}) has no policy; AWS gives it one that allows everything"
#   remedy: Write the policy that is meant, even where it allows everything.
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-in-use: No environment needs the endpoint.
#     public-routing: With public routing an endpoint needs no policy of its own.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy]
#   since: 0.1.0
package mwaa.rules.ep_policy_present

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "EP-POLICY-PRESENT"

verdict[endpoint.id] := _verdict(endpoint, endpoints.use.needed[endpoint.id]) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": _severity,
		"at": ["vpc_endpoints", subject, "policy"],
		"args": {"service": facts.vpc_endpoint[subject].service},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": endpoints.use.needed[subject].reason} if {
	some subject, "not_applicable" in verdict
}

# The policy that is in force becomes one that somebody wrote.
edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": ["vpc_endpoints", finding.subject, "policy", "explicit"],
		"value": true,
		"applicability": "safe",
	}
}

_severity := "high" if facts.params.require_explicit_endpoint_policy == true

_severity := "low" if facts.params.require_explicit_endpoint_policy == false

_verdict(endpoint, judged) := "not_applicable" if {
	judged.value == "no"
} else := "undecided" if {
	judged.value == "unknown"
} else := "pass" if {
	known.yes(endpoint.policy.explicit)
} else := "pass" if {
	known.is_not(endpoint.state, "planned")
} else := "fail" if {
	known.is(endpoint.state, "planned")
	known.no(endpoint.policy.explicit)
} else := "undecided"

_because(subject) := because if {
	because := endpoints.use.needed[subject].because
} else := {["vpc_endpoints", subject, "policy"] |
	known.missing(facts.vpc_endpoint[subject].policy.explicit)
} | {["vpc_endpoints", subject, "state"] | known.missing(facts.vpc_endpoint[subject].state)}
