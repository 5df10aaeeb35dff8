package mwaa.lib.known_test

import data.mwaa.lib.known

import rego.v1

# A value whose type the checker does not see.
_any(text) := json.unmarshal(text)

test_certain_predicates_never_hold_for_null if {
	not known.has(null)
	not known.is(null, "x")
	not known.is_not(null, "x")
	not known.one_of(null, {"x", null})
	not known.none_of(null, {"x"})
	not known.at_most(null, 1)
	not known.at_most(1, null)
	not known.above(null, 1)
	not known.above(1, null)
	not known.yes(_any("null"))
	not known.no(_any("null"))
}

test_certain_predicates_of_what_is_known if {
	known.has("x")
	known.is("x", "x")
	not known.is("x", "y")
	known.is_not("x", "y")
	not known.is_not("x", "x")
	known.one_of("x", {"x", "y"})
	not known.one_of("z", {"x", "y"})
	known.none_of("z", {"x", "y"})
	not known.none_of("x", {"x", "y"})
	known.at_most(1, 1)
	not known.at_most(2, 1)
	known.above(2, 1)
	not known.above(1, 1)
	known.yes(true)
	not known.yes(false)
	known.no(false)
	not known.no(true)
}

test_what_may_be if {
	known.missing(_any("null"))
	not known.missing(_any("false"))
	known.may_be(null, "x")
	known.may_be("x", "x")
	not known.may_be("y", "x")
}

test_same_text if {
	every case in [
		["a", "a", "yes"],
		["a", "b", "no"],
		["${P}", "${P}", "yes"],
		["${P}", "${Q}", "unknown"],
		["${P}-a", "x", "unknown"],
		["x", "${P}-a", "unknown"],
		[null, "x", "unknown"],
		["x", null, "unknown"],
		[null, null, "unknown"],
	] {
		known.same_text(case[0], case[1]) == case[2]
	}
}
