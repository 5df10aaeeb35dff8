# METADATA
# title: Endpoints that AWS does not make beside one another
# description: |
#   In one VPC the private DNS name of a service leads to one endpoint only, and in one route table there
#   is one route to the prefix list of S3. What is there already stays; of those that are planned the
#   first by id is taken for the one that is made.
# scope: package
package mwaa.lib.rivals

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic
import data.mwaa.lib.states

import rego.v1

# METADATA
# description: |
#   What each endpoint shares with others that come before it, by case: the `name` of the service, or the
#   `route` to it. For each other endpoint `{value, because}`: `yes`, or `unknown` for the facts that hide
#   it.
before[endpoint.id][kind][other.id] := {"value": value, "because": because} if {
	some endpoint in facts.vpc_endpoint
	some other in facts.vpc_endpoint
	other.id != endpoint.id
	known.may_be(other.service, endpoint.service)
	some kind, shared in {"name": _name(endpoint, other), "route": _route(endpoint, other)}
	tests := [_equal(endpoint, other, "service"), _precedes(other, endpoint)]
	value := logic.all_of({test.value | some test in array.concat(tests, shared)})
	value != "no"
	because := {path |
		some test in array.concat(tests, shared)
		test.value == "unknown"
		some path in test.because
	}
}

# METADATA
# description: The route tables in which both of two endpoints are.
tables(one, other) := {table |
	some table in facts.vpc_endpoint[one].route_table_ids.items
	table in facts.vpc_endpoint[other].route_table_ids.items
}

_name(one, other) := [
	_both(one, other, "type", "Interface"),
	_both(one, other, "private_dns", true),
	_equal(one, other, "vpc_id"),
	_equal(one, other, "service_region"),
	_variant(one, other),
]

_route(one, other) := [_both(one, other, "type", "Gateway"), _both(one, other, "service", "s3"), _tables(one, other)]

_both(one, other, attribute, wanted) := {"value": value, "because": because} if {
	value := logic.all_of({_is(endpoint[attribute], wanted) | some endpoint in [one, other]})
	because := {["vpc_endpoints", endpoint.id, attribute] |
		some endpoint in [one, other]
		known.missing(endpoint[attribute])
	}
}

_is(value, wanted) := "unknown" if {
	known.missing(value)
} else := "yes" if {
	known.is(value, wanted)
} else := "no"

_equal(one, other, attribute) := {"value": known.same_text(one[attribute], other[attribute]), "because": because} if {
	because := {["vpc_endpoints", endpoint.id, attribute] |
		some endpoint in [one, other]
		_is_open(endpoint[attribute])
	}
}

# The FIPS variant of a service has a name of its own.
_variant(one, other) := {"value": value, "because": because} if {
	fips := {endpoint.id: object.get(endpoint, "fips", null) | some endpoint in [one, other]}
	because := {["vpc_endpoints", id, "fips"] | some id, flag in fips; known.missing(flag)}
	value := _alike({flag | some flag in fips})
}

_alike(flags) := "unknown" if {
	null in flags
} else := "yes" if {
	count(flags) == 1
} else := "no"

_is_open(text) if known.missing(text)

_is_open(text) if {
	known.has(text)
	known.is_token(text)
}

_tables(one, other) := {"value": value, "because": because} if {
	because := {["vpc_endpoints", endpoint.id, "route_table_ids"] |
		some endpoint in [one, other]
		endpoint.route_table_ids.complete == false
	}
	shared := {"yes" | some _ in tables(one.id, other.id)}
	value := logic.any_of(shared, count(because) == 0)
}

# What is not used here is another's concern, and stays.
_precedes(other, endpoint) := {"value": "unknown", "because": {["vpc_endpoints", other.id, "state"]}} if {
	known.missing(other.state)
} else := {"value": states.works(other), "because": set()} if {
	known.is_not(other.state, "planned")
} else := {"value": "yes", "because": set()} if {
	other.id < endpoint.id
} else := {"value": logic.negated(user.value), "because": user.because} if {
	user := clients.users[other.id]
}
