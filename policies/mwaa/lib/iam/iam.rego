# METADATA
# title: What a policy says to a call
# description: |
#   Evaluates one call, a *probe*, against the policy of an endpoint, in three values. A probe has:
#   `action` in lower case; `resources`, alternatives any of which suffices, each a set of spellings
#   of one resource; `stem`, null or the start of all resources that the probe stands for; `others`,
#   the ARNs of buckets that are surely not meant;
#   `principal` (`arn` and `account`, null where not known) and the `context` of its conditions;
#   `gateway`, whether the endpoint is a gateway endpoint.
# scope: package
package mwaa.lib.iam

import data.mwaa.lib.conditions
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.patterns

import rego.v1

# METADATA
# description: |
#   What the policy says to the probe, as `{result, statement, granted, doubts}`: `allow`, `deny` or
#   `unknown`; the key of the statement that decides, null for the implied deny; whether some
#   statement allows it, `yes`, `no` or `unknown`, whatever others deny; and when unknown, the facts
#   in doubt, as paths within the policy.
decide(policy, probe) := object.union(_result(denied, granted), {
	"granted": granted.value,
	"doubts": (denied.doubts | granted.doubts),
}) if {
	denied := _says(policy, probe, "Deny")
	granted := _says(policy, probe, "Allow")
}

_result(denied, _) := {"result": "deny", "statement": denied.statement} if denied.value == "yes"

_result(denied, granted) := {"result": "deny", "statement": null} if {
	denied.value != "yes"
	granted.value == "no"
}

_result(denied, granted) := {"result": "allow", "statement": granted.statement} if {
	denied.value == "no"
	granted.value == "yes"
}

_result(denied, granted) := {"result": "unknown", "statement": null} if {
	denied.value != "yes"
	granted.value != "no"
	"unknown" in {denied.value, granted.value}
}

# Whether some statement of the effect, or of an unknown one, applies; the first that surely does;
# and what is in doubt.
_says(policy, probe, effect) := {"value": value, "statement": statement, "doubts": doubts} if {
	applying := [[statement.key, _applies(statement, effect, policy.version, probe)] |
		some statement in policy.statements.items
		known.may_be(statement.effect, effect)
	]
	value := logic.any_of({parts.value | some [_, parts] in applying}, policy.statements.complete)
	statement := _first([key | some [key, parts] in applying; parts.value == "yes"])
	doubts := {path | value == "unknown"; some path in _doubts(policy, applying)}
}

_first(keys) := keys[0] if count(keys) > 0

_first(keys) := null if count(keys) == 0

_doubts(policy, applying) := {["statements", key, part] |
	some [key, parts] in applying
	parts.value == "unknown"
	some part, verdict in parts.of
	verdict == "unknown"
} | {["statements"] | policy.statements.complete == false}

# Most statements are about other actions or resources: then nothing else is looked at.
_applies(statement, effect, version, probe) := {"value": "no"} if {
	_actions(statement, probe) == "no"
} else := {"value": "no"} if {
	_resources(statement, effect, version, probe) == "no"
} else := {"value": logic.all_of({verdict | some verdict in parts}), "of": parts} if {
	parts := {
		"effect": _effect(statement),
		"actions": _actions(statement, probe),
		"resources": _resources(statement, effect, version, probe),
		"principals": _principal(statement, probe),
		"conditions": _conditions(statement, version, probe),
	}
}

_actions(statement, probe) := _sided(statement.action_mode, _listed_action(statement, probe))

_resources(statement, effect, version, probe) := _sided(
	statement.resource_mode,
	_listed_resource(statement, effect, version, probe),
)

_effect(statement) := "yes" if known.has(statement.effect)

_effect(statement) := "unknown" if known.missing(statement.effect)

_sided("listed", listed) := listed

_sided("not_listed", listed) := logic.negated(listed)

_sided("none", _) := "no"

_listed_action(statement, probe) := logic.any_of(verdicts, statement.actions.complete) if {
	verdicts := {patterns.matches(pattern, probe.action) | some pattern in statement.actions.items}
}

_listed_resource(statement, effect, version, probe) := logic.any_of(verdicts, statement.resources.complete) if {
	verdicts := {_resource(pattern, effect, version, probe) | some pattern in statement.resources.items}
}

