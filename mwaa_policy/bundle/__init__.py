"""The policies as one file that a stock OPA loads: how it is built, and where it lies."""

from __future__ import annotations

from mwaa_policy.bundle.artefacts import Artefacts, locate

__all__ = ["Artefacts", "locate"]
