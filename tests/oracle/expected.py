"""What each rule must say of a network of which everything is known."""

from __future__ import annotations

from mwaa_policy.model import Inventory
from tests.fixtures.networks import NETWORKS
from tests.oracle.acl_rules import acl_answers
from tests.oracle.answers import Answers
from tests.oracle.customer_rules import customer_answers
from tests.oracle.document_rules import document_answers, is_accepted
from tests.oracle.endpoint_rules import endpoint_answers
from tests.oracle.environment_rules import environment_answers
from tests.oracle.facts import Site
from tests.oracle.group_rules import group_answers
from tests.oracle.leading_rules import leading_answers
from tests.oracle.membership_rules import membership_answers
from tests.oracle.nat_acl_rules import nat_acl_answers
from tests.oracle.nat_rules import nat_answers
from tests.oracle.policy_rules import policy_answers
from tests.oracle.shadow_rules import shadow_answers


def expected(inventory: Inventory) -> Answers:
    """Return the verdicts that the rules must give, by rule and subject."""
    site = Site(inventory)
    if not site.has_one_vpc:
        # What lies in the VPC cannot be told: SG-VPC says why.
        return membership_answers(site)
    answers = {
        **membership_answers(site),
        **environment_answers(site),
        **group_answers(site),
        **acl_answers(site),
        **nat_answers(site),
        **nat_acl_answers(site),
        **shadow_answers(site),
        **customer_answers(site),
        **endpoint_answers(site),
        **leading_answers(site),
        **document_answers(site),
    }
    if all(is_accepted(one.policy) for one in inventory.vpc_endpoints.items):
        # What AWS refuses says nothing about calls: EP-POLICY-VALID tells.
        answers |= policy_answers(site)
    return answers


def judged_rules() -> set[str]:
    """Return the ids of the rules whose verdicts the oracle knows."""
    return {rule for clean in NETWORKS.values() for rule, _ in expected(clean())}


def expected_routing(inventory: Inventory) -> str:
    """Return the routing mode of the environment."""
    return Site(inventory).routing
