"""Reads API responses: what boto3 returns and the CLI prints, and what AWS Config and CloudControl tell."""

from __future__ import annotations

from mwaa_policy.sources.boto3.convert import normalize
from mwaa_policy.sources.boto3.forms import KINDS, form_of
from mwaa_policy.sources.boto3.read import detect as _is_responses
from mwaa_policy.sources.boto3.read import recognises

__all__ = ["KINDS", "detect", "form_of", "normalize", "recognises"]


def detect(value: object) -> bool:
    """Return whether the value of a document is of one of the kinds."""
    return form_of(value) is not None or _is_responses(value)
