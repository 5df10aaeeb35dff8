from __future__ import annotations

from typing import Any

from mwaa_policy.api._mend import Mended
from mwaa_policy.fixes import Fix, LeftFix, Plan
from mwaa_policy.render.fixes import render_mended
from tests.fixtures.reports import GROUPS, decision, finding, report

KEY = ("SG-DATABASE", "airflow", GROUPS)


def _mended(**members: Any) -> Mended:
    plan: dict[str, Any] = {"patch": (), "steps": (), "mends": (), "remaining": (), "left": (), **members}
    made = report(decision(finding("SG-DATABASE")))
    return Mended(plan=Plan(**plan), before=made, after=made)


def _left(reason: str, **members: Any) -> LeftFix:
    fix: dict[str, Any] = {
        "mends": (KEY,),
        "applicability": "unsafe",
        "verified": True,
        "reason": "",
        "steps": ("remove a rule",),
        "patch": (),
        "edits": (),
        **members,
    }
    return LeftFix(fix=Fix(**fix), reason=reason)


def test_changes_are_told_with_how_many_findings_they_mend() -> None:
    told = render_mended(_mended(patch=({"op": "add"},), steps=("add a rule",), mends=(KEY,)))
    assert told == "1 change of the normalized document, verified to mend 1 finding:\n  add a rule\n"


def test_what_is_left_out_is_told_with_the_reason() -> None:
    told = render_mended(_mended(remaining=(KEY,), left=(_left("it is unsafe"),)))
    assert told == (
        "Nothing to change: no safe fix is verified.\nLeft out:\n"
        "  SG-DATABASE: remove a rule (it is unsafe; --unsafe applies it)\n"
    )
    told = render_mended(_mended(remaining=(KEY,), left=(_left("SG-COUNT would fail", verified=False),)))
    assert told.endswith("  SG-DATABASE: remove a rule (SG-COUNT would fail)\n")


def test_findings_without_a_fix_are_told() -> None:
    told = render_mended(_mended(remaining=(KEY,)))
    assert told.endswith("1 finding left for which there is no fix:\n  SG-DATABASE airflow\n")


def test_what_a_document_says_does_not_steer_the_terminal() -> None:
    told = render_mended(_mended(remaining=(("SG-DATABASE", "a\x1b[2J", GROUPS),)))
    assert "\x1b" not in told
    assert "a\\x1b[2J" in told
