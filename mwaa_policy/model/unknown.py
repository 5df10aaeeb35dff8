"""The value of what a source could not resolve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands, within a foreign document, for a value that is not known."""

    cause: Any = None
    """Whatever the source wants to remember of why."""
