# METADATA
# title: The policy of an interface endpoint stops a call of the environment
# description: |
#   Each call that MWAA makes through the endpoint, by the execution role, on its queue, logs, metrics,
#   key or images, is put to the policy. A condition that nothing here decides leaves it undecided;
#   one on `aws:SourceIp` never holds, since calls through an endpoint do not carry it, and one on the
#   own account or organization does not hold for what is in MWAA's account.
#
#   An endpoint with private DNS takes the calls whatever the routing, and one without is not asked. So
#   this rule tells what a policy stops with any routing, a wrong one included, and EPR-SHADOW the rest
#   with public routing: the statement and what mends it are the same, and nothing hangs on routes that
#   may not be known.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-external-vpce-policies-all
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
# custom:
#   id: EP-POLICY-BLOCKS
#   severities: [critical]
#   subject: environment
#   blocks: true
#   source: page
#   sentence: Interface endpoints should allow full access, so that the execution role alone restricts.
#   messages:
#     default: "no statement of the policy of {endpoint} ({service}) allows {actions} on {resource}"
#     deny: "statement {statement} of the policy of {endpoint} ({service}) denies {actions} on {resource}"
#   remedy: "Let the policy of {endpoint} allow {actions} on {resource}."
#   reasons:
#     no-endpoint: No interface endpoint of a service that the environment needs is in its path.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, policy]
#   since: 0.1.0
package mwaa.rules.ep_policy_blocks

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.policies
import data.mwaa.lib.probes
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required

import rego.v1

id := "EP-POLICY-BLOCKS"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some [endpoint, path], calls in _stopped[subject]
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": path,
		"args": object.union(probes.stopped_by(calls[0]), {
			"endpoint": endpoint,
			"service": facts.vpc_endpoint[endpoint].service,
			"actions": [call.action | some call in calls],
			"resource": concat(", ", {call.resource | some call in calls}),
		}),
		"evidence": probes.evidence(calls[0], facts.vpc_endpoint[endpoint]),
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": _reason(subject)} if {
	some subject, "not_applicable" in verdict
}

edits contains object.union({"subject": subject, "at": path}, edit) if {
	some subject, "fail" in verdict
	some [endpoint, path], calls in _stopped[subject]
	some edit in policies.allowing(endpoint, calls)
}

# Denied calls by endpoint, and by the statement that stops them, the implied deny among them.
_stopped[subject][[endpoint, path]] := calls if {
	some subject, judged in endpoints.services
	some endpoint, found in judged
	record := facts.vpc_endpoint[endpoint]
	some path in {probes.stopped_at(call, record) | some call in found.stopped}
	calls := [call | some call in found.stopped; probes.stopped_at(call, record) == path]
}

_verdict(subject) := "fail" if {
	count(object.get(_stopped, subject, {})) > 0
} else := "undecided" if {
	count(_because(subject)) > 0
} else := "not_applicable" if {
	_reason(subject)
} else := "pass" if {
	endpoints.all_let_through(subject, endpoints.interface_path, [endpoints.services])
}

_reason(subject) := "EP-POLICY-VALID" if {
	some found in object.get(endpoints.services, subject, {})
	found.valid == false
} else := "EPR-REQUIRED" if {
	count(object.get(endpoints.services, subject, {})) == 0
	epr_required.verdict[subject] == "fail"
} else := "no-endpoint" if {
	count(object.get(endpoints.services, subject, {})) == 0
}

_because(subject) := usage.unseen_endpoints(subject) | {path |
	some found in object.get(endpoints.services, subject, {})
	some path in found.because
}
