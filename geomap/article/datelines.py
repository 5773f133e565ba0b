"""The dateline: the place, and often the day and the agency, before the first sentence of a report.

"LONDON - ", "REYHANLI, Turkey, Feb. 14, 2023 (Tuesday) — ", "GUATEMALA CITY, Jan 31 (Desk) – ", "NEW DELHI: ".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.article.cues import fold_line, load_cues
from geomap.article.full_dates import DAY_AND_MONTH, FULL_DATE, full_dates

__all__ = ["Dateline", "find_dateline", "is_dateline_alone"]

_SEPARATOR = re.compile(r"(?<!\s)\s++(?:-{1,3}|[–—―‒]{1,3})(?=\s|[A-Z“\"])\s*+|(?<=[\w.)])(?:--+|[—―])\s*+")
_COLON = re.compile(r"\s?:\s+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", re.IGNORECASE)
_FULL_DATE = re.compile(FULL_DATE, re.IGNORECASE)
_DAY_AND_MONTH = re.compile(DAY_AND_MONTH, re.IGNORECASE)
_OPENS_SENTENCE = re.compile(r"[“\"'‘«(]?\s?[A-ZÀ-ÞĀ-Ž0-9$€£]")
_SMALL_WORDS = frozenset(
    ("of", "the", "de", "la", "le", "el", "al", "del", "du", "des", "sur", "upon", "am", "an", "in", "near", "aboard")
)
SHORTEST_SENTENCE = 5
LONGEST_NAME = 5
LONGEST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Dateline:
    """``length`` characters of a paragraph up to and with its dash; ``rest`` is where the first sentence starts.

    ``published`` is the ISO date where the dateline states one in full; ``day_and_month`` is a date without a year.
    """

    length: int
    rest: int
    published: str | None
    day_and_month: str | None


@dataclass(frozen=True, slots=True)
class _Head:
    capitals: bool
    published: str | None
    day_and_month: str | None
    agency: bool

    @property
    def dated(self) -> bool:
        return self.published is not None or self.day_and_month is not None


def find_dateline(paragraph: str, *, opening: bool) -> Dateline | None:
    """The dateline that a paragraph starts with, or None.

    A town in capitals with a dash is one anywhere. A town in small letters needs a date or an agency beside it, unless
    the paragraph is the opening one (``opening``), where a colon after capitals will do as well.
    """
    window = paragraph[: load_cues().dateline_longest]
    separator = _SEPARATOR.search(window)
    if separator is not None:
        head = _read_head(window[: separator.start()])
        if head is not None and _plausible(head, paragraph, separator.end(), opening):
            return _dateline(head, paragraph, separator)
    colon = _COLON.search(window) if opening else None
    if colon is None:
        return None
    head = _read_head(window[: colon.start()])
    if head is None or not head.capitals or not _tells(paragraph[colon.end() :]):
        return None
    return _dateline(head, paragraph, colon)


def is_dateline_alone(line: str) -> bool:
    """Whether a line is a dateline with no sentence after it: "GENEVA, 5 March 2020", "LONDON, May 3 (Reuters)"."""
    if len(line) > load_cues().dateline_longest:
        return False
    place = line.rstrip(" -–—―")
    head = _read_head(place)
    if head is None:
        return False
    return head.published is not None or head.agency or place != line or (head.capitals and head.dated)


def _dateline(head: _Head, paragraph: str, separator: re.Match[str]) -> Dateline:
    length = len(paragraph[: separator.end()].rstrip())
    return Dateline(length, separator.end(), head.published, head.day_and_month)


def _plausible(head: _Head, paragraph: str, rest: int, opening: bool) -> bool:
    sentence = paragraph[rest:]
    if not _tells(sentence):
        return False
    if head.capitals or head.dated or head.agency:
        return True
    # "Sweden - long neutral - applied": a second dash makes it an insertion, not a dateline
    return opening and _SEPARATOR.search(sentence[:200]) is None


def _tells(sentence: str) -> bool:
    return _OPENS_SENTENCE.match(sentence) is not None and len(sentence[:200].split()) >= SHORTEST_SENTENCE


def _read_head(head: str) -> _Head | None:
    """Take date, weekday and agency out of the words before the dash; what is left must be a place name."""
    agency = False
    for inside in _BRACKETS.findall(head):
        known = fold_line(inside) in load_cues().agencies
        known = known or (_is_name(inside) and _tells_day_after_capitals(head))
        if not known and not _WEEKDAY.search(inside) and not _DAY_AND_MONTH.search(inside):
            return None
        agency = agency or known
    published = next((found.iso for found in full_dates(head)), None)
    place = _FULL_DATE.sub(" ", head) if published else head
    partial = None if published else _DAY_AND_MONTH.search(place)
    place = _WEEKDAY.sub(" ", _BRACKETS.sub(" ", _DAY_AND_MONTH.sub(" ", place)))
    parts = [part.strip(" ,;") for part in re.split(r",|/|\band\b|;", place)]
    names = [part for part in parts if part]
    if names and fold_line(names[-1]) in load_cues().agencies and len(names) > 1:
        agency = True
        names.pop()
    if not names or len(names) > LONGEST_PARTS or not all(_is_name(name) for name in names):
        return None
    if fold_line(names[0]) in load_cues().not_places:
        return None
    return _Head(_in_capitals(names[0]), published, partial[0] if partial else None, agency)


def _tells_day_after_capitals(head: str) -> bool:
    """ "ALMATY, Kazakhstan, Oct 4 (Central Asia Desk)": after town and day it is who reports."""
    return _in_capitals(head.split(",")[0]) and _DAY_AND_MONTH.search(head) is not None


def _is_name(part: str) -> bool:
    words = part.split()
    if len(words) > LONGEST_NAME or any(character.isdigit() for character in part):
        return False
    named = [word for word in words if word.casefold() not in _SMALL_WORDS]
    return bool(named) and all(_opens_with_capital(word) for word in named)


def _opens_with_capital(word: str) -> bool:
    """ "Paris", "N’Djamena", "al-Qaim": a capital at the start, or after an article joined by a hyphen."""
    first, _, after = word.partition("-")
    return word[0].isupper() or (len(first) <= 2 and after[:1].isupper())


def _in_capitals(name: str) -> bool:
    letters = [character for character in name if character.isalpha()]
    small = sum(character.islower() for character in letters)
    return len(letters) >= 3 and small <= len(letters) // 6
