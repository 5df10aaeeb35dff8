# METADATA
# title: The policy of an interface endpoint restricts access
# description: |
#   The page recommends that the policies of interface endpoints allow everything, and that the
#   execution role alone restricts. Narrower policies may work as well: EP-POLICY-BLOCKS tells.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies-all
# custom:
#   id: EP-POLICY-FULL
#   severities: [info]
#   subject: vpc_endpoint
#   blocks: false
#   source: page
#   sentence: Interface endpoints are best given a policy of full access, while the execution role restricts.
#   messages:
#     default: "no statement of the policy of {subject} ({service}) allows everybody everything"
#     deny: "statement {statement} of the policy of {subject} ({service}) denies something"
#   remedy: Allow every principal every action on every resource, and restrict the execution role instead.
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-in-use: No environment needs the endpoint.
#     not-an-interface: The recommendation is about interface endpoints.
#     public-routing: The recommendation is about private routing.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy]
#   since: 0.1.0
package mwaa.rules.ep_policy_full

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.policies
import data.mwaa.rules.ep_policy_valid

import rego.v1

id := "EP-POLICY-FULL"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains {"subject": subject, "severity": "info", "at": at, "args": args} if {
	some subject, "fail" in verdict
	some [path, args] in _restrictions(facts.vpc_endpoint[subject])
	at := array.concat(["vpc_endpoints", subject, "policy"], path)
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

# More access than the required calls, and less protection: for somebody to decide.
edits contains edit if {
	some finding in findings
	case := object.get(finding.args, "case", "default")
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": {"default": "add_statement", "deny": "replace_statement"}[case],
		"target": finding.at,
		"value": {"default": policies.everything, "deny": null}[case],
		"applicability": "unsafe",
	}
}

_restrictions(endpoint) := {[[], {"service": endpoint.service}] |
	policies.full(endpoint.policy, endpoint.service) == "no"
} | {[
	["statements", statement.key],
	{"case": "deny", "service": endpoint.service, "statement": statement.key},
] |
	some statement in endpoint.policy.statements.items
	known.is(statement.effect, "Deny")
}

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	endpoints.use.needed[endpoint.id].value == "unknown"
} else := "undecided" if {
	known.missing(endpoint.type)
} else := "fail" if {
	count(_restrictions(endpoint)) > 0
	policies.hidden(endpoint.policy) == set()
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass"

_reason(endpoint) := reason if {
	reason := endpoints.use.needed[endpoint.id].reason
} else := "not-an-interface" if {
	known.is_not(endpoint.type, "Interface")
} else := "EP-POLICY-VALID" if {
	ep_policy_valid.verdict[endpoint.id] == "fail"
}

_because(endpoint) := because if {
	because := endpoints.use.needed[endpoint.id].because
} else := {["vpc_endpoints", endpoint.id, "type"]} if {
	known.missing(endpoint.type)
} else := {array.concat(["vpc_endpoints", endpoint.id, "policy"], path) |
	some path in (policies.full_hidden(endpoint.policy, endpoint.service) | _refusal_hidden(endpoint))
}

# Of a policy that AWS may refuse nothing else matters.
_refusal_hidden(endpoint) := {path |
	count(_restrictions(endpoint)) > 0
	some path in policies.hidden(endpoint.policy)
}
