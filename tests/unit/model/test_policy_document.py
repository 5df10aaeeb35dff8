"""Endpoint policies of every shape become one form, and malformed ones become data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.model import Listing, Policy, Principal, Statement
from mwaa_policy.model.policy_document import parse_policy
from mwaa_policy.model.unknown import Unknown

UNKNOWN = Unknown("somewhere else")
FULL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_WITH_CONDITION = (
    '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": %s}}'
)


def _policy(*statements: object, **members: object) -> Policy:
    return parse_policy({"Statement": list(statements), **members}, explicit=True)


def _statement(**members: object) -> Statement:
    (statement,) = _policy({**FULL, **members}).statements.items
    return statement


def _without(name: str) -> Statement:
    (statement,) = _policy({key: value for key, value in FULL.items() if key != name}).statements.items
    return statement


def _all(*items: Any) -> Listing[Any]:
    return Listing(items=items, complete=True)


def _some(*items: Any) -> Listing[Any]:
    return Listing(items=items, complete=False)


def test_the_page_s_full_access_policy() -> None:
    policy = parse_policy({"Statement": [FULL]}, explicit=True)
    assert policy == Policy(
        explicit=True,
        error="none",
        size=78,
        version="none",
        statements=_all(
            Statement(
                key="#0",
                sid=None,
                effect="Allow",
                principal_mode="any",
                principals=_all(),
                action_mode="listed",
                actions=_all("*"),
                resource_mode="listed",
                resources=_all("*"),
                conditions=_all(),
            )
        ),
    )


def test_no_policy_is_the_full_access_that_aws_attaches() -> None:
    policy = parse_policy(None, explicit=False)
    assert (policy.explicit, policy.error) == (False, "none")
    assert policy.statements == _policy(FULL).statements


@pytest.mark.parametrize("explicit", [True, False, None])
def test_explicit_is_kept(explicit: bool | None) -> None:  # noqa: FBT001 - a parameter of the test
    assert parse_policy({"Statement": [FULL]}, explicit=explicit).explicit is explicit


def test_a_text_and_an_object_give_the_same_statements() -> None:
    document = {"Version": "2012-10-17", "Statement": {**FULL, "Sid": "One"}}
    text = json.dumps(document, indent=4)
    from_text = parse_policy(text, explicit=True)
    from_object = parse_policy(document, explicit=True)
    assert from_text.statements == from_object.statements
    assert from_text.version == from_object.version == "2012-10-17"
    assert from_text.size == len(text)
    assert from_object.size == len(json.dumps(document, separators=(",", ":")))
    assert parse_policy(text, explicit=True, size=20481).size == 20481


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ("", "not-json"),
        ("{'Statement': []}", "not-json"),
        ('{"Statement": [', "not-json"),
        ("[" * 100_000, "not-json"),
        ("[]", "not-an-object"),
        ("null", "not-an-object"),
        ('"text"', "not-an-object"),
        (7, "not-an-object"),
        ([FULL], "not-an-object"),
        ({}, "no-statement"),
        ({"statement": [FULL]}, "no-statement"),
        ({"Statement": None}, "no-statement"),
        ({"Statement": []}, "no-statement"),
        ({"Statement": "Allow"}, "statement-not-an-object"),
        ({"Statement": [FULL, ["Allow"]]}, "statement-not-an-object"),
        ({"Statement": {**FULL, "NotAction": "s3:*"}}, "conflicting-elements"),
        ({"Statement": {**FULL, "NotResource": "*"}}, "conflicting-elements"),
        ({"Statement": {**FULL, "NotPrincipal": "*"}}, "conflicting-elements"),
        ({"Statement": {**FULL, "Action": 7}}, "malformed-element"),
        ({"Statement": {**FULL, "Action": [["s3:*"]]}}, "malformed-element"),
        ({"Statement": {**FULL, "Resource": {"Ref": "Bucket"}}}, "malformed-element"),
        ({"Statement": {**FULL, "Principal": "arn:aws:iam::123456789012:root"}}, "malformed-element"),
        ({"Statement": {**FULL, "Principal": ["*"]}}, "malformed-element"),
        ({"Statement": {**FULL, "Principal": {}}}, "malformed-element"),
        ({"Statement": {**FULL, "Principal": {"AWS": 123456789012}}}, "malformed-element"),
        ({"Statement": {**FULL, "Condition": "none"}}, "malformed-element"),
        ({"Statement": {**FULL, "Condition": {"Bool": "true"}}}, "malformed-element"),
        ({"Statement": {**FULL, "Condition": {"Bool": {"aws:SecureTransport": {}}}}}, "malformed-element"),
        ({"Statement": {**FULL, "Efect": "Deny"}}, "unknown-element"),
        ({"Statement": {**FULL, "effect": "Deny"}}, "unknown-element"),
        ({"Statement": [FULL], "Statment": []}, "unknown-element"),
        ({"Statement": [FULL], "Version": "2012-10-18"}, "unknown-version"),
        ({"Statement": [FULL], "Version": 20121017}, "unknown-version"),
        ({"Statement": {**FULL, "Condition": {"StringEqual": {"aws:SourceVpc": "vpc-1"}}}}, "unknown-operator"),
        ({"Statement": {**FULL, "Condition": {"NullIfExists": {"aws:SourceVpc": "true"}}}}, "unknown-operator"),
        ({"Statement": {**FULL, "Condition": {"ForEach:StringLike": {"aws:SourceVpc": "*"}}}}, "unknown-operator"),
        ('{"Statement": [], "Statement": [{"Effect": "Allow"}]}', "repeated-element"),
        ('{"Statement": {"Effect": "Allow", "Action": "*", "Effect": "Deny"}}', "repeated-element"),
        (_WITH_CONDITION % '{"Bool": {"a": "true"}, "Bool": {"b": "true"}}', "repeated-element"),
        (_WITH_CONDITION % '{"Bool": {"a": "true", "a": "false"}}', "repeated-element"),
    ],
)
def test_what_is_malformed_is_data(document: object, error: str) -> None:
    policy = parse_policy(document, explicit=True)
    assert policy.error == error
    assert policy.statements.complete


@pytest.mark.parametrize(
    "operator",
    [
        "StringEquals",
        "StringNotEqualsIgnoreCase",
        "ForAnyValue:StringLikeIfExists",
        "ForAllValues:StringNotLike",
        "NumericGreaterThanEquals",
        "NumericNotEqualsIfExists",
        "DateLessThan",
        "ArnNotLike",
        "NotIpAddress",
        "IpAddressIfExists",
        "BoolIfExists",
        "BinaryEquals",
        "Null",
        "stringequals",
    ],
)
def test_operators_of_the_grammar(operator: str) -> None:
    condition = {operator: {"aws:SourceVpc": "1"}}
    assert _policy({**FULL, "Sid": "S", "Condition": condition}, Id="Mine", Version="2012-10-17").error == "none"


def test_a_version_that_is_not_known_may_be_a_good_one() -> None:
    assert _policy(FULL, Version="${Param:Version}").error is None
    assert _policy(FULL, Version=UNKNOWN).error is None


def test_an_operator_that_is_not_known_may_be_a_good_one() -> None:
    policy = _policy({**FULL, "Condition": {"${Param:Operator}": {"aws:SourceVpc": "vpc-1"}}})
    assert policy.error is None
    assert [one.operator for one in policy.statements.items[0].conditions.items] == ["${Param:Operator}"]


def test_an_effect_that_is_not_known_may_be_a_good_one() -> None:
    policy = _policy({**FULL, "Effect": "${Param:Effect}"})
    assert policy.statements.items[0].effect is None


def test_a_principal_that_is_not_known_may_be_anybody() -> None:
    policy = _policy({**FULL, "Principal": "${Param:Principal}"})
    statement = policy.statements.items[0]
    assert (policy.error, statement.principal_mode) == (None, "listed")
    assert statement.principals == Listing(items=(), complete=False)


def test_what_is_wrong_is_so_whatever_is_not_known() -> None:
    assert _policy({**FULL, "Principal": ["${Param:Principal}"]}).error == "malformed-element"
    assert _policy({**FULL, "Efect": "Deny"}, Version="${Param:Version}").error == "unknown-element"


def test_statements_beside_a_malformed_one_are_read() -> None:
    policy = _policy("Allow", {**FULL, "Sid": "Good"}, 7)
    assert [one.key for one in policy.statements.items] == ["Good"]


def test_keys_are_sids_or_numbers_and_unique() -> None:
    keys = [
        one.key
        for one in _policy({"Sid": "A"}, {}, {"Sid": "A"}, {"Sid": "#1"}, {"Sid": ""}, {"Sid": 7}).statements.items
    ]
    assert keys == ["A", "#1", "A#2", "#1#2", "#4", "#5"]


def test_actions_and_condition_keys_are_lower_case_and_resources_are_not() -> None:
    statement = _statement(
        Action=["S3:GetObject", "s3:getobject", "S3:List*"],
        Resource=["arn:aws:s3:::Bucket/*", "${GetAtt:Bucket.Arn}"],
        Condition={"StringEquals": {"AWS:SourceVpc": "vpc-A"}},
    )
    assert statement.actions == _all("s3:getobject", "s3:list*")
    assert statement.resources == _all("arn:aws:s3:::Bucket/*", "${GetAtt:Bucket.Arn}")
    assert [(one.operator, one.key) for one in statement.conditions.items] == [("StringEquals", "aws:sourcevpc")]
    assert statement.conditions.items[0].values == _all("vpc-A")


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": ["123456789012", "*"]}, {"*": "*"}])
def test_spellings_of_anybody(principal: object) -> None:
    statement = _statement(Principal=principal)
    assert (statement.principal_mode, statement.principals) == ("any", _all())


def test_principals_that_are_listed() -> None:
    statement = _statement(Principal={"AWS": ["111122223333", "arn:aws:iam::1:role/R"], "Service": "*"})
    assert statement.principal_mode == "listed"
    assert statement.principals == _all(
        Principal(type="AWS", value="111122223333"),
        Principal(type="AWS", value="arn:aws:iam::1:role/R"),
        Principal(type="Service", value="*"),
    )


def test_excepting_elements() -> None:
    (statement,) = _policy(
        {"Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "NotAction": "S3:*", "NotResource": "*"}
    ).statements.items
    assert (statement.principal_mode, statement.principals) == ("not_listed", _all(Principal(type="AWS", value="*")))
    assert (statement.action_mode, statement.actions) == ("not_listed", _all("s3:*"))
    assert (statement.resource_mode, statement.resources) == ("not_listed", _all("*"))


def test_elements_that_are_left_out() -> None:
    assert _without("Effect").effect == "none"
    assert _without("Principal").principal_mode == "none"
    assert _without("Action").action_mode == "none"
    assert _without("Resource").resource_mode == "none"


def test_condition_values_of_other_types_become_text() -> None:
    statement = _statement(
        Condition={"Bool": {"aws:SecureTransport": True}, "NumericLessThan": {"s3:max-keys": [10, 2.5]}}
    )
    assert [one.values for one in statement.conditions.items] == [_all("true"), _all("10", "2.5")]


def test_an_unknown_policy_is_unknown_throughout() -> None:
    for document in (UNKNOWN, '{"Statement": ${Param:Statements}}', "${Param:Policy}"):
        policy = parse_policy(document, explicit=True)
        assert policy == Policy(explicit=True, error=None, size=None, version=None, statements=_some())


def test_a_policy_variable_does_not_make_a_broken_text_unknown() -> None:
    assert parse_policy('{"Statement": ${aws:SourceVpc}}', explicit=True).error == "not-json"


def test_unknown_parts_are_left_out() -> None:
    policy = _policy(UNKNOWN, {**FULL, "Effect": UNKNOWN, "Action": [UNKNOWN, "S3:*"], "Resource": UNKNOWN})
    assert (policy.error, policy.statements.complete) == ("none", False)
    (statement,) = policy.statements.items
    assert statement.key == "#1"
    assert statement.effect is None
    assert (statement.action_mode, statement.actions) == ("listed", _some("s3:*"))
    assert (statement.resource_mode, statement.resources) == ("listed", _some())


def test_unknown_statements_version_and_principals() -> None:
    assert parse_policy({"Statement": UNKNOWN, "Version": UNKNOWN}, explicit=True) == Policy(
        explicit=True, error=None, size=29, version=None, statements=_some()
    )
    assert _statement(Principal=UNKNOWN).principals == _some()
    assert _statement(Principal=UNKNOWN).principal_mode == "listed"
    principals = _statement(Principal={"AWS": UNKNOWN, "Service": "a"}).principals
    assert principals == _some(Principal(type="Service", value="a"))


def test_unknown_conditions_and_values() -> None:
    assert _statement(Condition=UNKNOWN).conditions == _some()
    assert _statement(Condition={"StringEquals": UNKNOWN}).conditions == _some()
    conditions = _statement(Condition={"StringEquals": {"aws:SourceVpc": ["vpc-1", UNKNOWN]}}).conditions
    assert conditions.complete
    assert conditions.items[0].values == _some("vpc-1")


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just(UNKNOWN)
_NAMES = st.sampled_from(
    [
        "Statement",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "Resource",
        "Condition",
        "Sid",
        "AWS",
        "Bool",
        "Version",
    ]
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=20
)


@given(
    _VALUES | st.fixed_dictionaries({"Statement": st.lists(st.dictionaries(_NAMES, _VALUES, max_size=5), max_size=3)})
)
def test_no_value_is_too_strange(document: object) -> None:
    policy = parse_policy(document, explicit=True)
    keys = [one.key for one in policy.statements.items]
    assert len(keys) == len(set(keys))
    assert Policy.model_validate_json(policy.model_dump_json()) == policy


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert parse_policy(text, explicit=True).size == len(text)
