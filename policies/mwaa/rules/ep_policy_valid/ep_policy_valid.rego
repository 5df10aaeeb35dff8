# METADATA
# title: The policy of an endpoint is not one that AWS accepts
# description: |
#   A policy is a JSON document of statements. Each has an effect, says whom it concerns, which
#   actions and which resources, and no elements but those of the grammar; the text has at most 20,480
#   characters. AWS refuses others, and the endpoint with them. A policy without `Version` is fine.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
# custom:
#   id: EP-POLICY-VALID
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: true
#   source: page
#   sentence: An endpoint policy is an IAM resource policy that is attached to the endpoint.
#   messages:
#     default: "the policy of {subject} is not one that AWS accepts: {error}"
#     not-json: "the policy of {subject} is not JSON"
#     not-an-object: "the policy of {subject} is not a JSON object"
#     no-statement: "the policy of {subject} has no statement"
#     statement-not-an-object: "a statement of the policy of {subject} is not a JSON object"
#     conflicting-elements: >-
#       a statement of the policy of {subject} has an element and its opposite, as Action and NotAction
#     unknown-element: "the policy of {subject}, or a statement of it, has an element that policies do not have"
#     repeated-element: "an object of the policy of {subject} has an element twice"
#     unknown-version: "the policy of {subject} has a Version that is neither 2012-10-17 nor 2008-10-17"
#     unknown-operator: "a condition of the policy of {subject} has an operator that policies do not have"
#     malformed-element: "an element of a statement of the policy of {subject} has a form that policies do not have"
#     too-long: "the policy of {subject} has {size} characters; at most 20480 are possible"
#     element: "statement {statement} of the policy of {subject} has no {element}"
#     effect: >-
#       statement {statement} of the policy of {subject} has the effect {effect}; it is Allow or Deny,
#       spelled so
#   remedy: Correct the policy; each statement has Effect, Principal, Action and Resource.
#   reasons:
#     managed: MWAA made the endpoint itself.
#     default-policy: AWS attaches the policy.
#   fix: sometimes
#   explains: []
#   tags: [vpc-endpoint, policy]
#   since: 0.1.0
package mwaa.rules.ep_policy_valid

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.policies

import rego.v1

id := "EP-POLICY-VALID"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	some [path, args] in policies.faults(facts.vpc_endpoint[subject].policy)
	finding := {
		"subject": subject,
		"severity": "high",
		"at": array.concat(["vpc_endpoints", subject, "policy"], path),
		"args": args,
	}
}

undecided contains {"subject": subject, "because": sort(because)} if {
	some subject, "undecided" in verdict
	endpoint := facts.vpc_endpoint[subject]
	because := _managed_because(endpoint) | {array.concat(["vpc_endpoints", subject, "policy"], path) |
		some path in policies.hidden(endpoint.policy)
	}
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": finding.subject, "at": finding.at}, edit) if {
	some finding in findings
	edit := _edit(finding.at, finding.args)
}

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	count(_managed_because(endpoint)) > 0
} else := "fail" if {
	count(policies.faults(endpoint.policy)) > 0
} else := "undecided" if {
	count(policies.hidden(endpoint.policy)) > 0
} else := "pass"

# Whoever made the endpoint answers for a policy that is wrong.
_managed_because(endpoint) := {["vpc_endpoints", endpoint.id, "requester_managed"] |
	known.missing(endpoint.requester_managed)
	count(policies.faults(endpoint.policy)) > 0
}

_reason(endpoint) := "managed" if {
	known.yes(endpoint.requester_managed)
} else := "default-policy" if {
	known.no(endpoint.policy.explicit)
}

# What is meant is plain in two cases; everything else is for its author.
_edit(at, args) := _replacement(at, {"effect": effect}, "safe") if {
	effect := {"allow": "Allow", "deny": "Deny"}[lower(args.effect)]
} else := _replacement(at, {"principal_mode": "any"}, "unsafe") if {
	args.element == "Principal"
} else := {"verb": "set_attribute", "target": at, "value": null, "applicability": "manual"}

_replacement(at, members, applicability) := {
	"verb": "replace_statement",
	"target": at,
	"value": object.union(statement, members),
	"applicability": applicability,
} if {
	some statement in facts.vpc_endpoint[at[1]].policy.statements.items
	statement.key == at[4]
}
