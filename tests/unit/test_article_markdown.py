"""Markdown: marks come off, what they say about the layout stays."""

from __future__ import annotations

import pytest

from geomap.article import article_from_text
from geomap.model import Article

PROSE = "The ferry left Split for Ancona at noon on Monday, the harbour master said."


def read(text: str) -> Article:
    return article_from_text(text, source="a.md", format="markdown")


def lines(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_front_matter() -> None:
    article = read(
        "---\ntitle: 'Ferry: a report'\ndate: 2023-06-06T10:00:00Z\nauthor: [Jane Doe, John Roe]\n"
        f"url: https://example.org/a\ntags:\n  - sea\n---\n\n{PROSE}\n"
    )
    assert article.title == "Ferry: a report"
    assert (article.published, article.published_by) == ("2023-06-06", "metadata")
    assert (article.author, article.url) == ("Jane Doe, John Roe", "https://example.org/a")
    assert lines(article) == [("headline", "Ferry: a report"), ("paragraph", PROSE)]


def test_the_option_is_stronger_than_front_matter() -> None:
    text = f"---\ndate: 2023-06-06\n---\n{PROSE}"
    assert article_from_text(text, format="markdown", published="2023-06-07").published == "2023-06-07"


def test_title_of_the_text_is_not_doubled() -> None:
    article = read(f"---\ntitle: Ferry\n---\n# Ferry\n\n{PROSE}\n")
    assert article.text == f"Ferry\n\n{PROSE}"


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    article = read(f"---\n\n{PROSE}\n\n---\n\nIt came back.\n")
    assert [words for _, words in lines(article)] == [PROSE, "It came back."]


def test_unreadable_date_of_front_matter_stays_unknown() -> None:
    assert read(f"---\ndate: last Tuesday\n---\n{PROSE}").published is None


def test_blocks() -> None:
    article = read(
        f"# Ferry turns back\n\n**SPLIT, Croatia** — {PROSE}\nIt had [two hundred](https://example.org) people.\n\n"
        "## Timeline\n\n* Monday: it *left* Split.\n* Tuesday: it came\n  back to Vis.\n\n"
        "1. First item.\n2. Second item.\n\n"
        '![](a.png "A ferry in Split")\n\n> “It was cold,” she said.\n\n'
        "| Ship | Port |\n|---|---|\n| Alpha | Split |\n\nWhat next\n---------\n\n<!-- note -->The `end`.\n"
    )
    assert lines(article) == [
        ("headline", "Ferry turns back"),
        ("dateline", "SPLIT, Croatia —"),
        ("paragraph", f"{PROSE} It had two hundred people."),
        ("heading", "Timeline"),
        ("list_item", "• Monday: it left Split."),
        ("list_item", "• Tuesday: it came back to Vis."),
        ("list_item", "1. First item."),
        ("list_item", "2. Second item."),
        ("caption", "A ferry in Split"),
        ("paragraph", "“It was cold,” she said."),
        ("list_item", "Ship | Port"),
        ("list_item", "Alpha | Split"),
        ("heading", "What next"),
        ("paragraph", "The end."),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "a * b * c",
        "snake_case_name",
        "5 < 6 > 4",
        "<script>alert(1)</script>",
        "`unclosed",
        "**unclosed",
        "[no](link",
        "2016. That was the year.",
    ],
)
def test_what_is_no_mark_stays(words: str) -> None:
    assert words in read(f"{PROSE} In Split {words} was said.").text


def test_short_lines_of_the_head_stay_apart() -> None:
    article = read(f"# Ferry\n\nBy Jane Doe\n6 June 2023\n\n{PROSE}")
    assert [kind for kind, _ in lines(article)] == ["headline", "byline", "byline", "paragraph"]
    assert (article.author, article.published) == ("Jane Doe", "2023-06-06")
