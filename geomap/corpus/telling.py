"""One batch of articles told: what a worker does, in this process, in another one, or on another machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.corpus.batches import Batch, Entry
from geomap.errors import GeomapError
from geomap.model import Story

if TYPE_CHECKING:
    from geomap.export.tables import Row
    from geomap.pipeline import Tools

__all__ = ["LAYERS", "Settings", "Told", "tell_batch"]

LAYERS = {"places": "place", "routes": "route", "events": "event", "unresolved": "unresolved"}
"""The folders of a dataset and the layers of a story that they hold."""
LONGEST_QUOTE = 200
"""Characters on each side of a name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the articles are read with: a model's name or path, a gazetteer file; None takes what is installed."""

    model: str | None = None
    gazetteer: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A batch told: for each layer the bytes of a GeoParquet file (none where it has no row), and a row an article."""

    number: int
    digest: str
    layers: dict[str, bytes]
    articles: list[dict[str, Any]]


def tell_batch(batch: Batch, settings: Settings) -> Told:
    """Tell every article of the batch. One that fails is a row with its error; the others go on."""
    tools = _tools(settings)
    stories: list[Story] = []
    rows: list[dict[str, Any]] = []
    with tools.forgetting_words():
        for place, entry in enumerate(batch.entries):
            story, error = _told(entry, tools)
            if story is not None:
                stories.append(story)
            rows.append(_row(f"{batch.number}-{place}", entry, story, error))
    told = iter(row["id"] for row in rows if row["error"] is None)
    return Told(batch.number, batch.digest, _layers(stories, list(told)), rows)


@cache
def _tools(settings: Settings) -> Tools:
    """The tools of this worker, opened once."""
    from geomap.pipeline import Tools

    return Tools.open(settings.model, Path(settings.gazetteer) if settings.gazetteer else None)


def _told(entry: Entry, tools: Tools) -> tuple[Story | None, str | None]:
    from geomap.pipeline import tell

    if entry.article is None:
        return None, entry.error or "it could not be read"
    try:
        return tell(entry.article, tools), None
    except GeomapError as error:
        return None, str(error)
    except Exception as error:  # one article must not stop ten million; the row says what happened
        return None, f"{type(error).__name__}: {error}"


def _row(identity: str, entry: Entry, story: Story | None, error: str | None) -> dict[str, Any]:
    article = entry.article
    return {
        "id": identity,
        "digest": entry.digest,
        "source": entry.name,
        "part": article.part if article else None,
        "title": article.title if article else None,
        "published": article.published if article else None,
        "language": article.language if article else None,
        "characters": len(article.text) if article else 0,
        "places": len(story.places) if story else 0,
        "routes": len(story.routes) if story else 0,
        "events": len(story.events) if story else 0,
        "error": error,
    }


def _layers(stories: list[Story], articles: list[str]) -> dict[str, bytes]:
    from geomap.export.geoparquet import encoded
    from geomap.export.tables import Column, tables_of

    layers = {}
    for folder, layer in LAYERS.items():
        tables = [tables_of([story], layer=layer)[0] for story in stories]
        rows = tuple(
            replace(row, cells={**row.cells, "article_id": article, "quote": _quote(row, story)})
            for table, story, article in zip(tables, stories, articles, strict=True)
            for row in table.rows
        )
        if rows:
            named = {column.name: column for column in (Column("article_id"), *tables[0].columns, Column("quote"))}
            layers[folder] = encoded(replace(tables[0], columns=tuple(named.values()), rows=rows))
    return layers


def _quote(row: Row, story: Story) -> str:
    """The words that the row rests on: a route's and an event's own, of a name the line about its first mention."""
    if "quote" in row.cells:
        return str(row.cells["quote"])
    start, end = json.loads(row.cells["mentions"])[0]
    text = story.article.text
    begin = max(text.rfind("\n", 0, start) + 1, text.rfind(". ", 0, start) + 1, start - LONGEST_QUOTE)
    stops = [at + 1 for at in (text.find(". ", end), text.find("\n", end)) if at >= 0]
    return text[begin : min([*stops, len(text), end + LONGEST_QUOTE])].strip()
