"""Complete calendar dates as publication lines write them: day, month and year, nothing relative or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

__all__ = [
    "DAY_AND_MONTH",
    "FULL_DATE",
    "FullDate",
    "full_dates",
    "is_only_date",
    "iso_date",
    "parse_date",
    "with_year",
]

_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTHS)})\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"

DAY_AND_MONTH = rf"(?:{_DAY}(?:\s+of)?\s+{_MONTH}|{_MONTH}\s+{_DAY})(?!\w)"
"""Pattern (ignore case) of a day and a month without a year: "Jan 31", "4 August"."""

FULL_DATE = (
    rf"(?:(?P<d1>{_DAY})(?:\s+of)?[\s-]+(?P<m1>{_MONTH}),?[\s-]+(?P<y1>{_YEAR})"
    rf"|(?P<m2>{_MONTH})\s*(?P<d2>{_DAY}),?\s+(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})-(?P<m3>\d{{1,2}})-(?P<d3>\d{{1,2}})"
    rf"|(?P<d4>\d{{1,2}})\.\s?(?P<m4>\d{{1,2}})\.\s?(?P<y4>{_YEAR})"
    rf"|(?P<a5>\d{{1,2}})/(?P<b5>\d{{1,2}})/(?P<y5>{_YEAR}))(?!\d)"
)
_FULL_DATE = re.compile(rf"(?<![\w./-]){FULL_DATE}", re.IGNORECASE)
_MONTH_NUMBER = [re.compile(rf"{name}\.?", re.IGNORECASE) for name in _MONTHS]
_DATE_PARTS = re.compile(rf"(?P<day>{_DAY})|(?P<month>{_MONTH})", re.IGNORECASE)
_CLOCK = r"\d{1,2}(?:[:.]\d\d){1,2}\s*(?:[ap]\.?\s?m\.?)?|\d{1,2}\s*[ap]\.?\s?m\.?|noon|midnight|\d{1,2}h\d\d"
_ZONE = (
    r"(?-i:\b(?:GMT|UTC|BST|C?ES?T|[CE]EST|WES?T|[AECMP][SD]?T|[EWC]AT|[IAJK]ST|MSK)\b)(?:[+-]\d+)?"
    r"|[+-]\d\d:?\d\d|T[\d:.]+(?:Z|[+-][\d:]+)?"
)
_AGO = r"\d{1,4} (?:second|minute|hour|day|week|month|year)s? ago"
_BESIDE_DATE = re.compile(
    rf"(?:\b{_WEEKDAY}|{_AGO}|{_CLOCK}|\b(?:at|on|local time)\b|{_ZONE}|[\s,;|•·()/–—-])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FullDate:
    """A complete date: where it stands in the line, and the ISO form."""

    start: int
    end: int
    iso: str


def full_dates(line: str) -> Iterator[FullDate]:
    """All complete dates of a line, in order.

    "3/4/2021" says no month without knowing the country, so it counts only where one of the two can't be a month.
    """
    for match in _FULL_DATE.finditer(line):
        iso = _to_iso(match)
        if iso is not None:
            yield FullDate(match.start(), match.end(), iso)


def is_only_date(line: str) -> bool:
    """Whether a line is nothing but a complete date, perhaps with its weekday and the time of day."""
    found = next(full_dates(line), None)
    if found is None:
        return False
    return not without_time(f"{line[: found.start]} {line[found.end :]}")


def without_time(words: str) -> str:
    """The words beside a date without weekday, time of day and what joins them."""
    return " ".join(_BESIDE_DATE.sub(" ", words).split())


def parse_date(value: str) -> str | None:
    """The ISO date of a text that states exactly one complete date ("2016-04-26", "26 April 2016"), else None."""
    found = list(full_dates(value.strip()))
    return found[0].iso if len(found) == 1 and is_only_date(value) else None


def with_year(day_and_month: str, year: int) -> str | None:
    """The ISO date of "Jan 31" in the given year, or None where there is no such day."""
    parts = {match.lastgroup: match[0] for match in _DATE_PARTS.finditer(day_and_month)}
    if "day" not in parts or "month" not in parts:
        return None
    return iso_date(year, _month_number(parts["month"]), _day_number(parts["day"]))


def iso_date(year: int, month: int, day: int) -> str | None:
    """The ISO form of a calendar date, or None where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _to_iso(match: re.Match[str]) -> str | None:
    if match["y1"]:
        return iso_date(int(match["y1"]), _month_number(match["m1"]), _day_number(match["d1"]))
    if match["y2"]:
        return iso_date(int(match["y2"]), _month_number(match["m2"]), _day_number(match["d2"]))
    if match["y3"]:
        return iso_date(int(match["y3"]), int(match["m3"]), int(match["d3"]))
    if match["y4"]:
        return iso_date(int(match["y4"]), int(match["m4"]), int(match["d4"]))
    first, second = int(match["a5"]), int(match["b5"])
    if first != second and first <= 12 and second <= 12:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    return iso_date(int(match["y5"]), month, day)


def _month_number(name: str) -> int:
    return next((number for number, month in enumerate(_MONTH_NUMBER, 1) if month.fullmatch(name)), 0)


def _day_number(day: str) -> int:
    return int(re.match(r"\d+", day)[0])  # type: ignore[index]  # _DAY starts with a digit
