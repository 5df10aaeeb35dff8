from __future__ import annotations

import json

from mwaa_policy.render.json import render_json
from tests.fixtures.reports import decision, finding, report, undecided


def test_the_json_report_has_the_members_of_the_records() -> None:
    made = report(decision(finding("SG-COUNT", count=0), undecided("SG-DATABASE"), passed=["SG-WEBSERVER"]))
    content = json.loads(render_json(made))
    assert content["schema"] == "mwaa-policy-report/v1"
    assert content["tool"] == {"name": "mwaa-policy", "version": "9.9.9"}
    assert content["policy"] == {"revision": "abc123"}
    assert content["engine"] == {"name": "wasm", "version": "1.3"}
    assert content["source"] == {"kind": "cloudformation", "documents": ["template.yaml"]}
    assert content["findings"] == [
        {
            "rule": "SG-COUNT",
            "severity": "critical",
            "subject": "airflow",
            "resource": "Airflow",
            "message": "airflow has 0 security groups",
            "remedy": "Mend airflow.",
            "location": {
                "document": "template.yaml",
                "pointer": "/Resources/Airflow/Properties/NetworkConfiguration/SecurityGroupIds",
                "line": 9,
                "column": 27,
            },
            "evidence": None,
            "fix": None,
            "explanations": [],
            "when": [],
        }
    ]
    assert content["undecided"] == [
        {
            "rule": "SG-DATABASE",
            "severity": "critical",
            "subject": "airflow",
            "because": [
                {
                    "path": ["environments", "airflow", "subnet_ids"],
                    "cause": {
                        "subject": "parameter SubnetIds",
                        "text": "parameter SubnetIds has no default",
                        "supply": "--parameter SubnetIds=…",
                    },
                    "location": {
                        "document": "template.yaml",
                        "pointer": "/Parameters/SubnetIds",
                        "line": 2,
                        "column": 3,
                    },
                }
            ],
            "blocks": True,
            "outcomes": [],
        }
    ]
    assert content["passed"] == [{"rule": "SG-WEBSERVER", "subject": "airflow"}]
    place = {"region": "eu-west-1", "account": "123456789012"}
    assert content["environments"] == [{"id": "airflow", "routing": "public", **place}]


def test_equal_reports_are_equal_bytes() -> None:
    first, second = (render_json(report(decision(finding("SG-COUNT", count=0)))) for _ in range(2))
    assert first == second
    assert first.endswith(b"}\n")
