"""The words and patterns of positions by description, read from ``geomap/data/descriptions.en.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["DescriptionWords", "description_words", "direction_key"]

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class DescriptionWords:
    """The patterns of one language. Those that look back end at the name, those that look ahead begin behind it."""

    language: str
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
    coast_before: re.Pattern[str]
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
        return self.directions.get(direction_key(direction))


@cache
def description_words(language: str) -> DescriptionWords:
    """The words and patterns of ``descriptions.LANGUAGE.toml``."""
    import tomllib

    data = tomllib.loads((DATA / f"descriptions.{language}.toml").read_text(encoding="utf-8"))
    patterns = _written(data) if "patterns" in data else _english(data)
    return DescriptionWords(
        language=language,
        directions=data["directions"],
        parts={**data["parts"], **{word: word for word in data["directions"]}, "centre": "centre", "center": "centre"},
        kilometres=data["kilometres"],
        travel=data["travel"],
        counts=data["counts"],
        **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in {"coast_before": "(?!)", **patterns}.items()},
    )


def _written(data: Mapping[str, Any]) -> dict[str, str]:
    """The patterns of a language that brings its own, fragments put in."""
    fragments = {"count": _any(data["counts"]), "means": _any(data["travel"]), **data["fragments"]}
    patterns = dict(data["patterns"])
    for name, pattern in patterns.items():
        patterns[name] = re.sub(r"(?<!\?P)<(\w+)>", lambda found: fragments[found[1]], pattern)
    return patterns


def _english(data: Mapping[str, Any]) -> dict[str, str]:
    """The patterns around the English words."""
    words = data["words"]
    direction, part = _compounds(data["directions"]), _compounds(data["parts"])
    coast, border = _any(words["coast"]), _any(words["border"])
    setting = rf"(?:the )?(?:(?:{_any(words['settings'])}) of |{_any(words['settings'])} )?(?:the )?"
    far = rf"(?P<far>(?:{_any(words['degrees'])}),? )?"
    count, means = _any(data["counts"]), _any(data["travel"])
    own = r"[’']s? (?:\w+ )?"
    return {
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


def _any(words: Sequence[str] | Mapping[str, Any]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _compounds(words: Mapping[str, Any]) -> str:
    """Direction words as a pattern: "northeast" also as "north-east" and "north east"."""
    spelt = (re.sub(r"^(north|south)(?=east|west)", r"\1[- ]?", word.replace("-", "@")) for word in words)
    loose = (re.sub(r"@(north|south)(east|west)", r"[- ]?\1[- ]?\2", word) for word in spelt)
    return f"(?:{'|'.join(sorted(loose, key=len, reverse=True))})"


def direction_key(word: str) -> str:
    """A direction as the data spells it."""
    joined = re.sub(r"[ -]", "", word.lower())
    return re.sub(r"^(north|south|east|west)(?=(?:north|south)(?:east|west)$)", r"\1-", joined)
