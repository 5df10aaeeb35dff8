from __future__ import annotations

from mwaa_policy.render.rules import render_rule, render_rules
from tests.fixtures.reports import rule


def test_the_list_of_rules_has_a_line_for_each() -> None:
    rules = [rule("SG-COUNT", severities=("high", "low")), rule("SG-PROTOCOL", severities=(), explains=("SG-COUNT",))]
    assert render_rules(rules) == (
        "SG-COUNT     high      The title of SG-COUNT\nSG-PROTOCOL  explains  The title of SG-PROTOCOL\n"
    )


def test_a_rule_is_told_with_the_sentence_of_the_page_and_its_address() -> None:
    told = render_rule(rule("SG-COUNT", remedy="Give {subject} a group.", reasons={"no-vpc": "There is no VPC."}))
    assert (
        told
        == """\
SG-COUNT: The title of SG-COUNT

What it checks, and why.

severity:      critical
judges:        each environment
undecided:     leaves the run undecided (exit 4)
the page says: “What the page says.”
remedy:        Give <subject> a group.
fix:           none

Has nothing to say where
  no-vpc: There is no VPC.

https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html
"""
    )


def test_a_description_keeps_its_paragraphs() -> None:
    told = render_rule(rule("SG-COUNT", description="What it checks,\nand why.\n\nWhat it leaves out."))
    assert "\n\nWhat it checks, and why.\n\nWhat it leaves out.\n\nseverity:" in told


def test_a_rule_that_explains_names_what_it_explains() -> None:
    told = render_rule(rule("SG-PROTOCOL", severities=(), explains=("SG-DATABASE",), blocks=False, source="beyond"))
    assert "severity:      explains SG-DATABASE\n" in told
    assert "undecided:     is a quiet note\n" in told
    assert "AWS says:      “What the page says.”\n" in told
