"""What could not be decided as text, grouped by the facts that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_policy.render.text.options import TextOptions
from mwaa_policy.render.text.pen import Pen, any_of, clean, count
from mwaa_policy.report import MissingGroup, Place, Report, Undecided, group_by_cause, has_lines, place_text

_MANY = 8
_INDENT = 13


def missing_lines(report: Report, options: TextOptions, pen: Pen) -> Iterator[str]:
    """Yield the missing facts, the one that hides most checks first."""
    shown = [one for one in report.undecided if options.show_undecided or one.blocks]
    groups = group_by_cause(shown)
    if groups:
        hang = "hangs" if len(shown) == 1 else "hang"
        title = f"{count(len(shown), 'check')} {hang} on {count(len(groups), 'fact')} that the input does not tell"
        yield from pen.titled("doubt", "Undecided", title)
        yield from _groups(groups, options, pen)
    quiet = len(report.undecided) - len(shown)
    if quiet and groups:
        yield f"  {count(quiet, 'quiet note')} besides (--show-undecided)"
    elif quiet:
        yield f"{count(quiet, 'quiet note')} on what cannot be told (--show-undecided)"


def _groups(groups: Sequence[MissingGroup], options: TextOptions, pen: Pen) -> Iterator[str]:
    blocks = _same_checks(groups)
    visible = blocks if options.show_undecided else blocks[:_MANY]
    for block in visible:
        yield from _block(block, options, pen)
    if len(blocks) > len(visible):
        hidden = sum(map(len, blocks[len(visible) :]))
        yield f"  and {count(hidden, 'fact')} more: --show-undecided lists them"


def _same_checks(groups: Sequence[MissingGroup]) -> list[list[MissingGroup]]:
    """Return facts that hide the same checks together."""
    blocks: dict[tuple[tuple[str, str], ...], list[MissingGroup]] = {}
    for group in groups:
        hidden = tuple(sorted((one.rule, one.subject) for one in group.checks))
        blocks.setdefault(hidden, []).append(group)
    return list(blocks.values())


def _block(facts: Sequence[MissingGroup], options: TextOptions, pen: Pen) -> Iterator[str]:
    checks = facts[0].checks
    label = f"{len(checks):>4} {'check' if len(checks) == 1 else 'checks'}:"
    for number, fact in enumerate(facts):
        place = f" ({short(fact.location)})" if fact.location else ""
        first = label if number == 0 else ""
        yield from pen.wrapped(fact.cause.text + place, first=f"{first:<{_INDENT}}", rest=" " * _INDENT)
    for supply in dict.fromkeys(fact.cause.supply for fact in facts if fact.cause.supply):
        yield f"{' ' * _INDENT}supply: {clean(supply)}"
    yield from _failing(checks, pen)
    if options.show_undecided:
        yield from (f"{' ' * _INDENT}{_check(one)}" for one in checks)


def _failing(checks: Sequence[Undecided], pen: Pen) -> Iterator[str]:
    """Yield the branches of the template in which checks fail, each with the rules."""
    rules: dict[str, dict[str, None]] = {}
    for check in checks:
        for one in check.outcomes:
            if one.verdict == "fail":
                rules.setdefault(one.when, {})[check.rule] = None
    by_rules: dict[tuple[str, ...], list[str]] = {}
    for when, failing in rules.items():
        by_rules.setdefault(tuple(failing), []).append(when)
    for names, ways in by_rules.items():
        text = f"with {any_of(ways)}: {', '.join(names)} {'fails' if len(names) == 1 else 'fail'}"
        yield from pen.wrapped(text, first=" " * _INDENT, rest=" " * (_INDENT + 2))


def short(place: Place) -> str:
    """Return a place within a sentence: its line, or the document where lines tell nothing."""
    return place_text(place, column=False) if has_lines(place) else place.document


def _check(one: Undecided) -> str:
    return f"{one.rule} {clean(one.subject)}{'' if one.blocks else ' (quiet)'}"
