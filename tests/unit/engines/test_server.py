"""An OPA server that is none, is down, hangs, or holds something else: one clear error each."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mwaa_policy.engines import EngineInfo
from mwaa_policy.engines.server import OpaServerEngine
from mwaa_policy.errors import EngineError, InternalError, UndefinedDecisionError, UsageError
from tests.fixtures.networks import public
from tests.unit.engines.fake_opa import PROVENANCE, TIMEOUT, Exchange, decided, fake_opa
from tests.unit.engines.rules import REVISION, answer, catalog, spec

PUBLIC = public()


def engine(url: str, **options: Any) -> OpaServerEngine:
    return OpaServerEngine(url, catalog=catalog(spec("R")), **{"timeout": TIMEOUT, **options})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_decision_comes_back() -> None:
    with fake_opa() as opa:
        found = engine(opa.url).evaluate(PUBLIC)
    assert found.verdicts == {"R": {"airflow": "pass"}}


def test_the_question_is_exact() -> None:
    with fake_opa() as opa:
        engine(opa.url).evaluate(PUBLIC)
    (request,) = opa.requests
    assert request.method == "POST"
    assert request.path == "/v1/data/mwaa/main/report?provenance=true&strict-builtin-errors=true"
    assert request.body == {"input": next(PUBLIC.networks()).model_dump(mode="json")}
    assert "authorization" not in request.headers


def test_flows_are_asked_for_by_themselves() -> None:
    with fake_opa() as opa, pytest.raises(UndefinedDecisionError, match="not a mwaa-policy-flows/v1"):
        engine(opa.url).flows(PUBLIC)
    (request,) = opa.requests
    assert request.path == "/v1/data/mwaa/flows/report?provenance=true&strict-builtin-errors=true"
    assert request.body == {"input": next(PUBLIC.networks()).model_dump(mode="json")}


def test_info_is_known_after_an_answer_and_asked_for_before() -> None:
    with fake_opa() as opa:
        found = engine(opa.url)
        expected = EngineInfo(name=opa.url, version="1.20.2", revision=REVISION)
        assert found.info == expected
        assert opa.requests[0].body == {"input": {}}
        found.evaluate(PUBLIC)
        assert found.info == expected
        assert len(opa.requests) == 2


def test_the_token_is_that_of_the_caller_or_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MWAA_POLICY_OPA_TOKEN", "from-environment")
    with fake_opa() as opa:
        engine(opa.url).evaluate(PUBLIC)
        engine(opa.url, token="from-caller").evaluate(PUBLIC)  # noqa: S106 - no secret
    assert [one.headers["authorization"] for one in opa.requests] == ["Bearer from-environment", "Bearer from-caller"]


def test_netrc_and_proxies_do_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with fake_opa() as opa:
        engine(opa.url, token="mine").evaluate(PUBLIC)  # noqa: S106 - no secret
    assert opa.requests[0].headers["authorization"] == "Bearer mine"


def html(exchange: Exchange) -> None:
    exchange.respond(200, "<html><body>Welcome to nginx!</body></html>")


def truncated(exchange: Exchange) -> None:
    exchange.respond(200, '{"result": {"schema": "mwaa-pol')


def short(exchange: Exchange) -> None:
    exchange.close_connection = True
    exchange.respond(200, '{"result": {', length="1000")


def dropped(exchange: Exchange) -> None:
    exchange.connection.shutdown(socket.SHUT_RDWR)


def moved(exchange: Exchange) -> None:
    exchange.respond(301, "", Location="https://opa.example.com/v1/data/mwaa/main/report")


def other_json(exchange: Exchange) -> None:
    exchange.respond(200, {"status": "ok"})


def a_list(exchange: Exchange) -> None:
    exchange.respond(200, [])


def not_found(exchange: Exchange) -> None:
    exchange.respond(404, "<h1>Not Found</h1>")


def unauthorized(exchange: Exchange) -> None:
    exchange.respond(401, {"code": "unauthorized", "message": "request rejected by administrative policy"})


def builtin_error(exchange: Exchange) -> None:
    error = {
        "code": "eval_builtin_error",
        "message": "net.cidr_contains: invalid CIDR address: x",
        "location": {"file": "mwaa/lib/addresses/addresses.rego", "row": 12, "col": 2},
    }
    exchange.respond(500, {"code": "internal_error", "message": "error(s) occurred", "errors": [error]})


def unavailable(exchange: Exchange) -> None:
    exchange.respond(503, "")


def other_revision(exchange: Exchange) -> None:
    provenance = {"version": "1.20.2", "bundles": {"mwaa": {"revision": "ffff"}}}
    exchange.respond(200, {"result": answer(), "provenance": provenance})


def no_revision(exchange: Exchange) -> None:
    exchange.respond(200, {"result": answer(), "provenance": {"version": "1.20.2"}})


def hang(_: Exchange) -> None:
    time.sleep(4 * TIMEOUT)


FAULTS = {
    html: r"answers with something that is not JSON.*is it an OPA server\?",
    truncated: r"answers with something that is not JSON, or only the beginning of it",
    short: r"no OPA server answers at .*(IncompleteRead|bytes)",
    dropped: r"no OPA server answers at .*closed connection without response",
    moved: r"redirects to https://opa\.example\.com/v1/data/mwaa/main/report: give the address of the OPA server",
    other_json: r"answers with JSON that is no answer of OPA",
    a_list: r"answers with JSON that is no answer of OPA",
    not_found: r"status 404: '<h1>Not Found</h1>', which is no answer of OPA",
    unauthorized: r"status 401 \(request rejected by administrative policy\): MWAA_POLICY_OPA_TOKEN",
    builtin_error: r"status 500: error\(s\) occurred; net\.cidr_contains: invalid CIDR address: x \(mwaa/lib/.*:12\)",
    unavailable: r"status 503: without a word",
    other_revision: r"evaluates bundle mwaa of revision ffff; this mwaa-policy expects revision 0123abcd",
    no_revision: r"evaluates policies that are in no bundle; this mwaa-policy expects revision 0123abcd",
    hang: r"did not answer within 0\.5 s",
}


@pytest.mark.parametrize(("reply", "message"), FAULTS.items(), ids=[one.__name__ for one in FAULTS])
def test_a_fault_of_the_server_is_one_clear_error(reply: Any, message: str) -> None:
    with fake_opa(reply) as opa, pytest.raises(EngineError, match=message) as caught:
        engine(opa.url).evaluate(PUBLIC)
    assert str(caught.value).startswith((opa.url, f"no OPA server answers at {opa.url}"))
    assert "\n" not in str(caught.value)
    assert "object at 0x" not in str(caught.value)


@pytest.mark.parametrize(
    ("provenance", "healthy", "message"),
    [
        ({"version": "1.20.2"}, True, "it holds no bundle"),
        ({"bundles": {"authz": {"revision": "7"}}}, True, r"it holds other policies \(bundle authz of revision 7\)"),
        ({"bundles": {"mwaa": {}}}, False, r"its bundle is not active"),
    ],
)
def test_an_undefined_decision_is_an_error(provenance: dict[str, Any], healthy: bool, message: str) -> None:  # noqa: FBT001
    def undefined(exchange: Exchange) -> None:
        exchange.respond(200, {"provenance": provenance})

    with fake_opa(undefined, healthy=healthy) as opa, pytest.raises(UndefinedDecisionError, match=message):
        engine(opa.url).evaluate(PUBLIC)


def test_a_server_that_sends_byte_by_byte_is_not_waited_for() -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Length", "1000")
        exchange.end_headers()
        for _ in range(100):
            exchange.wfile.write(b" ")
            time.sleep(TIMEOUT / 10)

    before = time.monotonic()
    with fake_opa(trickle) as opa:
        with pytest.raises(EngineError, match=r"did not answer within 0\.5 s"):
            engine(opa.url).evaluate(PUBLIC)
        assert time.monotonic() - before < 4 * TIMEOUT


def test_an_answer_without_end_is_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()
        for _ in range(100):
            exchange.wfile.write(b"400\r\n" + b" " * 1024 + b"\r\n")

    monkeypatch.setattr("mwaa_policy.engines._transport._MOST", 10_000)
    with fake_opa(endless) as opa, pytest.raises(EngineError, match="larger than 10000 bytes"):
        engine(opa.url, timeout=10).evaluate(PUBLIC)


def test_an_answer_in_chunks_is_read() -> None:
    def chunked(exchange: Exchange) -> None:
        content = json.dumps({"result": answer(), "provenance": PROVENANCE}).encode()
        exchange.send_response(200)
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()
        for start in range(0, len(content), 100):
            part = content[start : start + 100]
            exchange.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        exchange.wfile.write(b"0\r\n\r\n")

    with fake_opa(chunked) as opa:
        found = engine(opa.url)
        for _ in range(2):
            assert found.evaluate(PUBLIC).verdicts == {"R": {"airflow": "pass"}}


def test_a_server_that_is_down_is_named() -> None:
    port = free_port()
    with pytest.raises(
        EngineError, match=rf"no OPA server answers at http://127\.0\.0\.1:{port}: Connection refused; is"
    ):
        engine(f"http://127.0.0.1:{port}").evaluate(PUBLIC)


def test_a_name_that_does_not_resolve_is_named() -> None:
    with pytest.raises(EngineError, match=r"no OPA server answers at http://opa\.invalid:8181: .*[Nn]ame"):
        engine("http://opa.invalid:8181", timeout=5).evaluate(PUBLIC)


def test_an_answer_that_breaks_a_law_is_our_bug() -> None:
    def unlawful(exchange: Exchange) -> None:
        exchange.respond(200, {"result": answer(verdicts={"R": {}}), "provenance": PROVENANCE})

    with fake_opa(unlawful) as opa, pytest.raises(InternalError, match="rule R on airflow has no verdict"):
        engine(opa.url).evaluate(PUBLIC)


def test_the_server_is_asked_again_after_a_fault() -> None:
    replies = iter([dropped, hang, decided])

    def in_turn(exchange: Exchange) -> None:
        next(replies)(exchange)

    with fake_opa(in_turn) as opa:
        found = engine(opa.url)
        for _ in range(2):
            with pytest.raises(EngineError):
                found.evaluate(PUBLIC)
        assert found.evaluate(PUBLIC).evaluated == ("R",)


def test_threads_share_an_engine() -> None:
    found: list[Any] = []

    def run() -> None:
        found.extend(shared.evaluate(PUBLIC) for _ in range(5))

    with fake_opa() as opa:
        shared = engine(opa.url, timeout=10)
        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 40
    assert all(one == found[0] for one in found)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a certificate for 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "authority.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(encoding))
    return path


@pytest.fixture(scope="module")
def tls(authority: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    return context


def test_a_certificate_of_a_stated_authority_is_accepted(
    authority: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_opa(tls=tls) as opa:
        assert engine(opa.url, ca_file=str(authority), timeout=10).evaluate(PUBLIC).evaluated == ("R",)
        monkeypatch.setenv("MWAA_POLICY_OPA_CA", str(authority))
        assert engine(opa.url, timeout=10).evaluate(PUBLIC).evaluated == ("R",)


def test_a_certificate_of_another_authority_is_not(tls: ssl.SSLContext) -> None:
    with (
        fake_opa(tls=tls) as opa,
        pytest.raises(EngineError, match=r"certificate of https://.* is not accepted: .*MWAA"),
    ):
        engine(opa.url, timeout=10).evaluate(PUBLIC)


def test_a_file_of_authorities_that_is_missing_is_named() -> None:
    with pytest.raises(UsageError, match=r"MWAA_POLICY_OPA_CA: there is no file /nowhere/ca\.pem"):
        engine("https://localhost:8181", ca_file="/nowhere/ca.pem")


def test_a_file_of_authorities_that_holds_none_is_an_error(tls: ssl.SSLContext, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("rubbish")
    with fake_opa(tls=tls) as opa, pytest.raises(EngineError, match=r"https://127\.0\.0\.1:\d+"):
        engine(opa.url, ca_file=str(tmp_path / "ca.pem"), timeout=10).evaluate(PUBLIC)
