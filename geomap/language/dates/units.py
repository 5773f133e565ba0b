"""Calendar units: the one around a day, and the day so many units away."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.language.dates.days import add_months, add_years, month_bounds, week_bounds, year_bounds, year_month_day
from geomap.model import Granularity

__all__ = ["GRANULARITIES", "unit_around", "unit_before"]

GRANULARITIES: Mapping[str, Granularity] = {
    "hour": "day", "day": "day", "week": "week", "fortnight": "week", "month": "month", "quarter": "quarter",
    "year": "year", "decade": "decade", "century": "range", "season": "season", "weekend": "range",
}  # fmt: skip


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
