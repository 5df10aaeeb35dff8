"""Asks AWS for what MWAA environments touch, with calls that only read."""

from __future__ import annotations

from mwaa_policy.collector.collect import collect
from mwaa_policy.collector.permissions import read_policy
from mwaa_policy.collector.records import Collected, Dump, Failure, Progress, Report
from mwaa_policy.collector.request import Request, Wanted, make_request

__all__ = [
    "Collected",
    "Dump",
    "Failure",
    "Progress",
    "Report",
    "Request",
    "Wanted",
    "collect",
    "make_request",
    "read_policy",
]
