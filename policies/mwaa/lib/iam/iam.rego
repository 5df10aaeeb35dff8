# METADATA
# title: What a policy says to a call
# description: |
#   Evaluates one call, a *probe*, against the policy of an endpoint, in three values. A probe has:
#   `action` in lower case; `resources`, alternatives any of which suffices, each a set of spellings
#   of one resource; `stem`, null or the start of all resources that the probe stands for; `others`,
#   the ARNs of buckets that are surely not meant;
#   `principal` (`arn`, `account` and `partition`, null where not known) and the `context` of its conditions;
#   `gateway`, whether the endpoint is a gateway endpoint, `yes`, `no` or `unknown`.
# scope: package
package mwaa.lib.iam

import data.mwaa.lib.conditions
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.patterns
import data.mwaa.lib.principals
import data.mwaa.lib.variables

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
	applying := applied(policy, probe, effect)
	value := logic.any_of({parts.value | some [_, parts] in applying}, policy.statements.complete)
	statement := _first([key | some [key, parts] in applying; parts.value == "yes"])
	doubts := {path | value == "unknown"; some path in _doubts(policy, applying)}
}

_first(keys) := keys[0]

_first([]) := null

_doubts(policy, applying) := {path |
	some [key, parts] in applying
	parts.value == "unknown"
	some path in open_facts(key, parts)
} | {["statements"] | policy.statements.complete == false}

# METADATA
# description: |
#   The statements of an effect, or of an unknown one, as arrays of key and verdict: `value`, whether
#   it applies to the probe; for those that are about its action and resource, `of` each part of it,
#   and of each of its `tests`, as arrays of a condition and a verdict.
applied(policy, probe, effect) := [[statement.key, _applies(statement, effect, policy.version, probe)] |
	some statement in policy.statements.items
	known.may_be(statement.effect, effect)
]

# METADATA
# description: The facts that hide whether a statement applies, as paths within the policy.
open_facts(key, parts) := {["statements", key, part] |
	some part, verdict in parts.of
	verdict == "unknown"
	not _is_told_by_tests(part, parts)
} | {["statements", key, "conditions", condition.key] |
	some [condition, verdict] in parts.tests
	verdict == "unknown"
}

_is_told_by_tests("conditions", parts) if {
	some [_, verdict] in parts.tests
	verdict == "unknown"
}

# Most statements are about other actions or resources: then nothing else is looked at.
_applies(statement, effect, version, probe) := {"value": "no"} if {
	_actions(statement, probe) == "no"
} else := {"value": "no"} if {
	_resources(statement, effect, version, probe) == "no"
} else := {"value": logic.all_of({verdict | some verdict in parts}), "of": parts, "tests": tests} if {
	tests := [[condition, conditions.holds(condition, version, probe.context)] |
		some condition in statement.conditions.items
	]
	parts := {
		"effect": _effect(statement),
		"actions": _actions(statement, probe),
		"resources": _resources(statement, effect, version, probe),
		"principals": principals.hold(statement, effect, probe),
		"conditions": _conditions(statement, {verdict | some [_, verdict] in tests}),
	}
}

_actions(statement, probe) := _sided(statement.action_mode, _listed_action(statement, probe))

# AWS may take a statement for invalid that has a variable without a value, among those that nobody tells as well.
_resources(statement, effect, version, probe) := "unknown" if {
	_sided(statement.resource_mode, _listed_resource(statement, effect, version, probe)) == "yes"
	_may_be_void(statement.resources, version, probe)
} else := _sided(statement.resource_mode, _listed_resource(statement, effect, version, probe))

_may_be_void(resources, _, _) if resources.complete == false

_may_be_void(resources, version, probe) if {
	some pattern in resources.items
	variables.void(pattern, version, probe.context)
}

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
	variables.nonsense(pattern, version)
} else := "no" if {
	variables.void(pattern, version, probe.context)
} else := "unknown" if {
	effect == "Deny"
	known.has(probe.stem)
	patterns.overlaps(_plain(pattern, version, probe), probe.stem)
	_matched_resource(_plain(pattern, version, probe), probe) == "no"
} else := _matched_resource(_plain(pattern, version, probe), probe)

# Variables are possible behind the fifth colon of an ARN, for the whole of which a token may stand.
_plain(pattern, version, probe) := variables.resolved(pattern, version, probe.context) if {
	regex.match(`^(\$\{[A-Z]|((\$\{[A-Z][^}]*\}|[^$:])*:){5})`, pattern)
} else := pattern

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

_conditions(statement, verdicts) := logic.all_of(verdicts | {"unknown" | statement.conditions.complete == false})
