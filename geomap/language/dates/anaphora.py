"""Expressions that are measured from another date of the text: "the next day", "two weeks later", "that summer"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from geomap.language.dates.context import Context, Interval, Meaning, Slots, unresolved
from geomap.language.dates.days import month_bounds, week_bounds, year_month_day
from geomap.language.dates.relative_dates import RELATIVE_DATES
from geomap.language.dates.units import GRANULARITIES, unit_around, unit_before
from geomap.model import Granularity

__all__ = ["ANAPHORA", "CLAUSE_RULES"]

NO_TEXT_DATE = "no earlier date to measure from"
CLAUSE_RULES = frozenset({"date of the clause after", "date of the clause before"})
"""Rules whose interval dates the clause that follows the expression: "a day after Damascus agreed"."""


def _moved(sign: int, rule: str) -> Meaning:
    """So many units on (or back) from the date told before."""

    def meaning(slots: Slots, context: Context) -> Interval:
        unit, count = str(slots.get("unit", "day")), int(slots.get("n", 2 if "unit" in slots else 1))
        return _shifted(context, unit, sign * count, rule)

    return meaning


def _shifted(context: Context, unit: str, count: int, rule: str) -> Interval:
    text = context.text
    granularity = GRANULARITIES[unit]
    if text is None or text.start is None or text.end is None:
        return unresolved(granularity, rule, NO_TEXT_DATE)
    start, end = unit_before(text.start, unit, -count), unit_before(text.end, unit, -count)
    if unit == "hour":
        extra = (abs(count) % 24) > 0
        start, end = (start - extra, end) if count < 0 else (start, end + extra)
    elif unit == "week" and abs(count) <= 2:
        granularity = "day" if text.granularity == "night" else text.granularity
    elif unit not in ("day", "week", "fortnight"):
        start, end = unit_around(start, unit)[0], unit_around(end, unit)[1]
    elif unit != "day":
        start, end = start - 3, end + 3
    return Interval(start, end, granularity, rule, "text")


def _same_day(slots: Slots, context: Context) -> Interval:
    granularity: Granularity = "night" if slots.get("part") == "night" else "day"
    if context.text is None or not context.text.is_closed:
        return unresolved(granularity, "that day", NO_TEXT_DATE)
    return replace(context.text, granularity=granularity, rule="that day", anchor="text")


def _next_day(slots: Slots, context: Context) -> Interval:
    return _neighbour(slots, context, 1, "the next day")


def _day_before(slots: Slots, context: Context) -> Interval:
    return _neighbour(slots, context, -1, "the day before")


def _neighbour(slots: Slots, context: Context, shift: int, rule: str) -> Interval:
    granularity: Granularity = "night" if slots.get("part") == "night" else "day"
    text = context.text
    if text is None or text.start is None or text.end is None or text.end - text.start > 6:
        return unresolved(granularity, rule, NO_TEXT_DATE)
    day = (text.end if shift > 0 else text.start) + shift
    return Interval(day, day, granularity, rule, "text")


def _unit(shift: int, rule: str) -> Meaning:
    """ "That week", "the following month", "the previous summer"."""

    def meaning(slots: Slots, context: Context) -> Interval:
        granularity = _granularity(slots)
        text = context.text
        if text is None or text.start is None or text.end is None:
            return unresolved(granularity, rule, NO_TEXT_DATE)
        if "calendar_unit" in slots:
            unit = str(slots["calendar_unit"])
            bounds = unit_around(unit_before(text.start, unit, -shift), unit)
        elif "month" in slots or "season" in slots:
            bounds = _named(slots, text, shift)
        else:
            saturday = week_bounds(text.start)[0] + 5 + 7 * shift
            bounds = saturday, saturday + 1
        return Interval(*bounds, granularity, rule, "text")

    return meaning


def _next_unit(slots: Slots, context: Context) -> Interval | None:
    """ "The next week" begins now in a clause that looks ahead, else it follows the date told before."""
    if context.ahead:
        return RELATIVE_DATES["the next"]({"unit": slots["calendar_unit"]}, context)
    return _following_unit(slots, context)


def _granularity(slots: Slots) -> Granularity:
    for name in ("month", "season"):
        if name in slots:
            return GRANULARITIES[name]
    return GRANULARITIES[str(slots.get("calendar_unit", "weekend"))]


def _named(slots: Slots, text: Interval, shift: int) -> tuple[int, int]:
    """ "That summer" is the one of the year told, "the following" the first after, "the previous" the last before."""
    first, length = (int(slots["month"]), 1) if "month" in slots else (int(slots["season"]), 3)
    start, end = text.start or 0, text.end or 0
    year = year_month_day(start)[0]
    candidates = [
        (month_bounds(year + offset, first)[0], month_bounds(year + offset, first + length - 1)[1])
        for offset in range(-1, 3)
    ]
    if shift > 0:
        return next(each for each in candidates if each[0] > end)
    if shift < 0:
        return [each for each in candidates if each[1] < start][-1]
    around = [each for each in candidates if each[0] <= start <= each[1]]
    return around[0] if around else candidates[1]


_following_unit = _unit(1, "the unit after the date before")

ANAPHORA: Mapping[str, Meaning] = {
    "later": _moved(1, "so long after the date before"),
    "earlier": _moved(-1, "so long before the date before"),
    "date of the clause after": _moved(-1, "so long before the date before"),
    "date of the clause before": _moved(1, "so long after the date before"),
    "next day": _next_day,
    "day before": _day_before,
    "same day": _same_day,
    "same unit": _unit(0, "the same unit as the date before"),
    "next unit": _next_unit,
    "following unit": _following_unit,
    "previous unit": _unit(-1, "the unit before the date before"),
    "within": RELATIVE_DATES["within"],
}
