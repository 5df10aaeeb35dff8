# METADATA
# title: Whom the policies of S3 gateway endpoints name
# description: |
#   At a gateway endpoint, the principal of a statement that allows must be `*`; conditions may restrict
#   it. What a statement says to other principals, `iam` leaves aside there: this tells which statements
#   that name some are needed by calls of environments.
# scope: package
package mwaa.lib.gateway_principals

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.iam
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.nearby
import data.mwaa.lib.policies
import data.mwaa.lib.probes
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   For each environment and gateway endpoint that may be in its path: the calls of a list of the table
#   that are allowed by statements alone that name principals, as `named`, by the key of a statement; and
#   the facts `because` of which others may be.
calls[list][id][endpoint] := {"named": named, "because": because} if {
	some id, paths in endpoints.s3_path
	some endpoint, _ in paths
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Gateway")
	policies.faults(record.policy) == set()
	some list in {"must", "nice", "layers"}
	unsure := _unsure(id, record)
	judged := [[call, _judged(record.policy, call.probes)] | some call in _asked(id, record, list)]
	named := {key: needing |
		unsure == set()
		some [_, found] in judged
		some key in found.keys
		needing := [call | some [call, other] in judged; key in other.keys]
	}
	because := {fact |
		some [_, found] in judged
		found.value != "no"
		some fact in (_doubts(record, found) | unsure)
	}
}

# METADATA
# description: |
#   The statements of an endpoint that name principals, each with the calls of environments that need it.
named[endpoint][statement] contains call if {
	some judged in calls
	some found in judged
	some endpoint, kept in found
	some statement in facts.vpc_endpoint[endpoint].policy.statements.items
	some call in kept.named[statement.key]
}

# METADATA
# description: The facts that hide whether an endpoint has such statements, as paths.
hidden[endpoint] contains path if {
	some judged in calls
	some found in judged
	some endpoint, kept in found
	some path in kept.because
}

hidden[endpoint.id] contains path if {
	some endpoint in facts.vpc_endpoint
	some id, _ in facts.environment
	nearby.may_be_in(endpoint.vpc_id, id)
	some path in _vpc_because(endpoint, usage.vpc[id])
}

_vpc_because(endpoint, _) := {["vpc_endpoints", endpoint.id, "vpc_id"]} if known.missing(endpoint.vpc_id)

_vpc_because(endpoint, vpc) := vpc.because if known.has(endpoint.vpc_id)

# Most policies allow everybody, and then there is nothing to ask.
_asked(id, endpoint, list) := probes.calls(facts.environment[id], endpoint, data.mwaa.tables.probes.s3[list]) if {
	_may_name_some(endpoint.policy)
} else := []

_may_name_some(policy) if policy.statements.complete == false

_may_name_some(policy) if {
	some statement in policy.statements.items
	statement.principal_mode in {"listed", "not_listed"}
	known.may_be(statement.effect, "Allow")
}

_unsure(id, endpoint) := endpoints.path_because(id, endpoint) | {array.concat(probes.policy_path(endpoint), part) |
	some part in policies.hidden(endpoint.policy)
}

_doubts(endpoint, found) := {array.concat(probes.policy_path(endpoint), path) |
	found.value == "unknown"
	some path in found.doubts
}

# Whether the call is allowed, but by no statement for everybody; `keys` of those that name others.
_judged(policy, probes_of_call) := {"value": value, "keys": keys, "doubts": doubts} if {
	found := [_restricted(policy, probe) | some probe in probes_of_call]
	value := logic.any_of({one.value | some one in found}, true)
	keys := {key | some one in found; one.value == "yes"; some key in one.keys}
	doubts := {path | some one in found; some path in one.doubts}
}

_restricted(policy, probe) := {"value": value, "keys": keys, "doubts": doubts} if {
	modes := {statement.key: _everybody(statement) | some statement in policy.statements.items}
	applied := iam.applied(policy, probe, "Allow")
	complete := policy.statements.complete
	freely := logic.any_of({logic.all_of({parts.value, modes[key]}) | some [key, parts] in applied}, complete)
	by_name := logic.any_of(
		{logic.all_of({parts.value, logic.negated(modes[key])}) | some [key, parts] in applied},
		complete,
	)
	value := logic.all_of({by_name, logic.negated(freely)})
	keys := {key | some [key, parts] in applied; parts.value == "yes"}
	doubts := {path |
		some [key, parts] in applied
		some path in _open(key, parts, modes[key])
	}
}

_open(key, parts, everybody) := iam.open_facts(key, parts) | {["statements", key, "principals"] |
	parts.value != "no"
	everybody == "unknown"
}

# Whether the statement is for everybody: what is not known may be `*`.
_everybody(statement) := "yes" if {
	statement.principal_mode == "any"
} else := "unknown" if {
	statement.principal_mode == "listed"
	statement.principals.complete == false
} else := "unknown" if {
	statement.principal_mode == "listed"
	some principal in statement.principals.items
	_may_be_everybody(principal)
} else := "no"

_may_be_everybody(principal) if {
	known.is(principal.type, "AWS")
	regex.match(`^(\*|\$\{Param:[^}]*\})$`, principal.value)
}
