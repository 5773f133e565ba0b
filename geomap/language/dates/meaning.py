"""What each rule of the date grammar means: absolute expressions, and those measured from a reference day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geomap.language.dates.context import Context, DateOrder, Interval, nearest_year, unresolved
from geomap.language.dates.days import (
    add_months,
    add_years,
    day_number,
    easter,
    from_iso,
    month_bounds,
    nth_weekday,
    week_bounds,
    weekday,
    year_bounds,
    year_month_day,
)  # fmt: skip
from geomap.language.dates.lexer import Value
from geomap.model import Granularity

__all__ = ["MEANINGS", "Meaning", "numeric_order", "unit_around", "unit_before"]

Slots = Mapping[str, Value]
Meaning = Callable[[Slots, Context], Interval | None]

NAMES_OF_UNITS: Mapping[str, Granularity] = {
    "hour": "day", "day": "day", "week": "week", "fortnight": "week", "month": "month", "quarter": "quarter",
    "year": "year", "decade": "decade", "century": "range", "season": "season", "weekend": "range",
}  # fmt: skip


def _number(slots: Slots, name: str) -> int:
    return int(slots[name])


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
    month, day = _number(slots, "month"), _number(slots, "day")
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
        bounds = make(_number(slots, "year"))
        return Interval(*bounds, granularity, f"{rule} and year") if bounds else None
    if "year_shift" in slots:
        if context.reference is None:
            return unresolved(granularity, rule)
        bounds = make(year_month_day(context.reference)[0] + _number(slots, "year_shift"))
        return Interval(*bounds, granularity, f"{rule} of a year by its distance", context.anchor) if bounds else None
    if context.carried_year is not None:
        bounds = make(context.carried_year)
        return Interval(*bounds, granularity, f"{rule}, year carried on from the text", "text") if bounds else None
    if context.reference is None:
        return unresolved(granularity, rule)
    bounds = nearest_year(context, make)
    return Interval(*bounds, granularity, f"{rule}, nearest year", context.anchor) if bounds else None


def _days(slots: Slots, context: Context) -> Interval | None:
    month, first, last = _number(slots, "month"), _number(slots, "first"), _number(slots, "day")

    def make(year: int) -> tuple[int, int] | None:
        start, end = day_number(year, month, first), day_number(year, month, last)
        return (start, end) if start is not None and end is not None and start <= end else None

    return _with_year(slots, context, make, "range", "days of a month")


def _month(slots: Slots, context: Context) -> Interval | None:
    month = _number(slots, "month")
    if "shift" in slots:
        return _shifted_name(slots, context, lambda year: month_bounds(year, month), "month", "month")
    return _with_year(slots, context, lambda year: month_bounds(year, month), "month", "month")


def _season_bounds(year: int, first_month: int) -> tuple[int, int]:
    return month_bounds(year, first_month)[0], month_bounds(year, first_month + 2)[1]


def _season(slots: Slots, context: Context) -> Interval | None:
    first_month = _number(slots, "season")
    if "shift" in slots:
        return _shifted_name(slots, context, lambda year: _season_bounds(year, first_month), "season", "season")
    return _with_year(slots, context, lambda year: _season_bounds(year, first_month), "season", "season")


def _weekday_of_month(slots: Slots, context: Context) -> Interval | None:
    """ "The last Thursday in November"."""
    index, month, ordinal = _number(slots, "weekday"), _number(slots, "month"), _number(slots, "ordinal")

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
    year, shift = year_month_day(context.reference)[0], _number(slots, "shift")
    candidates = [make(year + offset) for offset in range(-2, 3)]
    if shift < 0:
        bounds = [each for each in candidates if each[1] < context.reference][-1]
    elif shift > 0:
        bounds = next(each for each in candidates if each[0] > context.reference)
    else:
        bounds = _this_one(context, candidates, year)
    return Interval(*_clipped(bounds, context, shift), granularity, rule, context.anchor)


def _this_one(context: Context, candidates: list[tuple[int, int]], year: int) -> tuple[int, int]:
    reference = context.reference or 0
    around = [each for each in candidates if each[0] <= reference <= each[1]]
    if around:
        return around[0]
    return next(each for each in candidates if year_month_day(each[0])[0] == year)


def _clipped(bounds: tuple[int, int], context: Context, shift: int) -> tuple[int, int]:
    """ "This week" told as past ends today; told ahead, it starts today."""
    reference = context.reference
    if shift != 0 or reference is None or not bounds[0] <= reference <= bounds[1]:
        return bounds
    return (reference, bounds[1]) if context.looks_ahead else (bounds[0], reference)


def _year(slots: Slots, context: Context) -> Interval:
    return Interval(*year_bounds(_number(slots, "year")), "year", "year")


def _years(slots: Slots, context: Context) -> Interval | None:
    first = _number(slots, "first")
    last = _number(slots, "year") if "year" in slots else first - first % 100 + _number(slots, "yy")
    if not first < last <= first + 200:
        return None
    return Interval(year_bounds(first)[0], year_bounds(last)[1], "range", "years")


def _fiscal_year(slots: Slots, context: Context) -> Interval:
    """Fiscal years begin in different months: the year named and the one before, which hold every usage but few."""
    year = _number(slots, "year")
    return Interval(year_bounds(year - 1)[0], year_bounds(year)[1], "range", "fiscal year")


def _decade(slots: Slots, context: Context) -> Interval:
    year = _number(slots, "decade")
    return Interval(year_bounds(year)[0], year_bounds(year + 9)[1], "decade", "decade")


def _quarter(slots: Slots, context: Context) -> Interval | None:
    quarter = _number(slots, "quarter")
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
        return easter(year) + _number(slots, "easter")
    if "nth" not in slots:
        return day_number(year, _number(slots, "month"), _number(slots, "day"))
    return nth_weekday(year, _number(slots, "month"), _number(slots, "weekday"), _number(slots, "nth"))


def _near(first: int, last: int, rule: str, granularity: Granularity = "day") -> Meaning:
    """A meaning so many days from the reference."""

    def meaning(slots: Slots, context: Context) -> Interval:
        night: Granularity = "night" if slots.get("part") == "night" else granularity
        if context.reference is None:
            return unresolved(night, rule)
        return Interval(context.reference + first, context.reference + last, night, rule, context.anchor)

    return meaning


def _weekday(slots: Slots, context: Context) -> Interval:
    index, shift = _number(slots, "weekday"), slots.get("shift")
    granularity: Granularity = "night" if slots.get("part") == "night" else "day"
    if shift is None and context.period and context.direction is None and not context.ahead:
        inside = context.latest_weekday(index, before=context.period[1])
        if inside is not None and inside >= context.period[0]:
            return Interval(inside, inside, granularity, "weekday of the period reported on", "text")
    if context.reference is None:
        return unresolved(granularity, "weekday")
    day = context.next_weekday(index) if context.looks_ahead and shift != -1 else context.latest_weekday(index)
    if shift == -1 and day == context.reference:
        day = context.reference - 7
    if shift == 1:
        day = context.reference + ((index - weekday(context.reference)) % 7 or 7)
    return Interval(day, day, granularity, "weekday", context.anchor)


def _weekday_towards(shift: int) -> Meaning:
    return lambda slots, context: _weekday({**slots, "shift": shift}, context)


def _weekday_of_week(slots: Slots, context: Context) -> Interval:
    if context.reference is None:
        return unresolved("day", "weekday of a week")
    monday = week_bounds(context.reference)[0] + 7 * _number(slots, "shift")
    day = monday + _number(slots, "weekday")
    return Interval(day, day, "day", "weekday of a week", context.anchor)


def _overnight(slots: Slots, context: Context) -> Interval:
    day = _weekday({"weekday": slots["weekday"]}, context)
    end = None if day.end is None else day.end + 1
    return Interval(day.start, end, "night", f"night after: {day.rule}", day.anchor)


def _overnight_into(slots: Slots, context: Context) -> Interval:
    day = _weekday({"weekday": slots["weekday"]}, context)
    start = None if day.start is None else day.start - 1
    return Interval(start, day.end, "night", f"night before: {day.rule}", day.anchor)


def _weekend(shift: int | None) -> Meaning:
    def meaning(slots: Slots, context: Context) -> Interval:
        way = slots.get("shift", shift)
        if context.reference is None:
            return unresolved("range", "weekend")
        saturday = context.latest_weekday(5) or 0
        since_sunday, until_saturday = context.reference - saturday - 1, saturday + 7 - context.reference
        if way == -1 and since_sunday <= 0:
            saturday -= 7
        coming = since_sunday > 0 and way != -1 and context.looks_ahead
        if way == 1 or coming or (way == 0 and until_saturday < since_sunday):
            saturday += 7
        return Interval(saturday, saturday + 1, "range", "weekend", context.anchor)

    return meaning


def unit_around(day: int, unit: str) -> tuple[int, int]:
    """The calendar week, month, quarter, year or decade around a day; the day itself for a shorter unit."""
    year, month, _ = year_month_day(day)
    if unit in ("week", "fortnight"):
        return week_bounds(day)
    if unit == "month":
        return month_bounds(year, month)
    if unit == "quarter":
        first = month - (month - 1) % 3
        return month_bounds(year, first)[0], month_bounds(year, first + 2)[1]
    if unit == "year":
        return year_bounds(year)
    if unit == "decade":
        return year_bounds(year - year % 10)[0], year_bounds(year - year % 10 + 9)[1]
    return day, day


def unit_before(day: int, unit: str, count: int) -> int:
    """The day ``count`` units before ``day`` (after it, for a negative count). Hours make whole days, rounded up."""
    if unit == "hour":
        return day - (count // 24 if count >= 0 else -(-count // 24))
    if unit in ("day", "week", "fortnight"):
        return day - count * {"day": 1, "week": 7, "fortnight": 14}[unit]
    if unit in ("month", "quarter"):
        return add_months(day, -count * (1 if unit == "month" else 3))
    return add_years(day, -count * {"year": 1, "decade": 10, "century": 100}[unit])


def _calendar_unit(slots: Slots, context: Context) -> Interval:
    unit, shift = str(slots.get("calendar_unit", "quarter")), _number({"shift": 0, **slots}, "shift")
    granularity = NAMES_OF_UNITS[unit]
    if context.reference is None:
        return unresolved(granularity, f"{unit} by its distance")
    bounds = unit_around(unit_before(context.reference, unit, -shift), unit)
    return Interval(*_clipped(bounds, context, shift), granularity, f"{unit} by its distance", context.anchor)


def _unit_now(slots: Slots, context: Context) -> Interval:
    unit = str(slots.get("calendar_unit", "quarter"))
    if context.reference is None:
        return unresolved(NAMES_OF_UNITS[unit], f"the {unit}")
    return Interval(*unit_around(context.reference, unit), NAMES_OF_UNITS[unit], f"the {unit}", context.anchor)


def _end_of_unit(slots: Slots, context: Context) -> Interval:
    whole = _unit_now({"calendar_unit": slots.get("calendar_unit", "year")}, context)
    if whole.start is None or whole.end is None:
        return whole
    third = max((whole.end - whole.start + 1) // 3, 1)
    return Interval(whole.end - third + 1, whole.end, "range", f"end of {whole.rule}", whole.anchor)


def _the_past(slots: Slots, context: Context) -> Interval:
    return _stretch(slots, context, -1)


def _the_next(slots: Slots, context: Context) -> Interval:
    return _stretch(slots, context, 1)


def _stretch(slots: Slots, context: Context, sign: int) -> Interval:
    if context.reference is None:
        return unresolved("range", "stretch up to now" if sign < 0 else "stretch from now")
    far = unit_before(context.reference, str(slots.get("unit", "day")), -sign * _number({"n": 1, **slots}, "n"))
    start, end = min(far, context.reference), max(far, context.reference)
    return Interval(start, end, "range", "stretch up to now" if sign < 0 else "stretch from now", context.anchor)


def _ago(slots: Slots, context: Context) -> Interval:
    unit = str(slots["unit"])
    granularity = NAMES_OF_UNITS[unit]
    if context.reference is None:
        return unresolved(granularity, "so long ago")
    count = _number({"n": 2, **slots}, "n")
    day = unit_before(context.reference, unit, count)
    if unit == "hour":
        bounds = (context.reference - (count + 23) // 24, context.reference) if count % 24 else (day, day)
    elif unit in ("decade", "century"):
        bounds = year_bounds(year_month_day(day)[0] - 1)[0], year_bounds(year_month_day(day)[0] + 1)[1]
    else:
        bounds = unit_around(day, unit)
    return Interval(*bounds, granularity, "so long ago", context.anchor)


def _more_than_ago(slots: Slots, context: Context) -> Interval:
    near = _ago(slots, context)
    far = _ago({**slots, "n": _number(slots, "n") + 1}, context)
    return (
        Interval(far.start, near.end, "range", "more than so long ago", near.anchor) if near.end is not None else near
    )


def _from_now(slots: Slots, context: Context) -> Interval:
    unit = str(slots["unit"])
    if context.reference is None:
        return unresolved(NAMES_OF_UNITS[unit], "so long from now")
    day = unit_before(context.reference, unit, -_number(slots, "n"))
    return Interval(*unit_around(day, unit), NAMES_OF_UNITS[unit], "so long from now", context.anchor)


def _in_some_time(slots: Slots, context: Context) -> Interval | None:
    """ "In two weeks" is a date only where the clause looks ahead; else it says how long something took."""
    if slots["unit"] == "hour" or context.reference is None:
        return None
    return _from_now(slots, context) if context.ahead else unresolved("range", "in so much time", "a duration")


def _weekday_from_now(slots: Slots, context: Context) -> Interval:
    if context.reference is None:
        return unresolved("day", "weekday from now")
    day = unit_before(context.next_weekday(_number(slots, "weekday")) or 0, str(slots["unit"]), -_number(slots, "n"))
    return Interval(day, day, "day", "weekday from now", context.anchor)


def _within(slots: Slots, context: Context) -> Interval | None:
    """From now on in a clause that looks ahead, else from the date told before."""
    unit, count = str(slots["unit"]), _number({"n": 1, **slots}, "n")
    if context.ahead or context.text is None or context.text.end is None:
        if context.reference is None or (unit == "hour" and not context.ahead):
            return unresolved("range", "within some time", "nothing to measure it from")
        start, anchor = context.reference, context.anchor
    else:
        start, anchor = context.text.end, "text"
    end = start + (count + 23) // 24 if unit == "hour" and "n" in slots else unit_before(start, unit, -count)
    return Interval(start, end, "range", "within some time", anchor)


def _week_so_far(slots: Slots, context: Context) -> Interval | None:
    if context.period:
        return Interval(*context.period, "range", "the period reported on", "text")
    return _calendar_unit({"calendar_unit": "week"}, context)


MEANINGS: Mapping[str, Meaning] = {
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
    "quarter": _quarter,
    "feast": _feast,
    "today": _near(0, 0, "today"),
    "yesterday": _near(-1, -1, "yesterday"),
    "tomorrow": _near(1, 1, "tomorrow"),
    "the day before yesterday": _near(-2, -2, "the day before yesterday"),
    "the day after tomorrow": _near(2, 2, "the day after tomorrow"),
    "last night": _near(-1, 0, "last night", "night"),
    "weekday": _weekday,
    "past weekday": _weekday_towards(-1),
    "coming weekday": _weekday_towards(1),
    "weekday of a week": _weekday_of_week,
    "overnight": _overnight,
    "overnight into": _overnight_into,
    "weekend": _weekend(None),
    "past weekend": _weekend(-1),
    "coming weekend": _weekend(1),
    "calendar unit": _calendar_unit,
    "unit now": _unit_now,
    "end of the unit": _end_of_unit,
    "the past": _the_past,
    "the next": _the_next,
    "ago": _ago,
    "more than ago": _more_than_ago,
    "from now": _from_now,
    "in some time": _in_some_time,
    "weekday from now": _weekday_from_now,
    "within": _within,
    "the week so far": _week_so_far,
}