# A deny that holds some of the resources for which the probe stands may stop one that is needed.
_resource(pattern, effect, version, probe) := "no" if {
	conditions.nonsense(pattern, version)
} else := "unknown" if {
	effect == "Deny"
	known.has(probe.stem)
	patterns.overlaps(_plain(pattern, version, probe), probe.stem)
	_matched_resource(_plain(pattern, version, probe), probe) == "no"
} else := _matched_resource(_plain(pattern, version, probe), probe)

_plain(pattern, version, probe) := conditions.resolved(pattern, version, probe.context)

_matched_resource(pattern, probe) := "no" if {
	some other in probe.others
	_in_bucket(pattern, other)
} else := logic.any_of({_spelled(pattern, one) | some one in probe.resources}, true)

# The partitions may be written differently: in one of them, a bucket has its name to itself.
_in_bucket(pattern, bucket) if _bucket_path(pattern) == _bucket_path(bucket)

_in_bucket(pattern, bucket) if startswith(_bucket_path(pattern), concat("", [_bucket_path(bucket), "/"]))

_bucket_path(arn) := parts[count(parts) - 1] if parts := split(arn, ":s3:::")

# Spellings of one resource: the one that is decided counts for all.
_spelled(pattern, spellings) := "yes" if {
	some spelling in spellings
	patterns.matches(pattern, spelling) == "yes"
} else := "no" if {
	_layer_bucket(pattern)
	some spelling in spellings
	_unnamed_bucket(spelling)
} else := "no" if {
	some spelling in spellings
	patterns.matches(pattern, spelling) == "no"
} else := "unknown"

# The buckets that hold the layers of ECR are AWS's own: no bucket of a customer has such a name.
_layer_bucket(pattern) if regex.match(`:s3:::prod-[^/]*-starport-layer-bucket(/|$)`, pattern)

_unnamed_bucket(spelling) if regex.match(`:s3:::\$\{[^}]*\}(/|$)`, spelling)

_principal(statement, probe) := "yes" if {
	statement.principal_mode == "any"
} else := "no" if {
	statement.principal_mode == "none"
} else := logic.any_of(verdicts, statement.principals.complete) if {
	statement.principal_mode == "listed"
	verdicts := {_is_principal(one, probe) | some one in statement.principals.items}
} else := _excepted(verdicts, statement.principals.complete) if {
	verdicts := {_is_principal(one, probe) | some one in statement.principals.items}
}

# Whom `NotPrincipal` excepts: whether a role that is named without its account is among them hangs
# on more than the policy tells.
_excepted(verdicts, complete) := "yes" if {
	logic.any_of(verdicts, complete) == "no"
} else := "unknown"

# At a gateway endpoint, an account stands for its root user alone.
_is_principal(one, probe) := "no" if {
	known.is_not(one.type, "AWS")
} else := "unknown" if {
	one.value == "*"
} else := "no" if {
	probe.gateway == true
	_is_account(one.value)
} else := "unknown" if {
	probe.gateway == true
	_maybe_role(one.value, probe) != "no"
} else := _maybe_account(_account_of(one.value), probe) if {
	_is_account(one.value)
} else := _maybe_role(one.value, probe)

_is_account(value) if regex.match(`^[0-9]{12}$`, value)

_is_account(value) if value == "${AWS::AccountId}"

_is_account(value) if regex.match(`:iam::.*:root$`, value)

_account_of(value) := found[1] if {
	some found in regex.find_all_string_submatch_n(`:iam::(.*):root$`, value, -1)
} else := value

_maybe_account(account, probe) := "unknown" if {
	known.missing(probe.principal.account)
} else := patterns.same(account, probe.principal.account)

_maybe_role(value, probe) := "unknown" if {
	known.missing(probe.principal.arn)
} else := "yes" if {
	value == probe.principal.arn
} else := "unknown" if {
	not startswith(value, "arn:")
} else := "unknown" if {
	contains(value, ":assumed-role/")
} else := patterns.same(value, probe.principal.arn)

_conditions(statement, version, probe) := "unknown" if {
	statement.conditions.complete == false
	not "no" in _condition_verdicts(statement, version, probe)
} else := logic.all_of(_condition_verdicts(statement, version, probe))

_condition_verdicts(statement, version, probe) := {conditions.holds(condition, version, probe.context) |
	some condition in statement.conditions.items
}
