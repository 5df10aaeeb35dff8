# METADATA
# title: What a call carries
# description: |
#   The context in which the conditions of a policy are judged: which keys a call of an environment has
#   through an endpoint, and with which values, for `mwaa.lib.conditions`. A table tells which keys are
#   always there, and which never; the network and the environment tell the values.
# scope: package
package mwaa.lib.contexts

import data.mwaa.lib.addresses
import data.mwaa.lib.known
import data.mwaa.lib.own
import data.mwaa.lib.resources
import data.mwaa.lib.usage
import data.mwaa.lib.variables

import rego.v1

# METADATA
# description: |
#   The context of calls to a kind of resource, of which `owner` tells whose it is; `source` is the
#   address they come from, null where that is not known.
of(environment, endpoint, kind, owner, source) := {
	"values": object.union_n(array.concat([part.values | some part in _table(kind)], [
		{"aws:requestedregion": resources.region, "aws:sourcevpce": _named(endpoint.id, `^vpce-[0-9a-f]+$`)},
		_vpc_values(usage.vpc[environment.id].id),
		_principal_values(kind, environment),
		_owner_values(kind, owner, environment),
	])),
	"choices": object.union_n([part.choices | some part in _table(kind)]),
	"present": ({key | some part in _table(kind); some key in part.present} | _owner_keys(kind)),
	"absent": {key | some part in _table(kind); some key in part.absent},
	"foreign": {key | owner == "service"; some key in {"aws:resourceorgid", "aws:resourceorgpaths"}},
	"addresses": {"aws:vpcsourceip": source | known.has(source)},
}

# METADATA
# description: |
#   The addresses from which an environment calls, one for each cell that a policy tells apart, as
#   `source`; null for those that are not known, and where the policy does not ask.
sources(environment, policy) := {null} if {
	count(_asked(policy)) == 0
} else := {source |
	ranges := {range | some value in _asked(policy); range := addresses.parsed(value)}
	some own_range in object.get(own.ranges, environment.id, set())
	some source in addresses.representatives(own_range, ranges)
} | {null | count(object.get(own.unknown_ranges, environment.id, set())) > 0}

_asked(policy) := {value |
	some statement in policy.statements.items
	some condition in statement.conditions.items
	condition.key == "aws:vpcsourceip"
	some value in condition.values.items
}

# The layers of images are fetched by addresses that ECR signed: as whom is not told.
_table(kind) := [data.mwaa.tables.condition_keys[part] | some part in _parts(kind)]

_parts("layers") := ["endpoint", "s3"]

_parts(kind) := ["endpoint", "role", "s3"] if kind in {"bucket", "objects"}

_parts(kind) := ["endpoint", "role"] if not kind in {"bucket", "layers", "objects"}

# An object that a document creates is named by a reference to it.
_named(id, live) := id if {
	regex.match(live, id)
} else := concat("", ["${Ref:", id, "}"])

_vpc_values(id) := {} if known.missing(id)

_vpc_values(id) := {"aws:sourcevpc": _named(id, `^vpc-[0-9a-f]+$`)} if known.has(id)

_principal_values("layers", _) := {}

_principal_values(kind, environment) := object.union(
	{"aws:principalaccount": resources.account(environment)},
	{"aws:principalarn": variables.literal(environment.execution_role_arn) | known.has(environment.execution_role_arn)},
) if {
	kind != "layers"
}

_owner_values(_, "account", environment) := {"aws:resourceaccount": resources.account(environment)}

_owner_values(kind, "service", environment) := {key: resources.foreign_account(environment) |
	some key in ["aws:resourceaccount", concat("", [_namespace(kind), ":resourceaccount"])]
}

_owner_values(_, owner, _) := {"aws:resourceaccount": owner} if {
	known.has(owner)
	regex.match(`^[0-9]{12}$`, owner)
}

_owner_values(_, null, _) := {}

_namespace("layers") := "s3"

_namespace(kind) := "aws" if kind != "layers"

# What a call without a resource carries, nobody tells.
_owner_keys("any") := set()

_owner_keys(kind) := {"aws:resourceaccount"} if kind != "any"
