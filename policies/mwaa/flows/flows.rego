# METADATA
# title: The flows of environments
# description: |
#   Every flow that an environment requires, with the steps on its way and what becomes of it: what the
#   rules judge, as one table. It is evaluated when it is asked for, and not with the report.
#
#   A flow is `{environment, name, endpoint, subnet, protocol, port, verdict, steps}`: from `subnet`, null
#   where none is known, to what the name says. The flow `further` stands for those that the document
#   leaves open.
# scope: package
package mwaa.flows

import data.mwaa.lib.acl_steps
import data.mwaa.lib.endpoint_steps
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.group_steps
import data.mwaa.lib.known
import data.mwaa.lib.nearby
import data.mwaa.lib.policy_steps
import data.mwaa.lib.route_steps
import data.mwaa.lib.routing
import data.mwaa.lib.steps
import data.mwaa.rules.epr_s3_routes
import data.mwaa.rules.rt_default_nat

import rego.v1

# METADATA
# description: The flows of one inventory, without prose and without file names.
# entrypoint: true
report := {"schema": "mwaa-policy-flows/v1", "environments": routing.environments, "flows": _flows}

_flows contains flow if {
	some id, rows in _taken
	some row, passed in rows
	flow := _flow(id, row, passed)
}

_flows contains flow if {
	some id, hidden in _further
	flow := _flow(id, {"name": "further", "endpoint": null, "subnet": null, "port": null}, hidden)
}

_flow(id, row, passed) := object.union(row, {
	"environment": id,
	"protocol": "6",
	"verdict": steps.verdict(passed),
	"steps": {object.remove(step, ["from"]) | some step in passed},
})

# The steps of each flow.
_taken[id][row] := passed if {
	some id, rows in _rows
	some row in rows
	passed := {step |
		some library in [acl_steps.of, endpoint_steps.of, group_steps.of, policy_steps.of, route_steps.of]
		some step in object.get(library, [id, [row.name, row.endpoint]], set())
		step.from in {null, row.subnet}
	}
}

# Between the interfaces of an environment.
_rows[id] contains _row(name, null, subnet, port) if {
	some id, subnets in _origins
	some name, port in flows.listeners
	some subnet in subnets
}

# To endpoints, and to services of whose endpoints nothing is known.
_rows[id] contains row if {
	some id, used in endpoint_steps.used
	some endpoint in used
	[name, _] := endpoint_steps.key(endpoint)
	some subnet in _origins[id]
	_leads(id, facts.vpc_endpoint[endpoint], subnet)
	row := _row(name, endpoint, subnet, 443)
}

_rows[id] contains _row(service, null, subnet, 443) if {
	some id, services in endpoint_steps.missing
	some service in services
	some subnet in _origins[id]
}

# To the Internet, where that is meant, or may be, or is tried.
_rows[id] contains _row("internet", null, subnet, 443) if {
	some id, subnets in _origins
	some subnet in subnets
	_is_meant(id, subnet)
}

_row(name, endpoint, subnet, port) := {"name": name, "endpoint": endpoint, "subnet": subnet, "port": port}

_origins[id] := subnets if {
	some id, environment in facts.environment
	subnets := {subnet | some subnet in environment.subnet_ids.items}
	count(subnets) > 0
}

_origins[id] := {null} if {
	some id, environment in facts.environment
	count(environment.subnet_ids.items) == 0
}

# An interface endpoint is there for the whole VPC, a gateway endpoint for the subnets in whose tables it
# is, or may be, and meant for those for which there is no other.
_leads(_, endpoint, _) if not known.is(endpoint.type, "Gateway")

_leads(_, _, subnet) if known.missing(subnet)

_leads(_, endpoint, subnet) if {
	facts.effective_table[subnet].id in endpoint.route_table_ids.items
}

_leads(_, endpoint, subnet) if {
	known.missing(facts.effective_table[subnet].id)
	known.is(endpoint.type, "Gateway")
}

_leads(_, endpoint, _) if endpoint.route_table_ids.complete == false

_leads(id, endpoint, subnet) if {
	some finding in epr_s3_routes.findings
	finding.subject == id
	finding.args.gateway == endpoint.id
	subnet in finding.args.subnets
}

_is_meant(id, _) if rt_default_nat.verdict[id] != "not_applicable"

_is_meant(id, _) if routing.mode[id].mode != "private"

_is_meant(id, subnet) if {
	some step in route_steps.of[id][["internet", null]]
	step.verdict == "stopped"
	step.from == subnet
}

# What the rules hang on beside the steps of known flows.
_further[id] contains steps.further(name, subject, {"stage": "further"}, missing) if {
	some name, collection in _judging
	some id, _ in facts.environment
	some subject in _subjects(collection, id)
	missing := steps.because(name, subject) - object.get(_told, [id, name], set())
	count(missing) > 0
}

_told[id][name] contains path if {
	some id, rows in _taken
	some passed in rows
	some step in passed
	some name, _ in _judging
	data.mwaa.rules[name].id == step.rule
	some path in step.because
}

_subjects("environments", id) := {id}

_subjects(collection, id) := near if {
	collection != "environments"
	near := {record.id | some record in facts.collection[collection]; nearby.may_be_in(record.vpc_id, id)}
}

# The rules that judge flows, by package, and the collections of their subjects.
_judging := {
	"env_customer_endpoints": "environments",
	"ep_gateway_principal": "vpc_endpoints",
	"ep_policy_blocks": "environments",
	"ep_s3_dag": "environments",
	"ep_s3_ecr": "environments",
	"epr_dns": "vpc_endpoints",
	"epr_region": "vpc_endpoints",
	"epr_required": "environments",
	"epr_s3_routes": "environments",
	"epr_security_group": "vpc_endpoints",
	"epr_shadow": "vpc_endpoints",
	"epr_state": "vpc_endpoints",
	"epr_type": "environments",
	"nacl_flow": "environments",
	"nacl_nat_subnet": "environments",
	"nacl_return": "environments",
	"rt_blackhole": "route_tables",
	"rt_default_nat": "environments",
	"rt_nat_public": "nat_gateways",
	"sg_database": "environments",
	"sg_egress": "environments",
	"sg_webserver": "environments",
}
