"""The formats that geomap reads, told by the name, by what a server says, or by the content."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

__all__ = ["SEVERAL", "SUFFIXES", "Format", "format_of", "suffix_of"]

Format = Literal["text", "markdown", "html", "pdf", "docx", "mail", "feed", "jsonl", "warc"]

SEVERAL: frozenset[Format] = frozenset({"feed", "jsonl", "warc"})
"""Formats that hold any number of articles."""

SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".rss": "feed",
    ".atom": "feed",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
    ".warc.gz": "warc",
}
_MEDIA_TYPES: dict[str, Format] = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "message/rfc822": "mail",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/warc": "warc",
}
_STARTS: tuple[tuple[bytes, Format], ...] = ((b"%PDF-", "pdf"), (b"WARC/", "warc"))
_PROLOGUE = rb"\s*+(?:\xef\xbb\xbf)?+\s*+(?:<\?xml[^>]{0,200}>\s*+)?+(?:<\?[^>]{0,300}>\s*+|<!--.{0,400}?-->\s*+)*+"
_HTML_START = re.compile(_PROLOGUE + rb"<(?:!doctype\s++html|html|head|body|article)\b", re.I | re.S)
_FEED_START = re.compile(_PROLOGUE + rb"(?:<!DOCTYPE\s++rss[^>]{0,300}>\s*+)?+<(?:rss|feed|rdf:RDF)\b", re.S)
SNIFFED = 4096


def suffix_of(name: str) -> str:
    """The ending of a file name in lower case; ``.warc.gz`` is one ending."""
    lower = Path(name).name.lower()
    return ".warc.gz" if lower.endswith(".warc.gz") else Path(lower).suffix


def format_of(name: str, data: bytes, media_type: str = "") -> Format:
    """The format of a source by its first bytes, the type that a server states, and its name, the surest first.

    ``name`` is a file's name, or the path of an address. Servers often send a PDF or a feed under a wrong type, so that
    what can be told for certain from the content goes before what is said of it.
    """
    by_name = SUFFIXES.get(suffix_of(name))
    for start, format in _STARTS:
        if data.startswith(start) and by_name in (None, format, "text", "html"):
            return format
    if data.startswith(b"PK\x03\x04") and b"word/" in data and by_name in (None, "text", "html"):
        return "docx"
    if _FEED_START.match(data[:SNIFFED]) and by_name in (None, "feed", "html"):
        return "feed"
    stated = _MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
    if stated is not None and (stated != "text" or by_name is None):
        return stated
    if by_name is not None:
        return by_name
    return "html" if _HTML_START.match(data[:SNIFFED]) else "text"
