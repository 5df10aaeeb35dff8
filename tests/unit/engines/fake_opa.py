"""An HTTP server that answers in OPA's place, as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

from tests.unit.engines.rules import REVISION, answer

PROVENANCE = {"version": "1.20.2", "bundles": {"mwaa-policy.tar.gz": {"revision": REVISION}}}
TIMEOUT = 0.5


@dataclass(kw_only=True)
class Request:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Exchange(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Note the request, and let the test answer it."""
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(content) if content else None,
        )
        fake: FakeOpa = self.server.fake  # type: ignore[attr-defined]  # set below
        fake.requests.append(request)
        if self.path.startswith("/health"):
            self.respond(200 if fake.healthy else 500, {})
        else:
            fake.reply(self)

    do_GET = do_POST  # noqa: N815 - the name that the base class looks up

    def respond(self, status: int, body: Any, **headers: str) -> None:
        """Answer as a whole; a body of text is sent as it is, anything else as JSON."""
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(content))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@dataclass(kw_only=True)
class FakeOpa:
    """A running server: what it answers, and what it was asked."""

    reply: Callable[[Exchange], None]
    healthy: bool = True
    requests: list[Request] = field(default_factory=list)
    url: str = ""


def decided(exchange: Exchange) -> None:
    """Answer as OPA does."""
    exchange.respond(200, {"result": answer(), "provenance": PROVENANCE})


@contextmanager
def fake_opa(
    reply: Callable[[Exchange], None] = decided, *, healthy: bool = True, tls: SSLContext | None = None
) -> Iterator[FakeOpa]:
    """Run a server on a free port."""
    fake = FakeOpa(reply=reply, healthy=healthy)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]  # so that requests find it
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    fake.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
