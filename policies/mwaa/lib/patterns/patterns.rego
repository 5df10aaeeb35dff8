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

import data.mwaa.lib.segments

import rego.v1

# METADATA
# description: Whether the pattern matches the text.
matches(pattern, text) := "yes" if {
	_surely(pattern, text)
} else := "no" if {
	not contains(pattern, "${")
	not contains(text, "${")
} else := "no" if {
	segments.excluded(segments.protected(pattern), segments.protected(text))
} else := "no" if {
	_differ(pattern, text)
} else := "unknown"

# METADATA
# description: The pattern may match some text that starts with `stem`, which ends with a `/`.
overlaps(pattern, stem) if _is_token_first([pattern, stem])

overlaps(pattern, stem) if {
	head := _head(pattern)
	open := segments.of(concat("", [stem, "${Any}"]))
	_reaches(head, open)
	shared := min([count(head.segments), count(open)])
	every i, segment in array.slice(head.segments, 0, shared - 1) {
		segments.may_equal(segment, open[i])
	}
	segments.may_start(open[shared - 1], head.segments[shared - 1])
}

# METADATA
# description: Whether two texts are equal, in the same way. A token equals itself.
same(one, other) := "yes" if {
	one == other
} else := "no" if {
	not contains(one, "${")
	not contains(other, "${")
} else := "no" if {
	segments.excluded(segments.protected(one), segments.protected(other))
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
}

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
	_head_differs(_head(pattern), segments.of(text))
}

_differ(pattern, text) if _tail_differs(_tail(pattern), segments.of(text), _is_token_first([pattern, text]))

# What stands between two wildcards must be somewhere.
_differ(pattern, text) if {
	not _is_token_first([pattern, text])
	runs := _runs(pattern)
	some run in array.slice(runs, 1, count(runs) - 1)
	not _has_somewhere(segments.of(text), segments.of(run))
}

_has_somewhere(_, wanted) if count(wanted) == 1

_has_somewhere(given, wanted) if {
	last := count(wanted) - 1
	some start, first in given
	segments.may_end(first, wanted[0])
	segments.may_start(given[start + last], wanted[last])
	every i, segment in array.slice(wanted, 1, last) {
		segments.may_equal(segment, given[(start + 1) + i])
	}
}

_differ_exactly(one, other) if {
	not _is_token_first([one, other])
	_head_differs({"segments": segments.of(one), "partial": false}, segments.of(other))
}

_differ_exactly(one, other) if _tail_differs(segments.of(one), segments.of(other), _is_token_first([one, other]))

_is_token_first(texts) if {
	some text in texts
	startswith(text, "${")
} else := false

_is_wild(pattern) if {
	regex.match(`[*?]`, pattern)
} else := false

# The segments before the first wildcard and those behind the last. A wildcard ends the last segment
# of the one and begins the first of the other: these are partial.
_head(pattern) := {"segments": segments.of(_runs(pattern)[0]), "partial": _is_wild(pattern)}

_tail(pattern) := segments.of(runs[count(runs) - 1]) if runs := _runs(pattern)

_runs(pattern) := split(replace(pattern, "?", "*"), "*")

_head_differs(head, given) if count(head.segments) > count(given)

_head_differs(head, given) if {
	head.partial == false
	count(head.segments) < count(given)
}

_head_differs(head, given) if {
	some i, segment in head.segments
	not _is_partial(head, i)
	not segments.may_equal(segment, given[i])
}

_head_differs(head, given) if {
	head.partial
	last := count(head.segments) - 1
	not segments.may_start(given[last], head.segments[last])
}

_is_partial(head, i) if {
	head.partial
	i == count(head.segments) - 1
}

# From the end: whole segments down to the second, and as much of the first as is there.
_tail_differs(tail, given, token_first) if {
	token_first == false
	count(tail) > count(given)
}

_tail_differs(tail, given, _) if {
	some i, segment in tail
	i > 0
	j := (count(given) - count(tail)) + i
	j > 0
	not segments.may_equal(segment, given[j])
}

_tail_differs(tail, given, _) if {
	j := count(given) - count(tail)
	j >= 0
	not segments.may_end(given[j], tail[0])
}

# The pattern has a wildcard behind these segments, or as many segments as the others.
_reaches(head, _) if head.partial

_reaches(head, open) if count(head.segments) >= count(open)
