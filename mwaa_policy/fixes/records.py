"""The records of fixes: what would mend an inventory, and how far that was tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from mwaa_policy.decision import Edit, Finding
from mwaa_policy.frozen import Frozen
from mwaa_policy.provenance import Path

Applicability = Literal["safe", "unsafe", "placeholder", "manual"]
APPLICABILITIES: tuple[Applicability, ...] = ("safe", "unsafe", "placeholder", "manual")
"""From what may be done unseen to what only a person can do."""
Operation = Mapping[str, Any]
"""An operation of a JSON Patch (RFC 6902)."""
FindingKey = tuple[str, str, Path]
"""What identifies a finding: the rule, the subject, and the path of the fact that is wrong."""


def finding_key(one: Finding | Edit) -> FindingKey:
    """Return the key of a finding, or of the finding for which an edit is proposed."""
    return (one.rule, one.subject, one.at)


class Fix(Frozen):
    """A change, and the findings that it mends."""

    mends: tuple[FindingKey, ...]
    """The findings for which it is proposed; when it is verified, also those that nothing else is
    proposed for and that are gone with it."""
    applicability: Applicability
    """How far it may be trusted."""
    verified: bool
    """Whether the changed document was evaluated again: these findings gone, none new, and
    nothing that passed lost."""
    reason: str
    """Why it is not verified, empty when it is."""
    steps: tuple[str, ...]
    """What is changed, in words, one a change."""
    patch: tuple[Operation, ...]
    """Operations on the normalized document; none when only a person can make the change."""
    edits: tuple[Edit, ...]
    """The changes in inventory space, from which the patch is made."""


class LeftFix(Frozen):
    """A fix that a plan leaves out."""

    fix: Fix
    """The fix, as it would be applied to the document before the plan."""
    reason: str
    """Why it is left out."""


class Plan(Frozen):
    """Fixes that are applied together, as one patch that was verified as a whole."""

    patch: tuple[Operation, ...]
    """Operations on the normalized document."""
    steps: tuple[str, ...]
    """What is changed, in words, one a change."""
    mends: tuple[FindingKey, ...]
    """The findings that are gone after it."""
    remaining: tuple[FindingKey, ...]
    """The findings that are left."""
    left: tuple[LeftFix, ...]
    """Fixes of findings that are left."""
