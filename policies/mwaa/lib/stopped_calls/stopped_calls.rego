# METADATA
# title: The calls that rules find stopped
# description: |
#   What the rules about the policies of endpoints have to say of an environment, for a rule that explains
#   it: which calls they tell to be stopped, and which conditions stop them.
# scope: package
package mwaa.lib.stopped_calls

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.refusals
import data.mwaa.rules.ep_policy_blocks
import data.mwaa.rules.ep_s3_dag
import data.mwaa.rules.ep_s3_ecr

import rego.v1

# METADATA
# description: The calls of an environment that findings tell of, each with its endpoint.
of[id] contains [endpoint, call] if {
	some id, by_endpoint in _told
	some [endpoint, found] in by_endpoint
	some call in found.stopped
}

# What the rules that fail for an environment found of each endpoint.
_told[id] contains [endpoint, found] if {
	some id, "fail" in ep_policy_blocks.verdict
	some endpoint, found in endpoints.services[id]
}

_told[id] contains [endpoint, found] if {
	some id, "fail" in ep_s3_dag.verdict
	some list in ["must", "nice"]
	some endpoint, found in endpoints.s3[list][id]
}

_told[id] contains [endpoint, found] if {
	some id, "fail" in ep_s3_ecr.verdict
	some endpoint, found in endpoints.s3.layers[id]
}

# METADATA
# description: |
#   The conditions that stop some of them, as of `refusals`, by endpoint and condition, each with the
#   resources of the calls that it stops.
refused[id][[endpoint, refusal]] contains call.resource if {
	some id, calls in of
	some [endpoint, call] in calls
	some probe in call.probes
	some refusal in refusals.of(facts.vpc_endpoint[endpoint].policy, probe)
}

# METADATA
# description: The facts that hide whether calls are stopped, or which conditions do it, as paths.
hidden[id] contains path if {
	some entry in (ep_policy_blocks.undecided | (ep_s3_dag.undecided | ep_s3_ecr.undecided))
	id := entry.subject
	some path in entry.because
}

# Where some calls are stopped for certain, conditions may stop others as well.
hidden[id] contains path if {
	some id, by_endpoint in _told
	some [endpoint, found] in by_endpoint
	_conditions_may_stop(endpoint, found.may)
	some path in found.because
}

hidden[id] contains array.concat(["vpc_endpoints", endpoint, "policy"], path) if {
	some id, calls in of
	some [endpoint, call] in calls
	some probe in call.probes
	some path in refusals.hidden(facts.vpc_endpoint[endpoint].policy, probe)
}

_conditions_may_stop(endpoint, calls) if {
	some call in calls
	some probe in call.probes
	refusals.possible(facts.vpc_endpoint[endpoint].policy, probe)
}
