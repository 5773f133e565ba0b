"""What stands before or between expressions: "since", "by", "late", "the first three months of", "Monday to Friday"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from geomap.language.dates.anaphora import ANAPHORA
from geomap.language.dates.calendar_dates import CALENDAR_DATES
from geomap.language.dates.context import Context, Interval, Meaning, Slots
from geomap.language.dates.days import month_bounds, week_bounds, year_month_day
from geomap.language.dates.grammar import Expression, Joined, Plain
from geomap.language.dates.relative_dates import RELATIVE_DATES
from geomap.language.dates.units import GRANULARITIES, unit_before

__all__ = ["interval_of", "is_anaphoric"]

MEANINGS: Mapping[str, Meaning] = {**CALENDAR_DATES, **RELATIVE_DATES, **ANAPHORA}
Modifier = Callable[[Slots, Expression, Context], Interval | None]


def interval_of(expression: Expression, context: Context) -> Interval | None:
    """The interval that an expression means in a context; None where it is no date after all (31 June)."""
    if isinstance(expression, Plain):
        return MEANINGS[expression.rule](expression.slots, context)
    if isinstance(expression, Joined):
        return _joined(expression, context)
    interval = MODIFIERS[expression.modifier](expression.slots, expression.inner, context)
    if interval is None or expression.modifier == "at a time of":
        return interval
    return replace(interval, rule=f"{expression.modifier}: {interval.rule}")


def is_anaphoric(expression: Expression) -> bool:
    """Whether the expression is measured from another date of the text."""
    if isinstance(expression, Plain):
        return expression.rule in ANAPHORA or expression.rule in ("within", "day of the month")
    if isinstance(expression, Joined):
        return is_anaphoric(expression.first) or is_anaphoric(expression.last)
    return is_anaphoric(expression.inner)


def _joined(expression: Joined, context: Context) -> Interval | None:
    """First and last of a stretch. The first is the nearest one up to the last, in its year unless it names one."""
    last = interval_of(expression.last, context)
    if last is None or last.end is None or last.start is None:
        return last
    before = replace(context, reference=last.end, ahead=False, direction="past", period=None, carried_year=None)
    first = interval_of(expression.first, before)
    if first is None or first.start is None or first.start > last.end:
        return None
    return Interval(first.start, last.end, "range", f"from {first.rule} to {last.rule}", last.anchor)


def _since(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context.towards("past"))
    if interval is None or interval.start is None:
        return interval
    if context.reference is None or interval.start > context.reference:
        return replace(interval, end=None, granularity="open")
    return replace(interval, end=context.reference, granularity="range", anchor=context.anchor)


def _by(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context.towards("future") if context.ahead else context)
    return _up_to(interval, context, last_day=True)


def _before(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context.towards("future") if context.ahead else context)
    return _up_to(interval, context, last_day=False)


def _up_to(interval: Interval | None, context: Context, *, last_day: bool) -> Interval | None:
    if interval is None or interval.start is None or interval.end is None:
        return interval
    end = interval.end if last_day else interval.start - 1
    if context.reference is not None and end >= context.reference:
        return replace(interval, start=context.reference, end=end, granularity="range", anchor=context.anchor)
    return replace(interval, start=None, end=end, granularity="open")


def _not_until(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    """ "Did not open until Friday": it opened on Friday. "Will not return before 2024": from 2024 on."""
    interval = interval_of(inner, context.towards("future") if context.ahead else context)
    if interval is None or interval.start is None or interval.end is None:
        return interval
    if not context.ahead and context.reference is not None and interval.end <= context.reference:
        return interval
    return replace(interval, end=None, granularity="open")


def _starting(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context)
    if interval is None or interval.start is None:
        return interval
    return replace(interval, end=None, granularity="open")


def _after(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context)
    if interval is None or interval.end is None:
        return interval
    start = interval.end + (interval.granularity not in ("day", "night"))
    if context.ahead or context.reference is None or start > context.reference:
        return replace(interval, start=start, end=None, granularity="open")
    return replace(interval, start=start, end=context.reference, granularity="range")


def _same(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    return interval_of(inner, context)


def _third(index: int) -> Modifier:
    """The first, middle or last third of a stretch; a single day stays whole."""

    def modifier(slots: Slots, inner: Expression, context: Context) -> Interval | None:
        interval = interval_of(inner, context)
        if interval is None or interval.start is None or interval.end is None:
            return interval
        third = _thirds(interval.start, interval.end)[index]
        granularity = interval.granularity if third == (interval.start, interval.end) else "range"
        return replace(interval, start=third[0], end=third[1], granularity=granularity)

    return modifier


def _thirds(start: int, end: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Thirds in whole months for stretches of months, in ten days for a month."""
    length = end - start + 1
    if length <= 2:
        return (start, end), (start, end), (start, end)
    if length > 31 and year_month_day(start)[2] == year_month_day(end + 1)[2] == 1:
        year, month, _ = year_month_day(start)
        last_year, last_month, _ = year_month_day(end)
        months = 12 * (last_year - year) + last_month - month + 1
        one, two = month_bounds(year, month + months // 3)[0], month_bounds(year, month + months - months // 3)[0]
    elif 28 <= length <= 31:
        one, two = start + 10, start + 20
    else:
        one, two = start + max(length // 3, 1), end + 1 - max(length // 3, 1)
    return (start, one - 1), (one, two - 1), (two, end)


def _earlier(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, replace(context, ahead=False))
    if interval is None or context.reference is None or interval.start is None or interval.end is None:
        return interval
    if interval.start < context.reference <= interval.end:
        return replace(interval, end=context.reference - 1)
    return interval


def _later(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    return interval_of(inner, replace(context, ahead=True) if _holds_reference(inner, context) else context)


def _holds_reference(inner: Expression, context: Context) -> bool:
    interval = interval_of(inner, context)
    if interval is None or interval.start is None or interval.end is None or context.reference is None:
        return False
    return interval.start <= context.reference <= interval.end and interval.end != interval.start


def _night(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    """A night begins on the day that names it and ends on the next; "3-4 May" names both."""
    interval = interval_of(inner, context)
    if interval is None or interval.start is None or interval.end is None:
        return interval
    end = interval.end + (interval.start == interval.end)
    return replace(interval, end=end, granularity="night")


def _week_of(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context)
    if interval is None or interval.start is None:
        return interval
    start, end = week_bounds(interval.start)
    return replace(interval, start=start, end=end, granularity="week")


def _week_ending(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    interval = interval_of(inner, context)
    if interval is None or interval.end is None:
        return interval
    return replace(interval, start=interval.end - 6, granularity="week")


def _first_part(slots: Slots, inner: Expression, context: Context) -> Interval | None:
    """ "The first three months of", "the last week of", "the second week of"."""
    interval = interval_of(inner, context)
    if interval is None or interval.start is None or interval.end is None:
        return interval
    ordinal, count, unit = int(slots["ordinal"]), int(slots.get("n", 1)), str(slots["unit"])
    if ordinal < 0:
        start, end = unit_before(interval.end + 1, unit, count), interval.end
    else:
        start = unit_before(interval.start, unit, -count * (ordinal - 1))
        end = unit_before(interval.start, unit, -count * ordinal) - 1
    if start < interval.start or end > interval.end or start > end:
        return None
    return replace(interval, start=start, end=end, granularity="range" if count > 1 else GRANULARITIES[unit])


def _fraction(parts: int) -> Modifier:
    def modifier(slots: Slots, inner: Expression, context: Context) -> Interval | None:
        interval = interval_of(inner, context)
        if interval is None or interval.start is None or interval.end is None:
            return interval
        index = int(slots["ordinal"]) - 1 if int(slots["ordinal"]) > 0 else parts - 1
        year, month, _ = year_month_day(interval.start)
        months = round((interval.end - interval.start + 1) / 30.44 / parts)
        if index >= parts:
            return None
        if months:
            start, end = (
                month_bounds(year, month + index * months)[0],
                month_bounds(year, month + (index + 1) * months - 1)[1],
            )
        else:
            half = interval.start + (interval.end - interval.start + 1) // 2
            start, end = (interval.start, half - 1) if index == 0 else (half, interval.end)
        return replace(interval, start=start, end=end, granularity="quarter" if parts == 4 else "range")

    return modifier


def _away(sign: int) -> Modifier:
    """ "Two days after 6 May", "a week before Christmas"."""

    def modifier(slots: Slots, inner: Expression, context: Context) -> Interval | None:
        interval = interval_of(inner, context)
        if interval is None or interval.start is None or interval.end is None:
            return interval
        unit, count = str(slots.get("unit", "day")), -sign * int(slots.get("n", 1))
        start, end = unit_before(interval.start, unit, count), unit_before(interval.end, unit, count)
        return replace(interval, start=start, end=end)

    return modifier


MODIFIERS: Mapping[str, Modifier] = {
    "since": _since,
    "by": _by,
    "before": _before,
    "until": _by,
    "not until": _not_until,
    "after": _after,
    "starting": _starting,
    "between": _same,
    "from": _same,
    "early": _third(0),
    "mid": _third(1),
    "late": _third(2),
    "earlier": _earlier,
    "later": _later,
    "at a time of": _same,
    "night of": _night,
    "week of": _week_of,
    "week ending": _week_ending,
    "first part": _first_part,
    "half": _fraction(2),
    "quarter of": _fraction(4),
    "some time after": _away(1),
    "some time before": _away(-1),
}
