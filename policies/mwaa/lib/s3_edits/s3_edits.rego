# METADATA
# title: Edits of S3 endpoint policies
# description: |
#   The statements that are missing, each on its own bucket, rather than wider ones; and a statement
#   that denies what is needed, taken away.
# scope: package
package mwaa.lib.s3_edits

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.layer_names
import data.mwaa.lib.resources

import rego.v1

# METADATA
# description: What lets calls to the bucket of the DAGs through, for a finding of EP-S3-DAG.
dags(finding, verdict) := (denials(finding, verdict) | {_add(
	endpoint,
	[bucket, objects],
	actions,
	_applicability(environment),
) |
	verdict.granted != "yes"
	actions := data.mwaa.tables.probes.s3.grant
	bucket := resources.bucket_arn(environment)
	objects := concat("", [bucket, "/*"])
}) | placeholders(endpoint) if {
	endpoint := finding.args.endpoint
	environment := facts.environment[finding.subject]
}

# METADATA
# description: |
#   What lets the layers of ECR's images through, for a finding of EP-S3-ECR: the placeholder is
#   replaced where there is one, else a statement is added.
layers(finding, verdict) := (denials(finding, verdict) | placeholders(endpoint)) | {_add(
	endpoint,
	[_layers],
	["s3:GetObject"],
	"safe",
) |
	verdict.granted != "yes"
	placeholders(endpoint) == set()
} if {
	endpoint := finding.args.endpoint
}

# METADATA
# description: The statement that denies a call, taken away. It may protect something else.
denials(finding, verdict) := {edit |
	known.has(verdict.statement)
	edit := {
		"verb": "replace_statement",
		"target": ["vpc_endpoints", finding.args.endpoint, "policy", "statements", verdict.statement],
		"value": null,
		"applicability": "unsafe",
	}
}

# METADATA
# description: Statements that name the bucket of ECR's layers by a placeholder, with its real name.
placeholders(endpoint) := {edit |
	some statement in facts.vpc_endpoint[endpoint].policy.statements.items
	wrong := {entry.resource |
		some entry in layer_names.misplaced[endpoint]
		entry.kind == "placeholder"
		entry.statement == statement.key
	}
	count(wrong) > 0
	edit := {
		"verb": "replace_statement",
		"target": ["vpc_endpoints", endpoint, "policy", "statements", statement.key],
		"value": object.union(statement, {"resources": {
			"items": [_corrected(resource, wrong) | some resource in statement.resources.items],
			"complete": statement.resources.complete,
		}}),
		"applicability": "safe",
	}
}

_corrected(resource, wrong) := _layers if resource in wrong

_corrected(resource, wrong) := resource if not resource in wrong

_layers := concat("", [resources.layer_bucket, "/*"])

_add(endpoint, resources_named, actions, applicability) := {
	"verb": "add_statement",
	"target": ["vpc_endpoints", endpoint, "policy"],
	"value": {"effect": "Allow", "actions": actions, "resources": resources_named},
	"applicability": applicability,
}

_applicability(environment) := "safe" if {
	known.has(environment.source_bucket_arn)
} else := "placeholder"
