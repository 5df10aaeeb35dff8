"""Reads the normalized document: the inventory itself, as JSON or YAML."""

from __future__ import annotations

from mwaa_policy.sources.normalized.convert import KIND, normalize
from mwaa_policy.sources.normalized.read import detect

__all__ = ["KIND", "detect", "normalize"]
