# METADATA
# title: Wildcards over texts that are not wholly known
# description: |
#   Whether a pattern of a policy matches a text: `yes` when it does whatever the unresolved parts
#   stand for, `no` when it cannot, `unknown` otherwise. `*` stands for any characters, `/` and `:`
#   among them, `?` for one. A token, `${Ref:Bucket}`, stands for a text that is not empty and has
#   neither `*`, `?`, `/` nor `:`; at the start of a text it may be a whole ARN. Policy variables,
#   `${aws:SourceVpc}`, are no tokens: `mwaa.lib.conditions` replaces them before.
# scope: package
package mwaa.lib.patterns

import rego.v1

# METADATA
# description: Whether the pattern matches the text.
matches(pattern, text) := "yes" if {
	_surely(pattern, text)
} else := "no" if {
	not contains(pattern, "${")
	not contains(text, "${")
} else := "no" if {
	_excluded(_protected(pattern), _protected(text))
} else := "no" if {
	_differ(pattern, text)
} else := "unknown"

# METADATA
# description: The pattern may match some text that starts with `stem`, which ends with a `/`.
overlaps(pattern, stem) if _is_token_first([pattern, stem])

overlaps(pattern, stem) if {
	not _is_token_first([pattern, stem])
	head := _head(pattern)
	open := _segments(concat("", [stem, "${Any}"]))
	_reaches(head, open)
	shared := min([count(head.segments), count(open)])
	every i, segment in array.slice(head.segments, 0, shared - 1) {
		_compatible(segment, open[i])
	}
	_may_start(open[shared - 1], head.segments[shared - 1])
}

# METADATA
# description: Whether two texts are equal, in the same way. A token equals itself.
same(one, other) := "yes" if {
	one == other
} else := "no" if {
	not contains(one, "${")
	not contains(other, "${")
} else := "no" if {
	_excluded(_protected(one), _protected(other))
} else := "no" if {
	_differ_exactly(one, other)
} else := "unknown"

# Tokens are atoms: they match themselves and `*`. A `?` would match a letter of a token's name.
_surely(pattern, text) if pattern == text

# The usual pattern needs no regular expression.
_surely(pattern, text) if {
	_is_prefix(pattern)
	startswith(text, trim_suffix(pattern, "*"))
}

_surely(pattern, text) if {
	_is_wild(pattern)
	not _is_prefix(pattern)
	not _is_single(pattern, text)
	regex.match(_regex(pattern), text)
}

_is_prefix(pattern) if {
	endswith(pattern, "*")
	indexof(pattern, "*") == count(pattern) - 1
	not contains(pattern, "?")
} else := false

_is_single(pattern, text) if {
	contains(pattern, "?")
	contains(text, "${")
}

