# METADATA
# title: The calls of an environment
# description: |
#   What an environment asks of AWS through its endpoints, as probes of `mwaa.lib.iam`, and what the
#   policy of an endpoint says to them. What is not known of a call is a token, so that a policy that
#   leaves it open is decided nevertheless.
# scope: package
package mwaa.lib.probes

import data.mwaa.lib.iam
import data.mwaa.lib.known
import data.mwaa.lib.resources
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   What the policy of an endpoint says to each call of a list of the table, as an array of
#   `{action, resource, grants, principal, hidden, verdict}`: `resource` as a person writes it,
#   `grants` what a policy would name, `hidden` the facts by which the call is not wholly known.
asked(environment, endpoint, list) := [call |
	some entry in list
	resource := resources.of(entry.resource, environment)
	probe := _probe(environment, endpoint, entry.resource, resource)
	some action in entry.actions
	call := {
		"action": action,
		"resource": resource.text,
		"grants": resource.grants,
		"principal": probe.principal.arn,
		"hidden": resource.hidden,
		"verdict": iam.decide(endpoint.policy, object.union(probe, {"action": lower(action)})),
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
} else := {array.concat(policy_path(endpoint), part)} | {["environments", environment.id, "execution_role_arn"] |
	known.missing(environment.execution_role_arn)
}

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
	"context": _context(environment, endpoint, kind, resource.owner),
	"gateway": _is_gateway(endpoint),
}

_is_gateway(endpoint) if known.is(endpoint.type, "Gateway")

else := false

# The layers of images are fetched by addresses that ECR signed: as whom is not told.
_principal("layers", _) := {"arn": null, "account": null}

_principal(kind, environment) := {
	"arn": environment.execution_role_arn,
	"account": resources.account(environment),
} if {
	kind != "layers"
}

_context(environment, endpoint, kind, owner) := {
	"values": object.union_n([
		{
			"aws:securetransport": "true",
			"aws:requestedregion": resources.region,
			"aws:sourcevpce": _named(endpoint.id, `^vpce-[0-9a-f]+$`),
		},
		_vpc_values(usage.vpc[environment.id].id),
		_principal_values(kind, environment),
		_owner_values(owner, environment),
	]),
	"present": {"aws:principalarn", "aws:principalaccount", "aws:resourceaccount", "aws:sourcevpc", "aws:vpcsourceip"},
	"absent": {"aws:sourceip"},
	"foreign": {key | owner == "service"; some key in {"aws:resourceorgid", "aws:resourceorgpaths"}},
}

# An object that a document creates is named by a reference to it.
_named(id, live) := id if regex.match(live, id)

else := concat("", ["${Ref:", id, "}"])

_vpc_values(id) := {} if known.missing(id)

_vpc_values(id) := {"aws:sourcevpc": _named(id, `^vpc-[0-9a-f]+$`)} if known.has(id)

_principal_values("layers", _) := {}

_principal_values(kind, environment) := object.union(
	{"aws:principalaccount": resources.account(environment), "aws:principalisawsservice": "false"},
	{"aws:principalarn": environment.execution_role_arn | known.has(environment.execution_role_arn)},
) if {
	kind != "layers"
}

_owner_values(owner, environment) := {"aws:resourceaccount": resources.account(environment)} if {
	owner == "account"
} else := {"aws:resourceaccount": resources.foreign_account(environment)} if {
	owner == "service"
} else := {}
