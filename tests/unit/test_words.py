"""Small helpers: JSON for people, nearest names, names of files, numbers of things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.cli.terminal import count
from geomap.jsontext import pretty
from geomap.maps import page_beside, slug, story_beside
from geomap.suggestions import did_you_mean

NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(VALUES)
def test_pretty_json_is_json(value: Any) -> None:
    text = pretty(value)
    assert json.loads(text) == value
    assert text.endswith("\n")
    assert pretty(json.loads(text)) == text


def test_pretty_json_fills_lines_with_positions() -> None:
    ring = [[number / 7, number / 11] for number in range(100)]
    lines = pretty({"name": "x", "ring": ring}).splitlines()
    assert len(lines) < 60
    assert max(map(len, lines)) <= 120


def test_no_number_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        pretty({"lat": float("nan")})


@pytest.mark.parametrize(
    ("word", "hint"), [("geojsn", ", did you mean 'geojson'?"), ("GEOJSON", ", did you mean 'geojson'?"), ("xyz", "")]
)
def test_the_nearest_right_name(word: str, hint: str) -> None:
    assert did_you_mean(word, ["geojson", "csv"]) == hint


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ships leave Tobruk!", "ships-leave-tobruk"),
        ("São Tomé & Príncipe: l'été", "sao-tome-principe-l-ete"),
        ("../../etc/passwd", "etc-passwd"),
        ("東京", "article"),
        ("", "article"),
        ("word " * 50, "-".join(["word"] * 12)),
    ],
)
def test_a_file_name_out_of_a_title(title: str, name: str) -> None:
    assert slug(title) == name


def test_page_and_story_belong_together() -> None:
    assert story_beside(Path("maps/x.html")) == Path("maps/x.story.json")
    assert page_beside(Path("maps/x.story.json")) == Path("maps/x.html")
    assert page_beside(Path("x.json")) == Path("x.html")


def test_counting() -> None:
    assert [count(number, "place") for number in (0, 1, 2)] == ["no places", "1 place", "2 places"]
