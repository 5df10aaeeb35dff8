"""The rules as text: a list of them, and all about one."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from mwaa_policy.catalog import RuleSpec

WIDTH = 80
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SUBJECTS = {
    "environment": "each environment",
    "subnet": "each subnet of an environment",
    "network_acl": "each network ACL in use",
    "route_table": "each route table in use",
    "nat_gateway": "each NAT gateway in use",
    "vpc_endpoint": "each VPC endpoint in use",
}


def render_rules(rules: Sequence[RuleSpec]) -> str:
    """Return a list of rules: id, worst severity and title, one a line."""
    ids = max((len(rule.id) for rule in rules), default=0)
    return "".join(f"{rule.id:<{ids}}  {_worst(rule):<8}  {rule.title}\n" for rule in rules)


def _worst(rule: RuleSpec) -> str:
    return rule.severities[0] if rule.severities else "explains"


def render_rule(rule: RuleSpec, *, width: int = WIDTH) -> str:
    """Return what a rule checks and why, what it says, and where AWS says it."""
    sections = [
        [f"{rule.id}: {rule.title}"],
        *(textwrap.wrap(" ".join(part.split()), width) for part in rule.description.split("\n\n")),
        list(_facts(rule, width)),
        list(_reasons(rule, width)),
        list(rule.references),
    ]
    return "\n".join("".join(f"{line}\n" for line in section) for section in sections if section)


def _facts(rule: RuleSpec, width: int) -> Iterator[str]:
    said = "the page" if rule.source == "page" else "AWS"
    blocks = "leaves the run undecided (exit 4)" if rule.blocks else "is a quiet note"
    yield from _labelled("severity", _severities(rule), width)
    yield from _labelled("judges", _SUBJECTS[rule.subject], width)
    yield from _labelled("undecided", blocks, width)
    yield from _labelled(f"{said} says", f"“{rule.sentence}”", width)
    yield from _labelled("remedy", _PLACEHOLDER.sub(r"<\1>", rule.remedy), width)
    yield from _labelled("fix", {"none": "none", "sometimes": "for some findings", "always": "yes"}[rule.fix], width)


def _severities(rule: RuleSpec) -> str:
    if rule.severities:
        return ", ".join(rule.severities)
    return f"explains {', '.join(rule.explains)}"


def _reasons(rule: RuleSpec, width: int) -> Iterator[str]:
    if rule.reasons:
        yield "Has nothing to say where"
    for code, text in rule.reasons.items():
        yield from textwrap.wrap(
            f"{code}: {text}", width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
        )


def _labelled(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=f"{label + ':':<15}",
        subsequent_indent=" " * 15,
        break_long_words=False,
        break_on_hyphens=False,
    )
