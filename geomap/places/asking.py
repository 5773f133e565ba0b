"""Which names of an article are worth asking an online geocoder about, and the gazetteer with its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.gazetteer import Gazetteer
from geomap.language.mention import PLACE_LABELS, Mention
from geomap.places.candidates import candidates_of

if TYPE_CHECKING:
    from geomap.gazetteer.online import OnlineGeocoder

__all__ = ["names_to_ask", "with_answers"]

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


def with_answers(
    mentions: Sequence[Mention], gazetteer: Gazetteer, online: OnlineGeocoder | None
) -> tuple[Gazetteer, tuple[str, ...]]:
    """The gazetteer, with what the online service knows of the names that it lacks, and notes on what went wrong."""
    if online is None:
        return gazetteer, ()
    from geomap.gazetteer.online import GazetteerWithAnswers

    answers = online.ask(names_to_ask(mentions, gazetteer, every=online.every))
    return GazetteerWithAnswers(gazetteer, answers), answers.notes
