# METADATA
# title: Conditions of policies
# description: |
#   Whether a condition of a statement holds for a call: `yes`, `no` or `unknown`. What a call
#   carries is its context: `values` of the keys whose value is known, keys that are `present` with
#   an unknown value, keys that are `absent`, and keys that are `foreign`: their value is that of a
#   resource of AWS's own, none that a customer would name, if they are there at all.
# scope: package
package mwaa.lib.conditions

import data.mwaa.lib.logic
import data.mwaa.lib.patterns

import rego.v1

# METADATA
# description: Whether the condition holds; `version` is that of the policy.
holds(condition, version, context) := _null(condition, context) if {
	_base(condition.operator) == "null"
} else := _without_key(condition.operator) if {
	condition.key in context.absent
} else := _foreign(condition) if {
	condition.key in context.foreign
} else := _sided(condition.operator, _matched(condition, version, context)) if {
	condition.key in object.keys(context.values)
	_base(condition.operator) in object.keys(_comparisons)
} else := "unknown"

# METADATA
# description: |
#   A text of a policy with its policy variables replaced, as far as the call's context tells them.
#   Only policies of 2012-10-17 have variables: in others the text stays as it is.
resolved(text, version, context) := text if {
	not _has_variable(text)
} else := text if {
	version in {null, "none", "2008-10-17"}
} else := strings.replace_n(known, text) if {
	known := {variable: context.values[_key_of(variable)] | some variable in _variables(text)}
}

# METADATA
# description: |
#   The text holds what a policy of this version takes literally, though it looks like a variable:
#   nothing in AWS is named so.
nonsense(text, version) if {
	version in {"none", "2008-10-17"}
	_has_variable(text)
}

# Policy variables start with a lower-case letter; what a source left unresolved does not.
_has_variable(text) if regex.match(`\$\{[^A-Z]`, text)

_variables(text) := {found[0] | some found in regex.find_all_string_submatch_n(`\$\{[^A-Z}][^}]*\}`, text, -1)}

_key_of(variable) := lower(trim_space(split(trim_right(trim_left(variable, "${"), "}"), ",")[0]))

# Operators without the quantifier before and the suffix behind them.
_base(operator) := trim_suffix(parts[count(parts) - 1], "ifexists") if parts := split(lower(operator), ":")

_if_exists(operator) if endswith(lower(operator), "ifexists")

_quantifier(operator) := split(lower(operator), ":")[0] if contains(operator, ":")

# How each operator compares, and whether it holds when nothing is equal.
_comparisons := {
	"stringequals": {"kind": "text", "negated": false},
	"stringnotequals": {"kind": "text", "negated": true},
	"stringequalsignorecase": {"kind": "any_case", "negated": false},
	"stringnotequalsignorecase": {"kind": "any_case", "negated": true},
	"bool": {"kind": "any_case", "negated": false},
	"stringlike": {"kind": "pattern", "negated": false},
	"stringnotlike": {"kind": "pattern", "negated": true},
	"arnequals": {"kind": "pattern", "negated": false},
	"arnlike": {"kind": "pattern", "negated": false},
	"arnnotequals": {"kind": "pattern", "negated": true},
	"arnnotlike": {"kind": "pattern", "negated": true},
}

# Operators that hold for a call without the key. Numbers and dates have negated ones, too.
_negated := {
	"stringnotequals",
	"stringnotequalsignorecase",
	"stringnotlike",
	"arnnotequals",
	"arnnotlike",
	"numericnotequals",
	"datenotequals",
	"notipaddress",
}

_null(condition, context) := logic.any_of(verdicts, condition.values.complete) if {
	presence := _presence(condition.key, context)
	verdicts := {_null_verdict(lower(value), presence) | some value in condition.values.items}
}

_null_verdict("true", presence) := logic.negated(presence)

_null_verdict("false", presence) := presence

_null_verdict(value, _) := "unknown" if not value in {"true", "false"}

_presence(key, context) := "no" if {
	key in context.absent
} else := "yes" if {
	key in (object.keys(context.values) | context.present)
} else := "unknown"

_without_key(operator) := "yes" if {
	_if_exists(operator)
} else := "yes" if {
	_quantifier(operator) == "forallvalues"
} else := "no" if {
	_quantifier(operator) == "foranyvalue"
} else := "yes" if {
	_base(operator) in _negated
} else := "no"

_matched(condition, version, context) := logic.any_of(verdicts, condition.values.complete) if {
	actual := context.values[condition.key]
	kind := _comparisons[_base(condition.operator)].kind
	verdicts := {_compared(kind, value, actual, version, context) | some value in condition.values.items}
}

_compared(_, value, _, version, _) := "no" if nonsense(value, version)

_compared(kind, value, actual, version, context) := _same(kind, resolved(value, version, context), actual) if {
	not nonsense(value, version)
}

_same("text", value, actual) := patterns.same(value, actual)

_same("any_case", value, actual) := patterns.same(value, actual) if contains(value, "${")

_same("any_case", value, actual) := patterns.same(lower(value), lower(actual)) if not contains(value, "${")

_same("pattern", value, actual) := patterns.matches(value, actual)

_sided(operator, matched) := matched if _comparisons[_base(operator)].negated == false

_sided(operator, matched) := logic.negated(matched) if _comparisons[_base(operator)].negated == true

# No value that is written out is that of a resource of AWS's own.
_foreign(condition) := _sided(condition.operator, "no") if {
	_base(condition.operator) in object.keys(_comparisons)
	not _foreign_unclear(condition)
} else := "unknown"

_foreign_unclear(condition) if condition.values.complete == false

_foreign_unclear(condition) if {
	_if_exists(condition.operator)
	not _base(condition.operator) in _negated
}

_foreign_unclear(condition) if _quantifier(condition.operator) in {"forallvalues", "foranyvalue"}

_foreign_unclear(condition) if {
	some value in condition.values.items
	contains(value, "*")
}