# The parts between wildcards are quoted; a backslash in them ends the quotation for a moment.
_regex(pattern) := concat("", [`(?s)^\Q`, wild, `\E$`]) if {
	quoted := replace(pattern, `\`, `\E\\\Q`)
	wild := replace(replace(quoted, "?", `\E.\Q`), "*", `\E.*\Q`)
}

# A segment that no wildcard covers cannot be equal. A token at the start may be a whole ARN, so
# segments are then compared from the end only.
_differ(pattern, text) if {
	not _is_token_first([pattern, text])
	_head_differs(_head(pattern), _segments(text))
}

_differ(pattern, text) if _tail_differs(_tail(pattern), _segments(text), _is_token_first([pattern, text]))

_differ_exactly(one, other) if {
	not _is_token_first([one, other])
	_head_differs({"segments": _segments(one), "partial": false}, _segments(other))
}

_differ_exactly(one, other) if _tail_differs(_segments(one), _segments(other), _is_token_first([one, other]))

_is_token_first(texts) if {
	some text in texts
	startswith(text, "${")
} else := false

_is_wild(pattern) if {
	regex.match(`[*?]`, pattern)
} else := false

# The segments before the first wildcard and those behind the last. A wildcard ends the last segment
# of the one and begins the first of the other: these are partial.
_head(pattern) := {"segments": _segments(_runs(pattern)[0]), "partial": _is_wild(pattern)}

_tail(pattern) := _segments(runs[count(runs) - 1]) if runs := _runs(pattern)

_runs(pattern) := split(replace(pattern, "?", "*"), "*")

_head_differs(head, segments) if count(head.segments) > count(segments)

_head_differs(head, segments) if {
	head.partial == false
	count(head.segments) < count(segments)
}

_head_differs(head, segments) if {
	some i, segment in head.segments
	not _is_partial(head, i)
	not _compatible(segment, segments[i])
}

_head_differs(head, segments) if {
	head.partial
	last := count(head.segments) - 1
	not _may_start(segments[last], head.segments[last])
}

_is_partial(head, i) if {
	head.partial
	i == count(head.segments) - 1
}

# From the end: whole segments down to the second, and as much of the first as is there.
_tail_differs(tail, segments, token_first) if {
	token_first == false
	count(tail) > count(segments)
}

_tail_differs(tail, segments, _) if {
	some i, segment in tail
	i > 0
	j := (count(segments) - count(tail)) + i
	j > 0
	not _compatible(segment, segments[j])
}

_tail_differs(tail, segments, _) if {
	j := count(segments) - count(tail)
	j > 0
	not _may_end(segments[j], tail[0])
}

# The pattern has a wildcard behind these segments, or as many segments as the others.
_reaches(head, _) if head.partial

_reaches(head, open) if count(head.segments) >= count(open)

# Whether one segment may be equal to another.
_compatible(one, other) if one == other

_compatible(one, other) if {
	contains(one, "${")
	not contains(other, "${")
	regex.match(_token_regex(one), other)
}

_compatible(one, other) if {
	not contains(one, "${")
	contains(other, "${")
	not _excluded(one, other)
	regex.match(_token_regex(other), one)
}

_compatible(one, other) if {
	contains(one, "${")
	contains(other, "${")
	not _excluded(one, other)
	_may_start(one, _prefix(other))
	_may_end(one, _suffix(other))
}

# `${Not:X}` is an account that is not X.
_excluded(account, other) if other == concat("", ["${Not;", trim_right(trim_left(account, "${"), "}"), "}"])

_may_start(segment, start) if startswith(_prefix(segment), _prefix(start))

_may_start(segment, start) if {
	contains(segment, "${")
	startswith(_prefix(start), _prefix(segment))
}

_may_end(segment, end) if endswith(_suffix(segment), _suffix(end))

_may_end(segment, end) if {
	contains(segment, "${")
	endswith(_suffix(end), _suffix(segment))
}

_prefix(segment) := split(segment, "${")[0]

_suffix(segment) := segment if not contains(segment, "${")

_suffix(segment) := parts[count(parts) - 1] if {
	contains(segment, "${")
	parts := split(segment, "}")
}

# Splits before every `:` and `/` that is not part of a token. Neither can be in what a token
# stands for, so equal texts have equal segments.
_segments(text) := split(replace(_protected(text), "/", ":/"), ":")

_protected(text) := text if not contains(text, "${")

_protected(text) := strings.replace_n(names, text) if {
	contains(text, "${")
	names := {token: replace(replace(token, ":", ";"), "/", ";") | some token in _tokens(text)}
}

_tokens(text) := {found[0] | some found in regex.find_all_string_submatch_n(`\$\{[^}]*\}`, text, -1)}

_token_regex(segment) := concat("", [`^\Q`, strings.replace_n(classes, replace(segment, `\`, `\E\\\Q`)), `\E$`]) if {
	classes := {token: concat("", [`\E`, _class(token), `\Q`]) | some token in _tokens(segment)}
}

# What a token may stand for.
_class("${AWS;;Region}") := `[a-z]+(-[a-z]+)+-[0-9]+`

_class("${AWS;;AccountId}") := `[0-9]{12}`

_class("${AWS;;Partition}") := `aws(-[a-z]+)*`

_class(token) := `[0-9]{12}` if startswith(token, "${Not;")

_class(token) := `.+` if {
	not token in {"${AWS;;Region}", "${AWS;;AccountId}", "${AWS;;Partition}"}
	not startswith(token, "${Not;")
}
