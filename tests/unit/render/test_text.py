from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mwaa_policy.provenance import Origin, Provenance
from mwaa_policy.render.text import TextOptions, render_text
from mwaa_policy.report import EnvironmentSummary, Repair, Report
from mwaa_policy.report.records import Place, Unjudged
from tests.fixtures.reports import ENTRY, SUBNETS, decision, finding, not_applicable, report, undecided

PACKET = {
    "kind": "packet",
    "protocol": "6",
    "direction": "egress",
    "source": "00a000b04",
    "destination": "00a000c04",
    "port": 5432,
    "flow": "database",
    "decider": {"kind": "acl_entry", "path": list(ENTRY)},
}
FLOW: dict[str, Any] = {
    "case": "acl_entry",
    "entry": "egress/100",
    "acl": "acl",
    "direction": "egress",
    "ports": ["5432"],
}


def _bare(made: Report) -> Report:
    return replace(made, assumed=(), skipped=())


def test_a_report_with_findings_is_told_from_the_worst_to_the_outcome() -> None:
    made = report(
        decision(
            finding("NACL-FLOW", at=ENTRY, evidence=PACKET, **FLOW),
            finding("SG-DATABASE"),
            finding("SG-PROTOCOL", severity=None),
            undecided("SG-COUNT"),
            undecided("SG-OPEN-INGRESS"),
            passed=["SG-WEBSERVER"],
        )
    )
    assert (
        render_text(made)
        == """\
template.yaml (cloudformation)
Environment airflow: public routing, through NAT gateways

critical NACL-FLOW  template.yaml:12:3  Deny
  entry egress/100 of acl denies outbound 5432
  witness: TCP 10.0.11.4 → 10.0.12.4:5432 is denied outbound by rule 100 (allow
           all traffic to 0.0.0.0/0) of network ACL acl, template.yaml:12
  remedy:  Mend airflow.

critical SG-DATABASE  template.yaml:9:27  Airflow
  airflow is wrong
  cause:   airflow is wrong [SG-PROTOCOL, template.yaml:9:27]
  remedy:  Mend airflow.

Undecided: 1 check hangs on 1 fact that the input does not tell
   1 check:  parameter SubnetIds has no default (template.yaml:2)
             supply: --parameter SubnetIds=…
  1 quiet note besides (--show-undecided)

Skipped: 1 part of the input could not be read
  template.yaml:10:3
    10.0.0/8 is no range

Assumed: public access is not blocked; the default of Zone (--parameter NAME=…
  states another)

2 findings (2 critical); 1 check passed, 2 undecided.
FAILED (exit 1): findings at or above medium
"""
    )


def test_a_clean_report_is_short() -> None:
    assert (
        render_text(_bare(report(decision(passed=["SG-COUNT", "SG-WEBSERVER"]))))
        == """\
template.yaml (cloudformation)
Environment airflow: public routing, through NAT gateways

No findings; 2 checks passed, 0 undecided.
PASSED (exit 0): every blocking rule is proven to pass
"""
    )


def test_undecided_checks_are_listed_on_request_with_quiet_notes_among_them() -> None:
    made = _bare(report(decision(undecided("SG-COUNT"), undecided("SG-DATABASE"), undecided("SG-OPEN-INGRESS"))))
    told = render_text(made, TextOptions(show_undecided=True)).split("\n\n")[1]
    assert (
        told
        == """\
Undecided: 3 checks hang on 1 fact that the input does not tell
   3 checks: parameter SubnetIds has no default (template.yaml:2)
             supply: --parameter SubnetIds=…
             SG-COUNT airflow
             SG-DATABASE airflow
             SG-OPEN-INGRESS airflow (quiet)"""
    )


def test_many_missing_facts_are_cut_short() -> None:
    parts = [undecided("SG-COUNT", ("subnets", f"s{n:02}", "cidr"), subject=f"e{n:02}") for n in range(11)]
    made = _bare(report(decision(*parts), sources=Provenance()))
    told = render_text(made)
    assert told.count(" check:") == 8
    assert "  and 3 facts more: --show-undecided lists them\n" in told
    assert render_text(made, TextOptions(show_undecided=True)).count(" check:") == 11


