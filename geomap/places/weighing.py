"""The whole judgement over an article's mentions: which are places, and which place each name means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geomap.gazetteer import Gazetteer
from geomap.language.mention import Mention
from geomap.model import Span
from geomap.places.acceptance import first_signs, second_signs
from geomap.places.candidates import Name, names_of
from geomap.places.certainty import certainties, is_doubtful, is_far_off, probability_of
from geomap.places.coherence import Neighbourhood
from geomap.places.ranking import Ranked, rank
from geomap.places.weights import acceptance, ranking

__all__ = ["WEIGHED_KINDS", "Judgement", "weigh"]

WEIGHED_KINDS = frozenset({"place", "government", "organisation", "demonym"})
"""Kinds of mentions that tell where an article is about, if only by the way."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The weighed mentions, their names, the table of candidates, and each mention's probability of being a place.

    ``settled`` are the mentions that recognition has already told apart (ships, persons). ``certainty`` says of each
    name how likely its best candidate is right.
    """

    mentions: tuple[Mention, ...]
    settled: tuple[Mention, ...]
    names: tuple[Name, ...]
    neighbourhood: Neighbourhood
    ranked: Ranked
    probabilities: tuple[float, ...]
    certainty: tuple[float, ...]

    def confidence(self, members: Sequence[int], row: int, *, certain: bool = False) -> float:
        """How likely the mentions are places, and the row's place; ``certain`` takes the first for granted."""
        named = 1.0 if certain else max(self.probabilities[member] for member in members) * acceptance().ceiling
        return named * self.certainty[int(self.neighbourhood.group[row])]

    def ranked_row(self, name: int) -> int | None:
        """Row of the best candidate of a name, however doubtful; None when the gazetteer has none."""
        row = self.ranked.best[name]
        return row if row >= 0 else None

    def best_row(self, name: int) -> int | None:
        """Row of the chosen candidate of a name; None when the gazetteer has none that the article may mean."""
        row = self.ranked_row(name)
        if row is None or is_far_off(self.neighbourhood, self.ranked, row, self.certainty[name]):
            return None
        return row

    def sound_row(self, name: int) -> int | None:
        """Row of the best candidate of a name, if it isn't a small place that is likelier wrong than right."""
        row = self.ranked_row(name)
        if row is None or is_doubtful(self.neighbourhood, row, self.certainty[name]):
            return None
        return row


def weigh(
    mentions: Sequence[Mention], text: str, gazetteer: Gazetteer, *, certain: Collection[Span] = frozenset()
) -> Judgement:
    """Rank the candidates of all names together and give each mention its probability of being a place.

    ``certain`` are the spans of mentions that are places beyond doubt, so that each counts in full for the others.
    """
    import numpy as np

    weighed = tuple(mention for mention in mentions if mention.kind in WEIGHED_KINDS)
    settled = tuple(mention for mention in mentions if mention.kind not in WEIGHED_KINDS)
    names = names_of(weighed, gazetteer)
    weights = acceptance()
    first = first_signs(names, weighed)
    chances = [probability_of(signs, weights.first) for signs in first]
    trusted = [
        1.0 if (mention.start, mention.end) in certain else chance
        for mention, chance in zip(weighed, chances, strict=True)
    ]
    trust = np.array([max(trusted[index] for index in name.mentions) for name in names], dtype=np.float32)
    hood = Neighbourhood(names, weighed, text)
    ranked = rank(hood, trust, ranking())
    certainty = certainties(hood, ranked, trust, ranking().certainty)
    second = second_signs(first, weighed, hood, ranked, certainty)
    probabilities = tuple(probability_of(signs, weights.second) for signs in second)
    return Judgement(weighed, settled, names, hood, ranked, probabilities, certainty)
