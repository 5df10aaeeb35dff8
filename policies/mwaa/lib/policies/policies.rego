# METADATA
# title: What makes a policy one that AWS refuses
# description: |
#   A policy is a JSON document of statements, each with an effect, whom it concerns, which actions
#   and which resources, of at most 20,480 characters in all.
# scope: package
package mwaa.lib.policies

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.variables

import rego.v1

_limit := 20480

# METADATA
# description: What is wrong with a policy, as `[path within the policy, arguments of a message]`.
faults(policy) := ({[[], {"case": policy.error, "error": policy.error}] |
	known.is_not(policy.error, "none")
} | {[[], {"case": "too-long", "size": policy.size}] |
	known.at_most(_limit + 1, policy.size)
}) | {[["statements", statement.key], args] |
	some statement in policy.statements.items
	some args in _lacking(statement)
}

# METADATA
# description: The facts that hide whether something is wrong, as paths within the policy.
hidden(policy) := ({[attribute] |
	some attribute in {"error", "size"}
	known.missing(policy[attribute])
} | {["statements"] | policy.statements.complete == false}) | {["statements", statement.key, "effect"] |
	some statement in policy.statements.items
	known.missing(statement.effect)
}

_lacking(statement) := {{"case": "element", "statement": statement.key, "element": element} |
	some element, value in {
		"Effect": statement.effect,
		"Principal": statement.principal_mode,
		"Action": statement.action_mode,
		"Resource": statement.resource_mode,
	}
	known.is(value, "none")
} | {{"case": "effect", "statement": statement.key, "effect": statement.effect} |
	known.none_of(statement.effect, {"Allow", "Deny", "none"})
}

# METADATA
# description: The statement that the page recommends for interface endpoints.
everything := {"effect": "Allow", "actions": ["*"], "resources": ["*"]}

# METADATA
# description: |
#   Whether some statement allows everybody everything that the service offers, without condition.
full(policy, service) := logic.any_of(verdicts, policy.statements.complete) if {
	verdicts := {_is_full(statement, service) | some statement in policy.statements.items}
}

# METADATA
# description: |
#   The policy surely lets every call to the service through; most policies do. A variable that a call
#   does not carry may make a statement invalid.
lets_all_through(policy, service) if {
	known.has(service)
	full(policy, service) == "yes"
	policy.statements.complete == true
	every statement in policy.statements.items {
		known.is(statement.effect, "Allow")
		statement.resources.complete == true
		every resource in statement.resources.items {
			variables.none(resource)
		}
	}
}

# METADATA
# description: The facts that hide whether a policy restricts access, as paths within the policy.
full_hidden(policy, service) := {["statements"] | policy.statements.complete == false} | {path |
	some statement in policy.statements.items
	some part in _open(statement)
	path := ["statements", statement.key, part]
	_hides(part, full(policy, service))
}

_is_full(statement, service) := logic.all_of({
	_known_to_be(statement.effect, "Allow"),
	_holds(statement.principal_mode, "any", statement.principals, {"*"}),
	_holds(statement.action_mode, "listed", statement.actions, {"*", _every_action(service)}),
	_holds(statement.resource_mode, "listed", statement.resources, {"*"}),
	_is_empty(statement.conditions),
})

_every_action(service) := concat(":", [data.mwaa.tables.services.action_prefix[service], "*"])

_known_to_be(value, wanted) := "yes" if {
	known.is(value, wanted)
} else := "unknown" if {
	known.missing(value)
} else := "no"

_holds(mode, wanted, listing, every_one) := "yes" if {
	mode == "any"
} else := "yes" if {
	mode == wanted
	some item in listing.items
	item in every_one
} else := "unknown" if {
	mode == "listed"
	listing.complete == false
} else := "unknown" if {
	mode == wanted
	_has_reference(listing)
} else := "no"

# A reference that is all of an element may stand for the asterisk; a policy variable does not.
_has_reference(listing) if {
	some item in listing.items
	startswith(item, "${")
	not startswith(item, "${aws:")
}

_is_empty(listing) := "no" if {
	count(listing.items) > 0
} else := "unknown" if {
	listing.complete == false
} else := "yes"

_hides(_, "unknown")

# A statement of unknown effect may deny something, whatever the others allow.
_hides("effect", _)

_open(statement) := ({"effect" | known.missing(statement.effect)} | {part |
	some part in {"principals", "actions", "resources", "conditions"}
	statement[part].complete == false
}) | {part |
	some part in {"actions", "resources"}
	_has_reference(statement[part])
}

# METADATA
# description: |
#   What lets calls through that one statement of an endpoint's policy, or none, decides: a statement
#   for each list of resources, or the one that the page recommends; and the statement that denies
#   them taken away, which may protect something else.
allowing(endpoint, calls) := {{
	"verb": "replace_statement",
	"target": ["vpc_endpoints", endpoint, "policy", "statements", call.verdict.statement],
	"value": null,
	"applicability": "unsafe",
} |
	some call in calls
	known.has(call.verdict.statement)
} | {{
	"verb": "add_statement",
	"target": ["vpc_endpoints", endpoint, "policy"],
	"value": value,
	"applicability": {"least-privilege": "safe", "recommended": "unsafe"}[facts.params.fix_style],
} |
	some value in _grants([call | some call in calls; call.verdict.granted != "yes"])
}

_grants(calls) := {{"effect": "Allow", "actions": actions, "resources": grants} |
	facts.params.fix_style == "least-privilege"
	some grants in {call.grants | some call in calls}
	actions := [call.action | some call in calls; call.grants == grants]
} | {everything |
	facts.params.fix_style == "recommended"
	count(calls) > 0
}