def test_facts_that_hide_the_same_checks_are_told_together() -> None:
    paths = [("subnets", name, "cidr") for name in ("a", "b")]
    made = _bare(report(decision(undecided("SG-COUNT", *paths), undecided("SG-DATABASE", *paths))))
    assert (
        render_text(made).split("\n\n")[1]
        == """\
Undecided: 2 checks hang on 2 facts that the input does not tell
   2 checks: nothing tells the address range of subnet a
             nothing tells the address range of subnet b"""
    )


def test_findings_of_one_remedy_are_told_together() -> None:
    places = [("security_groups", name) for name in ("a", "b")]
    made = _bare(report(decision(*(finding("SG-OPEN-INGRESS", severity="low", at=at) for at in places))))
    assert (
        render_text(made).split("\n\n")[1]
        == """\
low      SG-OPEN-INGRESS  implied  a
  airflow is wrong
low      SG-OPEN-INGRESS  implied  b
  airflow is wrong
  remedy:  Mend airflow."""
    )


def test_quiet_notes_alone_take_one_line() -> None:
    told = render_text(_bare(report(decision(undecided("SG-OPEN-INGRESS")))))
    assert told.split("\n\n")[1] == "1 quiet note on what cannot be told (--show-undecided)"
    assert told.endswith("PASSED (exit 0): every blocking rule is proven to pass\n")


def test_verbose_lists_what_passed_what_does_not_arise_and_what_was_assumed() -> None:
    made = report(decision(not_applicable("SG-DATABASE", "SG-COUNT"), passed=["SG-WEBSERVER"]))
    told = render_text(replace(made, skipped=()), TextOptions(verbose=True))
    assert told.split("\n\n")[1:3] == [
        "Passed\n  SG-WEBSERVER: airflow\nNot applicable\n  SG-DATABASE: SG-COUNT fails already: airflow",
        ("Assumed\n  parameter Zone is a (its default) (--parameter Zone=…)\n  public access is not blocked"),
    ]


@pytest.mark.parametrize(
    ("options", "last"),
    [
        (TextOptions(), "UNDECIDED (exit 4): 1 check that must be proven cannot be (--undecided=ignore)"),
        (TextOptions(ignore_undecided=True), "PASSED (exit 0): nothing found, and what is undecided is let pass"),
    ],
)
def test_the_outcome_of_undecided_checks(options: TextOptions, last: str) -> None:
    assert render_text(report(decision(undecided("SG-COUNT"))), options).splitlines()[-1] == last


def test_an_input_without_environment_says_so_and_nothing_else() -> None:
    made = replace(report(decision()), environments=(), skipped=())
    assert (
        render_text(made)
        == """\
template.yaml (cloudformation)

NOT JUDGED (exit 5): no MWAA environment in the input, nothing was judged
(--no-environment=ignore turns it off)
"""
    )
    ignored = render_text(made, TextOptions(ignore_no_environment=True))
    assert ignored.endswith("PASSED (exit 0): there is no MWAA environment in the input, and that is let pass\n")


def test_many_environments_are_counted_by_routing() -> None:
    modes: tuple[Any, ...] = ("public", "private", "private")
    many = tuple(
        EnvironmentSummary(id=f"e{number}", routing=modes[number % 3], region=None, account=None) for number in range(9)
    )
    told = render_text(replace(report(decision()), environments=many))
    assert told.splitlines()[1] == "9 environments by routing: 6 private, 3 public"


def test_many_documents_are_counted() -> None:
    made = report(decision())
    source = replace(made.source, documents=tuple(f"{number}.json" for number in range(9)))
    assert render_text(replace(made, source=source)).splitlines()[0] == "9 documents (cloudformation)"


def test_prose_keeps_within_the_width_and_ids_are_never_broken() -> None:
    identity = "module." + "x" * 90 + ".aws_mwaa_environment.this"
    made = report(decision(finding("SG-DATABASE", subject=identity, at=("environments", identity))))
    told = render_text(made, TextOptions(width=60))
    assert all(len(line) <= 60 or identity in line for line in told.splitlines()[2:] if "template" not in line)
    assert told.count(identity) >= 3


