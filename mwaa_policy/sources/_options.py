"""What a caller may tell a source beside its documents."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_policy.frozen import Frozen, field
from mwaa_policy.model import Params


class Options(Frozen):
    """Values that documents leave open."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """Template parameters, by name."""
    region: str | None = None
    """Region code."""
    account: str | None = None
    """Account of twelve digits."""
    params: Params = field(default_factory=Params)
    """The parameters that travel in the document."""
