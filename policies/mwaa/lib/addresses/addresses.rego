# METADATA
# title: Address ranges
# description: |
#   A range is half open: `first` belongs to it, `after` does not. Addresses are hexadecimal
#   numbers of fixed width, so the order of strings is the order of addresses. The families never
#   mix: their widths differ. A range that is not known, `null`, has neither member, and holds nothing.
# scope: package
package mwaa.lib.addresses

import rego.v1

# METADATA
# description: The address lies in the range.
holds(range, address) if {
	count(range.first) == count(address)
	range.first <= address
	address < range.after
}

# METADATA
# description: The ranges have an address in common.
overlap(one, other) if {
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
	some border in {other.first, other.after}
	count(border) == count(range.first)
	range.first < border
	border < range.after
}

# METADATA
# description: |
#   The cells themselves, lowest first, as ranges.
cells(range, ranges) := [{"first": first, "after": borders[i + 1]} | some i, first in borders] if {
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

# METADATA
# description: The range that a text writes, one address or a block; undefined where it is no IPv4.
parsed(text) := {"first": _digits(first), "after": _digits(first + size)} if {
	[parts] := regex.find_all_string_submatch_n(_block, text, 1)
	octets := [to_number(part) | some part in array.slice(parts, 1, 5)]
	max(octets) <= 255
	size := bits.lsh(1, 32 - _prefix(parts[5]))
	number := sum([value | some i, octet in octets; value := octet * _octets[i]])
	first := number - (number % size)
}

_block := `^(\d|[1-9]\d{1,2})\.(\d|[1-9]\d{1,2})\.(\d|[1-9]\d{1,2})\.(\d|[1-9]\d{1,2})(?:/(\d|[12]\d|3[0-2]))?$`

_prefix("") := 32

_prefix(digits) := to_number(digits) if digits != ""

_octets := [16777216, 65536, 256, 1]

# Not by `format_int`: in OPA-Wasm it gives up on numbers above 2147483647.
_digits(number) := concat("", [digit |
	some weight in _weights
	digit := substring("0123456789abcdef", floor(number / weight) % 16, 1)
])
