"""Every toponym of one text with its position, as geoparsers are compared: what ``geomap places --jsonl`` writes.

A map leaves out demonyms ("Libyan"), capitals that stand for their governments and names inside other names; here they
count, with their position, because the public corpora annotate them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.local import in_language
from geomap.language.mention import Mention
from geomap.language.mentions import find_mentions
from geomap.language.reading import read
from geomap.model import Article, Span
from geomap.places.asking import with_answers
from geomap.places.candidates import is_demonym
from geomap.places.coherence import is_compact
from geomap.places.weighing import Judgement, weigh
from geomap.places.weights import acceptance

if TYPE_CHECKING:
    from spacy.language import Language

    from geomap.gazetteer.online import OnlineGeocoder

__all__ = ["mentions_at", "toponyms"]


NEXT_TO = 0.6
"""How likely a place that the gazetteer lacks lies within 161 km of the next town in the text, or the next one of known
position: the share on the five development corpora."""
LEAST_CONFIDENCE = 0.35
"""A name that is less likely than that to be a place, and this one, is listed with its id and without a position."""


def toponyms(
    article: Article,
    nlp: Language,
    gazetteer: Gazetteer,
    spans: Sequence[Span] | None = None,
    online: OnlineGeocoder | None = None,
) -> list[dict[str, Any]]:
    """Records of all toponyms in text order: start, end, name, lat, lon, kind, cc, level, confidence, gazetteer_id.

    ``kind`` is ``place`` or ``adj``; ``lat`` and ``lon`` are None for a name without a position. With ``spans`` exactly
    those stretches of the text are resolved, whatever they are; one that the gazetteer lacks gets the position of the
    nearest town or site in the text, and no ``gazetteer_id``. ``online`` is asked for names that the gazetteer lacks.
    """
    gazetteer = in_language(gazetteer, nlp.lang or "en")
    found = find_mentions(read(article, nlp), gazetteer)
    gazetteer, _ = with_answers(found, gazetteer, online)
    if spans is not None:
        return _at_spans(frozenset(spans), found, article.text, gazetteer)
    judgement = weigh(found, article.text, gazetteer)
    threshold = acceptance().threshold
    records = [
        _record(judgement, member, judgement.best_row(index), certain=False)
        for index, name in enumerate(judgement.names)
        for member in name.mentions
        if judgement.probabilities[member] >= threshold
    ]
    return _sorted(records)


def _at_spans(
    spans: frozenset[Span], found: Sequence[Mention], text: str, gazetteer: Gazetteer
) -> list[dict[str, Any]]:
    judgement = weigh(mentions_at(spans, found, text, gazetteer), text, gazetteer, certain=spans)
    rows = {
        member: judgement.sound_row(index)
        for index, name in enumerate(judgement.names)
        for member in name.mentions
        if (judgement.mentions[member].start, judgement.mentions[member].end) in spans
    }
    anchors = {
        member: row
        for member, row in rows.items()
        if row is not None and is_compact(judgement.neighbourhood.features[row])
    }
    records = []
    for index, name in enumerate(judgement.names):
        for member in name.mentions:
            if member not in rows:
                continue
            anchor = _nearest(judgement, member, anchors) if rows[member] is None else None
            record = _record(judgement, member, judgement.ranked_row(index), certain=True)
            records.append(record if anchor is None else record | _beside(judgement, anchor, anchors[anchor]))
    return _sorted(records)


def _nearest(judgement: Judgement, member: int, anchors: Collection[int]) -> int | None:
    """The anchor with the fewest characters between it and the mention."""
    here = judgement.mentions[member]

    def gap(anchor: int) -> int:
        there = judgement.mentions[anchor]
        return max(0, there.start - here.end, here.start - there.end)

    return min(anchors, key=gap, default=None)


def _beside(judgement: Judgement, anchor: int, row: int) -> dict[str, Any]:
    feature = judgement.neighbourhood.features[row]
    return {
        "lat": feature.lat,
        "lon": feature.lon,
        "cc": feature.country,
        "level": None,
        "confidence": round(NEXT_TO * judgement.confidence([anchor], row, certain=True), 4),
        "gazetteer_id": None,
    }


def _sorted(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: (record["start"], record["end"]))


def _record(judgement: Judgement, member: int, row: int | None, *, certain: bool) -> dict[str, Any]:
    mention = judgement.mentions[member]
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
    confidence = judgement.confidence([member], row, certain=certain)
    record |= {"confidence": round(confidence, 4), "gazetteer_id": feature.id}
    if not certain and confidence < LEAST_CONFIDENCE:
        return record
    return record | {
        "lat": feature.lat,
        "lon": feature.lon,
        "cc": feature.country,
        "level": "country" if feature.kind == "country" else None,
    }


def mentions_at(
    spans: Collection[Span], found: Sequence[Mention], text: str, gazetteer: Gazetteer
) -> tuple[Mention, ...]:
    """Mentions at the given spans with what recognition noted there, and the other mentions as their context."""
    given = []
    for start, end in spans:
        same = next((mention for mention in found if mention.start < end and start < mention.end), None)
        given.append(
            Mention(
                start=start,
                end=end,
                text=text[start:end],
                kind="demonym" if is_demonym(text[start:end], gazetteer) else "place",
                label=same.label if same is not None else "",
                cues=same.cues if same is not None else (),
                qualifier=same.qualifier if same is not None else None,
            )
        )
    others = [one for one in found if not any(one.start < end and start < one.end for start, end in spans)]
    return tuple(sorted((*given, *others), key=lambda mention: (mention.start, -mention.end)))
