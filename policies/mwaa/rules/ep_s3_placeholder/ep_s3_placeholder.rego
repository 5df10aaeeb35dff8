# METADATA
# title: A policy names the bucket of ECR's layers by a placeholder, or for another region
# description: |
#   Explains EP-S3-ECR. The page's example has the word `region` in the name of the bucket; it stands
#   for the id of the region. A policy that was copied from another region or partition fails alike.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies-s3
# custom:
#   id: EP-S3-PLACEHOLDER
#   severities: []
#   subject: vpc_endpoint
#   blocks: false
#   source: page
#   sentence: The bucket of ECR's layers has the id of the region in its name.
#   messages:
#     default: "statement {statement} of {subject} names {resource}, which is no bucket; in this region it is {layers}"
#     elsewhere: >-
#       statement {statement} of {subject} names {resource}, which is of another region or partition; here it is
#       {layers}
#   remedy: "Name {layers} instead of {resource}."
#   reasons:
#     not-in-use: It is not an S3 endpoint.
#     nothing-to-explain: EP-S3-ECR does not fail at the endpoint.
#   fix: none
#   explains: [EP-S3-DAG, EP-S3-ECR]
#   tags: [vpc-endpoint, policy, s3, ecr]
#   since: 0.1.0
package mwaa.rules.ep_s3_placeholder

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.layer_names
import data.mwaa.lib.nearby
import data.mwaa.lib.resources
import data.mwaa.lib.usage
import data.mwaa.rules.ep_policy_valid

import rego.v1

id := "EP-S3-PLACEHOLDER"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	some entry in layer_names.misplaced[subject]
	finding := {
		"subject": subject,
		"severity": null,
		"at": ["vpc_endpoints", subject, "policy", "statements", entry.statement],
		"args": {
			"case": {"placeholder": "default", "elsewhere": "elsewhere"}[entry.kind],
			"statement": entry.statement,
			"resource": entry.resource,
			"layers": concat("", [resources.layer_bucket, "/*"]),
		},
	}
}

undecided contains {"subject": subject, "because": sort(_because(facts.vpc_endpoint[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

_verdict(endpoint) := "not_applicable" if {
	known.is_not(endpoint.service, "s3")
} else := "not_applicable" if {
	ep_policy_valid.verdict[endpoint.id] == "fail"
} else := "fail" if {
	_stopped(endpoint)
	count(object.get(layer_names.misplaced, endpoint.id, set())) > 0
} else := "undecided" if {
	count(_because(endpoint)) > 0
} else := "pass" if {
	_stopped(endpoint)
} else := "not_applicable"

_reason(endpoint) := "not-in-use" if {
	known.is_not(endpoint.service, "s3")
} else := "EP-POLICY-VALID" if {
	ep_policy_valid.verdict[endpoint.id] == "fail"
} else := "nothing-to-explain"

_stopped(endpoint) if {
	some judged in endpoints.s3.layers
	judged[endpoint.id].stopped != []
}

# Whatever hides that the endpoint stops the layers.
_because(endpoint) := union({
	{path | some judged in endpoints.s3.layers; some path in judged[endpoint.id].because},
	{path |
		some subject, _ in facts.environment
		nearby.may_be_in(endpoint.vpc_id, subject)
		not endpoints.s3.layers[subject][endpoint.id]
		some path in usage.unseen_endpoints(subject)
	},
})
