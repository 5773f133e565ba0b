"""Day arithmetic against :mod:`datetime`, before year 1, and Easter; and dates in any text."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.language.dates import date_spans, days, find_dates
from geomap.model import Article, Block

DATES = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))


def number(day: date) -> int:
    found = days.day_number(day.year, day.month, day.day)
    assert found is not None
    return found


@given(DATES, st.integers(-10_000, 10_000))
def test_days_are_counted_as_in_datetime(day: date, shift: int) -> None:
    assert days.year_month_day(number(day)) == (day.year, day.month, day.day)
    assert days.weekday(number(day)) == day.weekday()
    assert days.to_iso(number(day)) == day.isoformat()
    assert days.from_iso(day.isoformat()) == number(day)
    if date(1, 1, 1).toordinal() <= day.toordinal() + shift <= date(9999, 12, 31).toordinal():
        moved = day + timedelta(shift)
        assert number(moved) - number(day) == shift


@given(st.integers(-2_900_000, 2_900_000))
def test_every_day_number_is_one_day(day: int) -> None:
    assert days.day_number(*days.year_month_day(day)) == day
    text = days.to_iso(day)
    assert days.from_iso(text) == day


@given(st.integers(1, 9999), st.integers(1, 12))
def test_months_are_as_long_as_in_calendar(year: int, month: int) -> None:
    assert days.month_length(year, month) == calendar.monthrange(year, month)[1]


@given(DATES, st.integers(-600, 600))
def test_moving_by_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    year, month, found = days.year_month_day(days.add_months(number(day), months))
    assert 12 * year + month == 12 * day.year + day.month + months
    assert found == min(day.day, days.month_length(year, month))


def test_days_that_are_none() -> None:
    assert days.day_number(2023, 2, 29) is None
    assert days.day_number(2023, 13, 1) is None
    assert days.from_iso("2023-02-29") is None
    assert days.from_iso(None) is None
    assert days.to_iso(None) is None


def test_years_before_the_common_era() -> None:
    assert days.to_iso(days.day_number(-217, 5, 1)) == "-0217-05-01"
    assert days.to_iso(days.day_number(0, 12, 31)) == "0000-12-31"
    assert days.day_number(1, 1, 1) == (days.day_number(0, 12, 31) or 0) + 1


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "1818-03-22"), (1943, "1943-04-25"), (2016, "2016-03-27"), (2019, "2019-04-21"), (2024, "2024-03-31")],
)
def test_easter(year: int, day: str) -> None:
    assert days.to_iso(days.easter(year)) == day


def test_weekdays_of_a_month() -> None:
    assert days.to_iso(days.nth_weekday(2023, 11, 3, 4)) == "2023-11-23"


TEXT_OF_WORDS = (
    "Monday Friday May April 28 2016 10 to - – since by late mid the first three months of week weeks ago later after "
    "before between and from until last next this year 218 BCE BC Easter Sunday , . : ( overnight a.m. 1 on in night"
)
WORDS = st.sampled_from(TEXT_OF_WORDS.split())


@given(st.lists(WORDS, max_size=25), st.sampled_from([None, "2016-04-26", "2024-02-29", "-0217-05-01", "0001-01-01"]))
def test_any_row_of_date_words_gives_ordered_well_formed_dates(words: list[str], published: str | None) -> None:
    text = " ".join(words)
    block = Block(kind="paragraph", start=0, end=len(text))
    story = Article(text=text, blocks=(block,), title="", source="-", published=published)
    found = find_dates(story)
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        assert mention.when.text == " ".join(text[mention.start : mention.end].split())
        for when in (mention.when, mention.when_ahead, mention.when_past):
            first, last = days.from_iso(when.start), days.from_iso(when.end)
            assert (first is None) == (when.start is None)
            assert (last is None) == (when.end is None)
            if first is not None and last is not None:
                assert first <= last


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    block = Block(kind="paragraph", start=0, end=len(text))
    story = Article(text=text, blocks=(block,), title="", source="-", published="2016-04-26")
    spans = {(mention.start, mention.end) for mention in find_dates(story)}
    assert spans <= set(date_spans(text))
