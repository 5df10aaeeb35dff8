# METADATA
# title: Conditions of policies
# description: |
#   Whether a condition of a statement holds for a call: `yes`, `no` or `unknown`. What a call
#   carries is its context: `values` of the keys whose value is known; `choices`, of which one is the
#   value, null for none; keys that are `present` with an unknown value, keys that are `absent`, and
#   keys that are `foreign`: their value is that of a resource of AWS's own, none that a customer
#   would name, if they are there at all; `addresses` of keys that are compared as such.
# scope: package
package mwaa.lib.conditions

import data.mwaa.lib.addresses
import data.mwaa.lib.arns
import data.mwaa.lib.logic
import data.mwaa.lib.patterns
import data.mwaa.lib.variables

import rego.v1

# METADATA
# description: |
#   Whether the condition holds; `version` is that of the policy. It is not sure to where a variable
#   stands for nothing, since AWS may take the whole statement for invalid.
holds(condition, version, context) := "unknown" if {
	_agreed(condition, version, context) == "yes"
	some value in condition.values.items
	variables.void(value, version, context)
} else := _agreed(condition, version, context)

_agreed(condition, version, context) := logic.agreed({_in_state(condition, state, value, version, context) |
	some [state, value] in _states(condition.key, context)
})

# What a call may have of a key: a value, of which a token tells nothing; none; or a foreign one.
_states(key, context) := {["absent", null]} if {
	key in context.absent
} else := {["value", actual]} if {
	actual := context.values[key]
} else := {["value", _some_value(key)]} if {
	key in context.present
} else := {_choice(value) | some value in context.choices[key]} if {
	context.choices[key]
} else := {["absent", null], ["foreign", null]} if {
	key in context.foreign
} else := {["absent", null], ["value", _some_value(key)]}

_some_value(key) := concat("", ["${Value:", key, "}"])

_choice(value) := ["value", value] if is_string(value)

_choice(value) := ["absent", null] if is_null(value)

_in_state(condition, state, _, _, _) := _null(condition.values, state) if {
	_base(condition.operator) == "null"
} else := "unknown" if {
	not _kind(condition)
} else := _without_key(condition.operator) if {
	state == "absent"
} else := _sided(condition.operator, _named(condition)) if {
	state == "foreign"
}

_in_state(condition, "value", actual, version, context) := _sided(condition.operator, matched) if {
	_kind(condition)
	verdicts := {_compared(condition, value, actual, version, context) | some value in condition.values.items}
	matched := logic.any_of(verdicts, condition.values.complete)
}

# Operators in small letters, without the quantifier before and the suffix behind them.
_base(operator) := trim_suffix(parts[count(parts) - 1], "ifexists") if parts := split(lower(operator), ":")

# What an operator is the opposite of, or the operator itself.
_positive(operator) := replace(_base(operator), "not", "")

_is_negated(operator) if contains(_base(operator), "not")

_sided(operator, matched) := logic.negated(matched) if {
	_is_negated(operator)
} else := matched

# How operators compare. Nobody knows the time of a call, nor a value in bytes.
_kinds := {
	"stringequals": "exact",
	"stringequalsignorecase": "any_case",
	"stringlike": "pattern",
	"arnequals": "arn",
	"arnlike": "arn",
	"bool": "any_case",
	"ipaddress": "address",
	"numericequals": "number",
	"numericlessthan": "number",
	"numericlessthanequals": "number",
	"numericgreaterthan": "number",
	"numericgreaterthanequals": "number",
	"dateequals": "opaque",
	"datelessthan": "opaque",
	"datelessthanequals": "opaque",
	"dategreaterthan": "opaque",
	"dategreaterthanequals": "opaque",
	"binaryequals": "opaque",
}

_null(values, state) := logic.any_of({_null_verdict(lower(value), state) | some value in values.items}, values.complete)

_null_verdict("true", "absent") := "yes"

_null_verdict("true", state) := "no" if state != "absent"

_null_verdict("false", "absent") := "no"

_null_verdict("false", state) := "yes" if state != "absent"

_null_verdict(value, _) := "unknown" if not value in {"true", "false"}

_without_key(operator) := "yes" if {
	endswith(lower(operator), "ifexists")
} else := "yes" if {
	startswith(lower(operator), "forallvalues:")
} else := "no" if {
	startswith(lower(operator), "foranyvalue:")
} else := "yes" if {
	_is_negated(operator)
} else := "no"

# Whether a customer's text may be the value of a resource of AWS's own: an organization that is
# written out never is, nor the customer's own.
_named(condition) := logic.any_of(verdicts, condition.values.complete) if {
	_kind(condition) in {"exact", "any_case", "pattern"}
	verdicts := {_may_be_foreign(value) | some value in condition.values.items}
} else := "unknown"

_may_be_foreign(value) := "unknown" if {
	regex.match(`[*?]|\$\{aws:Resource`, value)
	not regex.match(`^o-[a-z0-9]{10,32}/`, value)
} else := "no"

_compared(condition, value, actual, version, context) := _same_text(kind, value, actual, version, context) if {
	kind := _kind(condition)
	kind in {"exact", "any_case", "pattern", "arn"}
} else := _in_range(value, context.addresses[condition.key]) if {
	_kind(condition) == "address"
} else := _in_order(_positive(condition.operator), to_number(actual), to_number(value)) if {
	_kind(condition) == "number"
	every text in [actual, value] {
		regex.match(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`, text)
	}
} else := "unknown"

_kind(condition) := _kinds[_positive(condition.operator)]

_same_text(kind, value, actual, version, context) := "no" if {
	variables.nonsense(value, version)
} else := "no" if {
	variables.void(value, version, context)
} else := _same(kind, variables.resolved(value, version, context), actual)

_same("exact", value, actual) := patterns.same(variables.literal(value), actual)

_same("any_case", value, actual) := _not_by_name(patterns.same(given, lower(actual)), value, actual) if {
	given := lower(variables.literal(value))
}

_same("pattern", value, actual) := patterns.matches(value, actual)

_same("arn", value, actual) := arns.matches(value, actual)

# Tokens differ in the case of their names: those that do may be equal, and need not.
_not_by_name(verdict, value, actual) := "unknown" if {
	verdict == "yes"
	value != actual
	contains(value, "${")
} else := verdict

_in_range(value, address) := "yes" if {
	addresses.holds(addresses.parsed(value), address)
} else := "no" if {
	addresses.parsed(value)
} else := "no" if {
	# The calls come from IPv4 addresses.
	regex.match(`^[0-9a-fA-F:.]+:[0-9a-fA-F:.]*(/[0-9]+)?$`, value)
}

_in_order(operator, actual, value) := "yes" if {
	_stands(operator, actual, value)
} else := "no"

_stands("numericequals", actual, value) if actual == value

_stands("numericlessthan", actual, value) if actual < value

_stands("numericlessthanequals", actual, value) if actual <= value

_stands("numericgreaterthan", actual, value) if actual > value

_stands("numericgreaterthanequals", actual, value) if actual >= value
