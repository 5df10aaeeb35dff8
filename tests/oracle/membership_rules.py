"""What the rules about owners, VPCs, zones and what MWAA offers must say."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_policy.model import PublicAccessBlock
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes, worst
from tests.oracle.facts import Site

_UNSUPPORTED_ZONES = {"use1": {"use1-az3"}}
_FIRST_WITH_BOTH_MODES = (3, 2)
_UNWELL = frozenset({"CREATE_FAILED", "UPDATE_FAILED", "UNAVAILABLE"})


def membership_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    answers = {
        "ENV-SHARED-VPC": _shared(site),
        "ENV-STATUS": _status(site),
        "ENV-WEBSERVER-MODE": _webserver(site),
        "S3-PUBLIC-ACCESS-BLOCK": worst(_switches(site)),
        "SG-DEFAULT": _default(site),
        "SG-VPC": passes(len(vpcs(site)) == 1, "critical"),
    }
    found: Answers = {(rule, site.environment.id): answer for rule, answer in answers.items()}
    for subnet in site.own_subnets:
        found["ENV-AZ-UNSUPPORTED", subnet] = _zone(site.subnets[subnet].zone_id)
    return found


def vpcs(site: Site) -> set[str]:
    """Return the VPCs of an environment's subnets and groups."""
    of_subnets = {site.subnets[one].vpc_id for one in site.own_subnets}
    return {str(one) for one in of_subnets | {site.group(one).vpc_id for one in site.own_groups}}


def _shared(site: Site) -> Answer:
    owners = {site.subnets[subnet].owner_id for subnet in site.own_subnets}
    is_shared = owners != {site.environment.account_id}
    return passes(site.environment.endpoint_management == "CUSTOMER" or not is_shared, "critical")


def _status(site: Site) -> Answer:
    environment = site.environment
    if environment.status == "planned":
        return NOT_APPLICABLE
    is_waiting = environment.status == "PENDING" and environment.endpoint_management == "SERVICE"
    return passes(not is_waiting and environment.status not in _UNWELL and environment.error_code == "none", "info")


def _webserver(site: Site) -> Answer:
    match site.environment.webserver_access_mode:
        case "PUBLIC_AND_PRIVATE":
            version = site.environment.airflow_version
            return passes(version is not None and (version.major, version.minor) >= _FIRST_WITH_BOTH_MODES, "high")
        case "PUBLIC_ONLY" if site.routing == "indeterminate":
            return UNDECIDED
        case "PUBLIC_ONLY":
            return passes(site.routing != "private", "info")
        case _:
            return PASS


def _switches(site: Site) -> Iterator[Answer]:
    """Each switch is on at the bucket or at the account; what nobody asked for is not known."""
    bucket = next(one for one in site.inventory.buckets.items if one.id == site.environment.source_bucket_id)
    blocks = (bucket.public_access_block, site.inventory.context.account_public_access_block)
    for switch in PublicAccessBlock.model_fields:
        positions = [None if one is None else getattr(one, switch) for one in blocks]
        if True in positions:
            yield PASS
        else:
            yield UNDECIDED if None in positions else fail("high")


def _default(site: Site) -> Answer:
    if not site.own_groups:
        return NOT_APPLICABLE
    return passes(not any(site.group(one).default for one in site.own_groups), "info")


def _zone(zone: str | None) -> Answer:
    """The id of a zone decides: a name stands for another zone in every account."""
    if zone is None:
        return UNDECIDED
    unsupported = _UNSUPPORTED_ZONES.get(zone.partition("-")[0])
    return NOT_APPLICABLE if unsupported is None else passes(zone not in unsupported, "critical")
