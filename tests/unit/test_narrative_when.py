"""Dates of journeys and of re-mentions compared: years before 1, open ends."""

from __future__ import annotations

import pytest

from geomap.model import When
from geomap.narrative.when import is_after, overlap, spanning


def when(start: str | None, end: str | None, rule: str = "day") -> When:
    return When(start=start, end=end, granularity="day", text=f"{start}", rule=rule)


@pytest.mark.parametrize(
    ("date", "other", "expected"),
    [
        ("2024-05-02", "2024-05-01", True),
        ("2024-05-01", "2024-05-01", False),
        ("-0217-06-21", "-0218-12-01", True),
        ("-0218-12-01", "-0217-01-01", False),
        ("0001-01-01", "-0001-01-01", True),
    ],
)
def test_order_of_dates(date: str, other: str, expected: bool) -> None:
    assert is_after(date, other) is expected


def test_an_unknown_date_fits_any() -> None:
    assert overlap(None, when("2024-05-01", "2024-05-02"))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("2024-05-01", "2024-05-03"), ("2024-05-03", "2024-05-09"), True),
        (("2024-05-01", "2024-05-03"), ("2024-05-04", "2024-05-09"), False),
        (("2024-05-01", None), ("2024-06-01", "2024-06-02"), True),
        ((None, "2024-05-01"), ("2024-06-01", None), False),
        (("-0217-01-01", "-0217-12-31"), ("-0216-01-01", "-0216-12-31"), False),
    ],
)
def test_overlap(a: tuple[str | None, str | None], b: tuple[str | None, str | None], expected: bool) -> None:
    assert overlap(when(*a), when(*b)) is expected
    assert overlap(when(*b), when(*a)) is expected


def test_a_journey_spans_its_legs() -> None:
    joined = spanning(when("2024-06-12", "2024-06-12"), when("2024-06-10", "2024-06-10"))
    assert joined is not None
    assert (joined.start, joined.end, joined.granularity) == ("2024-06-10", "2024-06-12", "range")
    assert spanning(None, when("2024-06-10", "2024-06-10")) == when("2024-06-10", "2024-06-10")
    assert spanning(None, None) is None
