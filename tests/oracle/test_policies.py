"""On networks that are nearly right the policies say what the oracle says, and in doubt nothing in vain."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from mwaa_policy.engines import Engine
from tests.oracle.check import SUBJECTS, Generated, check
from tests.oracle.expected import expected
from tests.oracle.strategies import FAMILIES

# The same networks in every run: `scripts/fuzz` tries others.
quick = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("family", SUBJECTS)
def test_the_policies_and_the_oracle_agree(wasm: Engine, family: str) -> None:
    seen: Counter[str] = Counter()

    @quick
    @given(SUBJECTS[family])
    def compare(generated: Generated) -> None:
        decision = check(wasm, generated)
        seen.update(verdict for verdicts in decision.verdicts.values() for verdict in verdicts.values())

    compare()
    assert {"pass", "fail"} <= seen.keys()


def test_the_generated_networks_have_every_verdict_of_every_rule() -> None:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for family in FAMILIES:

        @settings(quick, max_examples=150)
        @given(SUBJECTS[family])
        def collect(generated: Generated) -> None:
            for (rule, _), answer in expected(generated.network).items():
                seen[rule].add(answer.verdict)

        collect()
    assert {rule: verdicts for rule, verdicts in seen.items() if not {"pass", "fail"} <= verdicts} == {}
    assert {rule for rule, verdicts in seen.items() if "not_applicable" not in verdicts} == {
        "ENV-SHARED-VPC",
        "ENV-SUBNET-COUNT",
        "ENV-SUBNET-PRIVATE",
        "ENV-WEBSERVER-MODE",
        "NACL-ASSOC",
        "S3-PUBLIC-ACCESS-BLOCK",
        "SG-COUNT",
        "SG-VPC",
    }
