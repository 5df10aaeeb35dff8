"""Address ranges in the form in which Rego can compare them."""

import ipaddress
from functools import lru_cache
from typing import Literal

from mwaa_policy.model._base import Record

Family = Literal["ipv4", "ipv6"]

_DIGITS: dict[int, int] = {4: 9, 6: 33}
_BITS: dict[int, int] = {4: 32, 6: 128}
_BLOCKS = 2


class Cidr(Record):
    """A range of addresses.

    `first`, `last` and `after` are lower-case hexadecimal numbers of fixed width (9 digits for
    IPv4, 33 for IPv6: one guard digit more than an address needs), so that the order of strings
    is the order of addresses and the address behind the last one has a name.
    """

    text: str
    """The canonical spelling, host bits cleared."""
    family: Family
    """The address family."""
    first: str
    """The lowest address."""
    last: str
    """The highest address."""
    after: str
    """The address behind the highest."""


@lru_cache(maxsize=4096)
def parse_cidr(text: str) -> Cidr:
    """Return the range that `text` names; host bits are cleared, as EC2 does.

    Raises:
        ValueError: `text` is not an IPv4 or IPv6 range in CIDR notation.
    """
    if "/" not in text:
        msg = f"{text!r} is not a CIDR block: the prefix length is missing (an address such as 10.0.0.0/16 is wanted)"
        raise ValueError(msg)
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        msg = f"{text!r} is not a CIDR block: {_reason(text.strip())}"
        raise ValueError(msg) from error
    first = int(network.network_address)
    last = int(network.broadcast_address)
    return Cidr(
        text=str(network),
        family="ipv4" if network.version == 4 else "ipv6",  # noqa: PLR2004 - the version of the protocol
        first=hex_address(first, network.version),
        last=hex_address(last, network.version),
        after=hex_address(last + 1, network.version),
    )


def _reason(text: str) -> str:
    """Return what is wrong with a range that cannot be read."""
    address, _, _ = text.partition("/")
    try:
        family = ipaddress.ip_address(address).version
    except ValueError:
        return f"{address!r} is not an IPv4 or IPv6 address"
    return f"the prefix length is a number from 0 to {_BITS[family]}"


def hex_address(number: int, version: int) -> str:
    """Return an address as the model writes it."""
    return format(number, f"0{_DIGITS[version]}x")


def address_text(digits: str) -> str:
    """Return the usual spelling of an address that the model wrote, `10.0.0.4` for `00a000004`."""
    version = _version(digits)
    return str(_address(min(int(digits, 16), 2 ** _BITS[version] - 1), version))


def span_text(first: str, after: str) -> str:
    """Return the half-open span of addresses as one or two CIDR blocks, else as `10.0.0.4-10.0.0.9`."""
    version = _version(first)
    lowest, highest = (_address(int(first, 16), version), _address(int(after, 16) - 1, version))
    networks = list(ipaddress.summarize_address_range(lowest, highest))
    return ", ".join(map(str, networks)) if len(networks) <= _BLOCKS else f"{lowest}-{highest}"


def _version(digits: str) -> int:
    return 4 if len(digits) == _DIGITS[4] else 6


def _address(number: int, version: int) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number)  # noqa: PLR2004
