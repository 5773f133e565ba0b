"""Is it a place at all? A logistic weighing of signs in the text, in the gazetteer and in the article's other names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.language.mention import Mention
from geomap.places.candidates import Name
from geomap.places.coherence import CONTEXT, FEATURES, Neighbourhood
from geomap.places.ranking import Ranked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["first_signs", "probability_of", "second_signs"]

PLACE_LABELS = frozenset({"GPE", "LOC"})
CONTEXT_START = len(FEATURES) - len(CONTEXT)
Signs = dict[str, float]


def probability_of(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted signs; a sign without a weight counts nothing."""
    score = weights.get("always", 0.0) + sum(value * weights.get(sign, 0.0) for sign, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def first_signs(names: Sequence[Name], mentions: Sequence[Mention]) -> list[Signs]:
    """For every mention the signs that need no other name: its cues, its gazetteer entries, the same name elsewhere."""
    signs: list[Signs] = [{} for _ in mentions]
    for name in names:
        shared = _name_signs(name, [mentions[index] for index in name.mentions])
        for index in name.mentions:
            mention = mentions[index]
            found = dict.fromkeys(mention.cues, 1.0)
            found.update(shared)
            found.update(_mixed_signs(mention, shared))
            signs[index] = found
    return signs


def _name_signs(name: Name, mentions: Sequence[Mention]) -> Signs:
    labels = [mention.label for mention in mentions]
    count = len(mentions)
    prepositions = sum("before:strong preposition" in mention.cues for mention in mentions)
    signs = {
        "not in the gazetteer": float(not name.matches),
        "only a part in the gazetteer": float(name.partial),
        "share read as place": sum(label in PLACE_LABELS for label in labels) / count,
        "share read as person": labels.count("PERSON") / count,
        "share read as organisation": labels.count("ORG") / count,
        "times mentioned": math.log1p(count) / 2,
        "times after a preposition": math.log1p(prepositions),
    }
    if name.matches:
        prominence = max(match.prominence for match in name.matches) / 5
        signs["prominence"] = prominence
        signs["prominence squared"] = prominence * prominence
        signs["bearers of the name"] = math.log1p(len(name.matches)) / 3
        signs["a bearer's main name"] = float(any(match.quality == "primary" for match in name.matches))
        for kind in {_broad_kind(match.feature.feature_class, match.feature.kind) for match in name.matches}:
            signs[f"may be a {kind}"] = 1.0
    return signs


def _broad_kind(feature_class: str, kind: str) -> str:
    if feature_class.startswith("A.ADM"):
        return "first division" if feature_class == "A.ADM1" else "second division"
    return kind if kind in ("country", "town", "region") else "natural or built feature"


def _mixed_signs(mention: Mention, shared: Signs) -> Signs:
    known = not shared["not in the gazetteer"]
    prominence = shared.get("prominence", 0.0)
    place = mention.label in PLACE_LABELS
    mixed = {
        "read as place, in the gazetteer": float(place and known),
        "read as place, not in the gazetteer": float(place and not known),
        "read as facility, in the gazetteer": float(mention.label == "FAC" and known),
        "read as person, prominence": prominence if mention.label == "PERSON" else 0.0,
        "inside a name, prominence": prominence if "source:inside" in mention.cues else 0.0,
        "unread, prominence": prominence if "source:gazetteer" in mention.cues else 0.0,
    }
    return {sign: value for sign, value in mixed.items() if value}


def second_signs(
    first: Sequence[Signs],
    mentions: Sequence[Mention],
    hood: Neighbourhood,
    ranked: Ranked,
) -> list[Signs]:
    """The first signs, and what the best candidate's surroundings on the map say."""
    result = [dict(signs) for signs in first]
    for index, name in enumerate(hood.names):
        row = ranked.best[index]
        context = {} if row < 0 else _context_signs(hood, ranked, row)
        for member in name.mentions:
            signs = result[member]
            signs.update(context)
            if context and "source:gazetteer" in mentions[member].cues:
                signs["unread, near 60 km"] = context["near 60 km"]
                signs["unread, same division"] = context["same division"]
                signs["unread, score"] = context["score"]
    return result


def _context_signs(hood: Neighbourhood, ranked: Ranked, row: int) -> Signs:
    numbers: NDArray[np.float32] = ranked.table[row, CONTEXT_START:]
    signs = {name: float(value) for name, value in zip(CONTEXT, numbers, strict=True)}
    feature = hood.features[row]
    signs["certainty of the candidate"] = float(ranked.probability[row])
    signs["score"] = float(ranked.score[row]) / 5
    signs[f"is a {_broad_kind(feature.feature_class, feature.kind)}"] = 1.0
    return signs
