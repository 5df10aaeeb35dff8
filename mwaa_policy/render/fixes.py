"""What a patch does and what it leaves, as text beside the patch itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mwaa_policy.api._mend import Mended

WIDTH = 80


def render_mended(mended: Mended, *, width: int = WIDTH) -> str:
    """Return what was changed, what was left out and why, and which findings nothing mends."""
    return "".join(f"{line}\n" for line in _lines(mended, width))


def _lines(mended: Mended, width: int) -> Iterator[str]:
    plan = mended.plan
    if plan.patch:
        mends = _count(len(plan.mends), "finding")
        yield f"{_count(len(plan.steps), 'change')} of the normalized document, verified to mend {mends}:"
        for step in plan.steps:
            yield from _item(step, width)
    else:
        yield "Nothing to change: no safe fix is verified." if mended.before.findings else "Nothing to mend."
    if plan.left:
        yield "Left out:"
    for left in plan.left:
        rules = ", ".join(sorted({rule for rule, _, _ in left.fix.mends}))
        applies = "; --unsafe applies it" if left.fix.verified and left.fix.applicability == "unsafe" else ""
        yield from _item(f"{rules}: {'; '.join(left.fix.steps)} ({left.reason}{applies})", width)
    proposed = {key for left in plan.left for key in left.fix.mends}
    open_ = [f"{rule} {subject}" for rule, subject, at in plan.remaining if (rule, subject, at) not in proposed]
    if open_:
        yield f"{_count(len(open_), 'finding')} left for which there is no fix:"
    for one in open_:
        yield f"  {_clean(one)}"


def _item(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        _clean(text),
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clean(text: str) -> str:
    """Return text without control characters: what a document says must not steer a terminal."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
