"""Give every candidate a probability: prominence first, then a few rounds of what the names say about each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.places.coherence import FEATURES, Neighbourhood
from geomap.places.weights import Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

__all__ = ["Ranked", "rank"]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Probability, score and numbers of every row of a neighbourhood, and the best row of every name (-1: none)."""

    probability: Numbers
    score: Numbers
    table: Numbers
    best: tuple[int, ...]


def rank(neighbourhood: Neighbourhood, trust: Numbers, ranking: Ranking) -> Ranked:
    """Weigh the candidates of all names; ``trust`` says of each name how likely it is a place at all."""
    import numpy as np

    if not neighbourhood.size:
        empty = np.zeros(0, dtype=np.float32)
        return Ranked(empty, empty, np.zeros((0, len(FEATURES)), dtype=np.float32), (-1,) * len(neighbourhood.names))
    weights = np.array([ranking.weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    probability = neighbourhood.start()
    for _ in range(ranking.rounds):
        table = neighbourhood.table(probability, trust)
        score = table @ weights
        probability = neighbourhood.softmax(score)
    return Ranked(probability, score, table, _best_rows(neighbourhood, probability))


def _best_rows(neighbourhood: Neighbourhood, probability: Numbers) -> tuple[int, ...]:
    best = [-1] * len(neighbourhood.names)
    for row, group in enumerate(neighbourhood.group):
        if best[group] < 0 or probability[row] > probability[best[group]]:
            best[group] = row
    return tuple(best)
