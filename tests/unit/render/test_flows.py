from __future__ import annotations

from dataclasses import replace
from typing import Any

from mwaa_policy.flow_decision import Decider, Flow
from mwaa_policy.render.text.flows import FlowOptions, render_flows
from tests.fixtures.flows import ACL, flow, flow_report, step
from tests.fixtures.reports import SUBNETS

IMPLIED = Decider(kind="implied_deny", path=(*ACL, "entries", "ingress/*"))
LOCAL = Decider(kind="route", path=("route_tables", "table-a", "routes", "10.0.0.0/16"))


def text(*flows: Flow, **options: Any) -> str:
    bare = replace(flow_report(*flows), assumed=(), skipped=())
    return render_flows(bare, FlowOptions(**options))


def table(*flows: Flow, **options: Any) -> str:
    """Return the rows below the heading."""
    return text(*flows, **options).partition("WAY, DECIDER")[2].partition("\n\n")[2]


def test_a_table_of_flow_verdict_and_decider() -> None:
    made = text(
        flow("database", step(), step("acl_in", "stopped", deciders=(IMPLIED,)), port=5432),
        flow("internet", step(), step("reply_in", "undecided", because=(SUBNETS,), rule="SG-COUNT")),
    )
    assert (
        made
        == """\
template.yaml (cloudformation)

Environment airflow: public routing, through NAT gateways
2 flows: 1 is undecided, 1 is stopped.

FLOW, STEP      VERDICT     WAY, DECIDER

database        stopped     TCP 5432 from subnet-a to its own interfaces
  ACL out       passes      acl: rule 100 (allow all traffic to 0.0.0.0/0)
  ACL in        stopped     acl: the last inbound rule (* deny) [NACL-FLOW]

internet        undecided   TCP 443 from subnet-a to the Internet
  ACL out       passes      acl: rule 100 (allow all traffic to 0.0.0.0/0)
  reply ACL in  undecided   parameter SubnetIds has no default (template.yaml:2)
                            [SG-COUNT]
"""
    )


def test_flows_that_fare_alike_are_one_row() -> None:
    made = table(
        *(
            flow(name, step("name", deciders=(Decider(kind="policy", path=("vpc_endpoints", f"e-{name}", "policy")),)),
                 endpoint=f"e-{name}", subnet=subnet)
            for name in ("kms", "logs", "sqs")
            for subnet in ("subnet-a", "subnet-b")
        )
    )  # fmt: skip
    assert (
        made
        == """\
kms, logs, sqs  passes      TCP 443 from subnet-a, subnet-b to e-kms, e-logs,
                            e-sqs
  name          passes      the policy lets every call through
"""
    )


def test_subnets_that_fare_otherwise_have_rows_of_their_own() -> None:
    made = table(
        flow("internet", step()),
        flow("internet", step("acl_out", "stopped", deciders=(IMPLIED,)), subnet="subnet-b"),
    )
    assert [line.split()[:2] for line in made.splitlines() if line.startswith("internet")] == [
        ["internet", "passes"],
        ["internet", "stopped"],
    ]


def test_a_flow_counts_once_with_its_worst_verdict() -> None:
    made = text(
        flow("internet", step()),
        flow("internet", step("acl_out", "stopped", deciders=(IMPLIED,)), subnet="subnet-b"),
        flow("kms", step(verdict="not_judged", reason="SG-COUNT"), endpoint="e"),
        flow("further", step("further", "undecided", because=(SUBNETS,)), subnet=None, port=None),
    )
    assert "2 flows: 1 is not judged, 1 is stopped; there may be others." in made


def test_names_that_do_not_fit_have_a_line_of_their_own() -> None:
    steps = [flow(name, step(), endpoint="e") for name in ("ecr.api", "ecr.dkr", "monitoring")]
    assert table(*steps).splitlines()[:2] == [
        "ecr.api, ecr.dkr, monitoring",
        "                passes      TCP 443 from subnet-a to e",
    ]


def test_a_row_from_subnets_that_are_not_known() -> None:
    made = table(flow("kms", step("endpoint", "undecided", because=(SUBNETS,)), subnet=None))
    assert "TCP 443 from subnets that are not known to kms\n" in made


def test_what_the_input_leaves_open_is_told_by_fact() -> None:
    further = [step("further", "undecided", because=(SUBNETS,), rule=rule) for rule in ("SG-COUNT", "SG-DATABASE")]
    made = table(flow("further", *further, subnet=None, port=None))
    assert (
        made
        == """\
further         undecided   what the input leaves open
  checks        undecided   parameter SubnetIds has no default (template.yaml:2)
                            [SG-COUNT, SG-DATABASE]
"""
    )


def test_notes_are_shown_on_request() -> None:
    quiet = step("further", "undecided", because=(SUBNETS,), quiet=True)
    given = (flow("kms", step()), flow("further", quiet, subnet=None, port=None))
    assert "further" not in text(*given)
    assert "what the input leaves open" in text(*given, verbose=True)


def test_many_facts_are_cut_short() -> None:
    because = tuple(("network_acls", f"acl-{number}", "entries") for number in range(6))
    given = flow("kms", step(verdict="undecided", because=because))
    assert "acl-2; and 3 more [NACL-FLOW]" in " ".join(table(given).split())
    assert "acl-5 [NACL-FLOW]" in " ".join(table(given, verbose=True).split())


def test_the_place_of_what_lets_through_is_told_on_request() -> None:
    given = flow("kms", step(), step("route", deciders=(LOCAL,)))
    assert "template.yaml" not in table(given)
    assert "rule 100 (allow all traffic to 0.0.0.0/0), template.yaml:12" in " ".join(table(given, verbose=True).split())


def test_the_two_things_that_are_asked_of_s3_are_told_apart() -> None:
    policy = Decider(kind="policy", path=("vpc_endpoints", "e", "policy"))
    asked = [step("policy", deciders=(policy,), rule=rule) for rule in ("EP-S3-DAG", "EP-S3-ECR")]
    assert [line[:16] for line in table(flow("s3", *asked, endpoint="e")).splitlines()[1:]] == [
        "  policy DAGs   ",
        "  policy layers ",
    ]


def test_without_an_environment_there_is_nothing_to_show() -> None:
    bare = replace(flow_report(environments=()), assumed=(), skipped=())
    assert render_flows(bare).splitlines()[-1] == "There is no MWAA environment in the input."


def test_verdicts_have_colours_and_columns_stay() -> None:
    given = (flow("kms", step(), step("acl_in", "stopped", deciders=(IMPLIED,))), flow("sqs", step()))
    coloured = table(*given, colour=True)
    assert "\x1b[1;31mstopped\x1b[0m" in coloured
    assert "\x1b[32mpasses\x1b[0m" in coloured
    plain = coloured
    for code in ("\x1b[1;31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == table(*given)


def test_what_a_document_says_does_not_steer_a_terminal() -> None:
    assert "\x1b" not in table(flow("kms", step(), endpoint="e\x1b[2J"))
