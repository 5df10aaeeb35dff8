"""Reads what CloudControl answers: resources with the properties that CloudFormation gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mwaa_policy.document import Document
from mwaa_policy.sources.boto3.described import Described
from mwaa_policy.sources.boto3.properties import TYPES
from mwaa_policy.sources.boto3.recast import Stand, unpacked

_WANTED = "give all that `aws cloudcontrol get-resource` or `aws cloudcontrol list-resources` prints"


def read_cloud_control(documents: Sequence[Document]) -> list[Described]:
    """Return the resources that are described.

    Raises:
        InputError: a description cannot be read.
    """
    return [one for document in documents for one in _of(document.value(), Stand(document.name, ""))]


def _of(value: Any, stand: Stand) -> Iterator[Described]:  # noqa: ANN401 - a foreign value
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _of(one, stand.at(index))
    elif isinstance(value, dict) and value.keys() == {"status_code", "data"}:
        yield from _of(value["data"], stand.at("data"))
    elif isinstance(value, dict):
        yield from _described(value, stand)


def _described(answer: Mapping[str, Any], stand: Stand) -> Iterator[Described]:
    type_name = answer.get("TypeName")
    if not isinstance(type_name, str):
        raise stand.error("the answer of CloudControl has no TypeName", _WANTED)
    if type_name not in TYPES:
        return
    if "ResourceDescription" in answer:
        yield _resource(type_name, answer["ResourceDescription"], stand.at("ResourceDescription"))
    several = answer.get("ResourceDescriptions")
    for index, one in enumerate(several if isinstance(several, list) else ()):
        yield _resource(type_name, one, stand.at("ResourceDescriptions").at(index))


def _resource(type_name: str, value: Any, stand: Stand) -> Described:  # noqa: ANN401 - a foreign value
    identity = value.get("Identifier") if isinstance(value, dict) else None
    if not isinstance(identity, str) or not identity:
        raise stand.error("a resource has no Identifier", _WANTED)
    found, where = unpacked(value.get("Properties"), stand.at("Properties"), "Properties")
    if not isinstance(found, dict):
        raise stand.at("Properties").error("the properties of a resource are no object", _WANTED)
    return Described(type=type_name, id=identity, account=None, region=None, value=found, stand=where)
