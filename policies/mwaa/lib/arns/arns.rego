# METADATA
# title: Patterns of ARNs
# description: |
#   `ArnEquals` and `ArnLike` compare the six parts of an ARN, between its first five colons and
#   behind them, each by itself: there, a wildcard does not reach over a colon.
# scope: package
package mwaa.lib.arns

import data.mwaa.lib.logic
import data.mwaa.lib.patterns

import rego.v1

# METADATA
# description: |
#   Whether a pattern matches an ARN. One that does not have six parts is no ARN: it does not match
#   what its text does not match, and nobody tells about the rest.
matches(pattern, arn) := logic.all_of({patterns.matches(part, given[i]) | some i, part in wanted}) if {
	wanted := _parts(pattern)
	given := _parts(arn)
} else := "yes" if {
	pattern == arn
} else := "no" if {
	patterns.matches(pattern, arn) == "no"
} else := "unknown"

# A token may have colons in its name.
_parts(text) := array.slice(found[0], 1, 7) if {
	found := regex.find_all_string_submatch_n(_six_parts, text, 1)
}

_six_parts := concat("", [`(?s)^`, concat(":", [_part | some _ in numbers.range(1, 5)]), `:(.*)$`])

_part := `((?:\$\{[^}]*\}|\$[^{:]|[^:$])*)`
