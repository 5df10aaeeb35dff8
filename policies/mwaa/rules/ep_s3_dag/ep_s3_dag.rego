# METADATA
# title: The policy of an S3 endpoint stops calls to the bucket of the DAGs
# description: |
#   Workers read DAGs, plugins and requirements through the S3 endpoint. Its policy must let the
#   execution role get any object of the bucket and list it, beside the layers of ECR's images: the
#   page's own example, used alone, does not. "Any object" is a key that no pattern guesses; a
#   statement that denies some of the objects only is left undecided.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies-s3
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
# custom:
#   id: EP-S3-DAG
#   severities: [critical, medium]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: The bucket of the DAGs and supporting files must be allowed in addition to that of ECR's layers.
#   messages:
#     default: "no statement of the policy of {endpoint} allows {actions} on the bucket of the DAGs, {bucket}"
#     deny: "statement {statement} of the policy of {endpoint} denies {actions} on the bucket of the DAGs, {bucket}"
#     extra: "the policy of {endpoint} stops {actions} on the bucket of the DAGs, {bucket}; DAGs run nevertheless"
#   remedy: "Let the policy of {endpoint} allow s3:GetObject*, s3:GetBucket* and s3:List* on {bucket} and {bucket}/*."
#   reasons:
#     no-s3-endpoint: No S3 endpoint is in the path of the environment's calls.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy, s3]
#   since: 0.1.0
package mwaa.rules.ep_s3_dag

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.probes
import data.mwaa.lib.resources
import data.mwaa.lib.s3_edits
import data.mwaa.lib.s3_reasons

import rego.v1

id := "EP-S3-DAG"

_lists := ["must", "nice"]

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, endpoint
	call := _worst[subject][endpoint]
	finding := {
		"subject": subject,
		"severity": _severity(subject, endpoint),
		"at": probes.stopped_at(call, facts.vpc_endpoint[endpoint]),
		"args": object.union(_args(call, _severity(subject, endpoint)), {
			"endpoint": endpoint,
			"bucket": resources.bucket_arn(facts.environment[subject]),
			"actions": sort({other.action | some other in _stopped[subject][endpoint]}),
		}),
		"evidence": probes.evidence(call, facts.vpc_endpoint[endpoint]),
	}
}

undecided contains {"subject": subject, "because": because} if {
	some subject, "undecided" in verdict
	because := sort(s3_reasons.hidden(subject, _lists))
}

not_applicable contains {"subject": subject, "because": s3_reasons.reason(subject, _lists)} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": finding.subject, "at": finding.at}, edit) if {
	some finding in findings
	some edit in s3_edits.dags(finding, _worst[finding.subject][finding.args.endpoint].verdict)
}

# What is needed comes first: with it missing, nobody asks for the rest.
_stopped[subject][endpoint] := calls if {
	some subject, judged in endpoints.s3.must
	some endpoint, found in judged
	calls := _first_of([found.stopped, endpoints.s3.nice[subject][endpoint].stopped])
}

_first_of(lists) := [list | some list in lists; list != []][0]

# The denied call that is shown: the first one, as the table has them.
_worst[subject][endpoint] := calls[0] if {
	some subject, judged in _stopped
	some endpoint, calls in judged
}

_severity(subject, endpoint) := "critical" if {
	endpoints.s3.must[subject][endpoint].stopped != []
} else := "medium"

_args(call, severity) := probes.stopped_by(call) if severity == "critical"

_args(_, severity) := {"case": "extra"} if severity == "medium"

_verdict(subject) := "fail" if {
	count(object.get(_stopped, subject, {})) > 0
} else := "undecided" if {
	count(s3_reasons.hidden(subject, _lists)) > 0
} else := "not_applicable" if {
	s3_reasons.reason(subject, _lists)
} else := "pass" if {
	endpoints.all_let_through(subject, endpoints.s3_path, [endpoints.s3.must, endpoints.s3.nice])
}
