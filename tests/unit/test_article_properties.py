"""What holds for every text: blocks in order, apart, over every character; nothing but InputError is raised."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.article import article_from_text
from geomap.errors import InputError
from geomap.model import Article

LINES = (
    "LONDON - ",
    "VALLETTA, May 3, 2021 (AP) — ",
    "By Jane Doe",
    "3 May 2021",
    "• ",
    "1. ",
    "###",
    "PHOTO: ",
    "Related stories",
    "The ferry left Split for Ancona at noon on Monday.",
    "The ferry left Split for Ancona at no",
    "“We left,” she said.",
    "© 2021",
    "What comes next",
    "Weather | Sport",
    "Published",
    "Posted by Dana on ",
    "About us: ",
    "---\ntitle: x\n---\n",
    "# ",
    "> ",
    "| a | b |",
    "![](x)",
    "<p>",
    "</p>",
    "<figure><figcaption>",
    "<b",
    "&#0;",
    "\r\n",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ud800",
    "\0",
    "…",
    ":",
    "  ",
    "é",
    "Київ",
)
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12), st.just("\n"), st.just("\n\n")), max_size=30).map(
        "".join
    ),
)


def read(text: str, format: str) -> Article | None:
    try:
        return article_from_text(text, format=format)  # type: ignore[arg-type]
    except InputError:
        return None


def check_blocks(article: Article) -> None:
    end = 0
    for block in article.blocks:
        assert end <= block.start < block.end <= len(article.text)
        assert not article.text[end : block.start].strip()
        assert article.text[block.start : block.end].strip() == article.text[block.start : block.end]
        end = block.end
    assert not article.text[end:].strip()
    assert article.title.strip()
    assert (article.published is None) == (article.published_by == "unknown")
    article.text.encode("utf-8")


@given(texts)
def test_plain_text(text: str) -> None:
    article = read(text, "text")
    if article is not None:
        check_blocks(article)


@given(texts)
def test_markdown(text: str) -> None:
    article = read(text, "markdown")
    if article is not None:
        check_blocks(article)


@settings(max_examples=40)
@given(texts)
def test_html(text: str) -> None:
    article = read(text, "html")
    if article is not None:
        check_blocks(article)


@given(st.text(alphabet=st.characters(exclude_characters="\r\0\ufeff", exclude_categories=["Cs"]), max_size=300))
def test_text_is_kept_as_it_is(text: str) -> None:
    article = read(text, "text")
    assert article is None or article.text == text


@given(texts)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text, "text") == read(text, "text")


@pytest.mark.parametrize(
    "piece",
    [
        "The ferry left Split. ",
        "A - ",
        "a a a a a a a a a\n",
        "By Aa" + "A" * 180 + "!\n",
        "x" * 100 + " contributed to\n",
        "(Photo: " * 20 + "\n",
        "3 May 2021 | ",
        "3 May 2021\n",
        "| ",
        "*a ",
        "![",
        "[a](",
        "<!--",
        "- a\n",
        "share this " * 18 + "\n",
        "word " * 9 + "\n",
        "a" * 59 + ":\n",
        "# #",
    ],
)
@pytest.mark.parametrize("format", ["text", "markdown"])
def test_time_grows_with_the_text_only(piece: str, format: str) -> None:
    """Four times the text may take about four times as long, never sixteen times."""
    spent = []
    for size in (30_000, 120_000):
        started = time.process_time()
        read("Boats left. " + piece * (size // len(piece)), format)
        spent.append(time.process_time() - started)
    assert spent[1] < 10 * spent[0] + 0.3
