"""How likely the chosen bearer of a name is the right one: a logistic weighing that knows how such choices turned out.

The share that a candidate gets of its name's probability says how it compares with the other bearers. It can't say that
the gazetteer lacks the place meant: the only bearer of a rare name has all of it, wherever on Earth it lies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.places.coherence import CONTEXT, FEATURES, Neighbourhood, is_compact
from geomap.places.ranking import Ranked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

__all__ = [
    "broad_kind",
    "certainties",
    "certainty_signs",
    "context_signs",
    "is_doubtful",
    "is_far_off",
    "probability_of",
]

CONTEXT_START = len(FEATURES) - len(CONTEXT)
WIDE = CONTEXT.index("near 600 km")
Signs = dict[str, float]
LEAST_CERTAINTY = 0.3
"""Below it a bearer is likelier wrong than the place next to the name in the text."""
FAR_OFF = 0.3
"""Nearness at 600 km (the logarithm of the weight of all near names) below which nothing in the text is near."""


def probability_of(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted signs; a sign without a weight counts nothing."""
    score = weights.get("always", 0.0) + sum(value * weights.get(sign, 0.0) for sign, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def broad_kind(feature_class: str, kind: str) -> str:
    """One of six words for what a feature is."""
    if feature_class.startswith("A.ADM"):
        return "first division" if feature_class == "A.ADM1" else "second division"
    return kind if kind in ("country", "town", "region") else "natural or built feature"


def context_signs(hood: Neighbourhood, ranked: Ranked, row: int) -> Signs:
    """What the surroundings of a candidate on the map say."""
    numbers = ranked.table[row, CONTEXT_START:]
    signs = {name: float(value) for name, value in zip(CONTEXT, numbers, strict=True)}
    feature = hood.features[row]
    signs["score"] = float(ranked.score[row]) / 5
    signs[f"is a {broad_kind(feature.feature_class, feature.kind)}"] = 1.0
    return signs


def certainty_signs(hood: Neighbourhood, ranked: Ranked, row: int, others: float) -> Signs:
    """The signs for a chosen row; ``others`` is how many other places the article names."""
    share = min(max(float(ranked.probability[row]), 0.001), 0.999)
    signs = context_signs(hood, ranked, row)
    del signs["score"]
    signs["share of the name"] = share
    signs["odds against the others"] = math.log(share / (1 - share)) / 5
    signs["prominence"] = hood.matches[row].prominence / 5
    signs["by-name"] = float(hood.matches[row].quality == "alternate")
    signs["other names"] = math.log1p(max(0.0, others)) / 2
    return signs


def certainties(
    hood: Neighbourhood, ranked: Ranked, trust: Sequence[float] | Numbers, weights: Mapping[str, float]
) -> tuple[float, ...]:
    """For each name how likely its best row is right, if the name is a place's; 0 for a name without candidates."""
    total = float(sum(trust))
    return tuple(
        probability_of(certainty_signs(hood, ranked, row, total - float(trust[name])), weights) if row >= 0 else 0.0
        for name, row in enumerate(ranked.best)
    )


def is_doubtful(hood: Neighbourhood, row: int, certainty: float) -> bool:
    """Whether the row is a small place that is likelier wrong than right."""
    return certainty < LEAST_CERTAINTY and is_compact(hood.features[row])


def is_far_off(hood: Neighbourhood, ranked: Ranked, row: int, certainty: float) -> bool:
    """Whether a doubtful small place is also far from everything else in the text, and can't stand for the name."""
    if len(hood.names) < 2 or not is_doubtful(hood, row, certainty):
        return False
    return float(ranked.table[row, CONTEXT_START + WIDE]) < FAR_OFF
