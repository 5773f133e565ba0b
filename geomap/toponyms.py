"""Place names of many short documents as JSON lines, the form in which geoparsers are compared.

In: one document a line, ``{"id", "text"}`` and, where known, ``"title"`` and ``"date"``. Out: ``{"id", "toponyms":
[{"start", "end", "name", "kind", "lat", "lon", "cc", "level", "confidence"}]}``, ``kind`` being ``place`` or ``adj``
("Libyan"), ``lat`` and ``lon`` null for a name without position. Offsets are code points into ``text``, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.pipeline import Tools
    from geomap.places import Resolution

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
        yield document


def annotate(document: Document, tools: Tools) -> Document:
    """The place names of one document. One that can't be read (no words, another language) gets an ``error``."""
    from geomap.article import article_from_text
    from geomap.pipeline import find_places

    identity = document.get("id")
    try:
        text = _with_plain_line_ends(document["text"])
        article = article_from_text(text, source=str(identity), published=document.get("date"))
    except InputError as error:
        return {"id": identity, "toponyms": [], "error": str(error)}
    toponyms = _toponyms(find_places(article, tools), tools.gazetteer)
    return {"id": identity, "toponyms": sorted(toponyms, key=lambda one: (one["start"], one["end"]))}


def _with_plain_line_ends(text: str) -> str:
    """The text as an article keeps it, at the same length, so that its offsets hold."""
    unmarked = " " + text[1:] if text.startswith("\ufeff") else text
    return unmarked.replace("\r\n", " \n").replace("\r", "\n")


def _toponyms(resolution: Resolution, gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    for place in resolution.places:
        position = {"lat": place.lat, "lon": place.lon, "cc": place.country, "level": place.kind}
        for mention in place.mentions:
            span = {"start": mention.start, "end": mention.end, "name": mention.text}
            yield {**span, "kind": "place", **position, "confidence": place.confidence}
    for name in resolution.unresolved:
        for mention in name.mentions:
            span = {"start": mention.start, "end": mention.end, "name": mention.text}
            yield {**span, "kind": "place", "lat": None, "lon": None}
    for other in resolution.others:
        if other.kind != "demonym" or other.country is None:
            continue
        country = gazetteer.feature(f"country:{other.country}")
        position = {"lat": country.lat, "lon": country.lon, "cc": country.country, "level": "country"}
        for mention in other.mentions:
            yield {"start": mention.start, "end": mention.end, "name": mention.text, "kind": "adj", **position}
