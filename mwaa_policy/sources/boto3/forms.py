"""Tells in which form documents hold what the API answers: its responses, or what other tools recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RESPONSES = "boto3"
CLOUD_CONTROL = "cloud-control"
CONFIG = "aws-config"
KINDS = (RESPONSES, CLOUD_CONTROL, CONFIG)
"""The kinds of document that hold what the API answers."""

CONFIG_LISTS = ("configurationItems", "baseConfigurationItems", "BaseConfigurationItems")
"""The members under which AWS Config lists items."""
_CONFIG_CALLS = frozenset(
    service + call
    for service in ("", "config", "configservice")
    for call in (
        "getresourceconfighistory",
        "batchgetresourceconfig",
        "batchgetaggregateresourceconfig",
        "selectresourceconfig",
        "selectaggregateresourceconfig",
    )
)


def form_of(value: object) -> str | None:
    """Return the kind of a value that holds what other tools than the API recorded; `None` for any other."""
    parts = value if isinstance(value, list) else [value]
    kinds = {_form(part) for part in parts}
    return kinds.pop() if len(kinds) == 1 else None


def _form(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    held = value.get("data")
    if value.keys() == {"status_code", "data"} and isinstance(held, dict):
        return _form(held)
    if isinstance(value.get("ResourceDescription"), dict) or isinstance(value.get("ResourceDescriptions"), list):
        return CLOUD_CONTROL
    listed = any(isinstance(value.get(name), list) for name in CONFIG_LISTS)
    alone = isinstance(value.get("configurationItem"), dict)
    return CONFIG if listed or alone or is_query(value) or any(map(is_config_call, value)) else None


def is_query(value: Mapping[str, Any]) -> bool:
    """Return whether an object is the answer to a query of AWS Config: its rows are texts."""
    rows = value.get("Results")
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        return False
    return "QueryInfo" in value or any(row.startswith("{") for row in rows)


def is_config_call(name: str) -> bool:
    """Return whether a member is named by a call of AWS Config, in any spelling."""
    return "".join(filter(str.isalnum, name)).lower() in _CONFIG_CALLS
