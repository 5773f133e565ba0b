"""Is it a place at all? A logistic weighing of signs in the text, in the gazetteer and in the article's other names."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geomap.language.mention import Mention
from geomap.places.candidates import Name
from geomap.places.certainty import Signs, broad_kind, context_signs
from geomap.places.coherence import Neighbourhood
from geomap.places.ranking import Ranked

__all__ = ["first_signs", "second_signs"]

LONG_NAME = 12
"""Characters from which a name is long: short ones are often no place's."""
PLACE_LABELS = frozenset({"GPE", "LOC"})


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
        "length of the name": min(len(name.text), LONG_NAME) / LONG_NAME,
    }
    if name.matches:
        prominence = max(match.prominence for match in name.matches) / 5
        signs["prominence"] = prominence
        signs["prominence squared"] = prominence * prominence
        signs["bearers of the name"] = math.log1p(len(name.matches)) / 3
        signs["a bearer's main name"] = float(any(match.quality == "primary" for match in name.matches))
        for kind in {broad_kind(match.feature.feature_class, match.feature.kind) for match in name.matches}:
            signs[f"may be a {kind}"] = 1.0
    return signs


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
    certainty: Sequence[float],
) -> list[Signs]:
    """The first signs, and what the best candidate's surroundings on the map say."""
    result = [dict(signs) for signs in first]
    for index, name in enumerate(hood.names):
        row = ranked.best[index]
        context = {} if row < 0 else context_signs(hood, ranked, row)
        if context:
            context["certainty of the candidate"] = certainty[index]
        for member in name.mentions:
            signs = result[member]
            signs.update(context)
            if context and "source:gazetteer" in mentions[member].cues:
                signs["unread, near 60 km"] = context["near 60 km"]
                signs["unread, same division"] = context["same division"]
                signs["unread, score"] = context["score"]
    return result
