"""Dates measured from a reference day: weekdays, "last week", "two weeks ago", "over the next month"."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.language.dates.calendar_dates import CALENDAR_DATES
from geomap.language.dates.context import Context, Interval, Meaning, Slots, clipped, int_of, unresolved
from geomap.language.dates.days import add_months, add_years, week_bounds, weekday, year_bounds, year_month_day
from geomap.language.dates.units import GRANULARITIES, unit_around, unit_before
from geomap.model import Granularity

__all__ = ["RELATIVE_DATES"]


def _near(first: int, last: int, rule: str, granularity: Granularity = "day") -> Meaning:
    """A meaning so many days from the reference."""

    def meaning(slots: Slots, context: Context) -> Interval:
        night: Granularity = "night" if slots.get("part") == "night" else granularity
        if context.reference is None:
            return unresolved(night, rule)
        return Interval(context.reference + first, context.reference + last, night, rule, context.anchor)

    return meaning


def _weekday(slots: Slots, context: Context) -> Interval:
    index, shift = int_of(slots, "weekday"), slots.get("shift")
    granularity: Granularity = "night" if slots.get("part") == "night" else "day"
    if shift is None and context.period and context.direction != "future" and not context.ahead:
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
    monday = week_bounds(context.reference)[0] + 7 * int_of(slots, "shift")
    day = monday + int_of(slots, "weekday")
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
        nearer_ahead = way == 0 and until_saturday < since_sunday and context.direction != "past"
        if way == 1 or coming or nearer_ahead:
            saturday += 7
        return Interval(saturday, saturday + 1, "range", "weekend", context.anchor)

    return meaning


def _calendar_unit(slots: Slots, context: Context) -> Interval:
    unit, shift = str(slots.get("calendar_unit", "quarter")), int_of({"shift": 0, **slots}, "shift")
    granularity = GRANULARITIES[unit]
    if context.reference is None:
        return unresolved(granularity, f"{unit} by its distance")
    bounds = unit_around(unit_before(context.reference, unit, -shift), unit)
    return Interval(*clipped(bounds, context, shift), granularity, f"{unit} by its distance", context.anchor)


def _unit_now(slots: Slots, context: Context) -> Interval:
    unit = str(slots.get("calendar_unit", "quarter"))
    if context.reference is None:
        return unresolved(GRANULARITIES[unit], f"the {unit}")
    return Interval(*unit_around(context.reference, unit), GRANULARITIES[unit], f"the {unit}", context.anchor)


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
    far = unit_before(context.reference, str(slots.get("unit", "day")), -sign * int_of({"n": 1, **slots}, "n"))
    start, end = min(far, context.reference), max(far, context.reference)
    return Interval(start, end, "range", "stretch up to now" if sign < 0 else "stretch from now", context.anchor)


def _before_last(slots: Slots, context: Context) -> Interval:
    """ "The week before last", "the Friday before last"."""
    if "weekday" in slots:
        last = _weekday({"weekday": slots["weekday"], "shift": -1}, context)
        day = None if last.start is None else last.start - 7
        return Interval(day, day, "day", "weekday before last", last.anchor)
    if "calendar_unit" in slots:
        return _calendar_unit({**slots, "shift": -2}, context)
    rule = "month" if "month" in slots else "season"
    last = CALENDAR_DATES[rule]({**slots, "shift": -1}, context) or unresolved("month", rule)
    if last.start is None or last.end is None:
        return last
    return Interval(
        add_years(last.start, -1), add_months(last.end + 1, -12) - 1, last.granularity, last.rule, last.anchor
    )


def _months_up_to(slots: Slots, context: Context) -> Interval | None:
    """ "The twelve months to February"."""
    month = CALENDAR_DATES["month"](slots, context.towards("past"))
    if month is None or month.end is None:
        return month
    start = unit_before(month.end + 1, str(slots.get("unit", "month")), int_of(slots, "n"))
    return Interval(start, month.end, "range", "so long up to a month", month.anchor)


def _ago(slots: Slots, context: Context) -> Interval:
    unit = str(slots["unit"])
    granularity = GRANULARITIES[unit]
    if context.reference is None:
        return unresolved(granularity, "so long ago")
    count = int_of({"n": 2, **slots}, "n")
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
    far = _ago({**slots, "n": int_of(slots, "n") + 1}, context)
    return (
        Interval(far.start, near.end, "range", "more than so long ago", near.anchor) if near.end is not None else near
    )


def _from_now(slots: Slots, context: Context) -> Interval:
    unit = str(slots["unit"])
    if context.reference is None:
        return unresolved(GRANULARITIES[unit], "so long from now")
    day = unit_before(context.reference, unit, -int_of(slots, "n"))
    return Interval(*unit_around(day, unit), GRANULARITIES[unit], "so long from now", context.anchor)


def _in_some_time(slots: Slots, context: Context) -> Interval | None:
    """ "In two weeks" is a date only where the clause looks ahead; else it says how long something took."""
    if slots["unit"] == "hour" or context.reference is None:
        return None
    return _from_now(slots, context) if context.ahead else unresolved("range", "in so much time", "a duration")


def _weekday_from_now(slots: Slots, context: Context) -> Interval:
    if context.reference is None:
        return unresolved("day", "weekday from now")
    weekday_ahead = context.next_weekday(int_of(slots, "weekday")) or 0
    day = unit_before(weekday_ahead, str(slots.get("unit", "week")), -int_of(slots, "n"))
    return Interval(day, day, "day", "weekday from now", context.anchor)


def _within(slots: Slots, context: Context) -> Interval | None:
    """From now on in a clause that looks ahead, else from the date told before."""
    unit, count = str(slots["unit"]), int_of({"n": 1, **slots}, "n")
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


RELATIVE_DATES: Mapping[str, Meaning] = {
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
    "before last": _before_last,
    "months up to": _months_up_to,
    "ago": _ago,
    "more than ago": _more_than_ago,
    "from now": _from_now,
    "in some time": _in_some_time,
    "weekday from now": _weekday_from_now,
    "within": _within,
    "the week so far": _week_so_far,
}
