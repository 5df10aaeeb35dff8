"""Reads API responses: what boto3 returns and what the AWS CLI prints."""

from __future__ import annotations

from mwaa_policy.sources.boto3.convert import KIND, normalize
from mwaa_policy.sources.boto3.read import detect, recognises

__all__ = ["KIND", "detect", "normalize", "recognises"]
