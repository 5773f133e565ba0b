"""HTML: the article out of the page, with its captions and metadata; hostile pages end in one kind of error."""

from __future__ import annotations

import time

import pytest

from geomap.article import article_from_text
from geomap.errors import InputError
from geomap.model import Article

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Two ships reach Malta | Harbour News</title>
<meta property="article:published_time" content="2021-05-03T21:30:00+02:00">
<meta property="article:modified_time" content="2021-05-09T08:00:00Z">
<meta name="author" content="Jane Doe"><link rel="canonical" href="https://news.example/two-ships"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<header><h1>Two ships reach Malta</h1><p class="byline">By Jane Doe</p></header>
<article>
<p>VALLETTA, May 3 (Reuters) - Two ships with 300 people aboard reached Malta on Monday after a week at sea.</p>
<figure><img src="a.jpg"><figcaption>Migrants wait on a dock in Valletta. <span>Jane Doe</span></figcaption></figure>
<p>The ships had sailed from Zuwara in Libya. A third one <a href="/x">turned back</a> to Tripoli, an official said.</p>
<h2>What comes next</h2>
<ul><li>Italy will take 100 people from Malta next week, its government said.</li><li>France will take fifty.</li></ul>
<ol><li>First they are to fly from Valletta to Rome.</li><li>Then by bus to Milan.</li></ol>
<table><tr><th>Ship</th><th>Port</th></tr><tr><td>Alpha</td><td>Zuwara</td></tr></table>
<p>The weather is expected to worsen on Friday.<br>More boats may leave before that.</p>
<script>alert(1)</script><p>A sailor wrote &lt;script&gt;alert(2)&lt;/script&gt; on the wall of the harbour.</p>
</article><footer>© 2024 Harbour News, Rome</footer></body></html>"""

SENTENCE = "The boats left Tripoli for Malta on Monday and nobody knows where they are."


def read(html: str) -> Article:
    return article_from_text(html, source="page.html", format="html")


def test_blocks_of_a_page() -> None:
    article = read(PAGE)
    assert [(block.kind, article.text[block.start : block.end]) for block in article.blocks] == [
        ("headline", "Two ships reach Malta"),
        ("dateline", "VALLETTA, May 3 (Reuters) -"),
        ("paragraph", "Two ships with 300 people aboard reached Malta on Monday after a week at sea."),
        ("caption", "Migrants wait on a dock in Valletta. Jane Doe"),
        (
            "paragraph",
            "The ships had sailed from Zuwara in Libya. A third one turned back to Tripoli, an official said.",
        ),
        ("heading", "What comes next"),
        ("list_item", "• Italy will take 100 people from Malta next week, its government said."),
        ("list_item", "• France will take fifty."),
        ("list_item", "1. First they are to fly from Valletta to Rome."),
        ("list_item", "2. Then by bus to Milan."),
        ("list_item", "Ship | Port"),
        ("list_item", "Alpha | Zuwara"),
        ("paragraph", "The weather is expected to worsen on Friday."),
        ("paragraph", "More boats may leave before that."),
        ("paragraph", "A sailor wrote <script>alert(2)</script> on the wall of the harbour."),
    ]


def test_metadata_of_a_page() -> None:
    article = read(PAGE)
    assert (article.title, article.author, article.url) == (
        "Two ships reach Malta",
        "Jane Doe",
        "https://news.example/two-ships",
    )
    assert (article.published, article.published_by) == ("2021-05-03", "metadata")


TEXT = f"<article><p>{SENTENCE} Nothing else is known so far.</p><p>It was the third boat.</p></article>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="1987-03-03T10:00:00Z">', TEXT, "1987-03-03"),
        ('<meta name="DC.date.issued" content="2018-03-03">', TEXT, "2018-03-03"),
        ('<meta name="pubdate" content="3 March 2018 10:00 GMT">', TEXT, "2018-03-03"),
        (
            '<script type="application/ld+json">{"datePublished":"2018-03-03","dateModified":"2019-01-01"}</script>',
            TEXT,
            "2018-03-03",
        ),
        ('<link rel="canonical" href="https://news.example/2018/03/03/boats">', TEXT, "2018-03-03"),
        ("", f"<h1>Boats</h1><div class='post-date'>Posted 3 March 2018</div>{TEXT}", "2018-03-03"),
        ("", f"<h1>Boats</h1><time>Updated 4 May 2018</time><time>Published 3 March 2018</time>{TEXT}", "2018-03-03"),
    ],
)
def test_declared_dates(head: str, body: str, date: str) -> None:
    article = read(f"<html><head>{head}<title>Boats</title></head><body>{body}</body></html>")
    assert (article.published, article.published_by) == (date, "metadata")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", TEXT.replace("third boat", "third boat since 3 May 2021")),
        ("", TEXT.replace("third boat", "third since <time datetime='2021-05-03'>3 May</time>")),
        ("", f"{TEXT}<footer>Last updated 4 June 2020. © 2024 News</footer>"),
        ("", f"{TEXT}<aside><h3>Other news</h3><time datetime='2021-01-01'>1 Jan 2021</time></aside>"),
        ("", f"<div class='timestamp'>3 May 2021</div><h1>Boats leave</h1>{TEXT}"),
        ("", f"<h1>Remembering 11 September 2001</h1>{TEXT}"),
        ('<meta property="article:modified_time" content="2021-05-03">', TEXT),
        ('<meta property="og:image" content="https://news.example/2017/05/06/a.jpg">', TEXT),
        ('<meta name="date" content="03/04/2019">', TEXT),
    ],
    ids=["text", "time in text", "footer", "teaser", "masthead", "title", "modified", "picture", "ambiguous"],
)
def test_other_dates_are_not_the_publication(head: str, body: str) -> None:
    assert read(f"<html><head>{head}<title>Boats</title></head><body>{body}</body></html>").published is None


def test_the_dateline_dates_a_page_without_metadata() -> None:
    article = read(f"<html><body><article><p>TRIPOLI, May 3, 2021 — {SENTENCE}</p></article></body></html>")
    assert (article.published, article.published_by) == ("2021-05-03", "dateline")


def test_the_same_page_gives_the_same_article() -> None:
    assert read(PAGE) == read(PAGE)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{SENTENCE}</p>",
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{SENTENCE}</p></body></html>',
        f"<html><body><script>{'a' * 1_000_000}</script><p>{SENTENCE}</p></body></html>",
        "<html><body><p " + " ".join(f"a{i}=1" for i in range(100_000)) + f">{SENTENCE}</p></body></html>",
        "<html><body><p " + "".join(f"a{i}='1'" for i in range(100_000)) + f">{SENTENCE}</p></body></html>",
        f"<html><body>{'<table><tr><td>' * 60}{SENTENCE}</body></html>",
    ],
    ids=["fragment", "xhtml", "script", "attributes", "quoted attributes", "tables"],
)
def test_odd_pages_are_read(html: str) -> None:
    started = time.monotonic()
    assert read(html).text == SENTENCE
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "<html><body>" + "<div>" * 300_000,
        "<html><body>" + "<p>x</p>" * 200_000,
        "<html><body>" + "<a href='x' " * 100_000,
        "<html><body>" + "<a '" * 100_000 + '<b "' * 100_001,
        "<html><body>" + "<!--" * 100_000,
        "<html><body>\0\0</body>",
    ],
    ids=["empty", "bare", "nesting", "elements", "unclosed", "quotes", "comments", "nul"],
)
def test_pages_that_hold_no_article_or_break_parsers(html: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputError):
        read(html)
    assert time.monotonic() - started < 20
