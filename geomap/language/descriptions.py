"""Positions that a text describes by a name: "90 km west of Crete", "northern Nigeria", "the Turkish coast".

Pure text around names that are already known; what the phrases mean on the map is :mod:`geomap.places.described`. The
words are data (``geomap/data/descriptions.en.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geomap.language.quantities import find_quantities
from geomap.model import SpotRelation

__all__ = ["Description", "Named", "find_descriptions"]

DATA = Path(__file__).parent.parent / "data"
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
    words = _grammar(language)
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
    words: _Grammar

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
        bracket = re.search(r"\s*\([^()]{1,30}\)$", words)
        end = bracket.start() if bracket else len(words)
        if not re.search(r"\d|\w", words[max(0, end - 12) : end]):
            return None
        for found in find_quantities(words[:end]):
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
        closing = self.words.coast_behind.match(self.after(self.name.end))
        if closing and self.words.locative.search(before):
            yield self._describe("coast", 0, self.name.end + closing.end())

    def _part(self, before: str) -> Iterator[Description]:
        words = self.words
        found = words.part_before.search(before) or words.part_of.search(before)
        if found:
            bearing = words.bearing(words.parts[_key(found["direction"])])
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


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns of one language. Those that look back end at the name, those that look ahead begin behind it."""

    directions: Mapping[str, float]
    parts: Mapping[str, str]
    kilometres: Mapping[str, float]
    travel: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, float]
    direction_of: re.Pattern[str]
    off_behind_distance: re.Pattern[str]
    away_from: re.Pattern[str]
    travel_from: re.Pattern[str]
    between: re.Pattern[str]
    pair: re.Pattern[str]
    owned: re.Pattern[str]
    hyphen: re.Pattern[str]
    stretches: re.Pattern[str]
    off: re.Pattern[str]
    not_before_off: re.Pattern[str]
    coast_of: re.Pattern[str]
    coast_behind: re.Pattern[str]
    own_coast: re.Pattern[str]
    locative: re.Pattern[str]
    border_of: re.Pattern[str]
    border_behind: re.Pattern[str]
    border_with: re.Pattern[str]
    part_before: re.Pattern[str]
    part_of: re.Pattern[str]
    part_behind: re.Pattern[str]
    near: re.Pattern[str]

    def bearing(self, direction: str) -> float | None:
        """Degrees of a direction word; None for the middle."""
        return self.directions.get(_key(direction))


@cache
def _grammar(language: str) -> _Grammar:
    import tomllib

    data = tomllib.loads((DATA / f"descriptions.{language}.toml").read_text(encoding="utf-8"))
    words = data["words"]
    direction, part = _compounds(data["directions"]), _compounds(data["parts"])
    coast, border = _any(words["coast"]), _any(words["border"])
    setting = rf"(?:the )?(?:(?:{_any(words['settings'])}) of |{_any(words['settings'])} )?(?:the )?"
    far = rf"(?P<far>(?:{_any(words['degrees'])}),? )?"
    count, means = _any(data["counts"]), _any(data["travel"])
    own = r"[’']s? (?:\w+ )?"
    patterns = {
        "direction_of": rf" ?(?:away )?(?:to the )?(?P<direction>{direction}) (?:of|from) {setting}$",
        "off_behind_distance": rf" (?:out )?(?:to sea )?off {setting}$",
        "away_from": rf" (?:away |inland |out )?(?:from|outside(?: of)?) {setting}$",
        "travel_from": rf"\b(?P<count>{count}|\d+)[ -](?P<unit>day|hour)(?:s?[’']?s?|s)[ -](?P<means>{means})"
        rf"(?: away)?(?: (?:to the )?{direction})? (?:from|of) {setting}$",
        "between": rf"\b(?P<halfway>(?:halfway|midway|half-way|half way) )?between {setting}$",
        "pair": rf",? and {setting}",
        "owned": rf"[’']s? (?:\w+ )?(?:{_any(words['settings'])})(?: of)? ",
        "hyphen": r" ?[-–—/] ?",
        "stretches": rf"\b(?:{_any(words['stretches'])})(?: \w+)?,? $",
        "off": rf"\boff (?:the )?(?:(?:\w+ )?(?:{coast}) of )?{setting}$",
        "not_before_off": rf"\b(?:{_any(words['not_before_off'])}) $",
        "coast_of": rf"\b(?:\w+ern )?(?:{coast}) (?:of|off) (?:the )?$",
        "coast_behind": rf" (?:\w+ )?(?:{coast})\b(?! (?:{_any(words['not_after_coast'])})\b)",
        "own_coast": rf"{own}(?:{coast})\b(?! (?:{_any(words['not_after_coast'])})\b)",
        "locative": rf"\b(?:{_any(words['locative'])}) (?:the )?$",
        "border_of": rf"\b(?:{border}) (?:\w+ )?(?:between|of) (?:the )?$",
        "border_behind": rf" (?:{border})\b",
        "border_with": rf"{own}(?:{border}) with (?:the )?",
        "part_before": rf"(?<![\w-])(?P<whole>{far}(?P<direction>{part})[ -])$",
        "part_of": rf"(?<!\bto )\bthe (?P<whole>{far}(?P<direction>{direction}|centre|center) of (?:the )?)$",
        "part_behind": rf"[’']s? {far}(?P<direction>{direction})"
        rf"(?=$|\s*[.,;:)\]”\"?!]|\s+(?:{_any(words['after_part'])})\b)",
        "near": rf"\b(?:{_any(words['near'])}) {setting}$",
    }
    return _Grammar(
        directions=data["directions"],
        parts={**data["parts"], **{word: word for word in data["directions"]}, "centre": "centre", "center": "centre"},
        kilometres=data["kilometres"],
        travel=data["travel"],
        counts=data["counts"],
        **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()},
    )


def _any(words: Sequence[str] | Mapping[str, Any]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _compounds(words: Mapping[str, Any]) -> str:
    """Direction words as a pattern: "northeast" also as "north-east" and "north east"."""
    spelt = (re.sub(r"^(north|south)(?=east|west)", r"\1[- ]?", word.replace("-", "@")) for word in words)
    loose = (re.sub(r"@(north|south)(east|west)", r"[- ]?\1[- ]?\2", word) for word in spelt)
    return f"(?:{'|'.join(sorted(loose, key=len, reverse=True))})"


def _key(word: str) -> str:
    """A direction as the data spells it."""
    joined = re.sub(r"[ -]", "", word.lower())
    return re.sub(r"^(north|south|east|west)(?=(?:north|south)(?:east|west)$)", r"\1-", joined)


def _plain(text: str) -> str:
    """The text with every white space as a space, so that a line break stops no phrase."""
    return re.sub(r"\s", " ", text)
