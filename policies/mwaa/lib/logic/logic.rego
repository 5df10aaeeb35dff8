# METADATA
# title: Three values
# description: |
#   `yes`, `no` and `unknown`, and what follows from several of them.
# scope: package
package mwaa.lib.logic

import rego.v1

# METADATA
# description: The opposite of a value.
negated(value) := {"yes": "no", "no": "yes", "unknown": "unknown"}[value]

# METADATA
# description: At least one of the values holds; `complete` tells that there are no others.
any_of(values, complete) := "yes" if {
	"yes" in values
} else := "unknown" if {
	"unknown" in values
} else := "no" if {
	complete == true
} else := "unknown"

# METADATA
# description: All of the values hold; there are no others.
all_of(values) := "no" if {
	"no" in values
} else := "unknown" if {
	"unknown" in values
} else := "yes"

# METADATA
# description: What holds in each of several cases, one of which is true.
agreed(values) := value if {
	count(values) == 1
	some value in values
} else := "unknown"
