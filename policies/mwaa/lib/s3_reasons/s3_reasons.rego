# METADATA
# title: Why the policies of S3 endpoints are not judged
# description: |
#   The reasons that the rules about S3 policies share.
# scope: package
package mwaa.lib.s3_reasons

import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage
import data.mwaa.rules.epr_required
import data.mwaa.rules.epr_s3_routes

import rego.v1

# METADATA
# description: |
#   Why an environment has no S3 policy to judge, as a reason code or the rule that fails already;
#   undefined where it has one.
reason(id) := "EP-POLICY-VALID" if {
	some found in object.get(endpoints.s3.layers, id, {})
	found.valid == false
} else := "EPR-REQUIRED" if {
	count(object.get(endpoints.s3_path, id, {})) == 0
	_has_no_endpoint(id)
	epr_required.verdict[id] == "fail"
} else := "EPR-S3-ROUTES" if {
	count(object.get(endpoints.s3_path, id, {})) == 0
	epr_s3_routes.verdict[id] == "fail"
} else := "no-s3-endpoint" if {
	count(object.get(endpoints.s3_path, id, {})) == 0
}

_has_no_endpoint(id) if {
	"s3" in usage.required
	every endpoint in object.get(usage.own_endpoints, id, set()) {
		known.is_not(facts.vpc_endpoint[endpoint].service, "s3")
	}
}
