"""Flows as text: a table of what must get through, each step on its way, and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mwaa_policy.flow_decision import FATES, STAGES, Fate
from mwaa_policy.frozen import Frozen
from mwaa_policy.render.text import frame
from mwaa_policy.render.text.missing import short
from mwaa_policy.render.text.options import WIDTH
from mwaa_policy.render.text.pen import Pen, clean, count
from mwaa_policy.report import name_of
from mwaa_policy.report.flow_records import BranchFate, EnvironmentFlows, Flow, FlowReport, Step

_NAME = 16
_VERDICT = 12
_MANY = 4
_WORDS: dict[Fate, str] = {fate: fate.replace("_", " ") for fate in FATES}
_TONES: dict[Fate, str] = {"passes": "good", "stopped": "bad", "undecided": "doubt", "not_judged": "quiet"}
_COUNTED: dict[Fate, tuple[str, str]] = {
    "passes": ("passes", "pass"),
    "stopped": ("is stopped", "are stopped"),
    "undecided": ("is undecided", "are undecided"),
    "not_judged": ("is not judged", "are not judged"),
}
_STAGES = {
    "acl_out": "ACL out",
    "nat_acl_in": "NAT ACL in",
    "nat": "NAT gateway",
    "nat_acl_out": "NAT ACL out",
    "acl_in": "ACL in",
    "reply_out": "reply ACL out",
    "nat_reply_in": "reply NAT in",
    "nat_reply_out": "reply NAT out",
    "reply_in": "reply ACL in",
    "further": "checks",
}
# What is asked of the policy of an S3 endpoint is two things.
_CALLS = {"EP-S3-DAG": "policy DAGs", "EP-S3-ECR": "policy layers"}
_TARGETS = {"database": "its own interfaces", "webserver": "its own interfaces", "internet": "the Internet"}


class _Line(Frozen):
    """A step, or several that have a rule and a verdict in common."""

    label: str
    verdict: Fate
    text: str


class _Row(Frozen):
    """Flows that differ in nothing but where they come from or go to."""

    names: tuple[str, ...]
    targets: tuple[str, ...]
    subnets: tuple[str, ...]
    port: int | None
    verdict: Fate
    outcomes: tuple[BranchFate, ...]
    lines: tuple[_Line, ...]


class FlowOptions(Frozen):
    """How flows are written."""

    width: int = WIDTH
    """Column behind which text is wrapped; places and ids never are."""
    colour: bool = False
    """Whether to use the colours of a terminal."""
    verbose: bool = False
    """Whether to tell the place of what lets through, too, and all that is missing, quiet notes included."""


def render_flows(report: FlowReport, options: FlowOptions | None = None) -> str:
    """Return the flows of each environment as a table of flow, way, verdict and decider."""
    chosen = options or FlowOptions()
    pen = Pen(width=chosen.width, colour=chosen.colour)
    sections = (
        [frame.source(report)],
        *(_environment(one, report.environments, chosen, pen) for one in report.environments),
        () if report.environments else ["There is no MWAA environment in the input."],
        frame.skipped(report, pen),
        frame.unjudged(report, pen),
        frame.assumed(report, pen),
        frame.branches(report, pen),
    )
    return "\n".join("\n".join(lines) + "\n" for section in sections if (lines := list(section)))


def _environment(
    one: EnvironmentFlows, others: Sequence[EnvironmentFlows], options: FlowOptions, pen: Pen
) -> Iterator[str]:
    yield frame.environment(one, pen, others)
    shown = [flow for flow in one.flows if flow.name != "further" or flow.verdict != "passes" or options.verbose]
    yield from pen.prose(f"{_counts(shown)}.")
    yield ""
    yield pen.paint("strong", f"{'FLOW, STEP':<{_NAME}}{'VERDICT':<{_VERDICT}}WAY, DECIDER")
    for row in _rows(shown, options):
        yield from _row_lines(row, pen)


def _counts(flows: Iterable[Flow]) -> str:
    """Return how many flows there are, those of several subnets as one, and what becomes of them."""
    worst: dict[tuple[str, str | None], Fate] = {}
    for flow in flows:
        key = (flow.name, flow.endpoint)
        worst[key] = min(worst.get(key, "passes"), flow.verdict, key=FATES.index)
    hidden = worst.pop(("further", None), None)
    verdicts = list(worst.values())
    parts = [f"{number} {_COUNTED[fate][number > 1]}" for fate in reversed(FATES) if (number := verdicts.count(fate))]
    return f"{count(len(worst), 'flow')}: {', '.join(parts)}{'' if hidden is None else '; there may be others'}"


def _rows(flows: Sequence[Flow], options: FlowOptions) -> list[_Row]:
    """Return flows as rows: one for all subnets that fare alike, and for all endpoints that do."""
    alike: dict[tuple[str, str | None, Fate, tuple[BranchFate, ...]], list[Flow]] = {}
    for flow in flows:
        alike.setdefault((flow.name, flow.endpoint, flow.verdict, flow.outcomes), []).append(flow)
    found: dict[tuple[object, ...], list[_Row]] = {}
    for row in (_row(group, options) for group in alike.values()):
        fare = (row.verdict, row.outcomes, row.lines)
        found.setdefault((row.subnets, row.port, *fare, row.names[0] in _TARGETS), []).append(row)
    return [_merged(rows) for rows in found.values()]


def _row(flows: Sequence[Flow], options: FlowOptions) -> _Row:
    first = flows[0]
    steps = [step for flow in flows for step in flow.steps]
    return _Row(
        names=(first.name,),
        targets=(_TARGETS.get(first.name) or first.endpoint or first.name,),
        subnets=tuple(flow.subnet for flow in flows if flow.subnet is not None),
        port=first.port,
        verdict=first.verdict,
        outcomes=first.outcomes,
        lines=tuple(_lines(steps, first.endpoint, options)),
    )


def _merged(rows: Sequence[_Row]) -> _Row:
    first = rows[0]
    return _Row(
        names=tuple(name for row in rows for name in row.names),
        targets=tuple(dict.fromkeys(target for row in rows for target in row.targets)),
        subnets=first.subnets,
        port=first.port,
        verdict=first.verdict,
        outcomes=first.outcomes,
        lines=first.lines,
    )


def _lines(steps: Iterable[Step], endpoint: str | None, options: FlowOptions) -> Iterator[_Line]:
    """Yield the steps of a row, those together that are in one part of the way and fare alike."""
    shown = (step for step in steps if options.verbose or not step.quiet)
    for (_, label, _, verdict), group in groupby(sorted(shown, key=_kind), key=_kind):
        found = list(group)
        texts = sorted({text for step in found for text in _texts(step, endpoint, options)})
        if texts:
            yield _Line(label=label, verdict=verdict, text=_joined(texts, found, options))


def _kind(step: Step) -> tuple[int, str, int, Fate]:
    calls = _CALLS.get(step.rule or "") if step.stage == "policy" else None
    label = calls or _STAGES.get(step.stage) or step.stage.replace("_", " ")
    return (STAGES.index(step.stage), label, FATES.index(step.verdict), step.verdict)


def _texts(step: Step, endpoint: str | None, options: FlowOptions) -> Iterator[str]:
    """Yield what decides a step, each thing for itself."""
    for decider in step.deciders:
        # The row names the endpoint already.
        owner = "" if decider.path[1] == endpoint else f"{name_of(decider.path[1])}: "
        has_place = decider.place and (options.verbose or step.verdict != "passes")
        yield f"{owner}{decider.text}" + (f", {decider.place}" if has_place else "")
    for fact in step.missing:
        yield fact.cause.text + (f" ({short(fact.location)})" if fact.location else "")
    if step.reason:
        yield step.reason


def _joined(texts: Sequence[str], steps: Sequence[Step], options: FlowOptions) -> str:
    """Return texts in one, of many the first, with the rules that are to be looked up."""
    shown = list(texts if options.verbose or len(texts) <= _MANY else texts[: _MANY - 1])
    if len(texts) > len(shown):
        shown.append(f"and {len(texts) - len(shown)} more")
    rules = ", ".join(dict.fromkeys(step.rule for step in steps if step.rule and step.verdict != "passes"))
    return f"{'; '.join(shown)}{f' [{rules}]' if rules else ''}"


def _row_lines(row: _Row, pen: Pen) -> Iterator[str]:
    yield ""
    yield from _cells(", ".join(row.names), row.verdict, _way(row), pen, strong=True)
    if row.outcomes:
        text = "; ".join(f"{_WORDS[one.verdict] if one.verdict else 'none'} with {one.when}" for one in row.outcomes)
        yield from _cells("  by parameter", row.verdict, text, pen)
    for line in row.lines:
        yield from _cells(f"  {line.label}", line.verdict, line.text, pen)


def _way(row: _Row) -> str:
    if row.port is None:
        return "what the input leaves open"
    origin = ", ".join(row.subnets) or "subnets that are not known"
    return f"TCP {row.port} from {origin} to {', '.join(row.targets)}"


def _cells(name: str, verdict: Fate, text: str, pen: Pen, *, strong: bool = False) -> Iterator[str]:
    """Yield the lines of a table row; a name that does not fit has a line of its own."""
    shown = clean(name)
    if len(shown) >= _NAME:
        yield pen.paint("strong", shown)
        shown = ""
    lead = f"{shown:<{_NAME}}{_WORDS[verdict]:<{_VERDICT}}"
    first, *rest = pen.wrapped(text, first=lead, rest=" " * len(lead))
    cell = pen.paint(_TONES[verdict], _WORDS[verdict])
    name_cell = pen.paint("strong", f"{shown:<{_NAME}}") if strong and shown else f"{shown:<{_NAME}}"
    yield f"{name_cell}{cell}{first[_NAME + len(_WORDS[verdict]) :]}"
    yield from rest
