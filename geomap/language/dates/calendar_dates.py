"""Dates that the calendar gives: days, months, seasons, years and feasts, with a year or the nearest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geomap.language.dates.context import (
    CARRIED_YEAR,
    NEAREST_YEAR,
    Context,
    DateOrder,
    Interval,
    Meaning,
    Slots,
    clipped,
    int_of,
    nearest_year,
    unresolved,
)
from geomap.language.dates.days import (
    day_number,
    easter,
    from_iso,
    month_bounds,
    nth_weekday,
    weekday,
    year_bounds,
    year_month_day,
)
from geomap.model import Granularity

__all__ = ["CALENDAR_DATES", "numeric_order"]

SAME_MONTH = 20
"""Days that "the 15th" may lie before the date told last ("lifted on 21 February ... had arrived on the 15th")."""
NEAR = 45
"""Days before the publication within which "on the 14th" is counted from the publication, not from the date told."""


def numeric_order(text: str) -> DateOrder | None:
    """The order that a numeric date shows by itself; None where both readings are days (and differ)."""
    first, second = (int(part) for part in text.replace(".", "/").split("/")[:2])
    if "." in text or first > 12:
        return "dmy"
    return "mdy" if second > 12 else None


def _day(slots: Slots, context: Context) -> Interval | None:
    if "iso" in slots:
        number = from_iso(str(slots["iso"]))
        return Interval(number, number, "day", "ISO date")
    if "numeric" in slots:
        return _numeric(str(slots["numeric"]), context)
    month, day = int_of(slots, "month"), int_of(slots, "day")
    name = slots.get("weekday", slots.get("weekday_short"))

    def make(year: int) -> tuple[int, int] | None:
        number = day_number(year, month, day)
        if number is None or (name is not None and "year" not in slots and weekday(number) != name):
            return None
        return number, number

    return _with_year(slots, context, make, "day", "day and month")


def _numeric(text: str, context: Context) -> Interval | None:
    first, second, year = (int(part) for part in text.replace(".", "/").split("/"))
    year += 0 if year > 99 else (2000 if year < 70 else 1900)
    order = numeric_order(text) or context.order
    if order is None and first != second:
        return unresolved("day", "numeric date", "day and month can't be told apart")
    day, month = (first, second) if order == "dmy" else (second, first)
    number = day_number(year, month, day)
    return Interval(number, number, "day", "numeric date") if number is not None else None


def _with_year(
    slots: Slots,
    context: Context,
    make: Callable[[int], tuple[int, int] | None],
    granularity: Granularity,
    rule: str,
) -> Interval | None:
    """An interval of a named year, of "last year", of the year that the text is in, or of the nearest one."""
    if "year" in slots:
        bounds = make(int_of(slots, "year"))
        return Interval(*bounds, granularity, f"{rule} and year") if bounds else None
    if "year_shift" in slots:
        if context.reference is None:
            return unresolved(granularity, rule)
        bounds = make(year_month_day(context.reference)[0] + int_of(slots, "year_shift"))
        return Interval(*bounds, granularity, f"{rule} of a year by its distance", context.anchor) if bounds else None
    if context.carried_year is not None:
        bounds = make(context.carried_year)
        return Interval(*bounds, granularity, f"{rule}{CARRIED_YEAR}", "text") if bounds else None
    if context.reference is None:
        return unresolved(granularity, rule)
    bounds = nearest_year(context, make)
    return Interval(*bounds, granularity, f"{rule}{NEAREST_YEAR}", context.anchor) if bounds else None


def _day_of_month(slots: Slots, context: Context) -> Interval | None:
    """ "On the 14th": of the month of a history that is being told, else the last such day, or the next one."""
    rule, reference = "day of the month", context.reference
    told = context.text.start if context.text is not None else None
    history = told is not None and (reference is None or reference - told > NEAR)
    start = told if history else reference
    if start is None:
        return unresolved("day", rule)
    year, month, _ = year_month_day(start)
    days = [day_number(*_month_number(year, month + shift), int_of(slots, "day")) for shift in range(-2, 3)]
    same_month = days[2]
    if history and same_month is not None and start - SAME_MONTH <= same_month:
        found: int | None = same_month
    elif history or context.looks_ahead:
        found = next((day for day in days if day is not None and day >= start), None)
    else:
        found = next((day for day in reversed(days) if day is not None and day <= start), None)
    return Interval(found, found, "day", rule, "text" if history else context.anchor) if found is not None else None


def _month_number(year: int, month: int) -> tuple[int, int]:
    """The year and month of a month counted from a year's first, which may lie outside 1 to 12."""
    shift, index = divmod(month - 1, 12)
    return year + shift, index + 1


def _century(slots: Slots, context: Context) -> Interval:
    """The 14th century runs from 1301 to 1400; in a text of years BCE it is counted backwards."""
    if context.carried_year is not None and context.carried_year <= 0:
        return _century_before(slots, context)
    last = 100 * int_of(slots, "century")
    return Interval(year_bounds(last - 99)[0], year_bounds(last)[1], "range", "century")


def _century_before(slots: Slots, context: Context) -> Interval:
    """The 14th century BCE runs from 1400 to 1301 BCE, astronomically -1399 to -1300."""
    first = 1 - 100 * int_of(slots, "century")
    return Interval(year_bounds(first)[0], year_bounds(first + 99)[1], "range", "century before the era")


