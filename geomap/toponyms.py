"""Place names of many short documents as JSON lines, the form in which geoparsers are compared.

In: one document a line, ``{"id", "text", "published"?, "spans"?: [[start, end], ...]}``; with ``spans`` only those are
resolved. Out: ``{"id", "toponyms": [{"start", "end", "name", "kind", "lat", "lon", "cc", "level", "confidence",
"gazetteer_id"}]}``, ``kind`` being ``place`` or ``adj`` ("Libyan"), ``lat`` and ``lon`` null for a name without
position. Offsets are code points into ``text``, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geomap.errors import ConfigError, InputError, ModelMissing

if TYPE_CHECKING:
    from geomap.pipeline import Tools

__all__ = ["annotate", "read_documents"]

Document = dict[str, Any]


def read_documents(lines: Iterable[str], name: str) -> Iterator[Document]:
    """The documents of a JSON-lines file; blank lines are skipped.

    :raises InputError: for a line that is no JSON object with ``text``; the message names the line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{name}, line {number}: no JSON ({error})") from error
        if not isinstance(document, dict) or not isinstance(document.get("text"), str):
            raise InputError(f'{name}, line {number}: a document is {{"id": ..., "text": "..."}}')
        if not _are_spans(document.get("spans", []), len(document["text"])):
            raise InputError(f"{name}, line {number}: spans are [[start, end], ...] inside the text")
        yield document


def annotate(document: Document, tools: Tools) -> Document:
    """The place names of one document. One that can't be read (no words, another language) gets an ``error``."""
    from geomap.article import article_from_text
    from geomap.places import toponyms

    identity = document.get("id")
    try:
        text = _with_plain_line_ends(document["text"])
        article = article_from_text(text, source=str(identity), published=document.get("published"))
        tools = tools.for_language(article.language)
    except (ConfigError, InputError, ModelMissing) as error:
        return {"id": identity, "toponyms": [], "error": str(error)}
    spans = [(start, end) for start, end in document["spans"]] if "spans" in document else None
    return {"id": identity, "toponyms": toponyms(article, tools.model, tools.gazetteer, spans, tools.online)}


def _are_spans(spans: object, length: int) -> bool:
    if not isinstance(spans, list):
        return False
    pairs = [
        span for span in spans if isinstance(span, list) and len(span) == 2 and all(type(end) is int for end in span)
    ]
    return len(pairs) == len(spans) and all(0 <= start < end <= length for start, end in pairs)


def _with_plain_line_ends(text: str) -> str:
    """The text as an article keeps it, at the same length, so that its offsets hold."""
    unmarked = " " + text[1:] if text.startswith("\ufeff") else text
    return unmarked.replace("\r\n", " \n").replace("\r", "\n")
