# METADATA
# title: Why the policies of S3 endpoints are not judged
# description: |
#   The reasons that the rules about S3 policies share, and what hides what these say.
# scope: package
package mwaa.lib.s3_reasons

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.gateway_principals
import data.mwaa.lib.known
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required
import data.mwaa.rules.epr_s3_routes

import rego.v1

# METADATA
# description: |
#   Why a rule about calls of some lists of the table has no S3 policy to judge, or none that stops
#   them for another cause than a rule tells already: a reason code or that rule; undefined where it has.
reason(id, lists) := "EP-POLICY-VALID" if {
	some found in object.get(endpoints.s3.layers, id, {})
	found.valid == false
} else := "EPR-REQUIRED" if {
	_has_no_endpoint(id)
	epr_required.verdict[id] == "fail"
} else := "EPR-S3-ROUTES" if {
	count(object.get(endpoints.s3_path, id, {})) == 0
	epr_s3_routes.verdict[id] == "fail"
} else := "no-s3-endpoint" if {
	count(object.get(endpoints.s3_path, id, {})) == 0
} else := "EP-GATEWAY-PRINCIPAL" if {
	some list in lists
	some found in gateway_principals.calls[list][id]
	count(found.named) > 0
}

# METADATA
# description: |
#   The facts that hide what the S3 policies say to calls of some lists, as paths.
hidden(id, lists) := usage.unseen_endpoints(id) | {path |
	some list in lists
	some judged in [endpoints.s3, gateway_principals.calls]
	some found in object.get(judged, [list, id], {})
	some path in found.because
}

_has_no_endpoint(id) if {
	"s3" in usage.required
	every endpoint in object.get(usage.own_endpoints, id, set()) {
		known.is_not(facts.vpc_endpoint[endpoint].service, "s3")
	}
}
