"""Names that look like places and are none: told through the whole pipeline, sentence by sentence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.article import article_from_text
from geomap.pipeline import Tools, tell

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

pytestmark = pytest.mark.model

DATA = Path(__file__).resolve().parent.parent / "data" / "look_alikes.tsv"
tools = cache(Tools.open)


def sentences() -> list[ParameterSet]:
    lines = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    known = pytest.mark.xfail(raises=AssertionError, strict=True, reason=f"a known miss, see {DATA.name}")
    return [pytest.param(line, marks=known if mark else ()) for line, *mark in lines]


def marked_spans(marked: str) -> tuple[str, dict[tuple[int, int], str]]:
    """The plain text, and what is in braces and brackets: span -> the opening mark."""
    text, spans = "", {}
    for part in re.split(r"(\{[^}]*\}|\[[^\]]*\])", marked):
        if part[:1] in ("{", "["):
            spans[len(text), len(text) + len(part) - 2] = part[0]
            part = part[1:-1]
        text += part
    return text, spans


@pytest.mark.parametrize("marked", sentences(), ids=lambda value: str(value)[:60])
def test_look_alikes_are_no_places_and_places_stay(marked: str) -> None:
    text, spans = marked_spans(marked)
    story = tell(article_from_text(text, published="2024-05-15"), tools())
    found = [(mention.start, mention.end) for place in story.places for mention in place.mentions]
    for (start, end), mark in spans.items():
        overlaps = any(first < end and start < last for first, last in found)
        assert overlaps == (mark == "["), text[start:end]


def test_most_are_read_right() -> None:
    assert len(sentences()) >= 90
    assert sum(bool(sentence.marks) for sentence in sentences()) <= 10