def _days(slots: Slots, context: Context) -> Interval | None:
    month, first, last = int_of(slots, "month"), int_of(slots, "first"), int_of(slots, "day")

    def make(year: int) -> tuple[int, int] | None:
        start, end = day_number(year, month, first), day_number(year, month, last)
        return (start, end) if start is not None and end is not None and start <= end else None

    return _with_year(slots, context, make, "range", "days of a month")


def _month(slots: Slots, context: Context) -> Interval | None:
    month = int_of(slots, "month")
    if "shift" in slots:
        return _shifted_name(slots, context, lambda year: month_bounds(year, month), "month", "month")
    return _with_year(slots, context, lambda year: month_bounds(year, month), "month", "month")


def _season_bounds(year: int, first_month: int) -> tuple[int, int]:
    return month_bounds(year, first_month)[0], month_bounds(year, first_month + 2)[1]


def _season(slots: Slots, context: Context) -> Interval | None:
    first_month = int_of(slots, "season")
    if "shift" in slots:
        return _shifted_name(slots, context, lambda year: _season_bounds(year, first_month), "season", "season")
    return _with_year(slots, context, lambda year: _season_bounds(year, first_month), "season", "season")


def _weekday_of_month(slots: Slots, context: Context) -> Interval | None:
    """ "The last Thursday in November"."""
    index, month, ordinal = int_of(slots, "weekday"), int_of(slots, "month"), int_of(slots, "ordinal")

    def make(year: int) -> tuple[int, int] | None:
        first, last = month_bounds(year, month)
        day = last - (weekday(last) - index) % 7 if ordinal < 0 else nth_weekday(year, month, index, ordinal)
        return (day, day) if first <= day <= last else None

    return _with_year(slots, context, make, "day", "weekday of a month")


def _shifted_name(
    slots: Slots, context: Context, make: Callable[[int], tuple[int, int]], granularity: Granularity, rule: str
) -> Interval:
    """ "Last June", "this summer", "next March": the last one that is over, the one around or nearest, the next one."""
    rule = f"{rule} by its distance"
    if context.reference is None:
        return unresolved(granularity, rule)
    year, shift = year_month_day(context.reference)[0], int_of(slots, "shift")
    candidates = [make(year + offset) for offset in range(-2, 3)]
    if shift < 0:
        bounds = [each for each in candidates if each[1] < context.reference][-1]
    elif shift > 0:
        bounds = next(each for each in candidates if each[0] > context.reference)
    else:
        bounds = _this_one(context, candidates, year)
    return Interval(*clipped(bounds, context, shift), granularity, rule, context.anchor)


def _this_one(context: Context, candidates: list[tuple[int, int]], year: int) -> tuple[int, int]:
    reference = context.reference or 0
    around = [each for each in candidates if each[0] <= reference <= each[1]]
    if around:
        return around[0]
    return next(each for each in candidates if year_month_day(each[0])[0] == year)


def _year(slots: Slots, context: Context) -> Interval:
    return Interval(*year_bounds(int_of(slots, "year")), "year", "year")


def _years(slots: Slots, context: Context) -> Interval | None:
    first = int_of(slots, "first")
    last = int_of(slots, "year") if "year" in slots else first - first % 100 + int_of(slots, "yy")
    if not first < last <= first + 200:
        return None
    return Interval(year_bounds(first)[0], year_bounds(last)[1], "range", "years")


def _fiscal_year(slots: Slots, context: Context) -> Interval:
    """Fiscal years begin in different months: the year named and the one before, which hold every usage but few."""
    year = int_of(slots, "year")
    return Interval(year_bounds(year - 1)[0], year_bounds(year)[1], "range", "fiscal year")


def _decade(slots: Slots, context: Context) -> Interval:
    year = int_of(slots, "decade")
    return Interval(year_bounds(year)[0], year_bounds(year + 9)[1], "decade", "decade")


def _quarter(slots: Slots, context: Context) -> Interval | None:
    quarter = int_of(slots, "quarter")
    quarter = 4 if quarter == -1 else quarter
    if not 1 <= quarter <= 4:
        return None

    def make(year: int) -> tuple[int, int]:
        return month_bounds(year, 3 * quarter - 2)[0], month_bounds(year, 3 * quarter)[1]

    return _with_year(slots, context, make, "quarter", "quarter")


def _feast(slots: Slots, context: Context) -> Interval | None:
    def make(year: int) -> tuple[int, int] | None:
        number = _feast_day(slots, year)
        return None if number is None else (number, number)

    return _with_year(slots, context, make, "day", "feast")


def _feast_day(slots: Slots, year: int) -> int | None:
    if "easter" in slots:
        return easter(year) + int_of(slots, "easter")
    if "nth" not in slots:
        return day_number(year, int_of(slots, "month"), int_of(slots, "day"))
    return nth_weekday(year, int_of(slots, "month"), int_of(slots, "weekday"), int_of(slots, "nth"))


CALENDAR_DATES: Mapping[str, Meaning] = {
    "day": _day,
    "days": _days,
    "month": _month,
    "season": _season,
    "weekday of a month": _weekday_of_month,
    "past month": lambda slots, context: _month({**slots, "shift": -1}, context),
    "past season": lambda slots, context: _season({**slots, "shift": -1}, context),
    "year": _year,
    "years": _years,
    "fiscal year": _fiscal_year,
    "decade": _decade,
    "century": _century,
    "century before the era": _century_before,
    "day of the month": _day_of_month,
    "quarter": _quarter,
    "feast": _feast,
}
