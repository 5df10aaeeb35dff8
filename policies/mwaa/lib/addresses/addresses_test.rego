package mwaa.lib.addresses_test

import data.mwaa.lib.addresses

import rego.v1

_ten := {"first": "00a000000", "after": "00b000000"}

_half := {"first": "00a000000", "after": "00a800000"}

_all := {"first": "000000000", "after": "100000000"}

_six := {"first": "000000000000000000000000000000000", "after": "100000000000000000000000000000000"}

# Its borders are texts between those of IPv4.
_everything_of_six := {"first": "00a80000000000000000000000000000", "after": "00affffffffffffffffffffffffffffff"}

test_holds_is_half_open if {
	addresses.holds(_ten, "00a000000")
	addresses.holds(_ten, "00affffff")
	not addresses.holds(_ten, "00b000000")
	not addresses.holds(_ten, "009ffffff")
	not addresses.holds(_six, "00a000000")
	not addresses.holds(null, "00a000000")
}

test_overlap_needs_a_common_address if {
	addresses.overlap(_ten, _half)
	addresses.overlap(_half, _ten)
	addresses.overlap(_ten, _all)
	not addresses.overlap(_half, {"first": "00a800000", "after": "00b000000"})
	not addresses.overlap(_ten, _six)
	not addresses.overlap(null, _ten)
	not addresses.overlap(_ten, null)
}

test_representatives_are_the_first_addresses_of_cells if {
	addresses.representatives(_ten, []) == {"00a000000"}
	addresses.representatives(_ten, [_all, null, _six]) == {"00a000000"}
	addresses.representatives(_ten, [_everything_of_six]) == {"00a000000"}
	addresses.representatives(_ten, [_half]) == {"00a000000", "00a800000"}
	addresses.representatives(_all, [_half, _ten]) == {"000000000", "00a000000", "00a800000", "00b000000"}
}

test_cells_cover_the_range_without_a_gap if {
	addresses.cells(_ten, {_half}) == [
		{"first": "00a000000", "after": "00a800000"},
		{"first": "00a800000", "after": "00b000000"},
	]
	addresses.cells(_ten, set()) == [_ten]
}

test_size_counts_addresses if {
	addresses.size(_ten) == 16777216
	addresses.size(_all) == 4294967296
	addresses.size({"first": "0fffffffe", "after": "100000000"}) == 2
}

test_parsed if {
	every text, range in {
		"10.0.0.0/8": _ten,
		"10.255.255.255/8": _ten,
		"0.0.0.0/0": _all,
		"10.1.2.3": {"first": "00a010203", "after": "00a010204"},
		"255.255.255.255/32": {"first": "0ffffffff", "after": "100000000"},
		"0.0.0.0": {"first": "000000000", "after": "000000001"},
		"192.168.5.0/23": {"first": "0c0a80400", "after": "0c0a80600"},
	} {
		addresses.parsed(text) == range
	}
	every text in ["", "10.0.0.0/33", "10.0.0", "256.0.0.0/8", "10.0.0.0/", "010.0.0.0/8", "::1", "${Param:Range}"] {
		not addresses.parsed(text)
	}
}
