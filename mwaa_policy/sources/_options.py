"""What a caller may tell a source beside its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mwaa_policy.model import Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Values that documents leave open."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """Template parameters, by name."""
    region: str | None = None
    """Region code."""
    account: str | None = None
    """Account of twelve digits."""
    params: Params = field(default_factory=Params)
    """The parameters that travel in the document."""
