# METADATA
# title: Conditions that stop calls
# description: |
#   Why a probe is stopped that a policy means to let through: the conditions of the statements that
#   would allow it, where these alone do not hold; or of the statement that denies it, which do.
# scope: package
package mwaa.lib.refusals

import data.mwaa.lib.iam
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: |
#   The conditions that stop a probe, as `{effect, statement, condition, why}`: `absent` where calls do
#   not carry the key, `foreign` where its value is that of AWS's own account or organization, and
#   `value` else. None where the probe is not stopped, or it is not known which statement does.
of(policy, probe) := {found |
	verdict := iam.decide(policy, probe)
	verdict.result == "deny"
	count(hidden(policy, probe)) == 0
	some found in (_denying(policy, probe, verdict.statement) | _refusing(policy, probe, verdict.statement))
}

# METADATA
# description: The facts that hide which conditions stop a probe, as paths within the policy.
hidden(policy, probe) := {path |
	verdict := iam.decide(policy, probe)
	verdict.result == "deny"
	_may_refuse(policy, probe)
	some path in (_denial_hidden(policy, probe) | _refusal_hidden(policy, probe, verdict.statement))
}

_denial_hidden(policy, probe) := {path |
	some [key, parts] in iam.applied(policy, probe, "Deny")
	parts.value == "unknown"
	some path in iam.open_facts(key, parts)
}

_refusal_hidden(policy, probe, statement) := {path |
	known.missing(statement)
	some [key, parts] in iam.applied(policy, probe, "Allow")
	_others(parts) == {"yes", "unknown"}
	some path in iam.open_facts(key, parts)
}

# METADATA
# description: |
#   Conditions may stop a probe that is not surely let through: those of a statement that may deny it,
#   or of one that may allow it but for them.
possible(policy, probe) if {
	iam.decide(policy, probe).result != "allow"
	_may_refuse(policy, probe)
}

_may_refuse(policy, _) if policy.statements.complete == false

_may_refuse(policy, probe) if {
	some [_, parts] in iam.applied(policy, probe, "Deny")
	parts.value != "no"
	_has_tests(parts)
}

_may_refuse(policy, probe) if {
	some [_, parts] in iam.applied(policy, probe, "Allow")
	parts.of.conditions != "yes"
	not "no" in {verdict | some part, verdict in parts.of; part != "conditions"}
}

# A list of which nothing is known but that it is incomplete may hold some.
_has_tests(parts) if count(parts.tests) > 0

_has_tests(parts) if parts.of.conditions == "unknown"

_denying(policy, probe, statement) := {_found("Deny", key, test[0], probe.context) |
	some [key, parts] in iam.applied(policy, probe, "Deny")
	known.is(statement, key)
	some test in parts.tests
}

_refusing(policy, probe, statement) := {_found("Allow", key, condition, probe.context) |
	known.missing(statement)
	some [key, parts] in iam.applied(policy, probe, "Allow")
	_others(parts) == {"yes"}
	some [condition, "no"] in parts.tests
}

# What the parts of a statement say of a probe, its conditions aside. Where none is no, these do not hold, or the
# statement would allow it.
_others(parts) := {verdict | some part, verdict in parts.of; part != "conditions"}

_found(effect, key, condition, context) := {
	"effect": effect,
	"statement": key,
	"condition": condition,
	"why": _why(condition.key, context),
}

_why(key, context) := "absent" if {
	key in context.absent
} else := "foreign" if {
	key in context.foreign
} else := "foreign" if {
	startswith(context.values[key], "${Not:")
} else := "value"
