# METADATA
# description: An attribute that may be unknown is used bare; ask data.mwaa.lib.known
package custom.regal.rules.mwaa["nullable-attribute"]

import data.custom.regal.model
import data.regal.ast
import data.regal.result

# In Rego null compares true with almost everything, and what fails on it is undefined, which
# `not` turns into true. So an attribute that may be null decides nothing by itself.
report contains violation if {
	_judges_facts
	some rule in input.rules
	some use in _uses(rule)
	not _guarded(rule, use)

	violation := result.fail(rego.metadata.chain(), result.location(use.term))
}

# The tree that regal 0.42 makes of a policy lacks the condition of an `else` without braces, so
# there must be none.
report contains violation if {
	_judges_facts
	some row, line in input.regal.file.lines
	regex.match(`^[^#]*\belse\b.*\bif [^{]*$`, line)

	details := {
		"description": "The condition of an else is not checked without braces around it",
		"location": {"file": input.regal.file.name, "row": row + 1, "col": 1, "text": line},
	}
	violation := result.fail(rego.metadata.chain(), details)
}

# The accessors compare with null on purpose, and facts looks records up.
_judges_facts if {
	["mwaa", part, name] = array.slice(ast.package_path, 0, 3)
	part in {"lib", "rules"}
	not name in {"facts", "known"}
	not endswith(name, "_test")
}

_uses(rule) := _conditions(rule) | _operands(rule)

# `vpc.custom_dns` or `not vpc.custom_dns` as a statement.
_conditions(rule) := {{"path": path, "term": expression.terms} |
	walk(rule, [path, expression]) # regal ignore:walk-no-path
	_may_be_null(rule, expression.terms)
}

# `entry.from_port <= port`, `entry.action in {"allow"}`, `startswith(bucket.name, "mwaa-")`.
_operands(rule) := {{"path": path, "term": operand} |
	some [path, call] in _calls(rule)
	name := ast.ref_to_string(call[0].value)
	name in ast.builtin_names
	not name in _harmless
	some operand in array.slice(call, 1, count(call))
	_may_be_null(rule, operand)
}

# Statements that are calls, infix operators among them, and calls within them.
_calls(rule) := {[path, expression.terms] |
	walk(rule, [path, expression])
	is_array(expression.terms)
} | {[path, term.value] |
	walk(rule, [path, term])
	term.type == "call"
}

# A value of null is passed on, or asked for.
_harmless := {
	"assign", "eq",
	"is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set", "is_string", "type_name",
}

_may_be_null(_, term) if _nullable(term)

_may_be_null(rule, term) if {
	term.type == "var"
	term.value in _nullable_variables(rule)
}

_nullable(term) if {
	term.type == "ref"
	count(term.value) > 1
	last := term.value[count(term.value) - 1]
	last.type == "string"
	last.value in model.nullable
	not term.value[count(term.value) - 2].value in _made
}

# Names of what the policies make themselves, in which nothing is null: parts of packet filters, of
# findings and of edits.
_made := {"args", "box", "cell", "decider", "leg", "packet", "ports", "value"}

_nullable_variables(rule) := {call[1].value |
	some [_, call] in _calls(rule)
	ast.ref_to_string(call[0].value) in {"assign", "eq"}
	call[1].type == "var"
	_nullable(call[2])
}

# Some statement of the same body, or of one around it, makes sure that the value is known.
_guarded(rule, use) if {
	some [path, call] in _calls(rule)
	ast.ref_to_string(call[0].value) in _guards
	not _negated(rule, path)
	some operand in array.slice(call, 1, count(call))
	_text(operand) == _text(use.term)
	_reaches(array.slice(path, 0, count(path) - 2), use.path)
}

_guards contains concat(".", ["known", name]) if {
	some name in {"above", "at_most", "has", "is", "is_not", "no", "none_of", "one_of", "yes"}
}

_negated(rule, path) if object.get(rule, path, {}).negated

# The body of a rule or comprehension reaches its head and what is nested in it, but no `else`.
_reaches(owner, path) if {
	array.slice(path, 0, count(owner)) == owner
	rest := array.slice(path, count(owner), count(path))
	not rest[0] == "else"
}

_text(term) := term.value if term.type == "var"

_text(term) := ast.ref_to_string(term.value) if term.type == "ref"
