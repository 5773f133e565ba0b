"""WARC files (warcio): every successful response that holds an HTML page is an article. Read as a stream."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from geomap.article.decoding import decode
from geomap.article.parts import Parts
from geomap.article.pieces import Piece
from geomap.errors import InputError

__all__ = ["pieces_of_warc"]

MAX_RECORD = 10_000_000
MAX_HEAD = 2_000_000
_HTML = ("text/html", "application/xhtml+xml")


def pieces_of_warc(stream: IO[bytes]) -> Iterator[Piece]:
    """The pages as pieces, named by their record id. A file that is cut short gives the whole ones and then a bad one.

    Raises:
        InputError: the stream is no WARC file.
    """
    from warcio.archiveiterator import ArchiveIterator

    records = 0
    fault = ""
    measured = _Measured(stream)
    try:
        for record in ArchiveIterator(measured):
            measured.in_head = False
            piece = _page(record)
            fault = _cut(record)
            if fault:
                break
            records += 1
            if piece is not None:
                yield piece
            measured.in_head = True
    except Exception as error:  # a record made to break the reader may raise anything; the rest of the file is given up
        fault = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    fault = fault or ("the compressed data end early" if measured.cut else "")
    if fault and not records:
        raise InputError(f"It is no WARC file, or damaged from the start ({fault[:120]}). Check it.")
    if fault:
        yield _damaged(records, fault[:120])


class _Measured:
    """The stream, decompressed by Python's gzip, which notices a cut end; heads of records are limited in size."""

    def __init__(self, stream: IO[bytes]) -> None:
        compressed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        self._stream = gzip.GzipFile(fileobj=stream) if compressed else stream
        self._head = 0
        self.cut = False
        self.in_head = True

    def read(self, size: int = -1) -> bytes:
        try:
            # what there is, before the end of the data is found to be missing
            data = self._stream.read1(size) if isinstance(self._stream, gzip.GzipFile) else self._stream.read(size)
        except EOFError:
            self.cut = True
            return b""
        self._head = self._head + len(data) if self.in_head else 0
        if self._head > MAX_HEAD:
            raise OSError("the head of a record never ends")
        return data

    def tell(self) -> int:
        return self._stream.tell()


def _page(record: Any) -> Piece | None:
    """The record as a piece where it is a page, its body in memory; named by ``WARC-Record-ID`` without brackets."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    stated = record.http_headers.get_header("Content-Type") or ""
    status = record.http_headers.get_statuscode()
    if status != "200" or not stated.lower().startswith(_HTML):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    name = (record.rec_headers.get_header("WARC-Record-ID") or url or "record").strip("<> ")
    body = record.content_stream().read(MAX_RECORD + 1)
    return Piece(name, partial(_parts, body, stated, url))


def _cut(record: Any) -> str:
    """What is wrong with the end of a record's content, or ""."""
    stream = record.raw_stream
    while stream.read(65_536):
        pass
    return "a record ends early" if getattr(stream, "limit", 0) > 0 else ""


def _parts(body: bytes, stated: str, url: str) -> Parts:
    from dataclasses import replace

    from geomap.article.html import read_html

    if len(body) > MAX_RECORD:
        raise InputError(f"{url} is larger than {MAX_RECORD // 1_000_000} MB.")
    read = read_html(decode(body, url or "The page", markup=True, stated=stated))
    return replace(read, url=url if url.startswith(("http://", "https://")) else read.url)


def _damaged(records: int, fault: str) -> Piece:
    def fail() -> Parts:
        raise InputError(
            f"The file is cut short or damaged after {records} whole records ({fault}); what comes after is not read."
        )

    return Piece(f"after record {records}", fail)
