"""The evaluator says of calls what the IAM User Guide says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_policy.model.policy_document import parse_policy
from tests.oracle.policy import Call, Caller, document_of, is_allowed
from tests.oracle.texts import Hidden, matches, may_begin

same = settings(derandomize=True, database=None)
_CALLER = Caller("arn:aws:iam::123456789012:role/airflow", "123456789012")
_ALL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_CALL = Call(
    "s3:GetObject",
    ("arn:aws:s3:::bucket/key",),
    _CALLER,
    {"aws:sourcevpc": "vpc-1", "aws:principaltag/team": Hidden(), "aws:principalarn": _CALLER.arn},
)


def _allowed(*statements: dict[str, Any], version: str | None = None, call: Call = _CALL) -> bool | None:
    return is_allowed({"Version": version, "Statement": list(statements)}, call)


@same
@given(st.text("ab*?", max_size=6), st.text("ab", max_size=6))
def test_wildcards_are_those_of_file_names(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(sign, sign) for sign in pattern)
    assert matches(pattern, text) == bool(re.fullmatch(expression, text))


@same
@given(st.text("ab*?", max_size=5), st.text("ab", max_size=4), st.text("ab", max_size=4))
def test_a_pattern_may_begin_with_the_start_of_all_that_it_matches(pattern: str, stem: str, rest: str) -> None:
    assert may_begin(pattern, stem) or not matches(pattern, stem + rest)


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (_ALL, True),
        ({**_ALL, "Action": ["S3:getobject"]}, True),
        ({**_ALL, "Resource": "arn:aws:s3:::Bucket/*"}, False),
        ({"Effect": "Allow", "Principal": "*", "NotAction": "s3:Put*", "Resource": "*"}, True),
        ({"Effect": "Allow", "Principal": "*", "Action": "*", "NotResource": "arn:aws:s3:::bucket/*"}, False),
        ({**_ALL, "Principal": {"AWS": "123456789012"}}, True),
        ({**_ALL, "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}}, True),
        ({**_ALL, "Principal": {"AWS": "999999999999"}}, False),
        ({**_ALL, "Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({**_ALL, "Condition": {"StringEquals": {"aws:SourceVpc": ["vpc-2", "vpc-1"]}}}, True),
        ({**_ALL, "Condition": {"StringNotEquals": {"aws:SourceVpc": ["vpc-2", "vpc-1"]}}}, False),
        ({**_ALL, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, False),
        ({**_ALL, "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, True),
        ({**_ALL, "Condition": {"StringEqualsIfExists": {"aws:SourceIp": "10.0.0.1"}}}, True),
        ({**_ALL, "Condition": {"Null": {"aws:SourceIp": "true"}}}, True),
        ({**_ALL, "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}}, True),
        ({**_ALL, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}}}, None),
    ],
)
def test_a_statement_applies_by_all_of_its_elements(statement: dict[str, Any], *, allowed: bool | None) -> None:
    assert _allowed(statement) is allowed


def test_a_deny_wins_and_one_in_doubt_leaves_it_open() -> None:
    deny = {**_ALL, "Effect": "Deny", "Action": "s3:Get*"}
    assert _allowed(_ALL, deny) is False
    assert _allowed(_ALL, {**deny, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}}}) is None
    assert _allowed({**deny, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}}}) is False


def test_variables_are_those_of_the_newer_version_only() -> None:
    own = {**_ALL, "Condition": {"ArnEquals": {"aws:PrincipalArn": "${aws:PrincipalArn}"}}}
    assert _allowed(own, version="2012-10-17") is True
    assert _allowed(own) is False


def test_at_a_gateway_endpoint_an_account_is_its_root_user() -> None:
    account = {**_ALL, "Principal": {"AWS": "123456789012"}}
    assert _allowed(account, call=_CALL._replace(by_gateway=True)) is False
    assert _allowed({**_ALL, "Principal": {"AWS": _CALLER.arn}}, call=_CALL._replace(by_gateway=True)) is None


def test_a_document_survives_the_model() -> None:
    statement = {**_ALL, "Condition": {"StringLike": {"aws:SourceVpc": "vpc-*"}}, "Action": ["s3:Get*", "s3:List*"]}
    document = document_of(parse_policy({"Version": "2012-10-17", "Statement": statement}, explicit=True))
    assert is_allowed(document, _CALL) is is_allowed({"Statement": statement}, _CALL) is True
