"""The weights of ranking and acceptance, read from ``geomap/data``: plain numbers, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Acceptance", "Ranking", "acceptance", "ranking"]

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights of the numbers in :data:`geomap.places.coherence.FEATURES`, and how many rounds they are applied.

    ``certainty`` are the logistic weights of how likely the best candidate is right
    (:mod:`geomap.places.certainty`).
    """

    rounds: int
    weights: Mapping[str, float]
    certainty: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Logistic weights that tell a place from another capitalised word.

    ``first`` sees only the mention and the gazetteer; ``second`` also where the article's other names lie.
    ``threshold`` is the least probability of a place that is put on the map. ``ceiling`` is the share of right places
    among those that both weighings are sure of; confidences are scaled by it.
    """

    threshold: float
    ceiling: float
    first: Mapping[str, float]
    second: Mapping[str, float]


@cache
def ranking() -> Ranking:
    """The weights of ``ranking.toml``."""
    table = _read("ranking.toml")
    return Ranking(rounds=int(table["rounds"]), weights=table["weights"], certainty=table["certainty"])


@cache
def acceptance() -> Acceptance:
    """The weights of ``recognition.toml``."""
    table = _read("recognition.toml")
    return Acceptance(
        threshold=float(table["threshold"]),
        ceiling=float(table["ceiling"]),
        first=table["first"],
        second=table["second"],
    )


def _read(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
