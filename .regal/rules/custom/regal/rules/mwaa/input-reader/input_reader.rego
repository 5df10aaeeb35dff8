# METADATA
# description: The input is read here; data.mwaa.lib.facts has it by id
package custom.regal.rules.mwaa["input-reader"]

import data.regal.ast
import data.regal.result

# What is read in one place only can be indexed once, and has a type that OPA checks.
report contains violation if {
	["mwaa", part, name] = array.slice(ast.package_path, 0, 3)
	part in {"lib", "rules"}
	name != "facts"
	not endswith(name, "_test")
	some refs in ast.found.refs
	some ref in refs
	ref.value[0].value == "input"

	violation := result.fail(rego.metadata.chain(), result.location(ref))
}