def test_colours_only_where_they_are_asked_for() -> None:
    made = report(decision(finding("SG-DATABASE"), undecided("SG-COUNT")))
    assert "\x1b" not in render_text(made)
    coloured = render_text(made, TextOptions(colour=True))
    assert "\x1b[1;31mcritical\x1b[0m \x1b[1mSG-DATABASE\x1b[0m" in coloured
    assert "\x1b[1;31mFAILED (exit 1): findings at or above medium\x1b[0m" in coloured


def test_what_a_document_says_does_not_steer_the_terminal() -> None:
    evil = "a\x1b[2Jb\rc\x9bd\ne"
    made = report(decision(finding("SG-DATABASE", subject=evil, at=("environments", evil))))
    told = render_text(made)
    assert "\x1b" not in told
    assert "\r" not in told
    assert "\x9b" not in told
    assert "a\\x1b[2Jb\\x0dc\\x9bd e is wrong" in told


@pytest.mark.parametrize(("applicability", "option"), [("safe", ""), ("unsafe", " --unsafe")])
def test_a_fix_is_told_with_the_command_that_prints_it(applicability: Any, option: str) -> None:
    made = report(decision(finding("SG-DATABASE")))
    fix = Repair(applicability=applicability, verified=True, reason="", steps=("add a rule", "add another"), patch=())
    mended = replace(made.findings[0], fix=fix)
    told = render_text(replace(made, findings=(mended,), summary=replace(made.summary, verified_fixes=1)))
    assert f"  fix:     add a rule; add another ({applicability}, verified)\n" in told
    assert f"known for 1 finding; mwaa-policy fix{option} template.yaml prints the patch." in " ".join(told.split())


def test_the_command_for_fixes_of_both_sorts_tells_what_it_leaves_out() -> None:
    made = report(decision(finding("SG-DATABASE"), finding("SG-WEBSERVER")))
    sorts: tuple[Any, ...] = ("safe", "unsafe")
    fixes = [Repair(applicability=sort, verified=True, reason="", steps=("add a rule",), patch=()) for sort in sorts]
    mended = tuple(replace(one, fix=fix) for one, fix in zip(made.findings, fixes, strict=True))
    told = render_text(replace(made, findings=mended, summary=replace(made.summary, verified_fixes=2)))
    assert (
        "A verified fix is known for 2 findings; mwaa-policy fix template.yaml prints the patch, "
        "with --unsafe also for the 1 that is unsafe." in " ".join(told.split())
    )


def test_a_fix_that_was_not_verified_is_never_called_so() -> None:
    made = report(decision(finding("SG-DATABASE")))
    fix = Repair(
        applicability="manual", verified=False, reason="it takes a person", steps=("choose a range",), patch=()
    )
    told = render_text(replace(made, findings=(replace(made.findings[0], fix=fix),)))
    assert "  fix:     choose a range (manual, not verified: it takes a person)\n" in told
    assert "mwaa-policy fix" not in told


def test_a_place_that_no_line_has_is_told_by_its_pointer() -> None:
    sources = Provenance(origins={SUBNETS: Origin(document="plan.json", pointer="/planned_values/x", address="aws.x")})
    made = report(decision(finding("SG-DATABASE", at=SUBNETS)), sources=sources)
    assert "critical SG-DATABASE  plan.json#/planned_values/x  aws.x\n" in render_text(made)


def test_what_hides_environments_is_told_with_how_to_tell() -> None:
    place = Place(document="a.yaml", pointer="/Parameters/P", line=2, column=3)
    hidden = Unjudged(because="parameter P has no default", supply="--parameter P=…", location=place)
    told = render_text(replace(report(decision()), unjudged=hidden, assumed=(), skipped=()))
    assert "Not judged: further environments may exist: parameter P has no default\n" in told
    assert "(a.yaml:2:3)\n  supply: --parameter P=…\n" in told
    assert "UNDECIDED (exit 4): environments may exist that were not judged" in told
