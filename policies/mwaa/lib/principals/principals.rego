# METADATA
# title: Whom a statement concerns
# description: |
#   Whether the principals of a statement hold the caller of a probe: `yes`, `no` or `unknown`. At a
#   gateway endpoint the principal of a statement that allows must be `*`: whether it is so is told by
#   `gateway_principals`, and such a statement is taken here for what it says else.
# scope: package
package mwaa.lib.principals

import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.patterns

import rego.v1

# METADATA
# description: Whether a statement, of an effect, concerns the caller.
hold(statement, effect, probe) := logic.agreed({_hold(statement, effect, probe.principal, by_gateway) |
	some by_gateway in _ways[probe.gateway]
})

_ways := {"yes": {true}, "no": {false}, "unknown": {true, false}}

_hold(statement, effect, caller, by_gateway) := "yes" if {
	statement.principal_mode == "any"
} else := "no" if {
	statement.principal_mode == "none"
} else := "yes" if {
	by_gateway
	effect == "Allow"
} else := logic.any_of(verdicts, statement.principals.complete) if {
	statement.principal_mode == "listed"
	verdicts := {_is_caller(one, caller, by_gateway) | some one in statement.principals.items}
} else := _excepted(verdicts, statement.principals.complete) if {
	verdicts := {_is_caller(one, caller, by_gateway) | some one in statement.principals.items}
}

# Whom `NotPrincipal` excepts: whether a role that is named without its account is among them hangs
# on more than the policy tells.
_excepted(verdicts, complete) := "yes" if {
	logic.any_of(verdicts, complete) == "no"
} else := "unknown"

# At a gateway endpoint, an account stands for its root user alone.
_is_caller(one, caller, by_gateway) := "unknown" if {
	known.is(one.type, "CanonicalUser")
} else := "no" if {
	known.is_not(one.type, "AWS")
} else := "no" if {
	by_gateway
	_is_account(one.value)
} else := "unknown" if {
	by_gateway
	_maybe_role(one.value, caller) != "no"
} else := _maybe_account(one.value, caller) if {
	_is_account(one.value)
} else := _maybe_role(one.value, caller)

_is_account(value) if regex.match(`^[0-9]{12}$`, value)

_is_account(value) if value == "${AWS::AccountId}"

_is_account(value) if regex.match(`^arn:.*:iam::.*:root$`, value)

_maybe_account(value, caller) := "unknown" if {
	known.missing(caller.account)
} else := logic.all_of({patterns.same(found[1], caller.partition), patterns.same(found[2], caller.account)}) if {
	[found] := regex.find_all_string_submatch_n(`^arn:(.*):iam::(.*):root$`, value, 1)
} else := patterns.same(value, caller.account)

_maybe_role(value, caller) := "unknown" if {
	known.missing(caller.arn)
} else := "yes" if {
	value == caller.arn
} else := "unknown" if {
	not startswith(value, "arn:")
} else := "unknown" if {
	contains(value, ":assumed-role/")
} else := patterns.same(value, caller.arn)
