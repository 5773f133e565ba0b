"""Quantities: the table, what is no quantity, and that reading them takes linear time."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import ConfigError
from geomap.language.quantities import QuantityMention, find_quantities

DATA = Path(__file__).parent.parent / "data"
TABLES = {"en": DATA / "quantities.tsv", "fr": DATA / "quantities_fr.tsv"}


def rows(language: str = "en") -> list[list[str]]:
    lines = TABLES[language].read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def written(mention: QuantityMention) -> str:
    value = mention.quantity.value
    return "..".join(
        f"{part:g}" if part % 1 else str(int(part)) for part in (value if isinstance(value, tuple) else (value,))
    )


@pytest.mark.parametrize("row", [row for row in rows() if row[1] != "-"], ids=lambda row: row[0][:60])
def test_quantity_of_the_table(row: list[str]) -> None:
    check(row, "en")


@pytest.mark.parametrize("row", [row for row in rows("fr") if row[1] != "-"], ids=lambda row: row[0][:60])
def test_french_quantity_of_the_table(row: list[str]) -> None:
    check(row, "fr")


def check(row: list[str], language: str) -> None:
    marked, number, value, qualifier, unit, kind = row
    text = re.sub(r"[][]", "", marked)
    expected = re.search(r"\[(.*)\]", marked)
    assert expected is not None
    found = [m for m in find_quantities(text, language=language) if m.number_start >= marked.index("[")]
    assert found
    (mention,) = found[:1]
    assert text[mention.start : mention.end] == mention.quantity.text == expected[1]
    assert text[mention.number_start : mention.number_end] == number
    assert written(mention) == value
    assert (mention.quantity.qualifier, mention.quantity.unit) == (qualifier, unit)
    assert ("~" if mention.vague else "") + mention.kind == kind


@pytest.mark.parametrize(
    ("text", "language"), [(row[0], code) for code in TABLES for row in rows(code) if row[1] == "-"]
)
def test_numbers_that_count_nothing(text: str, language: str) -> None:
    assert [mention.quantity.text for mention in find_quantities(text, language=language)] == []


def test_all_quantities_of_a_sentence() -> None:
    text = "In 2016, 28 tankers and two trucks with $2.1 million left within three days; Halima, 34, saw 14 of them."
    assert [mention.quantity.text for mention in find_quantities(text)] == [
        "28 tankers",
        "two trucks",
        "$2.1 million",
        "14",
    ]


def test_values_are_floats_so_that_a_story_is_the_same_after_reading_it_back() -> None:
    for mention in find_quantities("Both boats, two boats, 40 to 50 boats, dozens of boats."):
        values = mention.quantity.value if isinstance(mention.quantity.value, tuple) else (mention.quantity.value,)
        assert all(type(value) is float for value in values)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ConfigError, match="xx"):
        find_quantities("two", language="xx")


TEXT_OF_WORDS = (
    "two hundred and fifty thousand 40 4,000 1.5 million - – to between of a dozen dozens more than about $ € % per "
    "cent people boats tonnes . , ; ( one in five Halima 34 s 's or so at least both half up nautical miles km 2016 3"
)
WORDS = st.sampled_from(TEXT_OF_WORDS.split())


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=100))
def test_any_text_gives_ordered_well_formed_quantities(text: str) -> None:
    end = 0
    for mention in find_quantities(text):
        assert end <= mention.start <= mention.number_start < mention.number_end <= mention.end <= len(text)
        assert mention.quantity.text == " ".join(text[mention.start : mention.end].split())
        value = mention.quantity.value
        assert (mention.quantity.qualifier == "range") == isinstance(value, tuple)
        if isinstance(value, tuple):
            assert value[0] < value[1]
        end = mention.end


@pytest.mark.parametrize(
    "piece", ["two hundred and ", "40 to ", "1,", "more than ", "one in ", "twin-engine U.S. ", "a a "]
)
def test_work_grows_in_step_with_the_text(piece: str) -> None:
    def calls(repeats: int) -> int:
        count = 0

        def trace(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(trace)
        try:
            find_quantities(piece * repeats)
        finally:
            sys.setprofile(None)
        return count

    calls(1)
    assert calls(80) <= 5 * calls(20) + 2000
