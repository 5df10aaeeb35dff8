"""Finds region, partition and account: where a configuration works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mwaa_policy.model import Context
from mwaa_policy.model.services import partition_of
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform.kinds import MWAA
from mwaa_policy.sources.terraform.snapshot import DATA, Object, Resource, Snapshot, mapping, sequence

_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):[^:]*:(?P<region>[a-z0-9-]*):(?P<account>\d{12}):")
_AWS = "aws"


def read_context(snapshots: Sequence[Snapshot], options: Options) -> Context:
    """Return where the documents say that they work; options go first."""
    region = options.region or next(_regions(snapshots), None)
    partition = next(_partitions(snapshots), None) or (partition_of(region) if region else None)
    return Context(
        partition=partition,
        region=region,
        account_id=options.account or next(_accounts(snapshots), None),
        account_public_access_block=None,
    )


def _regions(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    for snapshot in snapshots:
        yield from _texts(_own_regions(snapshot))
    for snapshot in snapshots:
        yield from _texts(_provider_region(snapshot, key) for key in _providers(snapshot))
    yield from _data(snapshots, "aws_region", "name", "region", "id")
    yield from _data(snapshots, "aws_availability_zones", "id")
    for snapshot in snapshots:
        zones = (resource.value("availability_zone") for resource in snapshot.resources)
        found = (_ZONE.fullmatch(zone) for zone in _texts(zones))
        yield from (zone[1] for zone in found if zone)


def _own_regions(snapshot: Snapshot) -> Iterator[object]:
    """Yield the regions that environments name themselves, in an argument of newer providers or their ARN."""
    for resource in snapshot.resources:
        if resource.type == MWAA:
            yield resource.value("region")
            arn = _ARN.match(str(resource.value("arn")))
            yield arn["region"] if arn else None


def _providers(snapshot: Snapshot) -> Iterator[str]:
    """Yield the providers of the environments, then the default one, by their keys in the configuration."""
    for resource in snapshot.resources:
        if resource.type == MWAA and resource.provider:
            yield resource.provider
            yield resource.provider.rpartition(":")[2]
    yield _AWS


def _provider_region(snapshot: Snapshot, key: str) -> object:
    if snapshot.configuration is None:
        return None
    node = mapping(mapping(mapping(snapshot.configuration.providers.get(key)).get("expressions")).get("region"))
    if "constant_value" in node:
        return node["constant_value"]
    names = [str(name) for name in sequence(node.get("references"))]
    variable = names[0].removeprefix("var.") if len(names) == 1 and names[0].startswith("var.") else None
    return _variable(snapshot, variable) if variable else None


def _variable(snapshot: Snapshot, name: str) -> object:
    given: Object = mapping(snapshot.variables)
    root = mapping(snapshot.configuration and snapshot.configuration.module(()))
    return given.get(name, mapping(mapping(root.get("variables")).get(name)).get("default"))


def _partitions(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    yield from _data(snapshots, "aws_partition", "partition")
    yield from (arn["partition"] for arn in _arns(snapshots))


def _accounts(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    yield from _data(snapshots, "aws_caller_identity", "account_id")
    # An account may also be read from a data source of somebody else's object, so managed ones only.
    yield from (arn["account"] for arn in _arns(snapshots))


def _arns(snapshots: Sequence[Snapshot]) -> Iterator[re.Match[str]]:
    for snapshot in snapshots:
        for resource in snapshot.resources:
            arn = resource.value("arn") if resource.mode != DATA and resource.type.startswith("aws_") else None
            found = _ARN.match(arn) if isinstance(arn, str) else None
            if found:
                yield found


def _data(snapshots: Sequence[Snapshot], kind: str, *names: str) -> Iterator[str]:
    read: Iterable[Resource] = (resource for one in snapshots for resource in one.resources if resource.mode == DATA)
    for resource in read:
        if resource.type == kind:
            yield from _texts(resource.value(name) for name in names)


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value)
