"""Days as whole numbers, in the proleptic Gregorian calendar with astronomical years (0 is 1 BCE, -217 is 218 BCE).

:mod:`datetime` ends at year 1, so the arithmetic is done here. The conversion is Howard Hinnant's ``days_from_civil``
(public domain); day 0 is 1970-01-01. The date of Easter is the anonymous Gregorian algorithm (Meeus, Jones, Butcher).
"""

from __future__ import annotations

import re

__all__ = [
    "add_months",
    "add_years",
    "day_number",
    "easter",
    "from_iso",
    "month_bounds",
    "month_length",
    "nth_weekday",
    "to_iso",
    "week_bounds",
    "weekday",
    "year_bounds",
    "year_month_day",
]  # fmt: skip

_ISO = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)")


def day_number(year: int, month: int, day: int) -> int | None:
    """The number of a calendar day; None where there is no such day (30 February)."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    return _days_from_civil(year, month, day)


def _days_from_civil(year: int, month: int, day: int) -> int:
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def year_month_day(number: int) -> tuple[int, int, int]:
    """The calendar day of a number."""
    era, day_of_era = divmod(number + 719468, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def month_bounds(year: int, month: int) -> tuple[int, int]:
    """First and last day of a month; ``month`` may lie outside 1 to 12 and then counts into other years."""
    shift, index = divmod(month - 1, 12)
    year, month = year + shift, index + 1
    return _days_from_civil(year, month, 1), _days_from_civil(year, month, month_length(year, month))


def year_bounds(year: int) -> tuple[int, int]:
    """First and last day of a year."""
    return _days_from_civil(year, 1, 1), _days_from_civil(year, 12, 31)


def week_bounds(number: int) -> tuple[int, int]:
    """Monday and Sunday of the week around a day."""
    monday = number - weekday(number)
    return monday, monday + 6


def weekday(number: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (number + 3) % 7


def nth_weekday(year: int, month: int, index: int, nth: int) -> int:
    """The ``nth`` Monday (index 0) to Sunday (6) of a month, counted from 1; it may lie behind the month's end."""
    first = month_bounds(year, month)[0]
    return first + (index - weekday(first)) % 7 + 7 * (nth - 1)


def add_months(number: int, months: int) -> int:
    """The same day so many months on; the last day of the month where it has no such day."""
    year, month, day = year_month_day(number)
    shift, index = divmod(month - 1 + months, 12)
    return _days_from_civil(year + shift, index + 1, min(day, month_length(year + shift, index + 1)))


def add_years(number: int, years: int) -> int:
    """The same day so many years on; 28 February for a 29 February that isn't there."""
    return add_months(number, 12 * years)


def easter(year: int) -> int:
    """Easter Sunday of the western churches."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    offset = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * late + 114, 31)
    return _days_from_civil(year, month, day + 1)


def to_iso(number: int | None) -> str | None:
    """ISO 8601: ``2016-04-26``, ``-0217-05-01`` for 1 May 218 BCE."""
    if number is None:
        return None
    year, month, day = year_month_day(number)
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


def from_iso(text: str | None) -> int | None:
    """The day that an ISO string begins with; None for no string, and for one that begins with no day."""
    match = _ISO.match(text or "")
    return day_number(int(match[1]), int(match[2]), int(match[3])) if match else None
