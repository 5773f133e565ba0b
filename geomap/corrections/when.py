"""Dates as a person writes them in a corrections file: ISO 8601 days, months, years and intervals with open ends."""

from __future__ import annotations

import re
from calendar import monthrange

from geomap.model import Granularity, When
from geomap.story_checks import is_date

__all__ = ["BY_A_PERSON", "when_of"]

BY_A_PERSON = "stated by a person"
"""The ``rule`` of a :class:`~geomap.model.When` that stands in a corrections file."""

PART = re.compile(r"(?P<year>-?[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-[0-9]{2})?)?")
OPEN = ".."


def when_of(text: str) -> When:
    """The interval of ``2016-04-19``, ``2016-04``, ``2016``, ``2016-04-01/2016-04-19``, ``2016-04-01/..``.

    :raises ValueError: when it is none of these, or ends before it begins.
    """
    first, slash, last = text.strip().partition("/")
    if not slash:
        start, end, granularity = _part(first)
        return When(start=start, end=end, granularity=granularity, text=text, rule=BY_A_PERSON)
    if first == last == OPEN:
        raise ValueError('is open at both ends; write one of them, or "" for: nobody knows')
    begin = None if first == OPEN else _part(first)[0]
    close = None if last == OPEN else _part(last)[1]
    if begin is not None and close is not None and _order(close) < _order(begin):
        raise ValueError(f"ends ({close}) before it begins ({begin})")
    return When(start=begin, end=close, granularity="range" if begin and close else "open", text=text, rule=BY_A_PERSON)


def _part(text: str) -> tuple[str, str, Granularity]:
    if is_date(text):
        return text, text, "day"
    found = PART.fullmatch(text)
    if found is not None and text.count("-", 1) < 2:
        year, month = found["year"], found["month"]
        if month is None:
            return f"{year}-01-01", f"{year}-12-31", "year"
        if is_date(f"{year}-{month}-01"):
            days = monthrange(2000 + int(year) % 400, int(month))[1]
            return f"{year}-{month}-01", f"{year}-{month}-{days:02}", "month"
    raise ValueError(
        f"has no date in {text!r}; write 2016-04-26, 2016-04, 2016, 2016-04-01/2016-04-19 or 2016-04-01/.."
    )


def _order(day: str) -> tuple[int, str]:
    """Days in their order, also before year 1, where a larger number is earlier."""
    year, rest = day[:-6], day[-5:]
    return int(year), rest
