"""The value of what a source could not resolve."""

from __future__ import annotations

from typing import Any

from mwaa_policy.frozen import Frozen


class Unknown(Frozen, kw_only=False):
    """Stands, within a foreign document, for a value that is not known."""

    cause: Any = None
    """Whatever the source wants to remember of why."""
