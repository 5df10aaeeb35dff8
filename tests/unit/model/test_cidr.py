"""Addresses of the model in the spelling that people use."""

from __future__ import annotations

import pytest

from mwaa_policy.model.cidr import address_text, parse_cidr, span_text


@pytest.mark.parametrize("text", ["10.0.0.4", "1.0.0.0", "255.255.255.255", "fd00::1"])
def test_an_address_is_spelt_as_usual(text: str) -> None:
    assert address_text(parse_cidr(f"{text}/{128 if ':' in text else 32}").first) == text


def test_the_address_behind_all_others_has_no_spelling_of_its_own() -> None:
    assert address_text(parse_cidr("0.0.0.0/0").after) == "255.255.255.255"


@pytest.mark.parametrize("text", ["10.0.0.0/24", "0.0.0.0/0", "192.0.2.7/32", "2001:db8::/56", "::/0"])
def test_a_span_that_is_a_block_is_spelt_as_one(text: str) -> None:
    cidr = parse_cidr(text)
    assert span_text(cidr.first, cidr.after) == text


def test_a_span_of_two_blocks_is_spelt_as_both() -> None:
    assert span_text(parse_cidr("10.0.1.0/24").first, parse_cidr("10.0.2.0/24").after) == "10.0.1.0/24, 10.0.2.0/24"


def test_any_other_span_is_spelt_by_its_ends() -> None:
    assert span_text(parse_cidr("10.0.0.4/32").first, parse_cidr("10.0.0.10/32").after) == "10.0.0.4-10.0.0.10"
