package custom.regal.rules.mwaa["nullable-attribute_test"]

import data.custom.regal.rules.mwaa["nullable-attribute"] as rule

import data.regal.config

_report(name, body) := {violation |
	header := [concat(" ", ["package", name]), "import data.mwaa.lib.facts", "import data.mwaa.lib.known"]
	policy := regal.parse_module("p.rego", concat("\n", array.concat(header, [body])))
	some violation in rule.report with input as policy with config.capabilities as {"builtins": _builtins}
}

_builtins[name] := {} if {
	some name in {"equal", "gt", "gte", "internal.member_2", "lt", "lte", "neq", "startswith"}
}

_refused(body) := {violation.location.text | some violation in _report("mwaa.rules.x", body)}

test_every_comparison_is_refused if {
	every operator in {"==", "!=", "<", "<=", ">", ">="} {
		count(_report("mwaa.rules.x", $"_bad(entry) if entry.from_port {operator} 5432")) == 1
		count(_report("mwaa.lib.x", $"_bad(entry) if 5432 {operator} entry.from_port")) == 1
	}
}

test_a_comparison_within_a_comprehension_is_refused if {
	_refused("_bad(xs) := [x | some x in xs; x.number < 100]") == {"_bad(xs) := [x | some x in xs; x.number < 100]"}
}

test_a_bare_condition_is_refused if {
	count(_report("mwaa.rules.x", "_bad(vpc) if vpc.custom_dns")) == 1
	count(_report("mwaa.rules.x", "_bad(vpc) if not vpc.custom_dns")) == 1
}

test_a_membership_is_refused if count(_report("mwaa.rules.x", `_bad(x) if not x.action in {"allow"}`)) == 1

test_a_call_of_a_builtin_is_refused if {
	count(_report("mwaa.rules.x", `_bad(x) if not startswith(x.name, "mwaa-")`)) == 1
}

test_a_variable_with_the_value_is_refused if {
	count(_report("mwaa.rules.x", `_bad(x) if {
		action := x.action
		action != "deny"
	}`)) == 1
}

test_an_else_is_not_guarded_by_what_precedes_it if {
	count(_report("mwaa.rules.x", `_bad(x) := 1 if {
		known.has(x.number)
		x.number > 1
	} else := 2 if {
		x.number < 5
	}`)) == 1
}

test_an_else_without_braces_is_refused if {
	count(_report("mwaa.rules.x", `_bad(x) := 1 if {
		known.yes(x.default)
	} else := 2 if x.id == "a"`)) == 1
}

test_a_negated_accessor_guards_nothing if {
	count(_report("mwaa.rules.x", `_bad(x) if {
		not known.has(x.number)
		x.number < 5
	}`)) == 1
}

test_an_accessor_is_allowed if {
	_report("mwaa.rules.x", `_good(x) if {
		known.is(x.action, "allow")
		known.at_most(x.from_port, 5432)
		not known.yes(x.default)
	}`) == set()
}

test_what_an_accessor_has_made_sure_of_is_allowed if {
	_report("mwaa.rules.x", `_good(x) := {y | some y in [1]; y < x.number} if {
		known.has(x.number)
		x.number > 1
	}`) == set()
}

test_passing_the_value_on_is_allowed if {
	_report("mwaa.rules.x", `_good(x) := {"number": x.number, "found": facts.vpc[x.vpc_id]}`) == set()
}

test_what_is_never_null_is_allowed if {
	_report("mwaa.rules.x", `_good(x) if {
		x.ingress.complete == true
		x.id != "sg-1"
	}`) == set()
}

test_what_the_libraries_make_is_allowed if {
	_report("mwaa.lib.x", `_good(box) if box.from_port <= 5432`) == set()
}

test_accessors_tests_and_other_packages_may_compare if {
	every name in {"mwaa.lib.known", "mwaa.lib.facts", "mwaa.rules.x_test", "mwaa.main", "other"} {
		_report(name, "_good(x) if x.number < 100") == set()
	}
}
