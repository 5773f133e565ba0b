"""Addresses that geomap may fetch: http and https, and hosts of the public internet unless the user says otherwise."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from geomap.errors import InputError

__all__ = ["Target", "is_address", "parse_address", "reachable_addresses", "without_fragment"]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_PORTS = {"http": 80, "https": 443}
# RFC 6052: an IPv4 address inside an IPv6 one, for networks that translate
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
LONGEST_ADDRESS = 4000


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: ``host`` in ASCII without brackets, ``path`` percent-encoded with its query."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in ``https://example.org`` (the usual port is left out)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """What stands in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def is_address(source: str) -> bool:
    """Whether a source is written as an address (``scheme://``) rather than as a path."""
    return _SCHEME.match(source) is not None


def without_fragment(url: str) -> str:
    """The address as a story keeps it: without the part after ``#``, which servers never see."""
    return url.strip().partition("#")[0]


def parse_address(url: str) -> Target:
    """Take an address apart.

    Raises:
        InputError: it is not http or https, has no host, holds a name and password, or is malformed.
    """
    from urllib3.exceptions import HTTPError
    from urllib3.util import parse_url

    address = without_fragment(url)
    if len(address) > LONGEST_ADDRESS or _UNSAFE.search(address):
        raise InputError(f"{address[:200]!r} is no usable address: blanks must be written as %20.")
    scheme = address.partition("://")[0].lower()
    if scheme not in _PORTS:
        raise InputError(f"{address}: geomap fetches http and https addresses only, not {scheme}.")
    try:
        parts = parse_url(address)
    except (HTTPError, ValueError) as error:
        raise InputError(f"{address} is no usable address: {error}.") from error
    if parts.auth is not None:
        raise InputError(f"{parts.scheme}://{parts.host}: an address with a name or password in it is not fetched.")
    host = (parts.host or "").strip("[]").rstrip(".")
    if not host:
        raise InputError(f"{address} names no host. An address looks like https://example.org/report.")
    return Target(address, scheme, host, parts.port or _PORTS[scheme], parts.request_uri)


def reachable_addresses(target: Target, *, allow_private: bool) -> tuple[str, ...]:
    """The IP addresses of the host, in the resolver's order. Connect to these and not to the name, which may change.

    Raises:
        InputError: the name is unknown, or one of its addresses is private, loopback, link-local or reserved and
            ``allow_private`` is not set.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"{target.url}: the host {target.host} is unknown ({error}). Check the address and the network."
        ) from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    refused = [address for address in addresses if not _is_public(address)]
    if refused and not allow_private:
        raise InputError(
            f"{target.url}: {target.host} is {refused[0]}, an address of this machine or a private network, "
            "which is not fetched. Allow it with --allow-private if you trust the address."
        )
    return addresses


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return True
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inner is None and ip in _TRANSLATED:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return inner is None or _is_public(str(inner))
