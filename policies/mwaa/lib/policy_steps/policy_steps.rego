# METADATA
# title: Steps at the policies of endpoints
# description: |
#   What the policy of an endpoint says to the calls of an environment, as steps by the name and the
#   endpoint of a flow.
# scope: package
package mwaa.lib.policy_steps

import data.mwaa.lib.clients
import data.mwaa.lib.doors
import data.mwaa.lib.endpoint_steps
import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.probes
import data.mwaa.lib.states
import data.mwaa.lib.steps
import data.mwaa.rules.ep_gateway_principal

import rego.v1

# METADATA
# description: The steps of each environment's flows, by name and endpoint of the flow.
of[id][endpoint_steps.key(endpoint)] contains step if {
	some id, judged in endpoints.services
	some endpoint, found in judged
	step := _policy("ep_policy_blocks", id, facts.vpc_endpoint[endpoint], [found])
}

of[id][endpoint_steps.key(endpoint)] contains step if {
	some name, lists in {"ep_s3_dag": ["must", "nice"], "ep_s3_ecr": ["layers"]}
	some id, paths in endpoints.s3_path
	some endpoint, _ in paths
	found := [judged | some list in lists; judged := endpoints.s3[list][id][endpoint]]
	step := _policy(name, id, facts.vpc_endpoint[endpoint], found)
}

of[id][endpoint_steps.key(endpoint)] contains step if {
	some id, found in endpoint_steps.used
	some endpoint in found
	ep_gateway_principal.verdict[endpoint] in {"fail", "undecided"}
	step := steps.told("ep_gateway_principal", endpoint, _at_policy(facts.vpc_endpoint[endpoint]))
}

# One that takes calls from NAT gateways hangs on its policy once all else is well.
of[id][endpoint_steps.key(endpoint)] contains step if {
	some endpoint, relations in clients.relation.taken
	some id, relation in relations
	relation.value == "yes"
	doors.admits[endpoint][id].verdict == "yes"
	states.works(facts.vpc_endpoint[endpoint]) == "yes"
	step := steps.undecided("epr_shadow", endpoint, _at_policy(facts.vpc_endpoint[endpoint]))
}

_policy(name, id, endpoint, lists) := steps.unjudged(name, _at_policy(endpoint), "EP-POLICY-VALID") if {
	some found in lists
	found.valid == false
} else := steps.of(name, id, object.union(_at_policy(endpoint), _answer(endpoint, lists)))

_at_policy(endpoint) := {"stage": "policy", "through": {["vpc_endpoints", endpoint.id]}}

# What a policy says to lists of calls. Where it stops what is needed, nobody asks for the rest.
_answer(endpoint, lists) := {
	"verdict": "stopped",
	"deciders": {probes.decider(call, endpoint) | some call in stopped},
	"calls": [call.action | some call in stopped],
} if {
	stopped := [found.stopped | some found in lists; found.stopped != []][0]
} else := {"verdict": "undecided", "because": because} if {
	because := {path | some found in lists; some path in found.because}
	count(because) > 0
} else := {"verdict": "passes", "deciders": {_allowing(endpoint)}}

# A single statement that allows anything is the one by which the calls pass.
_allowing(endpoint) := {"kind": "statement", "path": path} if {
	keys := [statement.key | some statement in endpoint.policy.statements.items; known.is(statement.effect, "Allow")]
	count(keys) == 1
	path := array.concat(probes.policy_path(endpoint), ["statements", keys[0]])
} else := {"kind": "policy", "path": probes.policy_path(endpoint)}
