"""Every toponym of one text with its position, as geoparsers are compared: what ``geomap places --jsonl`` writes.

A map leaves out demonyms ("Libyan"), capitals that stand for their governments and names inside other names; here they
count, with their position, because the public corpora annotate them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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

__all__ = ["found_records", "given_records", "mentions_at", "toponyms"]

NEXT_TO = 0.6
"""How likely a place that the gazetteer lacks lies within 161 km of the next town in the text, or the next one of known
position: the share on the five development corpora."""


def toponyms(
    article: Article,
    nlp: Language,
    gazetteer: Gazetteer,
    spans: Sequence[Span] | None = None,
    online: OnlineGeocoder | None = None,
) -> list[dict[str, Any]]:
    """Records of all toponyms in text order: start, end, name, lat, lon, kind, cc, level, confidence, gazetteer_id.

    ``kind`` is ``place`` or ``adj``; ``lat`` and ``lon`` are None for a name without a position: one that the gazetteer
    lacks, or that is too doubtful for a pin (its best candidate's id is told). With ``spans`` exactly
    those stretches of the text are resolved, whatever they are; one that the gazetteer lacks gets the position of the
    nearest town or site in the text, and no ``gazetteer_id``. ``online`` is asked for names that the gazetteer lacks.
    """
    gazetteer = in_language(gazetteer, nlp.lang or "en")
    found = find_mentions(read(article, nlp), gazetteer)
    gazetteer, _ = with_answers(found, gazetteer, online)
    if spans is None:
        return found_records(weigh(found, article.text, gazetteer))
    given = frozenset(spans)
    mentions = mentions_at(given, found, article.text, gazetteer)
    return given_records(weigh(mentions, article.text, gazetteer, certain=given), given)


def found_records(judgement: Judgement) -> list[dict[str, Any]]:
    """The records of all mentions that are likely places, in text order."""
    threshold = acceptance().threshold
    return _sorted(
        _record(judgement, member, judgement.best_row(index), certain=False)
        for index, name in enumerate(judgement.names)
        for member in name.mentions
        if judgement.probabilities[member] >= threshold
    )


def given_records(judgement: Judgement, spans: Collection[Span]) -> list[dict[str, Any]]:
    """The records of the mentions at the spans, in text order."""
    given = {
        member: index
        for index, name in enumerate(judgement.names)
        for member in name.mentions
        if (judgement.mentions[member].start, judgement.mentions[member].end) in spans
    }
    sound = {member: judgement.sound_row(index) for member, index in given.items()}
    features = judgement.neighbourhood.features
    anchors = {member: row for member, row in sound.items() if row is not None and is_compact(features[row])}
    records = []
    for member, index in given.items():
        record = _record(judgement, member, judgement.ranked_row(index), certain=True)
        anchor = _nearest(judgement, member, anchors) if sound[member] is None else None
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


def _sorted(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
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
    if not certain and confidence < acceptance().threshold:
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
