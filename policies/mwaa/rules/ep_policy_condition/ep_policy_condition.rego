# METADATA
# title: A condition in the policy of an endpoint stops calls of the environment
# description: |
#   Explains EP-POLICY-BLOCKS, EP-S3-DAG and EP-S3-ECR: a condition of a statement that would allow the
#   call does not hold for it, or those of a statement that denies do. Calls through an endpoint never
#   carry aws:SourceIp, nor what only users or services have; and the queue, the images and the layers
#   are in accounts of AWS's own, so a condition on the own account or organization never holds for them.
#   The contract speaks of such conditions only; one on another VPC or role explains as much, and a Deny
#   that hangs on what no call carries, as one unless aws:SourceIp is the office's, denies them all.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
# custom:
#   id: EP-POLICY-CONDITION
#   severities: []
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: >-
#     Condition keys are in a request only under circumstances of their own; aws:SourceIp is not in requests
#     that pass a VPC endpoint.
#   messages:
#     default: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint} does not hold for the
#       calls of {subject}
#     absent: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint} never holds: the calls
#       of {subject} through it do not carry {key}
#     foreign: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint} never holds: what
#       {subject} needs there is in an account of AWS's own
#     deny: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint}, which denies, holds
#       for the calls of {subject}
#     deny-absent: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint}, which denies, always
#       holds: the calls of {subject} through it do not carry {key}
#     deny-foreign: >-
#       the condition {operator} on {key} of statement {statement} of the policy of {endpoint}, which denies, always
#       holds: what {subject} needs there is in an account of AWS's own
#   remedy: "Change the condition on {key} in statement {statement} of the policy of {endpoint}, or take it out."
#   reasons:
#     nothing-to-explain: No rule about the policies of endpoints fails, nor is one undecided.
#   fix: none
#   explains: [EP-POLICY-BLOCKS, EP-S3-DAG, EP-S3-ECR]
#   tags: [vpc-endpoint, policy]
#   since: 0.1.0
package mwaa.rules.ep_policy_condition

import data.mwaa.lib.facts
import data.mwaa.lib.stopped_calls

import rego.v1

id := "EP-POLICY-CONDITION"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some [endpoint, refusal], resources in stopped_calls.refused[subject]
	path := ["policy", "statements", refusal.statement, "conditions", refusal.condition.key]
	finding := {
		"subject": subject,
		"severity": null,
		"at": array.concat(["vpc_endpoints", endpoint], path),
		"args": object.union(_resource(resources), {
			"case": _cases[refusal.effect][refusal.why],
			"endpoint": endpoint,
			"statement": refusal.statement,
			"operator": refusal.condition.operator,
			"key": refusal.condition.key,
		}),
	}
}

undecided contains {"subject": subject, "because": sort(stopped_calls.hidden[subject])} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "nothing-to-explain"} if {
	some subject, "not_applicable" in verdict
}

_cases := {
	"Allow": {"absent": "absent", "foreign": "foreign", "value": "default"},
	"Deny": {"absent": "deny-absent", "foreign": "deny-foreign", "value": "deny"},
}

# A condition that stops calls on one resource explains no others.
_resource(resources) := {"resource": resource | some resource in resources} if {
	count(resources) == 1
} else := {}

_verdict(subject) := "fail" if {
	stopped_calls.refused[subject]
} else := "undecided" if {
	stopped_calls.hidden[subject]
} else := "pass" if {
	stopped_calls.of[subject]
} else := "not_applicable"
