# METADATA
# title: Address ranges
# description: |
#   A range is half open: `first` belongs to it, `after` does not. Addresses are hexadecimal
#   numbers of fixed width, so the order of strings is the order of addresses. The families never
#   mix: their widths differ.
# scope: package
package mwaa.lib.addresses

import data.mwaa.lib.known

import rego.v1

# METADATA
# description: The address lies in the range.
holds(range, address) if {
	known.has(range)
	count(range.first) == count(address)
	range.first <= address
	address < range.after
}

# METADATA
# description: The ranges have an address in common.
overlap(one, other) if {
	known.has(one)
	known.has(other)
	count(one.first) == count(other.first)
	one.first < other.after
	other.first < one.after
}

# METADATA
# description: |
#   One address of each cell into which the borders of the ranges cut a range. Within a cell every
#   address lies in the same ranges, so what holds for its first address holds for all of them.
representatives(range, ranges) := {range.first} | {border |
	some other in ranges
	known.has(other)
	some border in {other.first, other.after}
	count(border) == count(range.first)
	range.first < border
	border < range.after
}

# METADATA
# description: |
#   The cells themselves, lowest first, as ranges.
cells(range, ranges) := [{"first": first, "after": borders[i + 1]} |
	some i, first in borders
	i < count(borders) - 1
] if {
	borders := sort(array.concat([border | some border in representatives(range, ranges)], [range.after]))
}

# METADATA
# description: How many addresses an IPv4 range has.
size(range) := _number(range.after) - _number(range.first)

_number(digits) := sum([value |
	some i in numbers.range(0, 8)
	value := indexof("0123456789abcdef", substring(digits, i, 1)) * _weights[i]
])

_weights := [4294967296, 268435456, 16777216, 1048576, 65536, 4096, 256, 16, 1]
