"""Happenings told without a place or date of their own: part of what was told just before, or nothing for a map.

"Two buses fell into a ravine near Caranavi. At least 34 people were hurt." The second sentence tells where it happened only
by standing behind the first. It takes that place as a conclusion, never as a statement, and never a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geomap.narrative.happenings import Happening

__all__ = ["settle"]

REACH = 2  # sentences


def settle(happenings: Iterable[Happening], follows: Mapping[str, frozenset[str]]) -> list[Happening]:
    """Keep what has a place or a date; give the rest the place of the happening before it, or drop it.

    ``follows`` says by type after which types a happening can be told so.
    """
    kept: list[Happening] = []
    for happening in happenings:
        if happening.place is None and happening.when is None:
            cause = next((other for other in reversed(kept) if _is_part_of(happening, other, follows)), None)
            if cause is None:
                continue
            happening.place = cause.place
            happening.inferred.add("place")
        kept.append(happening)
    return kept


def _is_part_of(later: Happening, earlier: Happening, follows: Mapping[str, frozenset[str]]) -> bool:
    apart = later.sentence.number - earlier.sentence.number
    same_paragraph = later.sentence.passage is earlier.sentence.passage
    if apart > (REACH if same_paragraph else 1) or earlier.in_heading != later.in_heading:
        return False
    return earlier.place is not None and earlier.type in follows.get(later.type, frozenset())
