"""What each rule must say of a network of which everything is known."""

from __future__ import annotations

from mwaa_policy.model import Inventory
from tests.oracle.acl_rules import acl_answers
from tests.oracle.answers import Answers
from tests.oracle.endpoint_rules import endpoint_answers
from tests.oracle.environment_rules import environment_answers
from tests.oracle.facts import Site
from tests.oracle.group_rules import group_answers
from tests.oracle.policy_rules import policy_answers


def expected(inventory: Inventory) -> Answers:
    """Return the verdicts that the rules must give, by rule and subject."""
    site = Site(inventory)
    return {
        **environment_answers(site),
        **group_answers(site),
        **acl_answers(site),
        **endpoint_answers(site),
        **policy_answers(site),
    }


def expected_routing(inventory: Inventory) -> str:
    """Return the routing mode of the environment."""
    return Site(inventory).routing
