"""From what an engine answers to a `Decision`, with every law of the Decision checked.

Nothing is taken on trust, because in Rego silence looks like success: a builtin that fails is
undefined, a rule that is undefined is absent, and what is absent has no finding.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, NoReturn

from mwaa_policy.decision import DECISION_SCHEMA, Decision, Edit, Finding, NotApplicable, Undecided
from mwaa_policy.engines._places import Places
from mwaa_policy.errors import InternalError, UndefinedDecisionError
from mwaa_policy.model._base import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mwaa_policy.catalog import Catalog, RuleSpec
    from mwaa_policy.model import Inventory

    Entry = Finding | Undecided | NotApplicable | Edit

_LISTS = ("findings", "undecided", "not_applicable", "edits")
_MEMBERS = frozenset({"schema", "evaluated", "environments", "verdicts", *_LISTS})


def decode(answer: object, inventory: Inventory, catalog: Catalog) -> Decision:
    """Return the decision that an engine gave on an inventory, in canonical order.

    Args:
        answer: value of `data.mwaa.main.report`.
        inventory: what the engine was asked about.
        catalog: the rules that it should have evaluated.

    Raises:
        UndefinedDecisionError: the answer is not a decision at all.
        InternalError: a rule breaks a law of the Decision; the error names rule and subject.
    """
    decision = _parse(_members(answer))
    _check_rules(decision.evaluated, decision.verdicts, catalog)
    places = Places(inventory)
    _check_environments(decision, places)
    entries = _by_rule(decision)
    for rule, spec in catalog.rules.items():
        _RuleLaws(rule, spec, decision.verdicts[rule], places, catalog).check(entries[rule])
    return decision


def _members(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict) or answer.get("schema") != DECISION_SCHEMA:
        schema = answer.get("schema") if isinstance(answer, dict) else None
        msg = f"the answer is not a {DECISION_SCHEMA}" + (f" but a {schema!r}" if schema else "")
        raise UndefinedDecisionError(msg)
    if wrong := _MEMBERS ^ answer.keys():
        raise InternalError(f"the decision lacks, or has beside its own, the members {', '.join(sorted(wrong))}")
    return answer


def _parse(answer: dict[str, Any]) -> Decision:
    from pydantic import ValidationError  # noqa: PLC0415 - beside its only use

    entries = {name: _with_rule(name, answer[name]) for name in _LISTS}
    try:
        decision = Decision.model_validate(
            {
                "evaluated": answer["evaluated"],
                "environments": answer["environments"],
                "verdicts": answer["verdicts"],
                **entries,
            },
            strict=False,  # JSON has no tuples
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = [str(part) for part in first["loc"]]
        entry = entries[place[0]][int(place[1])] if place[0] in entries and len(place) > 1 else None
        about = f" of rule {entry['rule']}" if entry else ""
        raise InternalError(
            f"the decision has a wrong value at {'/'.join(place)}{about}: {first['msg']}: {first['input']!r}"
        ) from error
    return canonical(decision)


def _with_rule(name: str, rules: object) -> list[dict[str, Any]]:
    """Return the entries of all rules as one list, each with the id of its rule."""
    if not isinstance(rules, dict):
        raise InternalError(f"the decision's {name} are not an object of rules")
    found: list[dict[str, Any]] = []
    for rule, entries in rules.items():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            _broken(rule, None, f"{name} are not a list of objects")
        # Only `evidence` may be left out: of the other members, an absent one is a mistake.
        optional = {"evidence": None} if name == "findings" else {}
        found += [{**optional, **entry, "rule": rule} for entry in entries]
    return found


def canonical(decision: Decision) -> Decision:
    """Return the decision in the one order that does not depend on an engine."""
    findings = [
        one.model_copy(update={"args": _ordered(one.args), "evidence": _ordered(one.evidence)})
        for one in decision.findings
    ]
    edits = [one.model_copy(update={"value": _ordered(one.value)}) for one in decision.edits]
    undecided = [one.model_copy(update={"because": tuple(sorted(one.because))}) for one in decision.undecided]
    environments = [one.model_copy(update={"because": tuple(sorted(one.because))}) for one in decision.environments]
    return in_order(
        decision.model_copy(
            update={"findings": findings, "edits": edits, "undecided": undecided, "environments": environments}
        )
    )


def in_order(decision: Decision) -> Decision:
    """Return a decision whose entries are canonical, each for itself, with these in their order."""
    return decision.model_copy(
        update={
            "evaluated": tuple(sorted(decision.evaluated)),
            "environments": tuple(sorted(decision.environments, key=lambda one: one.id)),
            "verdicts": _ordered(decision.verdicts),
            **{name: _sorted(getattr(decision, name)) for name in _LISTS},
        }
    )


def _ordered(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value with the members of its objects in the order of their names."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def _sorted(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Return entries in the order of their rule, subject and place; of one place, in that of their JSON."""
    found = sorted(entries, key=_about)
    namesakes = (list(group) for _, group in groupby(found, key=_about))
    return tuple(one for group in namesakes for one in (sorted(group, key=_text) if len(group) > 1 else group))


