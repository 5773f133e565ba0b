"""No regular expression of geomap can be made to run away, and the search that shows it comes to an end."""

from __future__ import annotations

import re

import pytest
from regular_expressions import expressions, runs_away

from geomap.article import article_from_text
from geomap.article.html import parse_safely
from geomap.language.dates import find_dates
from geomap.language.quantities import find_quantities

TEXT = (
    "LONDON, April 27, 2016 - A boat left Harwich for Ostend on Tuesday.\nBy Jane Doe\n\nTwo men were there, he said."
)


def read() -> None:
    """What compiles expressions that are built of data."""
    for language in ("en", "fr"):
        article = article_from_text(TEXT)
        find_dates(article, language=language)
        find_quantities(article.text, language=language)
    parse_safely(f"<p>{TEXT}")


def test_every_expression_takes_linear_time() -> None:
    found = expressions(read)
    assert len(found) > 120
    told = {pattern: runs_away(pattern, flags, uses) for (pattern, flags), uses in found.items()}
    assert {pattern: what for pattern, what in told.items() if what} == {}


@pytest.mark.parametrize(
    "pattern",
    [r"(?:a+)+$", r"(?:a|a)*b", r"(?:\w+\s?)*:", r"\s+$", r"(.*,)*x", r"[a-z]+\d", r"(?:<[^>]*)*>!", r"(?:x+x+)+y"],
)
def test_a_careless_expression_is_found(pattern: str) -> None:
    assert runs_away(pattern, re.compile(pattern).flags, frozenset({"finditer"}))
