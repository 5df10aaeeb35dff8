# METADATA
# title: The policy of an S3 endpoint stops the layers of ECR's images
# description: |
#   ECR keeps the layers of images in a bucket of AWS's own in each region, and whoever pulls an image
#   fetches them from there through the S3 endpoint. Its policy must let anybody get them: they are
#   fetched by signed addresses, so a condition on the caller cannot be confirmed.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies-s3
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
# custom:
#   id: EP-S3-ECR
#   severities: [critical, high]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: The S3 endpoint's policy must allow s3:GetObject on the bucket of ECR's layers in the region.
#   messages:
#     default: "no statement of the policy of {endpoint} allows s3:GetObject on the layers of ECR's images, {layers}"
#     deny: >-
#       statement {statement} of the policy of {endpoint} denies s3:GetObject on the layers of ECR's images,
#       {layers}
#   remedy: "Let the policy of {endpoint} allow s3:GetObject on {layers}."
#   reasons:
#     no-s3-endpoint: No S3 endpoint is in the path of the environment's calls.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy, s3, ecr]
#   since: 0.1.0
package mwaa.rules.ep_s3_ecr

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.probes
import data.mwaa.lib.s3_edits
import data.mwaa.lib.s3_reasons
import data.mwaa.lib.usage

import rego.v1

id := "EP-S3-ECR"

_lists := ["layers"]

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some endpoint, call in _stopped[subject]
	finding := {
		"subject": subject,
		"severity": _severity,
		"at": probes.stopped_at(call, facts.vpc_endpoint[endpoint]),
		"args": object.union(probes.stopped_by(call), {"endpoint": endpoint, "layers": call.resource}),
		"evidence": probes.evidence(call, facts.vpc_endpoint[endpoint]),
	}
}

undecided contains {"subject": subject, "because": because} if {
	some subject, "undecided" in verdict
	because := sort(s3_reasons.hidden(subject, _lists))
}

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": finding.subject, "at": finding.at}, edit) if {
	some finding in findings
	some edit in s3_edits.layers(finding, _stopped[finding.subject][finding.args.endpoint].verdict)
}

_stopped[subject][endpoint] := found.stopped[0] if {
	some subject, judged in endpoints.s3.layers
	some endpoint, found in judged
}

# MWAA needs the layers for certain where its endpoints to ECR are required.
_severity := "critical" if {
	some service in usage.required
	startswith(service, "ecr.")
} else := "high"

_verdict(subject) := "not_applicable" if {
	_told(subject)
} else := "fail" if {
	count(object.get(_stopped, subject, {})) > 0
} else := "undecided" if {
	count(s3_reasons.hidden(subject, _lists)) > 0
} else := "not_applicable" if {
	s3_reasons.reason(subject, _lists)
} else := "pass" if {
	endpoints.all_let_through(subject, endpoints.s3_path, [endpoints.s3.layers])
}

# Where the policy is the page's example to the letter, its placeholder included, it allows nothing
# at all: EP-S3-DAG fails, and its remedy gives both buckets.
_told(subject) if {
	every endpoint, call in _stopped[subject] {
		known.missing(call.verdict.statement)
		s3_edits.placeholders(endpoint) != set()
		endpoints.s3.must[subject][endpoint].stopped != []
	}
}

_reason(subject) := "EP-S3-DAG" if {
	_told(subject)
} else := s3_reasons.reason(subject, _lists)