def _about(entry: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any of the four kinds
    return (entry.rule, entry.subject, getattr(entry, "at", ()))


def _text(entry: Any) -> bytes:  # noqa: ANN401 - any of the four kinds
    from pydantic_core import to_json  # noqa: PLC0415 - beside its only use

    return to_json(plain(entry))


def _check_rules(evaluated: Iterable[str], verdicts: Mapping[str, object], catalog: Catalog) -> None:
    wanted = set(catalog.rules)
    for rule in sorted(wanted ^ set(evaluated)):
        _broken(rule, None, "is in the catalog and was not evaluated" if rule in wanted else "is not in the catalog")
    for rule in sorted(wanted ^ set(verdicts)):
        _broken(rule, None, "has no verdicts" if rule in wanted else "has verdicts and was not evaluated")


def _check_environments(decision: Decision, places: Places) -> None:
    found = [environment.id for environment in decision.environments]
    if found != sorted(places.subjects("environment")):
        raise InternalError(
            f"the decision has a routing mode for {found}, not for {sorted(places.subjects('environment'))}"
        )
    for environment in decision.environments:
        for path in environment.because:
            if wrong := places.fault(path):
                raise InternalError(f"the routing mode of {environment.id} names {'/'.join(path)}: {wrong}")


def _by_rule(decision: Decision) -> Mapping[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    entries: tuple[Entry, ...] = (
        *decision.findings,
        *decision.undecided,
        *decision.not_applicable,
        *decision.edits,
    )
    for entry in entries:
        if entry.rule not in decision.verdicts:
            _broken(entry.rule, entry.subject, "is spoken of and was not evaluated")
        found[entry.rule].append(entry)
    return found


class _RuleLaws:
    """The laws that bind what one rule says."""

    def __init__(
        self, rule: str, spec: RuleSpec, verdicts: Mapping[str, str], places: Places, catalog: Catalog
    ) -> None:
        self._rule = rule
        self._spec = spec
        self._verdicts = verdicts
        self._places = places
        self._reasons = {*spec.reasons, *catalog.rules} - {rule}

    def check(self, entries: Iterable[Entry]) -> None:
        """Raise unless every subject has one verdict, and the entries agree with the verdicts."""
        self._check_subjects()
        of: dict[type, list[Any]] = {kind: [] for kind in (Finding, Undecided, NotApplicable, Edit)}
        for entry in entries:
            of[type(entry)].append(entry)
        self._check_agreement("fail", {one.subject for one in of[Finding]})
        self._check_agreement("undecided", {one.subject for one in of[Undecided]})
        self._check_agreement("not_applicable", {one.subject for one in of[NotApplicable]})
        self._check_single(of[Undecided])
        self._check_single(of[NotApplicable])
        for finding in of[Finding]:
            self._check_finding(finding)
        for undecided in of[Undecided]:
            self._check_undecided(undecided)
        for one in of[NotApplicable]:
            if one.because not in self._reasons:
                self._fail(one.subject, f"is not applicable for the reason {one.because!r}, which it does not declare")
        found = {(finding.subject, finding.at) for finding in of[Finding]}
        for edit in of[Edit]:
            self._check_edit(edit, found)

    def _check_subjects(self) -> None:
        wanted = self._places.subjects(self._spec.subject)
        for subject in sorted(wanted ^ self._verdicts.keys()):
            text = "has no verdict" if subject in wanted else f"has a verdict for what is not a {self._spec.subject}"
            self._fail(subject, text)

    def _check_agreement(self, verdict: str, spoken_of: set[str]) -> None:
        wanted = {subject for subject, given in self._verdicts.items() if given == verdict}
        for subject in sorted(wanted ^ spoken_of):
            given = self._verdicts.get(subject, "absent")
            self._fail(
                subject,
                f"has the verdict {given}, which does not agree with its entry of kind {verdict}"
                if subject in spoken_of
                else f"has the verdict {verdict} without saying why",
            )

    def _check_single(self, entries: list[Undecided] | list[NotApplicable]) -> None:
        seen: set[str] = set()
        for entry in entries:
            if entry.subject in seen:
                self._fail(entry.subject, "gives more than one reason for one verdict")
            seen.add(entry.subject)

    def _check_finding(self, finding: Finding) -> None:
        allowed = self._spec.severities or (None,)
        if finding.severity not in allowed:
            self._fail(finding.subject, f"has a finding of severity {finding.severity}, which it does not declare")
        case = finding.args.get("case", "default")
        if case not in self._spec.messages:
            self._fail(finding.subject, f"has a finding of the case {case!r}, for which it has no message")
        self._check_path(finding.subject, finding.at)

    def _check_undecided(self, undecided: Undecided) -> None:
        if not undecided.because:
            self._fail(undecided.subject, "is undecided for want of nothing")
        for path in undecided.because:
            self._check_path(undecided.subject, path)

    def _check_edit(self, edit: Edit, found: set[tuple[str, tuple[str, ...]]]) -> None:
        if (edit.subject, edit.at) not in found:
            self._fail(edit.subject, f"proposes to {edit.verb} for a finding that it does not have")
        self._check_path(edit.subject, edit.target)

    def _check_path(self, subject: str, path: tuple[str, ...]) -> None:
        if wrong := self._places.fault(path):
            self._fail(subject, f"names {'/'.join(path) or 'an empty path'}: {wrong}")

    def _fail(self, subject: str, text: str) -> NoReturn:
        _broken(self._rule, subject, text)


def _broken(rule: str, subject: str | None, text: str) -> NoReturn:
    about = "" if subject is None else f" on {subject}"
    raise InternalError(f"rule {rule}{about} {text}; this is a bug of mwaa-policy or of its bundle")
