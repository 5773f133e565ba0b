"""The layout cues of ``geomap/data/article.toml``, compiled once on first use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Cues", "LanguageCue", "fold_line", "load_cues"]

_LABEL = re.compile(r"\s*+([^:\n]{1,60}?)\s*+:(?!//)\s*+")
_ENDS = re.compile(r"^[^\w(]+|[^\w)]+$")
_SPACES = re.compile(r"\s+")
LONGEST_CAPTION_CUE = 800
LONGEST_CREDIT = 140


@dataclass(frozen=True, slots=True)
class LanguageCue:
    """A language and the function words that give it away."""

    code: str
    name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Everything that the layout reader knows about how news pages are made, as sets and compiled patterns."""

    furniture_lines: frozenset[str]
    furniture_labels: frozenset[str]
    link_labels: frozenset[str]
    furniture_pattern: re.Pattern[str]
    furniture_longest: int
    sections: frozenset[str]
    boilerplate: re.Pattern[str]
    kickers: frozenset[str]
    series: frozenset[str]
    byline_pattern: re.Pattern[str]
    byline_longest: int
    date_labels: frozenset[str]
    later_labels: frozenset[str]
    period_labels: frozenset[str]
    name_labels: frozenset[str]
    caption_labels: frozenset[str]
    caption_pattern: re.Pattern[str]
    credit_pattern: re.Pattern[str]
    caption_verbs: frozenset[str]
    caption_positions: re.Pattern[str]
    dateline_longest: int
    not_places: frozenset[str]
    agencies: frozenset[str]
    languages: tuple[LanguageCue, ...]
    language_names: Mapping[str, str]

    def is_furniture(self, line: str) -> bool:
        """Whether a line is part of the page rather than of the article, by its own look alone."""
        if len(line) > self.furniture_longest:
            return False
        label = label_of(line)
        if fold_line(line) in self.furniture_lines or label in self.furniture_labels:
            return True
        if label in self.link_labels and not line.endswith("."):
            return True
        return self.furniture_pattern.fullmatch(line) is not None

    def is_caption(self, line: str) -> bool:
        """Whether a line says of itself that it belongs to a picture: by its label or its credit."""
        if len(line) > LONGEST_CAPTION_CUE:
            return False
        if label_of(line) in self.caption_labels or self.caption_pattern.fullmatch(line):
            return True
        return self.credit_pattern.search(line, max(0, len(line) - LONGEST_CREDIT)) is not None


def fold_line(line: str) -> str:
    """The form in which cues are compared: no case, plain apostrophes, no punctuation at the ends."""
    return _SPACES.sub(" ", _ENDS.sub("", line.casefold().replace("’", "'"))).strip()


def label_of(line: str) -> str | None:
    """The folded words before the first colon ("Media contact: ..."), or None where there are none near the start."""
    match = _LABEL.match(line)
    return fold_line(match[1]) if match else None


@cache
def load_cues() -> Cues:
    """Read and compile the cues."""
    data = tomllib.loads(files("geomap.data").joinpath("article.toml").read_text(encoding="utf-8"))
    return _compile(data)


def _compile(data: Mapping[str, Any]) -> Cues:
    furniture, byline, caption, dateline = (data[name] for name in ("furniture", "byline", "caption", "dateline"))
    return Cues(
        furniture_lines=_folded(furniture["lines"]),
        furniture_labels=_folded(furniture["labels"]),
        link_labels=_folded(furniture["link_labels"]),
        furniture_pattern=_any_of(furniture["patterns"]),
        furniture_longest=furniture["longest_line"],
        sections=_folded(furniture["sections"]),
        boilerplate=re.compile(furniture["boilerplate"]),
        kickers=_folded(data["heading"]["kickers"]),
        series=_folded(data["heading"]["series"]),
        byline_pattern=_any_of(byline["patterns"]),
        byline_longest=byline["longest_line"],
        date_labels=_folded(byline["date_labels"]),
        later_labels=_folded(byline["later_labels"]),
        period_labels=_folded(byline["period_labels"]),
        name_labels=_folded(byline["name_labels"]),
        caption_labels=_folded(caption["labels"]),
        caption_pattern=_any_of(caption["patterns"]),
        credit_pattern=re.compile(rf"(?:{_any_of(caption['credits']).pattern})\s*\Z"),
        caption_verbs=_folded(caption["verbs"]),
        caption_positions=re.compile(rf"[,(]\s*(?i:{'|'.join(map(re.escape, caption['positions']))})\s*[,)]"),
        dateline_longest=dateline["longest"],
        not_places=_folded(dateline["not_places"]),
        agencies=_folded(dateline["agencies"]),
        languages=tuple(
            LanguageCue(code, entry["name"], frozenset(entry["words"])) for code, entry in data["languages"].items()
        ),
        language_names=data["language_names"],
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_line(word) for word in words)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that matches where any of these does; a leading ``(?i)`` holds for its own alternative only."""
    scoped = (f"(?i:{pattern[4:]})" if pattern.startswith("(?i)") else f"(?:{pattern})" for pattern in patterns)
    return re.compile("|".join(scoped))
