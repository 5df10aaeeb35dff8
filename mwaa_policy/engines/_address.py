"""The address of an OPA server, out of one URL."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mwaa_policy.errors import UsageError
from mwaa_policy.frozen import Frozen

_EXAMPLE = "http://localhost:8181"
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[\w.:%-]+")


class Address(Frozen):
    """Where an OPA server listens."""

    tls: bool
    """Whether it speaks HTTPS."""
    host: str
    """Name or address, an IPv6 address in brackets."""
    port: int
    """Port."""

    def __str__(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"


def parse_address(url: str) -> Address:
    """Return the address that a URL names.

    Raises:
        UsageError: it is not an address of http or https, or says more than scheme, host and
            port: OPA's client has no place for the rest, and would drop it.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} is not the address of an OPA server: {error}") from error
    if parts.scheme not in _PORTS or not _HOST.fullmatch(parts.hostname or ""):
        raise UsageError(f"{url!r} is not the address of an OPA server, such as {_EXAMPLE}")
    if "@" in parts.netloc:
        # The URL is not repeated: it may hold a password.
        raise UsageError("the address of an OPA server takes no user name: give a token by MWAA_POLICY_OPA_TOKEN")
    for part, value in (("path", parts.path.strip("/")), ("query", parts.query), ("fragment", parts.fragment)):
        if value:
            raise UsageError(f"the address of an OPA server takes no {part}: {url!r} should end before {value!r}")
    name = str(parts.hostname)
    host = f"[{name}]" if ":" in name else name
    return Address(tls=parts.scheme == "https", host=host, port=port or _PORTS[parts.scheme])
