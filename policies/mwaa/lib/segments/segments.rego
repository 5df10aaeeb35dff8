# METADATA
# title: Segments of texts that are not wholly known
# description: |
#   What stands between the colons and slashes of an ARN. A token, `${Ref:Bucket}`, stands for a text
#   that is not empty and has neither, so equal texts have equal segments.
# scope: package
package mwaa.lib.segments

import rego.v1

# METADATA
# description: The segments of a text, split before every `:` and `/` that is no part of a token.
of(text) := split(replace(protected(text), "/", ":/"), ":")

# METADATA
# description: The text with the names of its tokens free of what separates segments.
protected(text) := text if not contains(text, "${")

protected(text) := strings.replace_n(names, text) if {
	contains(text, "${")
	names := {token: replace(replace(token, ":", ";"), "/", ";") | some token in _tokens(text)}
}

# METADATA
# description: Whether one segment may be equal to another.
may_equal(one, other) if one == other

may_equal(one, other) if {
	contains(one, "${")
	not contains(other, "${")
	not excluded(other, one)
	regex.match(_token_regex(one), other)
}

may_equal(one, other) if {
	not contains(one, "${")
	contains(other, "${")
	not excluded(one, other)
	regex.match(_token_regex(other), one)
}

may_equal(one, other) if {
	contains(one, "${")
	contains(other, "${")
	not excluded(one, other)
	may_start(one, _prefix(other))
	may_end(one, _suffix(other))
}

# METADATA
# description: An account, `${Not:X}`, that is not X.
excluded(account, other) if other == concat("", ["${Not;", trim_right(trim_left(account, "${"), "}"), "}"])

# METADATA
# description: Whether a segment may begin as a text that begins with `start`.
may_start(segment, start) if startswith(_prefix(segment), _prefix(start))

may_start(segment, start) if {
	contains(segment, "${")
	startswith(_prefix(start), _prefix(segment))
}

# METADATA
# description: Whether a segment may end as a text that ends with `end`.
may_end(segment, end) if endswith(_suffix(segment), _suffix(end))

may_end(segment, end) if {
	contains(segment, "${")
	endswith(_suffix(end), _suffix(segment))
}

_prefix(segment) := split(segment, "${")[0]

_suffix(segment) := segment if not contains(segment, "${")

_suffix(segment) := parts[count(parts) - 1] if {
	contains(segment, "${")
	parts := split(segment, "}")
}

_tokens(text) := {found[0] | some found in regex.find_all_string_submatch_n(`\$\{[^}]*\}`, text, -1)}

_token_regex(segment) := concat("", [`^\Q`, strings.replace_n(classes, replace(segment, `\`, `\E\\\Q`)), `\E$`]) if {
	classes := {token: concat("", [`\E`, _class(token), `\Q`]) | some token in _tokens(segment)}
}

# What a token may stand for, where it is no whole ARN.
_class("${AWS;;Region}") := `[a-z]+(-[a-z]+)+-[0-9]+`

_class("${AWS;;AccountId}") := `[0-9]{12}`

_class("${AWS;;Partition}") := `aws(-[a-z]+)*`

_class(token) := `[0-9]{12}` if startswith(token, "${Not;")

_class(token) := `[^*?/:]+` if {
	not token in {"${AWS;;Region}", "${AWS;;AccountId}", "${AWS;;Partition}"}
	not startswith(token, "${Not;")
}
