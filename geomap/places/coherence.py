"""What the article's names say about each other: numbers for every candidate of every name.

A candidate gains when other names of the article have candidates near it, in the same country or division, or when the
article names the country or state it lies in. Another name's candidates count by their probability so far, so the names
settle each other over a few rounds (a relaxation over all names; compare the coherence models of Lieberman & Samet 2012
and Grover et al. 2010).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from geomap.gazetteer import Feature
from geomap.language.mention import CAPITAL_CLASS, Mention
from geomap.language.name_words import name_words
from geomap.places.candidates import Name, within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

__all__ = ["CONTEXT", "FEATURES", "Neighbourhood", "is_compact"]

EARTH_RADIUS_KM = 6371.0088
NEAR_KM = 600.0
"""Widest of the three scales of nearness: exp(-d/600); its 3rd and 10th power are exp(-d/200) and exp(-d/60)."""

INTRINSIC = (
    "less prominent", "inhabitants", "by-name", "country", "first division", "second division", "town", "capital",
    "region", "water", "other feature", "name says the kind", "same spelling", "division named like a town in it",
    "town named like its country's division", "less prominent, local words", "in the United States, local words",
    "no town, spoken of like one", "less prominent, spoken of like a town",
)  # fmt: skip
CONTEXT = (
    "near 60 km", "near 200 km", "near 600 km", "same division", "same country", "its division is named",
    "its country is named", "its county is named", "in the stated division", "holds the name before it",
    "next name is near",
    "share of same country", "same place by another name", "may be near",
)  # fmt: skip
FEATURES = INTRINSIC + CONTEXT
"""Names of the numbers, which ``geomap/data/ranking.toml`` gives weights."""

WATER_KINDS = frozenset({"sea", "strait", "river", "lake", "canal"})
HOLDS = re.compile(r",? (?:in|of) (?:the )?(?:\w+(?:ern)? )?|, |,? ?\(|[’']s (?:\w+ )?")
"""Text between two names that lets the second hold the first ("Farchana in eastern Chad") ..."""
HELD = re.compile(r"[’']s (?:\w+ ){0,3}")
"""... or the first hold the second ("Nigeria's northern city of Kano")."""
WORD = re.compile(r"[a-z]+(?:\.[a-z])?")
TOWN_CUES = frozenset({"after:town noun", "before:downtown", "before:street"})
NEXT_NAMES = 2
NEXT_CHARACTERS = 80
KIND_WORDS = re.compile(
    r"\b(?:county|parish|district|province|governorate|state|river|lake|sea|gulf|bay|islands?|strait|mountains?|mt|mts|"
    r"airport|camp|peninsula|desert|ocean|canal)\b"
)


class Neighbourhood:
    """All candidates of an article's names in one table, a row for each.

    ``group`` is the index of the row's name. ``prior`` is its prominence. :meth:`table` gives the numbers of
    :data:`FEATURES` for the probabilities so far.
    """

    def __init__(self, names: Sequence[Name], mentions: Sequence[Mention], text: str) -> None:
        import numpy as np

        self.names = names
        rows = [(index, match) for index, name in enumerate(names) for match in name.matches]
        self.matches = [match for _, match in rows]
        self.features: list[Feature] = [match.feature for match in self.matches]
        self.group = np.array([index for index, _ in rows], dtype=np.intp)
        self.prior = np.array([match.prominence for match in self.matches], dtype=np.float32)
        self.size = len(rows)
        if self.size:
            self._intrinsic = self._intrinsic_numbers(
                _local_share(text), [_like_a_town(name, mentions) for name in names]
            )
            self._relate(mentions, text)

    def start(self) -> Numbers:
        """Probabilities from prominence alone."""
        return self.softmax(self.prior * 2.3)

    def softmax(self, scores: Numbers) -> Numbers:
        """Probabilities of the rows, adding up to one for each name."""
        import numpy as np

        highest = np.full(len(self.names), -np.inf, dtype=np.float32)
        np.maximum.at(highest, self.group, scores)
        weights = np.exp(scores - highest[self.group])
        totals = np.bincount(self.group, weights, minlength=len(self.names))
        return np.asarray(weights / totals[self.group], dtype=np.float32)

    def table(self, probability: Numbers, trust: Numbers) -> Numbers:
        """The numbers of all rows; ``trust`` says of each name how likely it is a place at all."""
        import numpy as np

        weight = probability * trust[self.group]
        columns = [np.log1p(matrix @ weight) for matrix in self._near]
        columns += [np.log1p(self._others(weight, codes)) for codes in (self._admin1, self._country)]
        columns += [
            np.minimum(self._others(weight * selected, codes), 1)
            for codes, selected in (
                (self._admin1, self._is_first), (self._country, self._is_country), (self._admin2, self._is_second)
            )
        ]  # fmt: skip
        columns.append(self._stated)
        columns.append(np.minimum(self._holds @ weight, 1))
        columns.append(np.minimum(self._next @ weight, 1))
        columns.append(self._others(weight, self._country) / max(1.0, float(trust.sum()) - 1))
        columns.append(np.minimum(self._others(weight, self._identity), 1))
        columns.append(np.log1p(self._may_be_near(trust)))
        result: Numbers = np.column_stack([self._intrinsic, *columns]).astype(np.float32)
        return result

    def _may_be_near(self, trust: Numbers) -> Numbers:
        """How many other names have any bearer nearby, likely or not: two rare neighbours outweigh two famous names."""
        import numpy as np

        starts = np.flatnonzero(np.diff(self.group, prepend=-1))
        nearest = np.maximum.reduceat(self._close, starts, axis=1)
        result: Numbers = (nearest * trust[self.group[starts]]).sum(axis=1)
        return result

    def _others(self, weight: Numbers, codes: NDArray[np.intp]) -> Numbers:
        """For each row the weight of the rows with the same code that belong to other names; 0 for the code -1."""
        import numpy as np

        known = codes >= 0
        total = np.bincount(codes[known], weight[known], minlength=int(codes.max(initial=-1)) + 1)
        own_key = codes.astype(np.int64) * len(self.names) + self.group
        unique, inverse = np.unique(own_key, return_inverse=True)
        own = np.bincount(inverse, weight, minlength=len(unique))[inverse]
        result = np.zeros(self.size, dtype=np.float32)
        result[known] = (total[codes[known]] - own[known]).clip(min=0)
        return result

    def _intrinsic_numbers(self, local: float, townlike: Sequence[float]) -> Numbers:
        import numpy as np

        highest = np.full(len(self.names), -np.inf, dtype=np.float32)
        np.maximum.at(highest, self.group, self.prior)
        says_kind = [bool(KIND_WORDS.search(name.key)) for name in self.names]
        seats = {
            (group, match.feature.admin1)
            for group, match in zip(self.group, self.matches, strict=True)
            if match.feature.kind == "town"
        }
        states = {
            (group, match.feature.country): match.prominence
            for group, match in zip(self.group, self.matches, strict=True)
            if match.feature.feature_class == "A.ADM1"
        }
        rows = []
        for index, match in enumerate(self.matches):
            feature, name = match.feature, self.names[self.group[index]]
            top, like_a_town = highest[self.group[index]], townlike[self.group[index]]
            rows.append(
                [
                    match.prominence - top,
                    _inhabitants(feature),
                    match.quality == "alternate",
                    *_kind_numbers(feature),
                    says_kind[self.group[index]] and feature.kind != "town",
                    name.text.casefold() == feature.name.casefold(),
                    feature.feature_class.startswith("A.ADM") and (self.group[index], feature.admin1) in seats,
                    feature.kind == "town" and match.prominence < states.get((self.group[index], feature.country), 0.0),
                    (match.prominence - top) * local,
                    local if feature.country == "US" else 0.0,
                    0.0 if feature.kind == "town" else like_a_town,
                    (match.prominence - top) * like_a_town,
                ]
            )
        return np.array(rows, dtype=np.float32)

    def _relate(self, mentions: Sequence[Mention], text: str) -> None:
        import numpy as np

        features = self.features
        self._country = _codes(features, lambda feature: feature.country)
        self._admin1 = _codes(features, lambda feature: feature.admin1)
        self._admin2 = _codes(features, lambda feature: feature.admin2)
        self._identity = _codes(features, lambda feature: feature.id)
        self._is_country = np.array([feature.kind == "country" for feature in features], dtype=np.float32)
        self._is_first = np.array([feature.feature_class == "A.ADM1" for feature in features], dtype=np.float32)
        self._is_second = np.array([feature.feature_class == "A.ADM2" for feature in features], dtype=np.float32)
        nearness = self._nearness()
        self._near = self._scales(nearness)
        compact = np.array([is_compact(feature) for feature in features], dtype=np.float32)
        self._close = nearness**20 * compact
        follows, held = self._text_relations(mentions, text)
        self._next = nearness**3 * follows[np.ix_(self.group, self.group)]
        self._holds = self._containment(held)
        self._stated = self._stated_division()

    def _nearness(self) -> Numbers:
        """exp(-d/600) for all pairs of rows of different names; by the chord, which equals the arc for near places."""
        import numpy as np

        lat = np.radians([feature.lat for feature in self.features])
        lon = np.radians([feature.lon for feature in self.features])
        points = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
        chord = np.sqrt(np.maximum(0, 2 - 2 * points @ points.T)).astype(np.float32) * EARTH_RADIUS_KM
        nearness: Numbers = np.exp(-chord / np.float32(NEAR_KM))
        nearness[self.group[:, None] == self.group] = 0
        nearness[self._identity[:, None] == self._identity] = 0
        return nearness

    def _scales(self, nearness: Numbers) -> list[Numbers]:
        import numpy as np

        compact = np.array([is_compact(feature) for feature in self.features], dtype=np.float32)
        wide = np.maximum(compact, self._is_first)
        vague = 1 - np.array(
            [feature.kind == "country" or feature.feature_class == "L.CONT" for feature in self.features],
            dtype=np.float32,
        )
        middle = nearness * nearness * nearness
        return [middle * middle * middle * nearness * compact, middle * wide, nearness * vague]

    def _text_relations(self, mentions: Sequence[Mention], text: str) -> tuple[Numbers, Numbers]:
        """Which names stand next to which, and which name may hold which, by name index."""
        import numpy as np

        name_of = {member: index for index, name in enumerate(self.names) for member in name.mentions}
        order = sorted(name_of, key=lambda index: mentions[index].start)
        follows = np.zeros((len(self.names), len(self.names)), dtype=np.float32)
        held = np.zeros_like(follows)
        for position, first in enumerate(order):
            for distance, second in enumerate(order[position + 1 : position + 1 + NEXT_NAMES]):
                gap_start, gap_end = mentions[first].end, mentions[second].start
                a, b = name_of[first], name_of[second]
                if gap_end - gap_start > NEXT_CHARACTERS or a == b:
                    continue
                follows[a, b] = follows[b, a] = 1
                gap = text[gap_start:gap_end]
                if distance == 0 and HOLDS.fullmatch(gap):
                    held[a, b] = 1
                if distance == 0 and HELD.fullmatch(gap):
                    held[b, a] = 1
        return follows, held

    def _containment(self, held: Numbers) -> Numbers:
        """Row i, column j: the text lets j hold i, and on the map it does; a weaker mark for the holder."""
        import numpy as np

        matrix = np.zeros((self.size, self.size), dtype=np.float32)
        for a, b in zip(*np.nonzero(held), strict=True):
            for i in np.flatnonzero(self.group == a):
                for j in np.flatnonzero(self.group == b):
                    if within(self.features[i], self.features[j]):
                        matrix[i, j] = max(matrix[i, j], 1.0)
                        matrix[j, i] = max(matrix[j, i], 0.8)
        return matrix

    def _stated_division(self) -> Numbers:
        """1 where the candidate lies in the state or country that the article gives right after the name."""
        import numpy as np

        stated = [
            any(within(feature, division) for division in self.names[group].divisions)
            for feature, group in zip(self.features, self.group, strict=True)
        ]
        return np.array(stated, dtype=np.float32)


def _local_share(text: str) -> float:
    """How much the text sounds like a local paper: its share of telling words, 1 at six in a hundred."""
    words = WORD.findall(text.lower())
    telling = sum(word in name_words().local_words for word in words)
    return min(1.0, telling / max(len(words), 50) / 0.06)


def _like_a_town(name: Name, mentions: Sequence[Mention]) -> float:
    """Share of the mentions in which the text treats the name as a town's: "a Lebanon man", "downtown Paris"."""
    return sum(not TOWN_CUES.isdisjoint(mentions[index].cues) for index in name.mentions) / len(name.mentions)


def _codes(features: Sequence[Feature], key: Callable[[Feature], str | None]) -> NDArray[np.intp]:
    """Small integers for equal keys; -1 for None."""
    import numpy as np

    numbers: dict[str, int] = {}
    return np.array(
        [-1 if (value := key(feature)) is None else numbers.setdefault(value, len(numbers)) for feature in features],
        dtype=np.intp,
    )


def _inhabitants(feature: Feature) -> float:
    import math

    return math.log10(feature.population + 300) - 4 if feature.kind == "town" else 0.0


def _kind_numbers(feature: Feature) -> list[bool]:
    known = [
        feature.kind == "country",
        feature.feature_class == "A.ADM1",
        feature.feature_class == "A.ADM2",
        feature.kind == "town",
        feature.feature_class == CAPITAL_CLASS,
        feature.kind == "region" and not feature.feature_class.startswith("A."),
        feature.kind in WATER_KINDS,
    ]
    return [*known, not any(known)]


def is_compact(feature: Feature) -> bool:
    """Towns, counties and single sites: features whose point says where they are."""
    return feature.kind in ("town", "facility", "camp", "crossing") or feature.feature_class == "A.ADM2"
