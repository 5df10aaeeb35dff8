"""Fixes: what rules propose, as verified patches (RFC 6902) of the normalized document."""

from __future__ import annotations

from mwaa_policy.fixes.network import Tried, try_networks
from mwaa_policy.fixes.patch import apply_patch
from mwaa_policy.fixes.planning import plan
from mwaa_policy.fixes.proposing import proposals, propose
from mwaa_policy.fixes.records import Applicability, FindingKey, Fix, LeftFix, Operation, Plan

__all__ = [
    "Applicability",
    "FindingKey",
    "Fix",
    "LeftFix",
    "Operation",
    "Plan",
    "Tried",
    "apply_patch",
    "plan",
    "proposals",
    "propose",
    "try_networks",
]
