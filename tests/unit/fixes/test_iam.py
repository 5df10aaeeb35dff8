from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.fixes.iam import iam_size, iam_statement
from mwaa_policy.model import Statement
from mwaa_policy.model.policy_document import parse_policy

STATEMENTS: list[dict[str, Any]] = [
    {"Effect": "Allow", "Principal": "*", "Action": ["s3:getobject"], "Resource": ["arn:aws:s3:::b/*"]},
    {
        "Sid": "Mine",
        "Effect": "Deny",
        "NotPrincipal": {"AWS": ["1", "2"], "Service": ["airflow.amazonaws.com"]},
        "NotAction": ["s3:*"],
        "NotResource": ["*"],
        "Condition": {"StringNotEquals": {"aws:sourcevpc": ["vpc"], "aws:principalaccount": ["1"]}},
    },
    {"Effect": "Allow"},
]


def _read(written: dict[str, Any]) -> Statement:
    (statement,) = parse_policy({"Statement": [written]}, explicit=True).statements.items
    return statement


@pytest.mark.parametrize("written", STATEMENTS)
def test_a_statement_that_was_read_is_written_as_it_was(written: dict[str, Any]) -> None:
    assert iam_statement(_read(written)) == written


def test_the_size_is_that_of_compact_json() -> None:
    statement = _read({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
    assert iam_size(statement) == len('{"Effect":"Allow","Principal":"*","Action":["*"],"Resource":["*"]}')
