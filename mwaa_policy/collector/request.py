"""What is to be collected, and whom to ask for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from mwaa_policy.errors import UsageError
from mwaa_policy.frozen import Frozen

# The pattern of a name in the API of MWAA.
_NAME = re.compile(r"[a-zA-Z][0-9a-zA-Z_-]{0,79}")
# An environment may be named like a VPC, and nobody does that.
_VPC = re.compile(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})")
_ARN = re.compile(r"arn:[a-z-]+:airflow:(?P<region>[a-z0-9-]+):\d{12}:environment/(?P<name>[^/]+)")
_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")
_MEMBERS = {"tags": "Tags", "configuration": "AirflowConfigurationOptions"}
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d{1,2}")


class Wanted(Frozen):
    """An environment that is asked for."""

    name: str
    """Its name."""
    arn: str | None = None
    """Its ARN, when it was given by that: another environment of this name is not meant."""
    region: str | None = None
    """The region that its ARN names."""


class Request(Frozen):
    """What is to be collected."""

    environments: tuple[Wanted, ...] = ()
    """The environments that are named."""
    vpcs: tuple[str, ...] = ()
    """The VPCs that are named: an environment may be meant to be made there."""
    every: bool = False
    """Whether all environments are wanted."""
    regions: tuple[str, ...] = ()
    """The regions; without any those of the ARNs, else the one that the configuration names."""
    profiles: tuple[str, ...] = ()
    """Profiles of the AWS configuration; without any its default credentials."""
    roles: tuple[str, ...] = ()
    """ARNs of roles to assume, each for an account."""
    external_id: str | None = None
    """What the roles want to be told by whoever assumes them."""
    session: Any = None
    """A session of boto3 that asks instead of the profiles."""
    also: frozenset[str] = frozenset()
    """Names of members of responses that are kept beside those that tell of the network."""

    @property
    def is_wide(self) -> bool:
        """Whether several accounts or regions may be asked."""
        regions = self.regions or {*(one.region for one in self.environments), *(None for _ in self.vpcs)}
        return max(len(regions), len(self.profiles), len(self.roles)) > 1

    def regions_of(self, default: str | None) -> tuple[str, ...]:
        """Return the regions to ask.

        Raises:
            UsageError: nothing tells one.
        """
        if self.regions:
            return self.regions
        told = dict.fromkeys(one.region or default for one in self.environments)
        if self.vpcs or not told:
            told[default] = None
        if None in told:
            raise UsageError("no region is told: give --region, or set AWS_REGION")
        return tuple(region for region in told if region)

    def environments_in(self, region: str) -> tuple[Wanted, ...]:
        """Return the environments that a region is asked for."""
        return tuple(one for one in self.environments if one.region in {None, region})


def make_request(  # noqa: PLR0913 - what can be asked for is this much
    environments: Sequence[str],
    *,
    every: bool = False,
    regions: Sequence[str] = (),
    profiles: Sequence[str] = (),
    roles: Sequence[str] = (),
    external_id: str | None = None,
    session: object = None,
    also: Collection[str] = (),
) -> Request:
    """Return a request that makes sense.

    Args:
        environments: Names or ARNs of environments, or ids of VPCs.
        every: Whether all environments are wanted, instead of some by name.
        regions: Regions.
        profiles: Profiles of the AWS configuration.
        roles: ARNs of roles to assume.
        external_id: What the roles want to be told.
        session: A session of boto3.
        also: What is to be kept beside the network: `tags`, and the `configuration` options of Airflow.

    Raises:
        UsageError: this one does not.
    """
    if every == bool(environments):
        also_named = "every environment is asked for, and some by name" if every else "no environment is named"
        raise UsageError(f"{also_named}: name environments, or ask for all")
    if roles and len(profiles) > 1:
        raise UsageError("several profiles and a role are given: which of them assumes it?")
    if session is not None and profiles:
        raise UsageError("a session and a profile are given: which of them asks?")
    if external_id is not None and not roles:
        raise UsageError("an external id is given, and no role that wants one")
    _refuse(regions, _REGION, "a region code: eu-west-1 is one")
    _refuse(roles, _ROLE, "the ARN of a role: arn:aws:iam::123456789012:role/NAME is one")
    wanted = Request(
        environments=tuple(_wanted(one) for one in dict.fromkeys(environments) if not _VPC.fullmatch(one)),
        vpcs=tuple(one for one in dict.fromkeys(environments) if _VPC.fullmatch(one)),
        every=every,
        regions=tuple(dict.fromkeys(regions)),
        profiles=tuple(dict.fromkeys(profiles)),
        roles=tuple(dict.fromkeys(roles)),
        external_id=external_id,
        session=session,
        also=frozenset(_MEMBERS[one] for one in also),
    )
    _refuse_elsewhere(wanted)
    return wanted


def _wanted(text: str) -> Wanted:
    arn = _ARN.fullmatch(text)
    name = arn["name"] if arn else text
    if not _NAME.fullmatch(name):
        raise UsageError(f"{text!r} is neither the name nor the ARN of an environment, nor the id of a VPC")
    return Wanted(name=name, arn=text, region=arn["region"]) if arn else Wanted(name=name)


def _refuse(values: Sequence[str], form: re.Pattern[str], wanted: str) -> None:
    for value in values:
        if not form.fullmatch(value):
            raise UsageError(f"{value!r} is not {wanted}")


def _refuse_elsewhere(wanted: Request) -> None:
    elsewhere: Iterator[Wanted] = (
        one for one in wanted.environments if wanted.regions and one.region not in {None, *wanted.regions}
    )
    for one in elsewhere:
        raise UsageError(f"{one.arn} is in {one.region}, which is none of the regions that are asked")
