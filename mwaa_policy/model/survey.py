"""When a collection of an inventory is complete."""

from __future__ import annotations

from collections.abc import Collection as Sized
from typing import Any

from mwaa_policy.model.inventory import Collection
from mwaa_policy.model.network import Survey, Vpc


def is_surveyed(name: Collection, records: Sized[Any], vpcs: Sized[Vpc]) -> bool:
    """Return whether a collection holds everything that the given VPCs have of the kind.

    So it is when each VPC was surveyed and the VPC of each record is known. It is never known of
    collections that are not surveyed by VPC.
    """
    if name not in Survey.model_fields or not vpcs:
        return False
    orphan = any(getattr(record, "vpc_id", "") is None for record in records)
    return not orphan and all(getattr(vpc.complete, name) for vpc in vpcs)
