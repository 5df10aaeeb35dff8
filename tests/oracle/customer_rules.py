"""What the rule about endpoints that customers make to an environment's own parts must say."""

from __future__ import annotations

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, UNDECIDED, Answer, Answers, passes, worst
from tests.oracle.endpoint_rules import is_in_zones, lets_in
from tests.oracle.facts import DATABASE, HTTPS, Site
from tests.oracle.truth import Truth, everyone, someone

_DEAD = frozenset({"failed", "rejected", "expired", "deleting", "deleted"})
_PORTS = {"mwaa.database": DATABASE, "mwaa.webserver": HTTPS}


def customer_answers(site: Site) -> Answers:
    """Return what this rule must say."""
    return {("ENV-CUSTOMER-ENDPOINTS", site.environment.id): _customer_endpoints(site)}


def _customer_endpoints(site: Site) -> Answer:
    if site.environment.endpoint_management != "CUSTOMER":
        return NOT_APPLICABLE
    made = {part: [one for one in site.inventory.vpc_endpoints.items if _is_to(site, one, part)] for part in _PORTS}
    if site.environment.status == "planned" and not any(made.values()):
        # They are made while the environment waits for them.
        return NOT_APPLICABLE
    wanted = ["mwaa.database"]
    if site.environment.webserver_access_mode == "PRIVATE_ONLY":
        wanted.append("mwaa.webserver")
    return worst(_answer(someone(_serves(site, one, _PORTS[part]) for one in made[part])) for part in wanted)


def _answer(truth: Truth) -> Answer:
    return UNDECIDED if truth is None else passes(truth, "critical")


def _is_to(site: Site, endpoint: VpcEndpoint, part: str) -> bool:
    is_own = endpoint.environment_id == site.environment.id and endpoint.vpc_id == site.vpc.id
    return is_own and endpoint.service == part and endpoint.state not in _DEAD


def _serves(site: Site, endpoint: VpcEndpoint, port: int) -> Truth:
    """Whether an endpoint is in the zone of each subnet, and its groups admit every interface of the environment."""
    return everyone([is_in_zones(site, endpoint), lets_in(site, endpoint, port)])
