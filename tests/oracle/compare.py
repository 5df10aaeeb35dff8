"""Where the policies and the oracle disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mwaa_policy.decision import SEVERITIES, Decision
from mwaa_policy.model import Inventory
from tests.oracle.answers import NOT_APPLICABLE, Answer
from tests.oracle.expected import expected, expected_routing

ROUTING = "the routing mode"
_NOTHING = "no verdict"
_SOUND: dict[str, frozenset[str]] = {
    "pass": frozenset({"pass", "not_applicable"}),
    "fail": frozenset({"fail"}),
    # Whether a rule applies may hang on what is not known; nothing is wrong in either way.
    "not_applicable": frozenset({"not_applicable", "pass"}),
    _NOTHING: frozenset({"pass", "fail", "undecided", "not_applicable"}),
    "undecided": frozenset({"pass", "fail", "undecided", "not_applicable"}),
}


class Disagreement(NamedTuple):
    """A rule whose answer is not the oracle's."""

    rule: str
    subject: str
    oracle: str
    policies: str

    def __str__(self) -> str:
        return f"{self.rule} on {self.subject}: the oracle says {self.oracle}, the policies say {self.policies}"


def disagreements(decision: Decision, inventory: Inventory) -> Iterator[Disagreement]:
    """Return where a decision on a network of which everything is known is not the oracle's."""
    routing = expected_routing(inventory)
    for one in decision.environments:
        if one.routing != routing:
            yield Disagreement(ROUTING, one.id, routing, one.routing)
    for (rule, subject), answer in expected(inventory).items():
        given = said(decision, rule, subject)
        if given == _NOTHING and answer == NOT_APPLICABLE:
            # What lies in a network without an environment is not judged.
            continue
        if given != _text(answer) and not (answer.is_doubtful and given == "undecided"):
            yield Disagreement(rule, subject, _text(answer), given)


def unsound(decision: Decision, possible: Inventory) -> Iterator[Disagreement]:
    """Return what a decision on a network that is partly known says in vain, if this is the network."""
    for (rule, subject), answer in expected(possible).items():
        given = decision.verdicts[rule].get(subject, _NOTHING)
        if answer.verdict not in _SOUND[given] and not answer.is_doubtful:
            yield Disagreement(rule, subject, _text(answer), given)


def said(decision: Decision, rule: str, subject: str) -> str:
    """Return a verdict, with the severity of the worst finding behind it."""
    severities = [one.severity for one in decision.findings if (one.rule, one.subject) == (rule, subject)]
    levels = sorted((one for one in severities if one), key=SEVERITIES.index)
    return " ".join([decision.verdicts[rule].get(subject, _NOTHING), *levels[:1]])


def _text(answer: Answer) -> str:
    return answer.verdict if answer.severity is None else f"{answer.verdict} {answer.severity}"
