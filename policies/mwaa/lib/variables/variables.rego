# METADATA
# title: Policy variables
# description: |
#   In a policy of 2012-10-17, `${aws:SourceVpc}` stands for the value that a call has of the key,
#   and `${aws:username, 'nobody'}` for its default in calls that do not carry the key. `${*}`, `${?}`
#   and `${$}` stand for these characters. In other policies all of these are what they look like.
#   Variables start with a lower-case letter; what a source left unresolved, a token, does not.
# scope: package
package mwaa.lib.variables

import data.mwaa.lib.known

import rego.v1

# Characters that stand for themselves, and that no pattern takes for a wildcard.
_signs := {"*": "\uE000", "?": "\uE001", "$": "\uE002"}

# Versions of policies that have no variables.
_without := {"none", "2008-10-17"}

# What a source left unresolved starts with a capital.
_variable := `\$\{[^A-Z]`

# METADATA
# description: A text with its variables replaced, as far as the call's context tells them.
resolved(text, version, context) := text if {
	none(text)
} else := strings.replace_n(found, text) if {
	known.is(version, "2012-10-17")
	found := {variable: value | some variable in _all(text); value := _value(variable, context)}
} else := text

# METADATA
# description: A text in which wildcards are the characters that they look like.
literal(text) := strings.replace_n(object.remove(_signs, ["$"]), text) if {
	contains(text, "${")
} else := strings.replace_n(_signs, text)

# METADATA
# description: |
#   The text holds what a policy of this version takes literally, though it looks like a variable:
#   nothing in AWS is named so.
nonsense(text, version) if {
	version in _without
	regex.match(_variable, text)
}

# METADATA
# description: |
#   The text has a variable, without a default, of a key that the call does not carry. It is equal to
#   nothing, and AWS says that it may make the whole statement invalid; so may one of a policy whose
#   version is not known.
void(text, version, context) if {
	not version in _without
	some variable in _all(text)
	_key(variable) in context.absent
	not _default(variable)
}

# METADATA
# description: The text holds no variable, of whatever version the policy is.
none(text) if not regex.match(_variable, text)

_all(text) := {found[0] | some found in regex.find_all_string_submatch_n(`\$\{[^A-Z}][^}]*\}`, text, -1)}

_value(variable, _) := _signs[_inner(variable)]

_value(variable, context) := literal(context.values[_key(variable)])

_value(variable, context) := literal(_default(variable)) if _key(variable) in context.absent

_key(variable) := lower(trim_space(split(_inner(variable), ",")[0]))

_default(variable) := found[0][1] if {
	found := regex.find_all_string_submatch_n(`,\s*'([^']*)'\s*$`, _inner(variable), 1)
}

_inner(variable) := trim_suffix(trim_prefix(variable, "${"), "}")
