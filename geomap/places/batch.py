"""Places of many texts, line by line: what ``geomap places --jsonl`` does.

An input line is ``{"id", "text", "published"?, "spans"?: [[start, end], ...]}``; with ``spans`` only those are resolved. An
output line is ``{"id", "toponyms": [{"start", "end", "name", "lat", "lon", "kind", "cc", "level", "confidence",
"gazetteer_id"}]}``. Here every toponym counts, also a demonym (``"kind": "adj"``) and a capital used for its government.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.language.mentions import find_mentions
from geomap.language.reading import Reading, read
from geomap.model import Article
from geomap.places.weighing import Judgement, weigh
from geomap.places.weights import acceptance

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["places_of_lines", "toponyms"]


def places_of_lines(lines: Iterable[str], nlp: Language, gazetteer: Gazetteer) -> Iterator[str]:
    """Answer every input line with an output line, in order; blank lines are skipped.

    Raises:
        InputError: a line is no JSON object with an ``id`` and a ``text``; the message gives its number.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        document = _document(line, number)
        reading = read(_article(document), nlp)
        mentions = find_mentions(reading, gazetteer)
        if "spans" in document:
            mentions = _given_mentions(document, mentions)
        found = toponyms(mentions, reading, gazetteer, keep_all="spans" in document)
        yield json.dumps({"id": document["id"], "toponyms": found}, ensure_ascii=False)


def toponyms(
    mentions: tuple[Mention, ...], reading: Reading, gazetteer: Gazetteer, *, keep_all: bool = False
) -> list[dict[str, Any]]:
    """Every accepted mention with its position; ``keep_all`` accepts all of them."""
    judgement = weigh(mentions, reading.article.text, gazetteer)
    threshold = acceptance().threshold
    records = []
    for index, name in enumerate(judgement.names):
        for member in name.mentions:
            if keep_all or judgement.probabilities[member] >= threshold:
                records.append(_record(judgement, index, member, certain=keep_all))
    return sorted(records, key=lambda record: int(record["start"]))


def _record(judgement: Judgement, name: int, member: int, *, certain: bool) -> dict[str, Any]:
    mention = judgement.mentions[member]
    row = judgement.best_row(name)
    record: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "name": mention.text,
        "lat": None,
        "lon": None,
        "kind": "adj" if mention.kind == "demonym" else "place",
        "cc": None,
        "level": None,
        "confidence": 0.0,
        "gazetteer_id": None,
    }
    if row is None:
        return record
    feature = judgement.neighbourhood.features[row]
    chance = float(judgement.ranked.probability[row]) * (1 if certain else judgement.probabilities[member])
    return record | {
        "lat": feature.lat,
        "lon": feature.lon,
        "cc": feature.country,
        "level": "country" if feature.kind == "country" else None,
        "confidence": round(chance, 4),
        "gazetteer_id": feature.id,
    }


def _document(line: str, number: int) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"Line {number} is not JSON: {error}") from error
    if not isinstance(document, dict) or "id" not in document or not isinstance(document.get("text"), str):
        raise InputError(f'Line {number} must be an object with "id" and "text".')
    return document


def _article(document: dict[str, Any]) -> Article:
    from geomap.article import article_from_text

    return article_from_text(document["text"], source=str(document["id"]), published=document.get("published"))


def _given_mentions(document: dict[str, Any], found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions at the given spans: those that were found there, with the given borders, and bare ones for the others."""
    given = []
    for start, end in document["spans"]:
        same = next((mention for mention in found if mention.start < end and start < mention.end), None)
        text = document["text"][start:end]
        given.append(
            Mention(
                start=start,
                end=end,
                text=text,
                kind="demonym" if same is not None and same.kind == "demonym" else "place",
                label=same.label if same is not None else "",
                cues=same.cues if same is not None else (),
                qualifier=same.qualifier if same is not None else None,
            )
        )
    return tuple(given)
