"""What a report says of its input: what is missing, what was assumed, and what was not read or not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_policy.report.doubts import doubt_of
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.places import place_of
from mwaa_policy.report.records import Assumed, Cause, MissingFact, Path, SkippedPart, Unjudged
from mwaa_policy.report.words import path_words

if TYPE_CHECKING:
    from mwaa_policy.provenance import Missing, Provenance
    from mwaa_policy.sources._draft import Normalized


def missing_fact(path: Path, provenance: Provenance, facts: Facts) -> MissingFact:
    """Return why the fact at a path leaves a verdict open, and where it would be supplied."""
    why = provenance.why_missing(path)
    doubt = doubt_of(path, facts)
    if why is not None and doubt is None:
        return fact(path, why, provenance)
    words = path_words(path)
    text, supply = (f"nothing tells {words}", "") if doubt is None else doubt
    cause = Cause(subject=words, text=text, supply=supply)
    return MissingFact(path=path, cause=cause, location=place_of(provenance.location(path)))


def fact(path: Path, why: Missing, provenance: Provenance) -> MissingFact:
    """Return a fact that is not known for a cause, and where the cause is."""
    cause = Cause(subject=why.subject, text=why.text, supply=why.supply)
    place = provenance.location(path) if why.origin is None else provenance.place(why.origin)
    return MissingFact(path=path, cause=cause, location=place_of(place))


def whereabouts(normalized: Normalized, environment: str) -> tuple[str | None, str | None]:
    """Return the region and the account of an environment, as far as they are told."""
    inventory = normalized.inventory
    owner = next((one.account_id for one in inventory.environments.items if one.id == environment), None)
    return _known(inventory.context.region), _known(owner) or _known(inventory.context.account_id)


def _known(text: str | None) -> str | None:
    return None if text is None or "${" in text else text


def assumed(provenance: Provenance) -> tuple[Assumed, ...]:
    """Return the defaults that were used as values."""
    return tuple(Assumed(subject=one.subject, text=one.text, option=one.option) for one in provenance.assumptions())


def skipped(provenance: Provenance) -> tuple[SkippedPart, ...]:
    """Return the parts that were not read."""
    places = ((one.text, place_of(provenance.place(one.origin))) for one in provenance.skipped)
    return tuple(SkippedPart(text=text, location=place) for text, place in places if place is not None)


def unjudged(provenance: Provenance) -> Unjudged | None:
    """Return what hides environments, if anything does."""
    why = provenance.missing.get(("environments",))
    if why is None:
        return None
    place = None if why.origin is None else provenance.place(why.origin)
    return Unjudged(because=why.text, supply=why.supply, location=place_of(place))
