"""What the caller may write for an engine."""

from __future__ import annotations

import pytest

from mwaa_policy.engines import open_engine
from mwaa_policy.engines._address import parse_address
from mwaa_policy.errors import UsageError


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:8181", "http://localhost:8181"),
        ("http://localhost:8181/", "http://localhost:8181"),
        (" https://opa.example.com ", "https://opa.example.com:443"),
        ("http://opa", "http://opa:80"),
        ("HTTP://OPA.Example.com:8181", "http://opa.example.com:8181"),
        ("http://[::1]:8181", "http://[::1]:8181"),
    ],
)
def test_an_address_is_scheme_host_and_port(url: str, address: str) -> None:
    assert str(parse_address(url)) == address


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://localhost:8181/v1/data", "takes no path: .*should end before"),
        ("http://localhost:8181?pretty", "takes no query"),
        ("http://localhost:8181#a", "takes no fragment"),
        ("http://localhost:port", "is not the address of an OPA server: Port"),
        ("http://localhost:99999", "is not the address of an OPA server: Port"),
        ("http://", "is not the address of an OPA server, such as http://localhost:8181"),
        ("ftp://localhost", "is not the address of an OPA server, such as"),
        ("unix:///run/opa.sock", "is not the address of an OPA server, such as"),
        ("http://[::1", "is not the address of an OPA server: Invalid IPv6"),
        ("http://exa mple:8181", "is not the address of an OPA server, such as"),
        ("http://a/../b", "takes no path"),
    ],
)
def test_anything_else_is_refused(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_address(url)


def test_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="takes no user name") as caught:
        parse_address("http://user:secret@localhost:8181")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("spec", ["", "opa", "WASM", "localhost:8181"])
def test_an_engine_that_does_not_exist_is_refused(spec: str) -> None:
    with pytest.raises(UsageError, match="is not an engine: wasm, or the URL of an OPA server"):
        open_engine(spec)


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "inf"])
def test_a_timeout_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("MWAA_POLICY_TIMEOUT", text)
    with pytest.raises(UsageError, match=r"MWAA_POLICY_TIMEOUT is .*a number of seconds above 0 is wanted"):
        open_engine("wasm")
