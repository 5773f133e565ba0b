"""Every toponym of one text with its position, as geoparsers are compared: what ``geomap places --jsonl`` writes.

A map leaves out demonyms ("Libyan"), capitals that stand for their governments and names inside other names; here they
count, with their position, because the public corpora annotate them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.language.mentions import find_mentions
from geomap.language.reading import read
from geomap.model import Article, Span
from geomap.places.asking import with_answers
from geomap.places.candidates import is_demonym
from geomap.places.weighing import Judgement, weigh
from geomap.places.weights import acceptance

if TYPE_CHECKING:
    from spacy.language import Language

    from geomap.gazetteer.online import OnlineGeocoder

__all__ = ["toponyms"]


def toponyms(
    article: Article,
    nlp: Language,
    gazetteer: Gazetteer,
    spans: Sequence[Span] | None = None,
    online: OnlineGeocoder | None = None,
) -> list[dict[str, Any]]:
    """Records of all toponyms in text order: start, end, name, lat, lon, kind, cc, level, confidence, gazetteer_id.

    ``kind`` is ``place`` or ``adj``; ``lat`` and ``lon`` are None for a name without a position. With ``spans`` exactly
    those stretches of the text are resolved, whatever they are. ``online`` is asked for names that the gazetteer lacks.
    """
    mentions = find_mentions(read(article, nlp), gazetteer)
    gazetteer, _ = with_answers(mentions, gazetteer, online)
    if spans is not None:
        mentions = _at_spans(spans, mentions, article.text, gazetteer)
    judgement = weigh(mentions, article.text, gazetteer, certain=spans is not None)
    threshold = acceptance().threshold
    records = [
        _record(judgement, index, member, certain=spans is not None)
        for index, name in enumerate(judgement.names)
        for member in name.mentions
        if spans is not None or judgement.probabilities[member] >= threshold
    ]
    return sorted(records, key=lambda record: (record["start"], record["end"]))


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
    return record | {
        "lat": feature.lat,
        "lon": feature.lon,
        "cc": feature.country,
        "level": "country" if feature.kind == "country" else None,
        "confidence": round(judgement.confidence([member], row, certain=certain), 4),
        "gazetteer_id": feature.id,
    }


def _at_spans(spans: Sequence[Span], found: Sequence[Mention], text: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Mentions at the given spans: what was found there, with the given borders, and bare ones for the others."""
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
    return tuple(given)
