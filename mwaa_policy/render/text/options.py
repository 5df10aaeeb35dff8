"""How a report is written as text."""

from __future__ import annotations

from mwaa_policy.decision import Severity
from mwaa_policy.frozen import Frozen

WIDTH = 80


class TextOptions(Frozen):
    """How a report is written, and what counts in it."""

    width: int = WIDTH
    """Column behind which prose is wrapped; places, ids and commands never are."""
    colour: bool = False
    """Whether to use the colours of a terminal."""
    show_undecided: bool = False
    """Whether to list each undecided check, quiet notes included."""
    verbose: bool = False
    """Whether to list what passed, what does not arise, and each thing that was assumed."""
    fail_on: Severity = "medium"
    """The least severity that fails the run."""
    ignore_undecided: bool = False
    """Whether undecided checks are let pass."""
    ignore_no_environment: bool = False
    """Whether an input without an environment is let pass."""
    inputs: str = ""
    """What stands behind a command that reads the same input, as a shell takes it; empty: names of the documents."""
    has_meanings: bool = False
    """Whether options told what the documents leave open, and must be told again."""
