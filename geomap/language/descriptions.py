"""Positions that a text describes by a name: "90 km west of Crete", "northern Nigeria", "the Turkish coast".

Pure text around names that are already known; what the phrases mean on the map is :mod:`geomap.places.described`. The
words are data (``geomap/data/descriptions.en.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.language.description_words import DescriptionWords, description_words, direction_key
from geomap.language.quantities import find_quantities
from geomap.model import SpotRelation

__all__ = ["Description", "Named", "find_descriptions"]

WINDOW = 110
"""Characters on each side of a name that are looked at."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: a place, or the adjective of one ("Turkish")."""

    start: int
    end: int
    adjective: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """A phrase at ``start`` to ``end`` and the names (indexes into those given) by which it describes a position.

    ``direction`` is degrees clockwise from north, None where none is said (for a part: its middle). ``distance_km`` is
    the distance, or how far the stated travel gets.
    """

    start: int
    end: int
    relation: SpotRelation
    names: tuple[int, ...]
    direction: float | None = None
    distance_km: float | None = None
    far: bool = False


def find_descriptions(text: str, names: Sequence[Named], *, language: str = "en") -> tuple[Description, ...]:
    """The descriptions in a text, by their names in text order; a name is described at most once."""
    words = description_words(language)
    found: list[Description] = []
    used: set[int] = set()
    for index in range(len(names)):
        if index in used:
            continue
        description = next(_Around(text, names, index, words).readings(), None)
        if description is not None:
            found.append(description)
            used.update(description.names)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Around:
    """One name and the words about it."""

    text: str
    names: Sequence[Named]
    index: int
    words: DescriptionWords

    @property
    def name(self) -> Named:
        return self.names[self.index]

    @property
    def opening(self) -> int:
        """Where the name begins, with the country that has it: "Yemen's port city of Hodeida"."""
        previous = self.index - 1
        return self.names[previous].start if previous >= 0 and self._has(previous) else self.name.start

    def _has(self, owner: int) -> bool:
        """Whether the text says that the next name is the owner's."""
        if owner + 1 >= len(self.names) or self.names[owner].adjective:
            return False
        gap = self.text[self.names[owner].end : self.names[owner + 1].start]
        return self.words.owned.fullmatch(_plain(gap)) is not None

    @property
    def before(self) -> str:
        return _plain(self.text[max(0, self.opening - WINDOW) : self.opening])

    def after(self, end: int) -> str:
        return _plain(self.text[end : end + WINDOW])

    def readings(self) -> Iterator[Description]:
        """What the phrase may be, the most telling reading first."""
        if self._has(self.index):
            return
        before = self.before
        yield from self._border(before)
        if self.name.adjective:
            yield from self._coast_of_adjective(before)
            return
        yield from self._offset(before)
        yield from self._travel(before)
        yield from self._between(before)
        yield from self._off(before)
        yield from self._coast(before)
        yield from self._part(before)
        yield from self._near(before)

    def _describe(self, relation: SpotRelation, before: int = 0, end: int | None = None, **facts: Any) -> Description:
        """The description that begins ``before`` characters ahead of the name."""
        names = facts.pop("names", (self.index,))
        return Description(self.opening - before, self.name.end if end is None else end, relation, names, **facts)

    def _other(self, joint: re.Pattern[str]) -> tuple[int, re.Match[str]] | None:
        """The next name, when the words between the two are ``joint``."""
        following = self.index + 1
        if following >= len(self.names):
            return None
        gap = joint.fullmatch(_plain(self.text[self.name.end : self.names[following].start]))
        return (following, gap) if gap else None

    def _border(self, before: str) -> Iterator[Description]:
        words, opening = self.words, self.words.border_of.search(before)
        paired = self._other(words.pair) if opening else None
        if opening and paired:
            end = self.names[paired[0]].end
            yield self._describe("border", len(opening[0]), end, names=(self.index, paired[0]))
            return
        paired = self._other(words.hyphen)
        closing = words.border_behind.match(self.after(self.names[paired[0]].end)) if paired else None
        if paired and closing:
            end = self.names[paired[0]].end + closing.end()
            yield self._describe("border", 0, end, names=(self.index, paired[0]))
            return
        paired = self._other(words.border_with)
        if paired:
            yield self._describe("border", 0, self.names[paired[0]].end, names=(self.index, paired[0]))

    def _offset(self, before: str) -> Iterator[Description]:
        for pattern in (self.words.direction_of, self.words.off_behind_distance, self.words.away_from):
            tail = pattern.search(before)
            distance = self._distance(before[: tail.start()]) if tail else None
            if tail is None or distance is None:
                continue
            start, kilometres = distance
            if pattern is self.words.direction_of:
                bearing = self.words.bearing(tail["direction"])
                yield self._describe("offset", len(before) - start, direction=bearing, distance_km=kilometres)
            else:
                relation: SpotRelation = "off" if pattern is self.words.off_behind_distance else "away"
                yield self._describe(relation, len(before) - start, distance_km=kilometres)

    def _distance(self, before: str) -> tuple[int, float] | None:
        """Where a distance that ends the words begins, and how long it is; "50 km (31 miles)" is its first."""
        words = before.rstrip()
        bracket = re.search(r"(?<!\s)\s*+\([^()]{1,30}\)$", words)
        end = bracket.start() if bracket else len(words)
        if not re.search(r"\d|\w", words[max(0, end - 12) : end]):
            return None
        for found in find_quantities(words[:end], language=self.words.language):
            if found.end == end and found.kind == "distance":
                value = found.quantity.value
                middle = sum(value) / 2 if isinstance(value, tuple) else value
                unit = self.words.kilometres.get(found.quantity.unit)
                return (found.start, middle * unit) if unit and middle > 0 else None
        return None

    def _travel(self, before: str) -> Iterator[Description]:
        found = self.words.travel_from.search(before)
        if found is None:
            return
        count = self.words.counts.get(found["count"].lower()) or float(found["count"])
        means = self.words.travel[found["means"].lower()]
        yield self._describe("travel", len(found[0]), distance_km=count * means[found["unit"].lower()])

    def _between(self, before: str) -> Iterator[Description]:
        opening = self.words.between.search(before)
        paired = self._other(self.words.pair) if opening else None
        if opening is None or paired is None:
            return
        if opening["halfway"] or self.words.stretches.search(before[: opening.start()]):
            end = self.names[paired[0]].end
            yield self._describe("between", len(opening[0]), end, names=(self.index, paired[0]))

    def _off(self, before: str) -> Iterator[Description]:
        found = self.words.off.search(before)
        if found and not self.words.not_before_off.search(before[: found.start()]):
            closing = self.words.own_coast.match(self.after(self.name.end))
            end = self.name.end + closing.end() if closing else self.name.end
            yield self._describe("off", len(found[0]), end)

    def _coast(self, before: str) -> Iterator[Description]:
        found = self.words.coast_of.search(before)
        closing = self.words.own_coast.match(self.after(self.name.end))
        if found:
            yield self._describe("coast", len(found[0]))
        elif closing:
            yield self._describe("coast", 0, self.name.end + closing.end())

    def _coast_of_adjective(self, before: str) -> Iterator[Description]:
        opening = self.words.coast_before.search(before)  # "la côte libyenne"
        if opening:
            yield self._describe("coast", len(opening[0]))
            return
        closing = self.words.coast_behind.match(self.after(self.name.end))
        if closing and self.words.locative.search(before):
            yield self._describe("coast", 0, self.name.end + closing.end())

    def _part(self, before: str) -> Iterator[Description]:
        words = self.words
        found = words.part_before.search(before) or words.part_of.search(before)
        if found:
            bearing = words.bearing(words.parts[direction_key(found["direction"])])
            yield self._describe("part", len(found["whole"]), direction=bearing, far=bool(found["far"]))
            return
        behind = words.part_behind.match(self.after(self.name.end))
        if behind:
            bearing = words.bearing(behind["direction"])
            yield self._describe(
                "part", 0, self.name.end + behind.end("direction"), direction=bearing, far=bool(behind["far"])
            )

    def _near(self, before: str) -> Iterator[Description]:
        found = self.words.near.search(before)
        if found:
            yield self._describe("near", len(found[0]))


def _plain(text: str) -> str:
    """The text with every white space as a space, so that a line break stops no phrase."""
    return re.sub(r"\s", " ", text)
