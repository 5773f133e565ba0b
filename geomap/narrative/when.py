"""Comparing dates: ISO 8601 strings, years before 1 included, open ends reaching on for ever."""

from __future__ import annotations

from dataclasses import replace

from geomap.model import When

__all__ = ["is_after", "overlap", "spanning"]


def is_after(date: str, other: str) -> bool:
    """Whether an ISO date lies after another."""
    return _number(date) > _number(other)


def overlap(a: When | None, b: When | None) -> bool:
    """Whether two dates can be of one happening: an unknown date fits any."""
    if a is None or b is None:
        return True
    return not _ends_before(a, b) and not _ends_before(b, a)


def _ends_before(a: When, b: When) -> bool:
    return a.end is not None and b.start is not None and is_after(b.start, a.end)


def spanning(first: When | None, second: When | None) -> When | None:
    """From the earlier to the later of two dates of one journey."""
    if first is None or second is None or first == second:
        return first or second
    if first.start is None or first.end is None or second.start is None or second.end is None:
        return first
    start, end = (second, first) if is_after(first.start, second.start) else (first, second)
    if not is_after(end.end or "", start.end or ""):
        return start
    return replace(start, end=end.end, granularity="range", text=f"{start.text} … {end.text}", rule="journey")


def _number(date: str) -> tuple[int, str]:
    sign, body = (-1, date[1:]) if date.startswith("-") else (1, date)
    year, _, rest = body.partition("-")
    return sign * int(year or 0), rest
