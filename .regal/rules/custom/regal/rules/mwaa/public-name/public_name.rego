# METADATA
# description: A rule package exports a name that the router does not know; begin it with _
package custom.regal.rules.mwaa["public-name"]

import data.regal.ast
import data.regal.result

# A misspelt `undecided` would be collected by nobody.
report contains violation if {
	["mwaa", "rules", name] = ast.package_path
	not endswith(name, "_test")
	some rule in input.rules
	exported := rule.head.ref[0].value
	not startswith(exported, "_")
	not exported in {"edits", "findings", "id", "not_applicable", "undecided", "verdict"}

	violation := result.fail(rego.metadata.chain(), result.location(rule.head))
}
