"""Is geomap as sure as it should be? Of the place names given a confidence of 0.9, nine in ten should be right.

A name is right when it overlaps an annotated one and its point lies within 161 km of that one's, or, for a country,
when it is the same country: the usual yardstick of toponym resolution. Names over ones annotated without a position are
left out, and so are demonyms where a corpus leaves them unmarked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from geomap.geodesy import distance_km

__all__ = ["NEAR_KM", "is_right", "judged", "reliability_rows"]

NEAR_KM = 161.0
EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)

Toponym = dict[str, Any]
Judged = tuple[float, bool]


def judged(gold: Sequence[Toponym], answers: Sequence[Toponym], *, adjectives: bool) -> Iterator[Judged]:
    """The confidence of each answer that has a point, and whether it is right."""
    for answer in answers:
        if answer["lat"] is None or (answer["kind"] == "adj" and not adjectives):
            continue
        rivals = [one for one in gold if one["start"] < answer["end"] and answer["start"] < one["end"]]
        placed = [one for one in rivals if one.get("lat") is not None]
        if placed or not rivals:
            yield answer["confidence"], any(is_right(answer, one) for one in placed)


def is_right(answer: Toponym, gold: Toponym) -> bool:
    """Whether an answer lies within 161 km of the annotated point, or in the same country where both are countries."""
    if gold.get("level") == answer["level"] == "country" and gold.get("cc"):
        return bool(gold["cc"] == answer["cc"])
    return distance_km((answer["lon"], answer["lat"]), (gold["lon"], gold["lat"])) <= NEAR_KM


def reliability_rows(answers: Iterable[Judged]) -> Iterator[str]:
    """A table row for each span of confidence: how many, how sure on average, how many of them right."""
    everything = list(answers)
    for low, high in pairwise(EDGES):
        inside = [(sure, right) for sure, right in everything if low <= sure < high or sure == high == 1.0]
        if not inside:
            continue
        mean = sum(sure for sure, _ in inside) / len(inside)
        share = sum(right for _, right in inside) / len(inside)
        yield f"| {low:.2f} to {high:.2f} | {len(inside)} | {mean:.2f} | {share:.2f} |"
