"""One HTTP exchange with one checked IP address, limited in bytes, in time as a whole, and in what it unpacks to."""

from __future__ import annotations

import os
import socket
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING

from geomap.article.web.addresses import Target
from geomap.errors import InputError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection

__all__ = ["Answer", "Unreachable", "exchange"]

Progress = Callable[[int, int], None]

CHUNK = 65_536


class Unreachable(InputError):  # noqa: N818  # named like its siblings in geomap.errors
    """No connection came about; another address of the same host may answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: status, headers (names in lower case), body without compression."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    target: Target,
    address: str,
    headers: Mapping[str, str],
    *,
    seconds: float,
    limit: int,
    progress: Progress | None = None,
) -> Answer:
    """GET the target from this IP address; the host's name is only told to the server and checked in its certificate.

    ``seconds`` is the time for everything, however slowly the server drips; ``limit`` the most bytes, before and after
    decompression.

    Raises:
        Unreachable: no connection could be made.
        InputError: the answer is too large, too slow, cut short or no HTTP.
    """
    from urllib3.exceptions import HTTPError

    connection = _connection(target, address, seconds)
    clock = _Clock(connection, seconds)
    try:
        clock.start()
        _connect(connection, target)
        clock.hold(connection.sock)
        connection.request(
            "GET",
            target.path,
            headers={"Host": target.authority, **headers},
            preload_content=False,
            decode_content=False,
        )
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.headers.items()}
        raw = _received(response, target, limit, progress)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        if isinstance(error, InputError) and not clock.over:
            raise
        if clock.over or isinstance(error, TimeoutError) or "timed out" in str(error):
            raise _too_slow(target, seconds) from error
        raise InputError(f"{target.url}: the answer is cut short or no HTTP ({type(error).__name__}).") from error
    finally:
        clock.stop()
        connection.close()
    if clock.over:
        raise _too_slow(target, seconds)
    return Answer(response.status, names, _decompressed(raw, names.get("content-encoding", ""), target, limit))


class _Clock:
    """Cuts the connection when the time is over, wherever it stands: in headers, in a body, in a handshake."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self.over = False
        self._connection = connection
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def start(self) -> None:
        self._timer.start()

    def hold(self, connected: socket.socket | None) -> None:
        """Remember the socket, which the connection hands on to its response."""
        self._socket = connected

    def stop(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.over = True
        for connected in (self._socket, self._connection.sock):
            with suppress(OSError, AttributeError):
                connected.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # None before there is a connection


def _connection(target: Target, address: str, seconds: float) -> HTTPConnection:
    from urllib3.connection import HTTPConnection, HTTPSConnection

    if target.scheme == "http":
        return HTTPConnection(address, target.port, timeout=seconds)
    import certifi

    return HTTPSConnection(
        address,
        target.port,
        timeout=seconds,
        server_hostname=target.host,
        assert_hostname=target.host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=os.environ.get("SSL_CERT_FILE") or certifi.where(),
    )


def _connect(connection: HTTPConnection, target: Target) -> None:
    from urllib3.exceptions import HTTPError, SSLError

    try:
        connection.connect()
    except (SSLError, OSError, HTTPError, ValueError) as error:
        reason = str(error).rpartition(": ")[2] or type(error).__name__
        kind = "no safe connection" if "ssl" in type(error).__name__.lower() else "no connection"
        raise Unreachable(
            f"{target.url}: {kind} to {target.host} ({reason}). Check the address and try later."
        ) from error


def _received(response: BaseHTTPResponse, target: Target, limit: int, progress: Progress | None) -> bytes:
    stated = response.headers.get("Content-Length", "")
    total = int(stated) if stated.isdecimal() and stated.isascii() and len(stated) < 16 else 0
    if total > limit:
        raise _too_large(target, limit)
    body = bytearray()
    for chunk in response.stream(CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise _too_large(target, limit)
        if progress is not None:
            progress(len(body), total)
    return bytes(body)


def _decompressed(raw: bytes, encoding: str, target: Target, limit: int) -> bytes:
    """The body behind its content encoding. Never holds more than ``limit`` bytes, so that a bomb stays small."""
    name = encoding.strip().lower()
    if name in ("", "identity") or not raw:
        return raw
    if name not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"{target.url} is compressed with {name!r}, which was not asked for. Save the page as a file.")
    body = bytearray()
    rest = raw
    try:
        while rest:
            # 47: gzip or zlib, told by the header; -15: the bare deflate that some servers send under that name
            bare = name == "deflate" and rest[0] & 0x0F != 8
            member = zlib.decompressobj(-15 if bare else 47)
            body += member.decompress(rest, limit + 1 - len(body))
            if len(body) > limit:
                raise _too_large(target, limit)
            if not member.eof:
                raise InputError(f"{target.url}: the compressed answer is cut short. Try again.")
            rest = member.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise InputError(f"{target.url}: the compressed answer is damaged ({error}). Try again.") from error
    return bytes(body)


def _too_large(target: Target, limit: int) -> InputError:
    return InputError(
        f"{target.url} is larger than {limit // 1_000_000} MB, the most that geomap fetches. "
        "Save the article's text as a file and pass that."
    )


def _too_slow(target: Target, seconds: float) -> InputError:
    return InputError(
        f"{target.url} did not answer within {seconds:.0f} seconds. Try later, or save the page as a file."
    )
