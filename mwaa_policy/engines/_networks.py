"""One evaluation is one network: cut an inventory, ask about each part, merge the decisions.

So time is linear in the number of environments, and memory is bounded by the largest network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mwaa_policy.decision import Decision
from mwaa_policy.engines._decode import decode, in_order
from mwaa_policy.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mwaa_policy.catalog import Catalog
    from mwaa_policy.model import Inventory

_LISTS = ("environments", "findings", "undecided", "not_applicable", "edits")


def decide(inventory: Inventory, ask: Callable[[Inventory], object], catalog: Catalog) -> Decision:
    """Return the decision on every network of an inventory that holds an environment.

    Args:
        inventory: the facts.
        ask: returns the value of `data.mwaa.main.report` for one network.
        catalog: the rules that are evaluated.
    """
    parts = (part for part in inventory.networks() if part.environments.items)
    return merge(decode(ask(part), part, catalog) for part in parts)


def merge(decisions: Iterable[Decision]) -> Decision:
    """Return the decision on several networks that have no subject in common.

    Raises:
        InternalError: two networks judge the same subject.
    """
    verdicts: dict[str, dict[str, Any]] = {}
    lists: dict[str, Any] = {name: [] for name in _LISTS}
    for decision in decisions:
        for rule, given in decision.verdicts.items():
            known = verdicts.setdefault(rule, {})
            if twice := known.keys() & given.keys():
                raise InternalError(f"rule {rule} judged {min(twice)} in two networks")
            known.update(given)
        for name in _LISTS:
            lists[name] += getattr(decision, name)
    # Not validated, which would copy it all: it consists of decisions.
    whole = Decision.model_construct(evaluated=tuple(verdicts), verdicts=verdicts, **lists)
    return in_order(whole)
