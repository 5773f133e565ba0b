"""docs/security.md names tests that exist and limits that are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from geomap.article import MAX_BYTES, MAX_CHARACTERS
from geomap.article.html import MAX_ELEMENTS as MAX_HTML_ELEMENTS
from geomap.article.html import MAX_HTML_DEPTH
from geomap.article.jsonlines import LONGEST_LINE
from geomap.article.pdf import MAX_PAGES
from geomap.article.sources import MAX_DOCUMENT
from geomap.article.warcs import MAX_RECORD
from geomap.article.word import MAX_ELEMENTS, MAX_UNPACKED
from geomap.corrections.reading import MAX_BYTES as MAX_CORRECTIONS
from geomap.gazetteer.container import CHECKED_WHOLE
from geomap.language.reading import LONGEST_SENTENCE

TESTS = Path(__file__).resolve().parents[1]
GUIDE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_promise_names_a_test_that_exists() -> None:
    rows = re.findall(r"(?m)^\| (?!promise|-)(.+) \| (.*test_.*) \|$", GUIDE)
    assert len(rows) > 15
    names = {path.name for path in TESTS.rglob("test_*.py")}
    for promise, held_by in rows:
        assert {*re.findall(r"test_\w+\.py", held_by)} <= names, promise


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (MAX_CHARACTERS, MAX_HTML_ELEMENTS, MAX_ELEMENTS, LONGEST_SENTENCE, MAX_PAGES):
        assert f"{limit:,}" in GUIDE
    for size in (MAX_BYTES, MAX_DOCUMENT, MAX_UNPACKED, LONGEST_LINE, MAX_RECORD, MAX_CORRECTIONS, CHECKED_WHOLE):
        assert f"{size // 1_000_000} MB" in GUIDE
    assert f"{MAX_HTML_DEPTH} levels" in GUIDE
