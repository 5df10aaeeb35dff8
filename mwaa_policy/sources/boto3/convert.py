"""Turns responses into an inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mwaa_policy.document import Document
from mwaa_policy.model import Collection, Context
from mwaa_policy.model.services import partition_of
from mwaa_policy.provenance import Missing, Path
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources._located import located
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3.associations import acl_associations, route_associations
from mwaa_policy.sources.boto3.convert_endpoints import add_vpc_endpoints
from mwaa_policy.sources.boto3.convert_environments import account_access, add_environments
from mwaa_policy.sources.boto3.convert_filters import add_network_acls, add_prefix_lists, add_security_groups
from mwaa_policy.sources.boto3.convert_routing import add_internet_gateways, add_nat_gateways, add_route_tables
from mwaa_policy.sources.boto3.convert_vpcs import add_subnets, add_vpcs
from mwaa_policy.sources.boto3.coverage import Coverage
from mwaa_policy.sources.boto3.forms import RESPONSES, form_of
from mwaa_policy.sources.boto3.objects import Objects, collect
from mwaa_policy.sources.boto3.operations import ENVIRONMENT, MANAGED_PREFIX_LISTS, SUBNETS, SURVEYS, VPCS
from mwaa_policy.sources.boto3.read import Dump, read
from mwaa_policy.sources.boto3.scene import Scene, named

_ARN = re.compile(r"arn:(?P<partition>[^:]+):airflow:(?P<region>[^:]+):(?P<account>\d{12}):environment/.+")
# The zones of local and wavelength zones have longer names, and do not tell the region.
_ZONE = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)[a-z]")


def normalize(documents: Sequence[Document], options: Options) -> Normalized:
    """Return what the responses in the documents say, which are all of one kind.

    Raises:
        InputError: they hold no response, or contradict each other.
    """
    kind = form_of(documents[0].value()) or RESPONSES
    with located(documents):
        dump = _read(kind, documents)
        objects = collect(dump)
        told = _told(dump, objects, options)
        context = Context(account_public_access_block=None, **{name: _only(one) for name, one in told.items()})
        draft = Draft(kind=kind, params=options.params, context=context)
        draft.provenance.documents.update({document.name: document for document in documents})
        draft.provenance.skipped.extend(objects.skipped)
        coverage = Coverage(dump, context.account_id, objects.unreadable)
        scene = Scene(dump=dump, objects=objects, coverage=coverage, draft=draft)
        draft.provenance.missing.update(_untold(context, told))
        _fill(scene)
        normalized = draft.close()
    _explain(scene)
    return normalized


def _read(kind: str, documents: Sequence[Document]) -> Dump:
    if kind == RESPONSES:
        return read(documents)
    from mwaa_policy.sources.boto3.recorded import read_recorded  # noqa: PLC0415 - most people have responses

    return read_recorded(kind, documents)


def _fill(scene: Scene) -> None:
    draft = scene.draft
    draft.context = draft.context.model_copy(update={"account_public_access_block": account_access(scene)})
    tables, acls = route_associations(scene), acl_associations(scene)
    add_environments(scene)
    add_vpcs(scene, tables, acls)
    add_subnets(scene, tables, acls)
    add_route_tables(scene)
    add_network_acls(scene)
    add_security_groups(scene)
    add_vpc_endpoints(scene)
    add_nat_gateways(scene)
    add_internet_gateways(scene)
    add_prefix_lists(scene)


def _told(dump: Dump, objects: Objects, options: Options) -> Mapping[str, frozenset[str]]:
    """Return where the environments live: their ARNs tell it, else the caller, else a header, else the zones."""
    arns = [found for one in objects.of(ENVIRONMENT) if (found := _ARN.fullmatch(one))]
    zones = (named(one.place, "AvailabilityZone") for one in objects.of(SUBNETS).values())
    zone_regions = {found["region"] for zone in zones if zone and (found := _ZONE.fullmatch(zone))}
    headers = [header.region for header in dump.headers], [header.account for header in dump.headers]
    regions = _first([arn["region"] for arn in arns], [options.region], headers[0], zone_regions)
    region = _only(regions)
    return {
        "partition": _first([arn["partition"] for arn in arns], [partition_of(region) if region else None]),
        "region": regions,
        "account_id": _first([arn["account"] for arn in arns], [options.account], headers[1]),
    }


def _first(*sources: Iterable[str | None]) -> frozenset[str]:
    """Return what the first source says that knows something."""
    told = (frozenset(one for one in source if one) for source in sources)
    return next((found for found in told if found), frozenset())


def _only(told: frozenset[str]) -> str | None:
    return next(iter(told)) if len(told) == 1 else None


def _untold(context: Context, told: Mapping[str, frozenset[str]]) -> Iterator[tuple[Path, Missing]]:
    """Return why the context lacks something. The region tells the partition, too."""
    for attribute, of in (("partition", "region"), ("region", "region"), ("account_id", "account_id")):
        if getattr(context, attribute) is None:
            yield ("context", attribute), _not_one(of.removesuffix("_id"), told[of])


def _not_one(what: str, told: frozenset[str]) -> Missing:
    text = f"no response tells one {what}"
    supply = f"--{what} {what.upper()}, or the response of `{ENVIRONMENT.command}`"
    if told:
        text = f"the responses are of several {what}s: {', '.join(sorted(told))}"
        supply = f"judge the responses of one {what} at a time"
    return Missing(subject=f"{what} of the responses", text=text, supply=supply)


def _explain(scene: Scene) -> None:
    """Name the call that is missing, for objects that are only referred to."""
    operations = {**SURVEYS, "vpcs": VPCS, "prefix_lists": MANAGED_PREFIX_LISTS}
    missing = scene.draft.provenance.missing
    for path, why in missing.items():
        collection: Collection | str = path[0]
        if len(path) == 2 and collection in operations and why.subject == f"object {path[1]}":  # noqa: PLR2004 - a record
            missing[path] = scene.not_described(path[1], operations[collection])
