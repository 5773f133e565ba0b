"""What a date expression is read against, and the interval that comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from geomap.language.dates.days import weekday, year_month_day
from geomap.model import Granularity

__all__ = [
    "PAST_PREFERENCE_DAYS",
    "Context",
    "DateOrder",
    "Interval",
    "Meaning",
    "Slots",
    "clipped",
    "int_of",
    "nearest_year",
    "unresolved",
]

DateOrder = Literal["dmy", "mdy"]
Anchor = Literal["published", "caption", "dateline", "text"]

PAST_PREFERENCE_DAYS = 20
"""A date without a year is the nearest one, but the future one must be this much nearer than the past one."""


NEAREST_YEAR = ", nearest year"
"""How the rule of a date ends that has no year of its own: it is of the year nearest to the publication."""
CARRIED_YEAR = ", year carried on from the text"
"""How it ends where the text tells the year elsewhere."""


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day (day numbers, inclusive; None is open, both None unresolved) and how they were found."""

    start: int | None
    end: int | None
    granularity: Granularity
    rule: str
    anchor: Anchor | None = None

    @property
    def is_closed(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None


@dataclass(frozen=True, slots=True)
class Context:
    """Where and how an expression stands.

    ``reference`` is the day that relative expressions are measured from, ``anchor`` what it is; ``ahead`` reads a
    forward-looking clause; ``direction`` is what a modifier demands ("since" the past). ``period`` is what a report
    covers, ``text`` the date told before, ``carried_year`` the year that the text is in, ``order`` that of 11/04/2016.
    """

    reference: int | None
    anchor: Anchor = "published"
    ahead: bool = False
    direction: Literal["past", "future"] | None = None
    period: tuple[int, int] | None = None
    text: Interval | None = None
    carried_year: int | None = None
    order: DateOrder | None = None

    @property
    def looks_ahead(self) -> bool:
        """Whether the next rather than the last such day is meant."""
        return self.direction == "future" or (self.ahead and self.direction != "past")

    def towards(self, direction: Literal["past", "future"] | None) -> Context:
        """The same, with the direction that a modifier demands."""
        return replace(self, direction=direction)

    def latest_weekday(self, index: int, *, before: int | None = None) -> int | None:
        """The last such weekday up to ``before`` (the reference unless given)."""
        day = self.reference if before is None else before
        return None if day is None else day - (weekday(day) - index) % 7

    def next_weekday(self, index: int) -> int | None:
        """The next such weekday, the reference itself included."""
        return None if self.reference is None else self.reference + (index - weekday(self.reference)) % 7


Slots = Mapping[str, int | str]
"""What the classes of a rule's pattern took from the text."""

Meaning = Callable[[Slots, Context], Interval | None]
"""What a rule means in a context; None where it is no date after all."""


def unresolved(granularity: Granularity, rule: str, reason: str = "publication date unknown") -> Interval:
    """An interval without ends; the rule says why."""
    return Interval(None, None, granularity, f"{rule} ({reason})")


def nearest_year(context: Context, make: Callable[[int], tuple[int, int] | None]) -> tuple[int, int] | None:
    """The best year for an interval without one: ``make`` builds it for a year, None where it has no such day.

    Nearest to the reference, the past preferred by PAST_PREFERENCE_DAYS; a forward-looking clause takes the next one
    (but a day just gone is not put off by eleven months).
    """
    if context.reference is None:
        return None
    reference = context.reference
    year = year_month_day(reference)[0]
    past, future = None, None
    for candidate in (make(year + shift) for shift in range(-8, 9)):
        if candidate and candidate[0] <= reference:
            past = candidate
        elif candidate and future is None:
            future = candidate
    if past is None or future is None:
        return past or future
    past_distance, future_distance = max(reference - past[1], 0), future[0] - reference
    if context.direction == "past" or past_distance == 0:
        return past
    if context.looks_ahead:
        just_gone = past[0] == past[1] and past_distance < 30 and future_distance > 300
        return past if just_gone else future
    return future if future_distance + PAST_PREFERENCE_DAYS < past_distance else past


def int_of(slots: Slots, name: str) -> int:
    """A slot that holds a number."""
    return int(slots[name])


def clipped(bounds: tuple[int, int], context: Context, shift: int) -> tuple[int, int]:
    """ "This week" told as past ends today; told ahead, it starts today."""
    reference = context.reference
    if shift != 0 or reference is None or not bounds[0] <= reference <= bounds[1]:
        return bounds
    return (reference, bounds[1]) if context.looks_ahead else (bounds[0], reference)
