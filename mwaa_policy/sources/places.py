"""Tells documents of several regions and accounts apart: what is in two of them is two networks.

Ids may look alike in both, as those of the same name in two test accounts do, so nothing is joined
over them. A VPC that two accounts share is one: each sees its own objects of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError

_HEADER = "mwaa-policy-dump"
_REGION = r"[a-z]{2,3}(?:-[a-z]+)+-\d{1,2}"
_ARN = re.compile(rf"arn:[a-z-]+:(?P<service>ec2|airflow):(?P<region>{_REGION}):(?P<account>\d{{12}}):.+")
_ZONE = re.compile(rf"(?P<region>{_REGION})[a-z]")
_SERVICE = re.compile(rf"(?:[a-z.]+\.)?amazonaws\.(?P<region>{_REGION})\.[\w.-]+")
_ID = re.compile(r"(?:vpc|subnet|rtb|acl|sg|vpce|nat|igw|pl)-\w+")
_TOLD = {"awsRegion": "region", "awsAccountId": "account", "accountId": "account"}
"""What configuration items call where they are from."""


@dataclass(slots=True, eq=False)
class _Found:
    """A document, and what it tells of where it is from."""

    document: Document
    regions: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    """The regions of services, which may be of another region than the document."""
    accounts: set[str] = field(default_factory=set)
    """The accounts that were asked, or own an environment."""
    owners: dict[str, str] = field(default_factory=dict)
    """The owners of VPCs."""
    ids: set[str] = field(default_factory=set)
    """What is in it."""
    for_all: bool = False
    """Whether it is a header alone, which speaks for the documents that have none."""

    @property
    def region(self) -> str | None:
        """Its region."""
        return next(iter(self.regions), None)

    @property
    def account(self) -> str | None:
        """Its account."""
        return next(iter(self.accounts), None)


def tell_apart(documents: Sequence[Document]) -> list[list[Document]]:
    """Return documents by the region and the account that they are from.

    A document that tells of several, such as an aggregator of AWS Config writes, keeps all together,
    and their region open.

    Raises:
        InputError: nothing tells from which of several a document is.
    """
    found = [_look(document) for document in documents]
    if any(len(one.regions) > 1 or len(one.accounts) > 1 for one in found):
        return [list(documents)]
    several = len({one.region for one in found} - {None}) > 1
    if not several and len({one.account for one in found} - {None}) <= 1:
        return [list(documents)]
    _speak(found)
    groups = [group for same in _by_region(found) for group in _by_account(same)]
    return [[one.document for one in group] for group in groups]


def _look(document: Document) -> _Found:
    found = _Found(document)
    value = document.value()
    header = value.get(_HEADER) if isinstance(value, dict) else None
    context = value.get("context") if isinstance(value, dict) and "schema" in value else None
    told = header if isinstance(header, dict) else context if isinstance(context, dict) else {}
    _walk(value, found)
    for name, told_in in (("region", found.regions), ("account", found.accounts), ("account_id", found.accounts)):
        text = told.get(name)
        if isinstance(text, str) and "${" not in text:
            # Who wrote the document says it; what is in it may be of others, as a shared VPC is.
            told_in.clear()
            told_in.add(text)
    found.regions = found.regions or found.services
    found.for_all = isinstance(value, dict) and value.keys() == {_HEADER}
    return found


def _walk(value: Any, found: _Found) -> None:  # noqa: ANN401 - any JSON value
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo.extend(part)
        elif isinstance(part, Mapping):
            vpc, owner = part.get("VpcId"), part.get("OwnerId")
            if isinstance(vpc, str) and isinstance(owner, str) and "CidrBlockAssociationSet" in part:
                found.owners[vpc] = owner
            for name, inner in part.items():
                if isinstance(inner, str):
                    _read(name, inner, found)
                else:
                    todo.append(inner)
        elif isinstance(part, str) and _ID.fullmatch(part):
            found.ids.add(part)


def _read(name: str, text: str, found: _Found) -> None:
    if _ID.fullmatch(text):
        found.ids.add(text)
    arn = _ARN.fullmatch(text) if name.endswith(("Arn", "arn", "ARN")) else None
    if arn is not None:
        found.regions.add(arn["region"])
        if arn["service"] == "airflow":
            found.accounts.add(arn["account"])
    elif name in _TOLD:
        (found.regions if _TOLD[name] == "region" else found.accounts).add(text)
    elif name in {"AvailabilityZone", "ServiceName", "PrefixListName"}:
        pattern, regions = (_ZONE, found.regions) if name == "AvailabilityZone" else (_SERVICE, found.services)
        told = pattern.fullmatch(text)
        if told is not None:
            regions.add(told["region"])


def _speak(found: Iterable[_Found]) -> None:
    """Let a header that stands alone speak for the documents that tell nothing themselves."""
    alone = [one for one in found if one.for_all]
    if len(alone) == 1:
        for one in found:
            one.regions = one.regions or set(alone[0].regions)
            one.accounts = one.accounts or set(alone[0].accounts)


def _by_region(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    regions = sorted({one.region for one in found if one.region})
    if len(regions) <= 1:
        yield list(found)
        return
    groups = {region: [one for one in found if one.region == region] for region in regions}
    for one in found:
        if one.region is None:
            near = _near(one, groups)
            if one.ids and len(near) != 1:
                raise _unclear(one, regions)
            for region in near or regions:
                groups[region].append(one)
    yield from ([one for one in found if one in group] for group in groups.values())


def _by_account(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    accounts = sorted({one.account for one in found if one.account})
    if len(accounts) <= 1:
        yield list(found)
        return
    groups = {account: [one for one in found if one.account == account] for account in accounts}
    for one in found:
        if one.account is None:
            for account in _near(one, groups) or accounts:
                groups[account].append(one)
    for group in _shared([*groups.values()]):
        yield [one for one in found if one in group]


def _near(one: _Found, groups: Mapping[str, Sequence[_Found]]) -> list[str]:
    """Return the groups that know of the objects of a document."""
    return [name for name, group in groups.items() if any(one.ids & other.ids for other in group)]


def _unclear(one: _Found, regions: Sequence[str]) -> InputError:
    return InputError(
        f"nothing tells of which region this is, and the input is of several: {', '.join(regions)}",
        document=one.document.name,
        hint=f'judge each region by itself, or say where this is from: {{"{_HEADER}": {{"region": …}}, …}}',
    )


def _shared(groups: list[list[_Found]]) -> list[list[_Found]]:
    """Return groups of accounts, those that share a VPC as one."""
    joined: list[list[_Found]] = []
    for group in groups:
        near = [other for other in joined if _share(group, other)]
        joined = [other for other in joined if other not in near]
        joined.append([*(one for other in near for one in other), *group])
    return joined


def _share(one: Sequence[_Found], other: Sequence[_Found]) -> bool:
    """Return whether accounts have a VPC in common, or a document tells of the objects of both."""
    if any(found.ids and found in other for found in one):
        return True
    first, second = ({vpc: owner for found in group for vpc, owner in found.owners.items()} for group in (one, other))
    return any(second.get(vpc) == owner for vpc, owner in first.items())
