"""Catalogs of rules that only tests know, and answers of engines that evaluate them."""

from __future__ import annotations

from typing import Any

from mwaa_policy.catalog import Catalog, RuleSpec
from mwaa_policy.decision import DECISION_SCHEMA

REVISION = "0123abcd"


def spec(rule: str, **members: Any) -> RuleSpec:
    """Return a rule about environments with two severities and one reason."""
    return RuleSpec(
        **{
            "id": rule,
            "package": f"mwaa.rules.{rule.lower()}",
            "title": "",
            "description": "",
            "references": (),
            "severities": ("critical", "low"),
            "subject": "environment",
            "blocks": True,
            "source": "page",
            "sentence": "",
            "messages": {"default": "", "other": ""},
            "remedy": "",
            "reasons": {"not-in-use": ""},
            "fix": "none",
            "explains": (),
            "tags": (),
            "since": "0.1.0",
            **members,
        }
    )


def catalog(*specs: RuleSpec) -> Catalog:
    return Catalog(revision=REVISION, rules={one.id: one for one in specs})


def answer(**members: Any) -> dict[str, Any]:
    """Return what an engine answers about a network in which rule R passes for the environment."""
    return {
        "schema": DECISION_SCHEMA,
        "evaluated": ["R"],
        "environments": [{"id": "airflow", "routing": "public", "because": []}],
        "verdicts": {"R": {"airflow": "pass"}},
        "findings": {},
        "undecided": {},
        "not_applicable": {},
        "edits": {},
        **members,
    }


def finding(**members: Any) -> dict[str, Any]:
    return {
        "subject": "airflow",
        "severity": "critical",
        "at": ["environments", "airflow", "subnet_ids"],
        "args": {"count": 3},
        **members,
    }


def edit(**members: Any) -> dict[str, Any]:
    return {
        "subject": "airflow",
        "at": ["environments", "airflow", "subnet_ids"],
        "verb": "set_attribute",
        "target": ["environments", "airflow", "webserver_access_mode"],
        "value": "PRIVATE_ONLY",
        "applicability": "safe",
        **members,
    }


def undecided(**members: Any) -> dict[str, Any]:
    return {"subject": "airflow", "because": [["environments", "airflow", "subnet_ids"]], **members}


def failed(*findings: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return the answer in which rule R fails for the environment."""
    return answer(verdicts={"R": {"airflow": "fail"}}, findings={"R": list(findings)}, **members)
