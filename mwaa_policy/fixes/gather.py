"""Gathers the edits of a decision into proposals: what belongs together is one, what is equal too."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mwaa_policy.decision import Edit
from mwaa_policy.fixes.records import APPLICABILITIES, Applicability, FindingKey, finding_key
from mwaa_policy.frozen import Frozen


class Proposal(Frozen):
    """Edits that only together mend some findings."""

    mends: tuple[FindingKey, ...]
    """The findings for which they are proposed."""
    edits: tuple[Edit, ...]
    """The edits, each once."""


def gather(edits: Iterable[Edit]) -> tuple[Proposal, ...]:
    """Return one proposal for each finding that has edits, and one for findings with equal edits."""
    by_finding: dict[FindingKey, list[Edit]] = {}
    for edit in edits:
        by_finding.setdefault(finding_key(edit), []).append(edit)
    proposals: dict[frozenset[str], Proposal] = {}
    for key in sorted(by_finding):
        own = _distinct(by_finding[key])
        changes = frozenset(_change(edit) for edit in own)
        found = proposals.get(changes)
        proposals[changes] = merge([found] if found else [], Proposal(mends=(key,), edits=own))
    return tuple(proposals.values())


def merge(proposals: Iterable[Proposal], *more: Proposal) -> Proposal:
    """Return the proposals as one."""
    every = (*proposals, *more)
    return Proposal(
        mends=tuple(sorted({key for one in every for key in one.mends})),
        edits=_distinct(edit for one in every for edit in one.edits),
    )


def worst(edits: Iterable[Edit]) -> Applicability:
    """Return how far edits may be trusted together."""
    return max((edit.applicability for edit in edits), key=APPLICABILITIES.index, default="safe")


def _distinct(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return equal changes once, with the lowest applicability that any rule gives them."""
    found: dict[str, Edit] = {}
    for edit in edits:
        other = found.get(_change(edit), edit)
        found[_change(edit)] = other if worst((other, edit)) == other.applicability else edit
    return tuple(sorted(found.values(), key=_place))


def _place(edit: Edit) -> tuple[tuple[str, ...], str, int, str]:
    """Return where an edit stands among others: entries of one ACL in the order of their numbers."""
    value = edit.value if isinstance(edit.value, dict) else {}
    return (edit.target, value.get("direction", ""), value.get("number", 0), _change(edit))


def _change(edit: Edit) -> str:
    return json.dumps([edit.verb, edit.target, edit.value], sort_keys=True)
