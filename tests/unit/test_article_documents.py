"""PDF, Word, e-mail, feeds, JSON lines, WARC, lists and patterns as sources, whole and broken."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.documents import FERRY, POLICE, docx, pdf, rss, warc, zip_bomb
from helpers.web_server import WebServer, web_server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.article import Web, find_sources, read_article, read_articles
from geomap.errors import ConfigError, GeomapError, InputError, SourceGone
from geomap.model import Article

MAIL = f"""From: Ana Kovač <ana@example.org>
Subject: =?utf-8?Q?Ferry_leaves_Split_=E2=80=93_update?=
Date: Mon, 3 May 2021 23:30:00 -0700
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>Not this one.</p>
--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{FERRY}
--x--
"""
BODY = f"<article><p>{FERRY}</p><p>{POLICE}</p></article>"
PAGE = f"<html lang='en'><head><title>{{}}</title></head><body>{BODY}</body></html>"


def put(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def articles(source: str, **options: object) -> tuple[list[Article], list[str]]:
    """The articles of a source, and what was told of the others."""
    told: list[str] = []
    read = list(read_articles(source, report=lambda error: told.append(str(error)), **options))  # type: ignore[arg-type]
    return read, told


def test_pdf(tmp_path: Path) -> None:
    body = [FERRY[:40], FERRY[41:], "It carried four hun-", "dred people."]
    pages = [
        ["Harbour Gazette, 3 May 2021", f"The {boat} left.", *body, f"So said the {boat}.", f"Page {number} of 3"]
        for number, boat in enumerate(("Ada", "Bora", "Cres"), 1)
    ]
    article = read_article(put(tmp_path, "a.pdf", pdf(pages, title="Ferry leaves Split")))
    assert (article.title, article.author, article.source) == ("Ferry leaves Split", "Ana Kovac", "a.pdf")
    assert "Gazette" not in article.text
    assert "Page" not in article.text
    assert all(f"The {boat} left." in article.text for boat in ("Ada", "Bora", "Cres"))
    assert article.text.count("four hundred people") == 3
    assert article.published is None


def test_pdf_titles_of_programs_are_none(tmp_path: Path) -> None:
    article = read_article(put(tmp_path, "a.pdf", pdf([[FERRY]], title="Microsoft Word - draft3.docx")))
    assert article.title == FERRY


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf([[], []]), r"2 page\(s\) of pictures and no text.*OCR"),
        (pdf([[FERRY]], password="secret"), "encrypted"),
        (pdf([[FERRY]])[:300], "can't be read"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "can't be read"),
    ],
)
def test_bad_pdf(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_article(put(tmp_path, "a.pdf", data))
    assert "a.pdf" in str(caught.value)


def test_word(tmp_path: Path) -> None:
    data = docx(("Ferry leaves Split", "Title"), (FERRY, "Normal"), ("Boats", "Heading 1"), ("one", "List Bullet"))
    article = read_article(put(tmp_path, "a.docx", data))
    assert article.text == f"Ferry leaves Split\n\n{FERRY}\n\nBoats\n\n• one\n\nSplit | 12 boats"
    kinds = [block.kind for block in article.blocks]
    assert kinds == ["headline", "paragraph", "heading", "list_item", "list_item"]
    assert article.author == "Ana Kovač"
    assert read_article("-", stdin=data).text == article.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zip_bomb(), "unpacks to 300 MB"),
        (docx((FERRY, "Normal"))[:2000], "no Word document"),
        (b"PK\x03\x04 word/ and no more", "no Word document"),
    ],
)
def test_bad_word(tmp_path: Path, data: bytes, words: str) -> None:
    assert len(data) < 1_000_000
    with pytest.raises(InputError, match=words):
        read_article(put(tmp_path, "a.docx", data))


def test_mail(tmp_path: Path) -> None:
    article = read_article(put(tmp_path, "a.eml", MAIL))
    assert article.text.strip() == FERRY
    assert (article.title, article.author) == ("Ferry leaves Split – update", "Ana Kovač")
    assert (article.published, article.published_by) == ("2021-05-03", "metadata")
    html = f"Subject: x\nContent-Type: text/html; charset=utf-8\n\n<div>{FERRY}<br>{POLICE}<script>1</script></div>"
    assert read_article(put(tmp_path, "b.eml", html)).text == f"{FERRY}\n\n{POLICE}"


def test_bad_mail(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no e-mail"):
        read_article(put(tmp_path, "a.eml", FERRY))
    with pytest.raises(InputError, match="no text of its own"):
        read_article(put(tmp_path, "a.eml", "Subject: x\nContent-Type: image/png\n\nxxxx"))


def test_rss(tmp_path: Path) -> None:
    entries = (
        {"title": "Ferry", "guid": "f1", "link": "https://example.org/f", "description": f"&lt;p&gt;{FERRY}&lt;/p&gt;",
         "pubDate": "Mon, 03 May 2021 23:30:00 -0700", "author": "Ana"},
        {"title": "Police", "link": "https://example.org/p", "description": POLICE},
        {"title": "Empty", "guid": "e", "description": ""},
    )  # fmt: skip
    source = put(tmp_path, "news.xml", rss(*entries))
    (ferry, police), told = articles(source)
    assert (ferry.text, ferry.part, ferry.source) == (f"Ferry\n\n{FERRY}", "f1", "news.xml")
    assert (ferry.published, ferry.author, ferry.url) == ("2021-05-03", "Ana", "https://example.org/f")
    assert police.part == "https://example.org/p"
    assert told == [f"{source}, e: There is no text in it. Give a file with the article's text."]
    assert read_article(source, part="f1") == ferry
    with pytest.raises(InputError, match="several articles: f1, https"):
        read_article(source)
    with pytest.raises(SourceGone, match="no article 'f9'"):
        read_article(source, part="f9")


def test_atom(tmp_path: Path) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>urn:1</id><title>Ferry</title>'
        f'<updated>2021-05-03T23:00:00Z</updated><content type="html">&lt;h2&gt;Out&lt;/h2&gt;{FERRY}</content>'
        "</entry></feed>"
    )
    (article,), told = articles(put(tmp_path, "a.atom", feed))
    assert (article.part, article.published, told) == ("urn:1", "2021-05-03", [])
    assert article.text == f"Ferry\n\nOut\n\n{FERRY}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (FERRY, "no feed"),
        ("<rss><channel>", "no entries"),
        ("<html><body>404</body></html>", "no feed"),
        (b"", "no feed"),
        (bytes(range(256)), "no feed"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><rss version="2.0"><channel/></rss>', "no entries"),
    ],
)
def test_a_feed_that_is_no_feed(tmp_path: Path, data: bytes | str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(read_articles(put(tmp_path, "a.rss", data)))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def test_entries_with_their_linked_pages(server: WebServer, tmp_path: Path) -> None:
    link = server.page("/f", PAGE.format("Of the page"))
    entries = (
        {"title": "Ferry", "guid": "1", "link": link, "description": "In short.", "pubDate": "3 May 2021 10:00:00 GMT"},
        {"title": "Gone", "guid": "2", "link": server.url + "/gone", "description": "In short."},
    )
    feed = server.page("/feed", rss(*entries), "application/rss+xml")
    web = Web(cache=tmp_path, allow_private=True, pause_seconds=0.0)
    (article,), told = articles(feed, web=web, linked=True)
    assert (article.title, article.published, article.part, article.url) == ("Ferry", "2021-05-03", "1", link)
    assert POLICE in article.text
    assert "HTTP 404" in told[0]
    offline = Web(cache=tmp_path, connect=False)
    assert read_article(feed, part="1", web=offline, linked=True) == article


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 7, "title": "Ferry", "date": "2021-05-03", "author": "Ana", "text": FERRY}),
        "{broken",
        json.dumps({"title": "no text"}),
        "",
        json.dumps({"text": FERRY, "date": "some day"}),
        json.dumps({"text": POLICE, "title": 3}),
        json.dumps({"text": POLICE, "language": "en"}),
        json.dumps({"text": POLICE, "id": "7"}),
        "[" * 100_000,
    ]
    source = put(tmp_path, "a.jsonl", "\ufeff" + "\n".join(lines))
    (first, second, third), told = articles(source)
    assert (first.part, first.title, first.published, first.author) == ("7", "Ferry", "2021-05-03", "Ana")
    assert (second.part, third.part) == ("line 7", "7 (2)")
    assert [message.partition(", ")[2].partition(":")[0] for message in told] == [
        "line 2",
        "line 3",
        "line 5",
        "line 6",
        "line 9",
    ]
    assert "Line 2 is no JSON" in told[0]
    assert "'some day'" in told[2]
    assert read_article(source, part="line 7") == second
    with pytest.raises(InputError, match="Line 2 is no JSON"):
        list(read_articles(source))
    with pytest.raises(ConfigError, match="title is for one article"):
        list(read_articles(source, title="x"))
    assert next(read_articles(source, published="2020-01-01")).published == "2020-01-01"


@pytest.mark.parametrize("compressed", [True, False])
def test_warc(tmp_path: Path, compressed: bool) -> None:
    pages = {f"https://example.org/{name}": PAGE.format(name) for name in ("one", "two", "three")}
    data = warc(pages, compressed=compressed)
    read, told = articles(put(tmp_path, "a.warc.gz" if compressed else "a.warc", data))
    assert [article.url for article in read] == list(pages)
    assert read[1].part == "urn:uuid:00000000-0000-0000-0000-000000000001"
    assert told == []
    cut, told = articles(put(tmp_path, "cut.warc.gz" if compressed else "cut.warc", data[: len(data) - 300]))
    assert cut == [replace(article, source=cut[0].source) for article in read[:2]]
    assert len(told) == 1
    assert "cut short or damaged after 3 whole records" in told[0]


def test_bad_warc(tmp_path: Path) -> None:
    for data in (b"", FERRY.encode(), gzip.compress(b"nothing"), gzip.compress(FERRY.encode())[:30], bytes(500)):
        with pytest.raises(InputError):
            list(read_articles(put(tmp_path, "a.warc", data)))


def test_lists_patterns_and_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.pdf", "c.eml", "d.warc.gz", "e.jsonl", "map.md", "map.html", "notes.csv", "README.md"):
        put(tmp_path, name, FERRY)
    listed = put(tmp_path, "urls.txt", "# ours\nhttps://example.org/a#top\n\nb.txt  # the second\n*.eml\n")
    names = [Path(source).name for source in find_sources([str(tmp_path)])]
    assert names == ["a.pdf", "b.txt", "c.eml", "d.warc.gz", "e.jsonl", "map.md"]
    found = find_sources([listed])
    assert found == ("https://example.org/a", str(tmp_path / "b.txt"), str(tmp_path / "c.eml"))
    assert find_sources([str(tmp_path / "*.md")]) == (str(tmp_path / "map.md"),)
    lone = put(tmp_path, "links.txt", "https://example.org/1\nhttps://example.org/2\n")
    assert find_sources([lone]) == ("https://example.org/1", "https://example.org/2")
    for wrong, words in (("*.docx", "No article matches"), ("x-urls.txt", "names no source")):
        put(tmp_path, "x-urls.txt", "# nothing\n")
        with pytest.raises(InputError, match=words):
            find_sources([str(tmp_path / wrong)])
    with pytest.raises(InputError, match="entry 2: There is no file"):
        find_sources([put(tmp_path, "urls.txt", "b.txt\nz.txt\n")])


LANGUAGES = {
    "Dutch": "Het schip is in de nacht uit de haven van Rotterdam vertrokken, en de passagiers bleven aan boord "
    "terwijl de politie de hutten doorzocht.",
    "Swahili": "Meli iliondoka katika bandari ya Mombasa usiku na abiria walibaki ndani wakati polisi walikuwa "
    "wakichunguza vyumba vyote kimoja baada ya kingine kwa saa nyingi.",
    "Catalan": "El vaixell va sortir del port de Barcelona a la nit i els passatgers es van quedar a bord mentre la "
    "policia registrava les cabines una per una amb molta cura.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_languages_are_named(language: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"seems to be {language}; the languages that geomap reads so far: English"):
        read_article(put(tmp_path, "a.txt", LANGUAGES[language]))


def test_french_is_found_out(tmp_path: Path) -> None:
    words = "Le bateau a quitté le port de Marseille pour Alger dans la nuit, et les passagers sont restés à bord "
    article = read_article(put(tmp_path, "a.txt", words + "pendant que la police fouillait les cabines une par une."))
    assert article.language == "fr"


def test_a_declared_language_counts_for_short_texts(tmp_path: Path) -> None:
    lines = [{"text": "Ferry Split Ancona", "language": code} for code in ("en-GB", "fr_CA", "pt_BR", "x-klingon")]
    read, told = articles(put(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [article.part for article in read] == ["line 1", "line 2", "line 4"]
    assert [article.language for article in read] == ["en", "fr", "en"]
    assert "declared to be Portuguese" in told[0]


SEEDS = {
    "pdf": pdf([[FERRY]]),
    "docx": docx((FERRY, "Normal")),
    "eml": MAIL.encode(),
    "rss": rss({"title": "Ferry", "guid": "f1", "description": FERRY}).encode(),
    "jsonl": json.dumps({"text": FERRY, "date": "2021-05-03"}).encode(),
    "warc": warc({"https://example.org/": PAGE}, compressed=False),
    "warc.gz": warc({"https://example.org/": PAGE}),
    "txt": FERRY.encode(),
}


@pytest.mark.parametrize("ending", SEEDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_sources_raise_our_errors_only(ending: str, data: st.DataObject, tmp_path: Path) -> None:
    """Bytes changed, cut out and put in anywhere; and bytes that were never such a file."""
    seed = bytearray(SEEDS[ending])
    for place in data.draw(st.lists(st.integers(0, len(seed) - 1), max_size=6)):
        seed[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    source = put(tmp_path, f"a.{ending}", data.draw(st.one_of(st.just(bytes(seed)), st.binary(max_size=300))))
    with suppress(GeomapError):
        for article in read_articles(source, report=lambda error: None):
            assert article.text.strip()
            assert all(0 <= block.start <= block.end <= len(article.text) for block in article.blocks)
