# METADATA
# title: Wrong names of the bucket of ECR's layers
# description: |
#   The name of the bucket that holds the layers of ECR's images has the id of the region in it. The
#   page's example has the word `region` in its place, and policies are copied between regions.
# scope: package
package mwaa.lib.layer_names

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.patterns
import data.mwaa.lib.resources

import rego.v1

# METADATA
# description: |
#   Resources by which the policy of an endpoint means to allow the layers of ECR's images, and does
#   not, as `{statement, resource, kind}`: `elsewhere` for another region or partition, `placeholder`
#   where no region is named.
misplaced[endpoint] contains {"statement": statement.key, "resource": resource, "kind": _kind(resource)} if {
	some endpoint, record in facts.vpc_endpoint
	some statement in record.policy.statements.items
	known.is(statement.effect, "Allow")
	statement.resource_mode == "listed"
	some resource in statement.resources.items
	some found in regex.find_all_string_submatch_n(`^.*:s3:::prod-.*-starport-layer-bucket`, resource, 1)
	patterns.matches(found[0], resources.layer_bucket) == "no"
}

_kind(resource) := "elsewhere" if {
	regex.match(`:s3:::prod-([a-z]+(-[a-z]+)+-[0-9]+|.*(\$\{|[*?]).*)-starport-layer-bucket`, resource)
} else := "placeholder"
