# METADATA
# title: Facts that may be unknown
# description: |
#   In Rego `null` compares true with almost everything: `null <= 5432`, `null != "x"`, and a bare
#   `fact.flag` holds for it. So an attribute that may be `null` is read through these predicates
#   only. Each holds for certain, or does not hold.
# scope: package
package mwaa.lib.known

import rego.v1

# METADATA
# description: The value is known.
has(value) if value != null

# METADATA
# description: The value is not known.
missing(value) if value == null

# METADATA
# description: The value is known to be `wanted`.
is(value, wanted) if {
	value != null
	value == wanted
}

# METADATA
# description: The value is known to be something else than `unwanted`.
is_not(value, unwanted) if {
	value != null
	value != unwanted
}

# METADATA
# description: The value is known to be a member of the set.
one_of(value, wanted) if {
	value != null
	value in wanted
}

# METADATA
# description: The value is known to be none of the set.
none_of(value, unwanted) if {
	value != null
	not value in unwanted
}

# METADATA
# description: The value may be `wanted`, for all that is known.
may_be(value, wanted) if value in {null, wanted}

# METADATA
# description: The numbers are known, and the first is not above the second; null is below every number.
at_most(value, limit) if {
	value != null
	value <= limit
}

# METADATA
# description: |
#   Whether two texts are equal: `yes`, `no` or `unknown`. A text with an unresolved part, written
#   `${…}`, equals itself and may equal anything else.
same_text(one, other) := "unknown" if {
	null in {one, other}
} else := "yes" if {
	one == other
} else := "unknown" if {
	is_token([one, other][_])
} else := "no"

# METADATA
# description: The text has a part that is not resolved.
is_token(text) if contains(text, "${")

# METADATA
# description: The switch is known to be on.
yes(value) if value == true

# METADATA
# description: The switch is known to be off.
no(value) if value == false

# METADATA
# description: The numbers are known, and the first is above the second; null is above none.
above(one, other) if {
	other != null
	one > other
}
