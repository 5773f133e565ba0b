"""Which names of an article are worth asking an online geocoder about."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.places.candidates import candidates_of

__all__ = ["names_to_ask"]

PLACE_LABELS = ("GPE", "LOC", "FAC")
LEFT_OUT = ("block:furniture", "block:byline", "source:inside")


def names_to_ask(mentions: Sequence[Mention], gazetteer: Gazetteer, *, every: bool = False) -> tuple[str, ...]:
    """The names, in text order, that the language model takes for places and the gazetteer lacks.

    ``every`` gives those that the gazetteer has, too. Only the name leaves the machine, never the text around it.
    """
    found = []
    for mention in mentions:
        if mention.kind != "place" or mention.label not in PLACE_LABELS or set(LEFT_OUT) & set(mention.cues):
            continue
        matches, partial = candidates_of(mention.text, gazetteer)
        if every or partial or not matches:
            found.append(" ".join(mention.text.split()))
    return tuple(dict.fromkeys(found))
