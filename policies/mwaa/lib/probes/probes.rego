# METADATA
# title: The calls of an environment
# description: |
#   What an environment asks of AWS through its endpoints, as probes of `mwaa.lib.iam`, and what the
#   policy of an endpoint says to them. What is not known of a call is a token, so that a policy that
#   leaves it open is decided nevertheless.
# scope: package
package mwaa.lib.probes

import data.mwaa.lib.contexts
import data.mwaa.lib.iam
import data.mwaa.lib.known
import data.mwaa.lib.own
import data.mwaa.lib.resources

import rego.v1

# METADATA
# description: |
#   What the policy of an endpoint says to each call of a list of the table, as an array of the calls
#   of `calls`, each with its `verdict`: the worst, where it hangs on the address of the caller.
asked(environment, endpoint, list) := [object.union(call, {"verdict": _worst(verdicts)}) |
	some call in calls(environment, endpoint, list)
	verdicts := [iam.decide(endpoint.policy, probe) | some probe in call.probes]
]

_worst(verdicts) := [verdict |
	some result in ["deny", "unknown", "allow"]
	some verdict in verdicts
	verdict.result == result
][0]

# METADATA
# description: |
#   Each call of a list of the table, as an array of `{action, resource, grants, principal, hidden,
#   probes}`: `resource` as a person writes it, `grants` what a policy would name, `hidden` the facts by
#   which the call is not wholly known; a probe for each address that the policy tells apart.
calls(environment, endpoint, list) := [call |
	some entry in list
	resource := resources.of(entry.resource, environment)
	probe := _probe(environment, endpoint, entry.resource, resource)
	settings := [contexts.of(environment, endpoint, entry.resource, resource.owner, source) |
		some source in contexts.sources(environment, endpoint.policy)
	]
	some action in entry.actions
	call := {
		"action": action,
		"resource": resource.text,
		"grants": resource.grants,
		"principal": probe.principal.arn,
		"hidden": resource.hidden,
		"probes": [object.union(probe, {"action": lower(action), "context": context}) | some context in settings],
	}
]

# METADATA
# description: The calls of an array that the policy surely stops.
stopped(calls) := [call | some call in calls; call.verdict.result == "deny"]

# METADATA
# description: |
#   The facts that hide what the policy says to some of the calls, as paths.
doubts(environment, endpoint, calls) := {path |
	some call in calls
	call.verdict.result == "unknown"
	some part in call.verdict.doubts
	some path in _doubt(environment, endpoint, call, part)
}

# METADATA
# description: The witness of a call that the policy of an endpoint stops.
evidence(call, endpoint) := {
	"kind": "call",
	"action": call.action,
	"resource": call.resource,
	"principal": call.principal,
	"decider": decider(call, endpoint),
}

# METADATA
# description: What stops a call, a statement or that none allows it, as witnesses have it.
decider(call, endpoint) := {"kind": "implied_deny", "path": policy_path(endpoint)} if {
	call.verdict.statement == null
} else := {"kind": "statement", "path": array.concat(policy_path(endpoint), ["statements", call.verdict.statement])}

# METADATA
# description: The path of what stops a call, a statement or the policy that has none to allow it.
stopped_at(call, endpoint) := decider(call, endpoint).path

# METADATA
# description: The part of a message's arguments that tells which statement stops a call, if any.
stopped_by(call) := {} if {
	known.missing(call.verdict.statement)
} else := {"case": "deny", "statement": call.verdict.statement}

# METADATA
# description: The path of an endpoint's policy.
policy_path(endpoint) := ["vpc_endpoints", endpoint.id, "policy"]

# A fact of the call hides as much as the statement does. Where the statement is wholly known, the
# call alone is at fault.
_doubt(environment, endpoint, call, part) := {path | some path in call.hidden} if {
	part[2] == "resources"
	count(call.hidden) > 0
	_is_plain(endpoint.policy, part[1])
} else := {array.concat(policy_path(endpoint), part)} | {path | part[2] == "resources"; some path in call.hidden} if {
	not part[2] in {"principals", "conditions"}
} else := union({
	{array.concat(policy_path(endpoint), part)},
	{["environments", environment.id, "execution_role_arn"] | known.missing(environment.execution_role_arn)},
	{path | part[2] == "principals"; some path in resources.hidden({"account_id", "partition"})},
	{path |
		part[3] == "aws:vpcsourceip"
		some path in object.get(own.unknown_ranges, environment.id, set())
	},
})

_is_plain(policy, key) if {
	some statement in policy.statements.items
	statement.key == key
	statement.resources.complete == true
	every pattern in statement.resources.items {
		not contains(pattern, "${")
	}
}

_probe(environment, endpoint, kind, resource) := {
	"resources": resource.alternatives,
	"stem": resource.stem,
	"others": object.get(resource, "others", set()),
	"principal": _principal(kind, environment),
	"gateway": _is_gateway(endpoint.type),
}

_is_gateway(type) := "unknown" if {
	known.missing(type)
} else := "yes" if {
	type == "Gateway"
} else := "no"

# The layers of images are fetched by addresses that ECR signed: as whom is not told.
_principal("layers", _) := {"arn": null, "account": null, "partition": null}

_principal(kind, environment) := {
	"arn": environment.execution_role_arn,
	"account": resources.account(environment),
	"partition": resources.partition,
} if {
	kind != "layers"
}
