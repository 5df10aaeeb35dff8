"""What a report wants to know about proposed fixes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from mwaa_policy.report.records import Applicability, Path, Repair

FindingKey = tuple[str, str, Path]
"""What identifies a finding: the rule, the subject, and the path of the fact that is wrong."""


class ProposedFix(Protocol):
    """A change, and the findings that it mends."""

    @property
    def mends(self) -> Sequence[FindingKey]:
        """The findings that are gone after it."""

    @property
    def applicability(self) -> Applicability:
        """How far it may be trusted."""

    @property
    def verified(self) -> bool:
        """Whether that was tried."""

    @property
    def reason(self) -> str:
        """Why it is not verified."""

    @property
    def steps(self) -> Sequence[str]:
        """What is changed, in words."""

    @property
    def patch(self) -> Sequence[Mapping[str, Any]]:
        """Operations of a JSON Patch (RFC 6902)."""


def repairs(fixes: Iterable[ProposedFix]) -> dict[FindingKey, Repair]:
    """Return the first fix of each finding, as a report has it."""
    found: dict[FindingKey, Repair] = {}
    for fix in fixes:
        repair = Repair(
            applicability=fix.applicability,
            verified=fix.verified,
            reason=fix.reason,
            steps=tuple(fix.steps),
            patch=tuple(fix.patch),
        )
        for key in fix.mends:
            found.setdefault(key, repair)
    return found
