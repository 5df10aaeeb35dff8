# METADATA
# title: Policies about the rules
# description: |
#   Reads what `opa inspect --annotations` tells about the policies, and for each directory below
#   `mwaa/rules` its files and cases. Each problem names the rule by its directory. Not shipped.
# scope: package
# schemas:
#   - input: {type: object, properties: {directories: {}, inspected: {}}}
package mwaa.checks

import rego.v1

# METADATA
# description: What is wrong with the rules, as texts for whoever writes them.
# entrypoint: true
problems contains sprintf("%s: %s", [name, problem]) if {
	some name, rule in rules
	some problem in _problems(name, rule)
}

problems contains sprintf("%s: the id %s is used twice", [name, rule.custom.id]) if {
	some name, rule in rules
	some other, _ in rules
	name != other
	rule.custom.id == rules[other].custom.id
}

# METADATA
# description: The annotations of each rule package, by its directory; empty where there are none.
rules[name] := object.union({"custom": {}}, _annotations(name)) if some name, _ in input.directories

_annotations(name) := found[0] if {
	found := [annotation.annotations |
		some annotation in input.inspected.annotations
		annotation.annotations.scope == "package"
		[part.value | some part in annotation.path] == ["data", "mwaa", "rules", name]
	]
} else := {}

_problems(name, rule) := union({
	_directory(name, rule),
	_annotation(name, rule),
	_custom(rule.custom),
	_references(rule.custom),
	_templates(rule.custom),
	_cases(name, rule.custom),
})

# The directory.

_directory(name, rule) := ({sprintf("there is no %s", [file]) |
	some file in {concat("", [name, ".rego"]), concat("", [name, "_test.rego"]), "cases.yaml"}
	not file in input.directories[name].files
} | {sprintf("the directory of %s is %s", [rule.custom.id, wanted]) |
	wanted := replace(lower(rule.custom.id), "-", "_")
	wanted != name
}) | {"the constant id is another than in the METADATA" | data.mwaa.rules[name].id != rule.custom.id}

# The annotations that OPA defines.

_annotation(name, rule) := ((({sprintf("the METADATA lacks %s", [member]) |
	some member in {"title", "description", "related_resources"}
	not rule[member]
} | {sprintf("%s is no page of AWS's documentation", [resource.ref]) |
	some resource in rule.related_resources
	not regex.match(`^https://docs\.aws\.amazon\.com/\S+$`, resource.ref)
}) | {"no related resource is a section of the page that states it" |
	rule.custom.source == "page"
	not regex.match(`vpc-security\.html#`, concat(" ", [resource.ref | some resource in rule.related_resources]))
}) | {"it has edits, and its fix is none" |
	data.mwaa.rules[name].edits
	rule.custom.fix == "none"
}) | {sprintf("it has no edits, and its fix is %s", [rule.custom.fix]) |
	not data.mwaa.rules[name].edits
	rule.custom.fix != "none"
}

# The annotations that we define.

_types := {
	"blocks": "boolean",
	"explains": "array",
	"fix": "string",
	"id": "string",
	"messages": "object",
	"reasons": "object",
	"remedy": "string",
	"sentence": "string",
	"severities": "array",
	"since": "string",
	"source": "string",
	"subject": "string",
	"tags": "array",
}

_values := {
	"fix": {"always", "none", "sometimes"},
	"source": {"beyond", "page"},
	"subject": {"environment", "nat_gateway", "network_acl", "route_table", "subnet", "vpc_endpoint"},
}

_patterns := {
	"id": `^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$`,
	"remedy": `\S`,
	"sentence": `\S`,
	"since": `^\d+\.\d+\.\d+$`,
}

_severities := ["critical", "high", "medium", "low", "info"]

_custom(custom) := (((((((({sprintf("the METADATA lacks %s", [member]) |
	some member, _ in _types
	not member in object.keys(custom)
} | {sprintf("nobody knows the custom member %s", [member]) |
	some member, _ in custom
	not _types[member]
}) | {sprintf("%s is not of type %s", [member, _types[member]]) |
	some member, value in custom
	type_name(value) != _types[member]
}) | {sprintf("%s cannot be %v", [member, value]) |
	some member, value in custom
	not value in object.get(_values, member, {value})
}) | {sprintf("%s cannot be %v", [member, custom[member]]) |
	some member, pattern in _patterns
	not regex.match(pattern, custom[member])
}) | {"the severities are not distinct ones, worst first" |
	custom.severities != [severity | some severity in _severities; severity in custom.severities]
}) | {"it has severities of its own, and explains another rule" |
	count(custom.severities) > 0
	count(custom.explains) > 0
}) | {"it has neither a severity nor a rule that it explains" |
	count(custom.severities) == 0
	count(custom.explains) == 0
}) | {sprintf("%s is not a tag in small letters", [tag]) |
	some tag in custom.tags
	not regex.match(`^[a-z0-9]+(-[a-z0-9]+)*$`, tag)
}) | {"it has no tag" | custom.tags == []}

_references(custom) := {sprintf("it explains %s, which does not exist", [other]) |
	some other in custom.explains
	not other in _ids
} | {sprintf("the reason %s is not a code in small letters", [code]) |
	some code, _ in custom.reasons
	not regex.match(`^[a-z0-9]+(-[a-z0-9]+)*$`, code)
}

_ids contains rule.custom.id if some rule in rules

# The templates of messages and remedy.

_templates(custom) := {"there is no message" | count(custom.messages) == 0} | {problem |
	some template in array.concat([custom.remedy], [message | some message in custom.messages])
	rest := regex.replace(template, `\{[a-z][a-z0-9_]*\}`, "")
	regex.match(`[{}]`, rest)
	problem := sprintf("a placeholder is not well formed in %v", [template])
}
