"""The report as text, for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mwaa_policy.decision import SEVERITIES, Severity
from mwaa_policy.report import (
    MEANINGS,
    Finding,
    MissingGroup,
    Outcome,
    Repair,
    Report,
    Undecided,
    group_by_cause,
    outcome,
    place_text,
)

WIDTH = 80
_MANY = 8
_LABEL = 9
_PARAMETER = "parameter "
_ROUTING = {
    "public": "public routing, through NAT gateways",
    "private": "private routing, no route to the Internet",
    "partial": "partial routing, NAT gateways for a part of the Internet",
    "igw": "its subnets are routed to an Internet gateway",
    "mixed": "mixed routing, its subnets differ",
    "indeterminate": "routing mode not known",
}
_CODES = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "good": "32",
    "bad": "1;31",
    "doubt": "33",
    "strong": "1",
    "quiet": "2",
}
_NO_BREAK = "\xa0"
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOptions:
    """How a report is written, and what counts in it."""

    width: int = WIDTH
    """Column behind which prose is wrapped; places, ids and commands never are."""
    colour: bool = False
    """Whether to use the colours of a terminal."""
    show_undecided: bool = False
    """Whether to list each undecided check, quiet notes included."""
    verbose: bool = False
    """Whether to list what passed, what does not arise, and all that was assumed."""
    fail_on: Severity = "medium"
    """The least severity that fails the run."""
    ignore_undecided: bool = False
    """Whether undecided checks are let pass."""
    ignore_no_environment: bool = False
    """Whether an input without an environment is let pass."""


def render_text(report: Report, options: TextOptions | None = None) -> str:
    """Return a report as text that ends with its outcome and the exit status."""
    page = _Page(report, options or TextOptions())
    sections = (
        page.heading(),
        *(page.finding(one) for one in report.findings),
        page.undecided(),
        page.skipped(),
        page.details(),
        page.assumed(),
        page.conclusion(),
    )
    return "\n".join("\n".join(lines) + "\n" for section in sections if (lines := list(section)))


class _Page:
    """The sections of a report, each as lines."""

    def __init__(self, report: Report, options: TextOptions) -> None:
        self._report = report
        self._options = options

    def heading(self) -> Iterator[str]:
        documents = self._report.source.documents
        shown = ", ".join(documents) if len(documents) <= _MANY else f"{len(documents)} documents"
        yield _clean(f"{shown} ({self._report.source.kind})")
        environments = self._report.environments
        if len(environments) <= _MANY:
            for one in environments:
                yield self._paint("strong", f"Environment {one.id}") + f": {_ROUTING[one.routing]}"
        else:
            modes = Counter(one.routing for one in environments)
            counts = ", ".join(f"{count} {mode}" for mode, count in sorted(modes.items()))
            yield self._paint("strong", f"{len(environments)} environments") + f" by routing: {counts}"

    def finding(self, found: Finding) -> Iterator[str]:
        label = self._paint(found.severity, f"{found.severity:<8}")
        where = place_text(found.location) if found.location else "no place"
        yield f"{label} {self._paint('strong', found.rule)}  {_clean(where)}  {_clean(found.resource)}"
        yield from self._prose(found.message, indent=2)
        if found.evidence is not None and "text" in found.evidence:
            yield from self._labelled("witness", found.evidence["text"])
        for cause in found.explanations:
            place = f", {place_text(cause.location)}" if cause.location else ""
            yield from self._labelled("cause", f"{cause.message} [{cause.rule}{place}]")
        yield from self._labelled("remedy", found.remedy)
        if found.fix is not None:
            yield from self._fix(found.fix)

    def _fix(self, fix: Repair) -> Iterator[str]:
        trust = f"{fix.applicability}, verified" if fix.verified else f"{fix.applicability}, not verified"
        return self._labelled("fix", f"{'; '.join(fix.steps)} ({trust})")

    def undecided(self) -> Iterator[str]:
        everything = self._options.show_undecided
        shown = [one for one in self._report.undecided if everything or one.blocks]
        groups = group_by_cause(shown)
        if groups:
            facts = _count(len(groups), "fact")
            hang = "hangs" if len(shown) == 1 else "hang"
            title = f"{_count(len(shown), 'check')} {hang} on {facts} that the input does not tell"
            yield from self._titled("doubt", "Undecided", title)
        visible = groups if everything else groups[:_MANY]
        for group in visible:
            yield from self._group(group)
        if len(groups) > len(visible):
            yield f"  and {len(groups) - len(visible)} facts more: --show-undecided lists them"
        quiet = len(self._report.undecided) - len(shown)
        if quiet:
            yield (
                f"  {_count(quiet, 'quiet note')} besides (--show-undecided)"
                if groups
                else (f"{_count(quiet, 'quiet note')} on what cannot be told (--show-undecided)")
            )

    def _group(self, group: MissingGroup) -> Iterator[str]:
        place = f" ({place_text(group.location, column=False)})" if group.location else ""
        label = f"{len(group.checks):>4} {'check' if len(group.checks) == 1 else 'checks'}: "
        lead = " " * 13
        yield from self._wrapped(f"{group.cause.text}{place}", first=f"{label:<13}", rest=lead)
        if group.cause.supply:
            yield f"{lead}supply: {_clean(group.cause.supply)}"
        if self._options.show_undecided:
            yield from (f"{lead}{_check(one)}" for one in group.checks)

    def skipped(self) -> Iterator[str]:
        parts = self._report.skipped
        if not parts:
            return
        yield from self._titled("doubt", "Skipped", f"{_count(len(parts), 'part')} of the input could not be read")
        for part in parts:
            yield f"  {_clean(place_text(part.location))}"
            yield from self._prose(part.text, indent=4)

    def details(self) -> Iterator[str]:
        if not self._options.verbose:
            return
        yield from self._by_rule("Passed", ((one.rule, one.subject) for one in self._report.passed))
        reasons = ((f"{one.rule}: {one.text}", one.subject) for one in self._report.not_applicable)
        yield from self._by_rule("Not applicable", reasons)

    def _by_rule(self, title: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
        subjects: dict[str, list[str]] = {}
        for rule, subject in entries:
            subjects.setdefault(rule, []).append(subject)
        if subjects:
            yield self._paint("strong", title)
        for rule, names in subjects.items():
            yield from self._wrapped(", ".join(names), first=f"  {_clean(rule)}: ", rest="    ")

    def assumed(self) -> Iterator[str]:
        every = self._report.assumed if self._report.environments else ()
        if not every:
            return
        if self._options.verbose:
            yield self._paint("strong", "Assumed")
            for one in every:
                stated = f" ({one.option})" if one.option else ""
                yield from self._wrapped(one.text + _glued(stated), first="  ", rest="    ")
            return
        defaults = [one for one in every if one.subject.startswith(_PARAMETER)]
        parts = [one.text + _glued(f" ({one.option})" if one.option else "") for one in every if one not in defaults]
        if defaults:
            names = ", ".join(one.subject.removeprefix(_PARAMETER) for one in defaults)
            parts.append(f"the {'default' if len(defaults) == 1 else 'defaults'} of {names} {_STATED}")
        yield from self._titled("quiet", "Assumed", "; ".join(parts))

    def conclusion(self) -> Iterator[str]:
        if self._report.environments:
            yield from self._prose(f"{self._findings()}; {self._checks()}.")
        if self._report.summary.verified_fixes:
            yield from self._prose(self._patch())
        result = outcome(
            self._report,
            fail_on=self._options.fail_on,
            ignore_undecided=self._options.ignore_undecided,
            ignore_no_environment=self._options.ignore_no_environment,
        )
        verdict, tone = _VERDICTS[result]
        text = f"{verdict} (exit {int(result)}): {_meaning(result, self._options, self._report)}"
        yield from self._prose(text, tone=tone)

    def _patch(self) -> str:
        fixes = [one.fix for one in self._report.findings if one.fix is not None and one.fix.verified]
        unsafe = " --unsafe" if all(fix.applicability == "unsafe" for fix in fixes) else ""
        command = _glued(f"mwaa-policy fix{unsafe} {' '.join(self._report.source.documents)}")
        return f"A verified fix is known for {_count(len(fixes), 'finding')}; {command} prints the patch."

    def _findings(self) -> str:
        counts = self._report.summary.findings
        total = sum(counts.values())
        if not total:
            return "No findings"
        parts = ", ".join(f"{counts[one]} {one}" for one in SEVERITIES if counts[one])
        return f"{_count(total, 'finding')} ({parts})"

    def _checks(self) -> str:
        summary = self._report.summary
        return f"{_count(summary.passed, 'check')} passed, {summary.undecided} undecided"

    def _titled(self, tone: str, title: str, text: str) -> Iterator[str]:
        first, *rest = self._wrapped(text, first=f"{title}: ", rest="  ")
        yield first.replace(title, self._paint(tone, title), 1)
        yield from rest

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        return self._wrapped(text, first=f"  {label + ':':<{_LABEL}}", rest=" " * (_LABEL + 2))

    def _prose(self, text: str, *, indent: int = 0, tone: str | None = None) -> Iterator[str]:
        lead = " " * indent
        for line in self._wrapped(text, first=lead, rest=lead):
            yield line if tone is None else self._paint(tone, line)

    def _wrapped(self, text: str, *, first: str, rest: str) -> Iterator[str]:
        lines = textwrap.wrap(
            _clean(text),
            width=self._options.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (line.replace(_NO_BREAK, " ") for line in lines)

    def _paint(self, tone: str, text: str) -> str:
        return f"\x1b[{_CODES[tone]}m{text}\x1b[0m" if self._options.colour else text


_VERDICTS: dict[Outcome, tuple[str, Literal["good", "bad", "doubt"]]] = {
    Outcome.PROVEN: ("PASSED", "good"),
    Outcome.FINDINGS: ("FAILED", "bad"),
    Outcome.UNDECIDED: ("UNDECIDED", "doubt"),
    Outcome.NO_ENVIRONMENT: ("NOT JUDGED", "doubt"),
}


def _meaning(result: Outcome, options: TextOptions, report: Report) -> str:
    if result is Outcome.FINDINGS:
        return f"findings at or above {options.fail_on}"
    if result is Outcome.PROVEN and not report.environments:
        return "there is no MWAA environment in the input, and that is let pass"
    if result is Outcome.PROVEN and report.summary.blocking:
        return "nothing found, and what is undecided is let pass"
    return MEANINGS[result].removeprefix("proven: ")


def _check(one: Undecided) -> str:
    return f"{one.rule} {_clean(one.subject)}{'' if one.blocks else ' (quiet)'}"


def _glued(command: str) -> str:
    """Return a command that is not wrapped: it is there to be copied."""
    return command[:1] + command[1:].replace(" ", _NO_BREAK)


_STATED = f"({_glued('--parameter NAME=…')} states another)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clean(text: str) -> str:
    """Return text without control characters: what a document says must not steer a terminal."""
    return text.replace("\n", " ").translate(_CONTROL)
