# METADATA
# title: The policy of a gateway endpoint names principals
# description: |
#   At a gateway endpoint, a statement that allows must be for the principal `*`; who may call is then
#   restricted by a condition on aws:PrincipalArn. An account stands for its root user alone there, and
#   other principals for nobody that AWS tells. This rule alone tells it of the statements that calls
#   of an environment need: EP-S3-DAG and EP-S3-ECR take them for what they say else, and are not
#   applicable where this is all that is wrong.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway
# custom:
#   id: EP-GATEWAY-PRINCIPAL
#   severities: [high]
#   subject: vpc_endpoint
#   blocks: true
#   source: beyond
#   sentence: >-
#     The policy of a gateway endpoint has the principal *; the condition key aws:PrincipalArn grants access to
#     principals, and an account in its place stands for the root user alone.
#   messages:
#     default: >-
#       statement {statement} of the policy of {subject}, a gateway endpoint, names {principals} and not the
#       principal *; {actions} need it
#     excepted: >-
#       statement {statement} of the policy of {subject}, a gateway endpoint, names whom it excepts and not the
#       principal *; {actions} need it
#   remedy: Write * for the principal of the statement, and restrict it by a condition on aws:PrincipalArn.
#   reasons:
#     not-in-use: It is no S3 gateway endpoint in the path of an environment's calls.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy, s3]
#   since: 0.1.0
package mwaa.rules.ep_gateway_principal

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.gateway_principals
import data.mwaa.lib.known
import data.mwaa.lib.principal_edits
import data.mwaa.rules.ep_policy_valid

import rego.v1

id := "EP-GATEWAY-PRINCIPAL"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains {"subject": subject, "severity": "high", "at": _at(subject, statement), "args": args} if {
	some subject, "fail" in verdict
	some statement, calls in gateway_principals.named[subject]
	args := object.union(_case(statement.principal_mode), {
		"statement": statement.key,
		"principals": [principal.value | some principal in statement.principals.items],
		"actions": sort({call.action | some call in calls}),
	})
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": subject, "at": _at(subject, statement)}, edit) if {
	some subject, "fail" in verdict
	some statement, calls in gateway_principals.named[subject]
	edit := principal_edits.everybody(subject, statement, calls)
}

_at(endpoint, statement) := ["vpc_endpoints", endpoint, "policy", "statements", statement.key]

_case("listed") := {}

_case("not_listed") := {"case": "excepted"}

_verdict(endpoint) := "not_applicable" if {
	_is_other(endpoint)
} else := "not_applicable" if {
	ep_policy_valid.verdict[endpoint.id] == "fail"
} else := "fail" if {
	gateway_principals.named[endpoint.id]
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass" if {
	some paths in endpoints.s3_path
	paths[endpoint.id]
} else := "not_applicable"

_is_other(endpoint) if known.is_not(endpoint.type, "Gateway")

_is_other(endpoint) if known.is_not(endpoint.service, "s3")

_reason(endpoint) := "not-in-use" if {
	_is_other(endpoint)
} else := "EP-POLICY-VALID" if {
	ep_policy_valid.verdict[endpoint.id] == "fail"
} else := "not-in-use"

_because(endpoint) := object.get(gateway_principals.hidden, endpoint.id, set())
