"""Reads what other tools recorded of what the API answers, as the responses that would tell it."""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError
from mwaa_policy.sources.boto3 import properties
from mwaa_policy.sources.boto3.forms import CONFIG
from mwaa_policy.sources.boto3.gather import gather
from mwaa_policy.sources.boto3.read import Dump


def read_recorded(form: str, documents: Sequence[Document]) -> Dump:
    """Return the responses that would tell what documents of one form tell.

    Raises:
        InputError: a document cannot be read, they contradict each other, or they tell of no network.
    """
    if form == CONFIG:
        from mwaa_policy.sources.boto3.config_items import read_config  # noqa: PLC0415 - the other form does without
        from mwaa_policy.sources.boto3.config_objects import parts_of  # noqa: PLC0415 - likewise

        tool, found = "AWS Config", [(one, parts_of(one)) for one in read_config(documents)]
    else:
        from mwaa_policy.sources.boto3.cloud_control import read_cloud_control  # noqa: PLC0415 - likewise

        tool, found = "CloudControl", [(one, properties.parts_of(one)) for one in read_cloud_control(documents)]
    if not found:
        raise InputError(
            f"nothing of a network that is there is described by {tool}",
            document=documents[0].name if len(documents) == 1 else None,
            hint="VPCs, subnets, route tables, network ACLs, security groups, endpoints and gateways are read",
        )
    return gather(found, tool)
