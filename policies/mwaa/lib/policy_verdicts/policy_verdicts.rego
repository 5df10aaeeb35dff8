# METADATA
# title: What the rules about policies say of an endpoint
# description: |
#   Each call is put to the policy of its endpoint by one rule: those on S3 by EP-S3-DAG and EP-S3-ECR,
#   the others by EP-POLICY-BLOCKS. What AWS refuses, EP-POLICY-VALID tells.
# scope: package
package mwaa.lib.policy_verdicts

import data.mwaa.lib.endpoints

import rego.v1

# METADATA
# description: The rules that fail for an environment because of the policy of an endpoint.
failed[endpoint][id] contains rule if {
	some endpoint, by_environment in _judged
	some id, judged in by_environment
	some [rule, found] in judged
	count(found.stopped) > 0
}

failed[endpoint][id] contains "EP-POLICY-VALID" if {
	some endpoint, by_environment in _judged
	some id, judged in by_environment
	some [_, found] in judged
	found.valid == false
}

# METADATA
# description: The facts that hide whether one of them fails, as paths.
doubts[endpoint][id] contains path if {
	some endpoint, by_environment in _judged
	some id, judged in by_environment
	some [_, found] in judged
	some path in found.because
}

_judged[endpoint][id] contains ["EP-POLICY-BLOCKS", found] if {
	some id, by_endpoint in endpoints.services
	some endpoint, found in by_endpoint
}

_judged[endpoint][id] contains [_s3_rules[list], found] if {
	some list, by_environment in endpoints.s3
	some id, by_endpoint in by_environment
	some endpoint, found in by_endpoint
}

_s3_rules := {"must": "EP-S3-DAG", "nice": "EP-S3-DAG", "layers": "EP-S3-ECR"}
