"""Requests to an OPA server through opa-python-client, bounded in time and size.

The client is used for what goes over the wire, and made safe here: it follows redirects as a GET
without input, takes credentials from `.netrc` and proxies from the environment, waits as long as
bytes trickle in, reads whatever comes, and lets the exceptions of requests through.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from mwaa_policy.engines._answers import foreign, refused, unreachable
from mwaa_policy.errors import EngineError

if TYPE_CHECKING:
    from opa_client.opa import OpaClient
    from requests import PreparedRequest, Response

    from mwaa_policy.engines._address import Address

_MOST = 512 * 1024 * 1024
_CHUNK = 1024 * 1024
_PARAMETERS = {"provenance": "true", "strict-builtin-errors": "true"}


class Transport:
    """One connection to an OPA server, for one thread."""

    def __init__(self, address: Address, *, timeout: float, token: str | None, ca_file: str | None) -> None:
        """Describe a connection; it is made with the first request.

        Raises:
            EngineError: opa-python-client is not installed.
        """
        self._address = address
        self._timeout = timeout
        self._client = _client(address, timeout=timeout, token=token, ca_file=ca_file)

    def query(self, package: str, rule: str, document: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON value
        """Return OPA's whole answer about a rule on an input document.

        Raises:
            EngineError: there is no answer, or it is not one of OPA.
        """
        import requests  # noqa: PLC0415 - costs start-up

        try:
            answer = self._client.query_rule(document, package, rule, _PARAMETERS)
        except requests.HTTPError as error:
            raise refused(self._address, error.response) from error
        except requests.JSONDecodeError as error:
            raise foreign(self._address, "something that is not JSON, or only the beginning of it") from error
        except requests.RequestException as error:
            raise unreachable(self._address, error, self._timeout) from error
        except (OSError, TypeError, ValueError) as error:
            raise EngineError(f"nothing can be sent to {self._address}: {error}") from error
        if not isinstance(answer, dict) or "provenance" not in answer:
            raise foreign(self._address, "JSON that is no answer of OPA")
        return answer

    def bundles_active(self) -> bool:
        """Return whether the server says that it has activated its bundles."""
        return bool(self._client.check_health({"bundles": "true"}))


def _client(address: Address, *, timeout: float, token: str | None, ca_file: str | None) -> OpaClient:
    try:
        from opa_client.opa import OpaClient  # noqa: PLC0415 - costs start-up
    except ImportError as error:
        raise EngineError("an OPA server needs the package opa-python-client, which is not installed") from error

    client = OpaClient(
        host=address.host,
        port=address.port,
        ssl=(ca_file or True) if address.tls else False,
        token=token,
        timeout=timeout,
    )
    session = client._session  # noqa: SLF001 - the client has no other way to close these gaps
    session.trust_env = False
    session.max_redirects = 0
    adapter = _bounded_adapter(timeout)
    for prefix in ("http://", "https://"):
        session.mount(prefix, adapter)
    return client


def _bounded_adapter(timeout: float) -> Any:  # noqa: ANN401 - a class that can only be made once requests is there
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - costs start-up

    class BoundedAdapter(HTTPAdapter):
        """Reads a response as a whole, up to a size and a moment."""

        def send(self, request: PreparedRequest, **options: Any) -> Response:  # type: ignore[override]  # noqa: ANN401
            deadline = time.monotonic() + timeout
            response = super().send(request, **{**options, "stream": True})
            _read(response, deadline)
            return response

    return BoundedAdapter(max_retries=0)


def _read(response: Response, deadline: float) -> None:
    """Give the response its content, chunk by chunk as it comes."""
    import requests  # noqa: PLC0415 - costs start-up
    from urllib3.exceptions import HTTPError, ReadTimeoutError  # noqa: PLC0415 - costs start-up

    parts: list[bytes] = []
    size = 0
    try:
        while part := response.raw.read1(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > _MOST:
                raise requests.ConnectionError(f"the answer is larger than {_MOST} bytes")
            if time.monotonic() > deadline:
                raise requests.ReadTimeout
    except (requests.RequestException, HTTPError) as error:
        response.close()
        if isinstance(error, ReadTimeoutError):
            raise requests.ReadTimeout(error) from error
        if isinstance(error, HTTPError):
            raise requests.ConnectionError(error) from error
        raise
    response._content = b"".join(parts)  # noqa: SLF001 - how requests itself stores what it has read
