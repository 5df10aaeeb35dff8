"""Converts resolved templates into an inventory, family by family."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mwaa_policy.model import COLLECTIONS, Collection, Context, Params, Survey
from mwaa_policy.model.implied import default_group_id
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import SUBNET, WORDS
from mwaa_policy.sources.cloudformation.build import Build
from mwaa_policy.sources.cloudformation.convert_acls import add_network_acls
from mwaa_policy.sources.cloudformation.convert_endpoints import add_vpc_endpoints
from mwaa_policy.sources.cloudformation.convert_environments import add_buckets, add_environments
from mwaa_policy.sources.cloudformation.convert_groups import add_prefix_lists, add_security_groups
from mwaa_policy.sources.cloudformation.convert_network import add_internet_gateways, add_nat_gateways, add_subnets
from mwaa_policy.sources.cloudformation.convert_routes import add_route_tables
from mwaa_policy.sources.cloudformation.convert_vpcs import add_vpcs, read_vpcs
from mwaa_policy.sources.cloudformation.read import Template
from mwaa_policy.sources.cloudformation.resolve import Resolver, Settings
from mwaa_policy.sources.cloudformation.values import Cell, Place

_ZONE = re.compile(r"([a-z]{2,}(?:-[a-z]+)+-\d)(?:-[a-z]+-\d+)?[a-z]")
"""The name of a zone; it begins with its region."""


def convert(templates: Sequence[Template], settings: Settings, *, kind: str, params: Params) -> Normalized:
    """Return what the templates describe."""
    resolver = Resolver(templates, settings)
    zone = _telling_zone(resolver) if settings.region is None else None
    if zone is not None:
        region = _region(zone)
        resolver = Resolver(templates, replace(settings, region=region))
    draft = Draft(kind=kind, params=params, context=_context(resolver))
    _explain_context(draft)
    if zone is not None:
        draft.provenance.assumed.update({("context", "region", one.subject): one for one in zone.assumed})
    draft.provenance.documents.update({template.document.name: template.document for template in templates})
    build = Build(resolver, draft)
    _convert(build)
    draft.provenance.skipped.extend(one for template in templates for one in template.skipped)
    draft.provenance.skipped.extend(resolver.skipped)
    normalized = draft.close()
    build.describe_left_out(normalized.inventory)
    _explain_foreign(build)
    return replace(normalized, forks=resolver.conditions.forks())


def _convert(build: Build) -> None:
    vpcs = read_vpcs(build)
    build.default_groups.update({identity: default_group_id(identity) for identity in vpcs})
    add_subnets(build)
    add_route_tables(build, vpcs)
    add_internet_gateways(build)
    add_nat_gateways(build)
    add_network_acls(build, vpcs)
    add_security_groups(build, vpcs)
    add_prefix_lists(build)
    add_vpc_endpoints(build)
    add_buckets(build)
    add_environments(build)
    add_vpcs(build, vpcs)


def _context(resolver: Resolver) -> Context:
    return Context(
        partition=resolver.pseudo("AWS::Partition"),
        region=resolver.pseudo("AWS::Region"),
        account_id=resolver.pseudo("AWS::AccountId"),
        account_public_access_block=None,
    )


def _explain_context(draft: Draft) -> None:
    missing = draft.provenance.missing
    missing[("context", "account_public_access_block")] = Missing(
        subject="S3 Block Public Access of the account",
        text="a template does not tell the S3 Block Public Access of the account",
        supply="add the response of `aws s3control get-public-access-block`",
    )
    for attribute, value, cause in (
        ("region", draft.context.region, causes.REGION),
        ("partition", draft.context.partition, causes.REGION),
        ("account_id", draft.context.account_id, causes.ACCOUNT),
    ):
        if value is not None and value.startswith("${"):
            missing[("context", attribute)] = cause


def _telling_zone(resolver: Resolver) -> Cell | None:
    """Return the name of a zone that tells the region, if those that subnets name are of one region."""
    subnets = [resource for resource in resolver.resources.values() if resource.type == SUBNET]
    cells = [resolver.property(resource, "AvailabilityZone") for resource in subnets]
    zones = [cell for cell in cells if cell is not None and _region(cell)]
    return zones[0] if len({_region(zone) for zone in zones}) == 1 else None


def _region(zone: Cell) -> str | None:
    found = _ZONE.fullmatch(zone.value) if isinstance(zone.value, str) else None
    return None if found is None else found[1]


def _explain_foreign(build: Build) -> None:
    """Say of each object that is only referred to by an id why nothing is known of it."""
    provenance = build.draft.provenance
    for (name, identity), place in build.reader.named.items():
        collection = next((one for one in COLLECTIONS if one == name), None)
        if collection is None or (name, identity) in provenance.origins:
            continue
        if build.draft.find(collection, identity) is not None:
            _explain_one(build, collection, identity, place)


def _explain_one(build: Build, collection: Collection, identity: str, place: Place) -> None:
    provenance = build.draft.provenance
    what = WORDS[collection].partition(" ")[2]
    cause = causes.described_elsewhere(what, identity, build.resolver.tokens.cause_of(identity), place)
    provenance.origins[(collection, identity)] = place.origin
    provenance.missing[(collection, identity)] = cause
    if collection == "vpcs":
        provenance.missing.update({("vpcs", identity, "complete", survey): cause for survey in Survey.model_fields})
