"""Tries a patch: applies it, evaluates the changed document again, and compares the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mwaa_policy.decision import SEVERITIES, Decision, Finding
from mwaa_policy.fixes.patch import apply_patch
from mwaa_policy.fixes.records import FindingKey, Operation, finding_key
from mwaa_policy.frozen import Frozen
from mwaa_policy.model import Inventory
from mwaa_policy.model.references import REFERENCES, targets

if TYPE_CHECKING:
    from mwaa_policy.engines import Engine


class State(Frozen):
    """An inventory, as a document, and what is decided about it."""

    document: dict[str, Any]
    """What `mwaa-policy normalize` prints."""
    decision: Decision
    """The decision on it."""


class Trial(Frozen):
    """What came of a patch."""

    after: State | None
    """The changed document, when it is one that can be judged."""
    fault: str
    """Why the patch is no fix; empty when it is."""


def document_of(inventory: Inventory) -> dict[str, Any]:
    """Return an inventory as the normalized document."""
    return inventory.model_dump(mode="json", by_alias=True)


def attempt(state: State, patch: Iterable[Operation], mends: Iterable[FindingKey], engine: Engine) -> Trial:
    """Return what comes of a patch that should mend some findings.

    Raises:
        EngineError: the engine has no answer about the changed document.
        InputError: the patch was not made for this document.
    """
    document = apply_patch(state.document, patch)
    try:
        inventory = Inventory.from_document(document)
    except ValueError as error:
        return Trial(after=None, fault=f"the changed document is not an inventory: {_first_line(error)}")
    if stray := next(_dangling(inventory), None):
        return Trial(after=None, fault=f"the changed document refers to {stray} and does not describe it")
    after = State(document=document, decision=engine.evaluate(inventory))
    return Trial(after=after, fault=next(_faults(state.decision, after.decision, tuple(mends)), ""))


def findings_of(decision: Decision) -> dict[FindingKey, int]:
    """Return the findings of a decision, and how bad each is: 0 is the worst."""
    found: dict[FindingKey, int] = {}
    for one in decision.findings:
        found[finding_key(one)] = min(_rank(one), found.get(finding_key(one), len(SEVERITIES)))
    return found


def _faults(before: Decision, after: Decision, mends: tuple[FindingKey, ...]) -> Iterator[str]:
    """Yield why the second decision is no improvement of the first that mends these findings."""
    old, new = findings_of(before), findings_of(after)
    for key in mends:
        if key in new:
            yield f"{key[0]} still fails for {key[1]}"
        elif old.get(key, 0) < len(SEVERITIES) and not _is_settled(after, key):
            yield f"{key[0]} no longer fails for {key[1]}, and does not pass either"
    for key in sorted(new):
        if key not in old:
            yield f"{key[0]} would fail for {key[1]} at {'/'.join(key[2])}"
        elif new[key] < old[key]:
            yield f"{key[0]} would fail more severely for {key[1]}"
    yield from _lost(before.verdicts, after.verdicts)


def _is_settled(decision: Decision, key: FindingKey) -> bool:
    """Return whether a rule passes for its subject, or fails for it elsewhere only."""
    return decision.verdicts.get(key[0], {}).get(key[1]) in {"pass", "fail"}


def _lost(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for rule, verdicts in before.items():
        for subject, verdict in verdicts.items():
            now = after.get(rule, {}).get(subject, "absent")
            if verdict == "pass" and now not in {"pass", "not_applicable"}:
                yield f"{rule} passes for {subject} and would be {now}"


def _rank(finding: Finding) -> int:
    return len(SEVERITIES) if finding.severity is None else SEVERITIES.index(finding.severity)


def _dangling(inventory: Inventory) -> Iterator[str]:
    """Yield references behind which there is no record."""
    for reference in REFERENCES:
        known = {record.id for record in getattr(inventory, reference.target).items}
        for record in getattr(inventory, reference.source).items:
            yield from (identity for identity in targets(record, reference) if identity not in known)


def _first_line(error: ValueError) -> str:
    return " ".join(str(error).splitlines()[:2])
