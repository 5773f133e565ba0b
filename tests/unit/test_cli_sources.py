"""Sources on the command line: many articles, addresses, names of pages, and maps made again without network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.documents import FERRY, POLICE, rss, warc
from helpers.web_server import WebServer, web_server

from geomap.cli import run
from geomap.cli.sourcing import Naming
from geomap.codec import load_story
from geomap.errors import InputError
from geomap.model import Article

pytestmark = pytest.mark.model

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
BODY = f"<article><p>{FERRY}</p><p>{POLICE}</p></article>"
PAGE = f"<html lang='en'><head><title>Ferry</title></head><body>{BODY}</body></html>"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_page_and_a_feed_are_made_again_without_network(
    server: WebServer, capsys: pytest.CaptureFixture[str]
) -> None:
    url = server.page("/ferry", PAGE)
    entry = {"title": "Arrests", "guid": "x1", "link": server.page("/p", PAGE), "description": POLICE}
    feed = server.page("/feed.xml", rss(entry), "application/rss+xml")
    assert run(["map", url]) == 1
    assert "--allow-private" in capsys.readouterr().err
    assert run(["map", url, feed, "--allow-private"]) == 0
    assert capsys.readouterr().out == "maps/ferry.html\nmaps/arrests.html\n"
    assert load_story("maps/arrests.story.json").article.part == "x1"
    made, asked = files(Path("maps")), len(server.asked)
    for name in made:
        Path("maps", name).write_bytes(Path("maps", name).read_bytes().replace(b"Ostend", b"ostend"))
    server.replies.clear()
    assert run(["regenerate"]) == 0
    assert files(Path("maps")) == made
    shutil.rmtree("cache")
    assert run(["regenerate", "--check"]) == 0
    assert len(server.asked) == asked
    assert run(["map", url, "--allow-private", "--refresh"]) == 1
    assert "HTTP 404" in capsys.readouterr().err


def test_linked_entries_are_made_again(server: WebServer, capsys: pytest.CaptureFixture[str]) -> None:
    entry = {"title": "Arrests", "guid": "x1", "link": server.page("/p", PAGE), "description": "In short."}
    feed = server.page("/feed.xml", rss(entry), "application/rss+xml")
    assert run(["map", feed, "--allow-private", "--linked"]) == 0
    assert FERRY in load_story("maps/arrests.story.json").article.text
    made = files(Path("maps"))
    Path("maps/arrests.html").unlink()
    server.replies.clear()
    assert run(["regenerate"]) == 0
    assert files(Path("maps")) == made


def test_bad_articles_of_several_are_told_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text(json.dumps({"text": FERRY, "title": "One"}) + "\n{broken\n", encoding="utf-8")
    assert run(["map", "a.jsonl"]) == 1
    out, err = capsys.readouterr()
    assert out == "maps/one.html\n"
    assert "a.jsonl, line 2: Line 2 is no JSON" in err
    assert run(["map", "a.jsonl", "-o", "one.html"]) == 1
    assert "several articles" in capsys.readouterr().err
    Path("b.warc.gz").write_bytes(warc({"https://example.org/a": PAGE, "https://example.org/b": PAGE})[:-200])
    assert run(["map", "b.warc.gz", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["page"] == "maps/ferry.html"
    assert "cut short or damaged" in err


def article(title: str, part: str | None = "1", source: str = "a.jsonl") -> Article:
    return Article(text="x", blocks=(), title=title, source=source, part=part)


def test_titles_make_safe_names_that_nobody_else_has(folder: Path) -> None:
    naming = Naming(["a.jsonl"], None, Path("maps"))
    for title in ("../../etc/passwd", "/abs", "C:\\x", "..", "\0", "a" * 900, "con\n.html", "…"):
        page = naming.page_for(article(title, part=title), "a.jsonl")
        assert page.parent == Path("maps")
        assert re.fullmatch(r"[a-z0-9-]{1,80}\.html", page.name)
    first = naming.page_for(article("Same", "1"), "a.jsonl")
    second = naming.page_for(article("Same", "2"), "a.jsonl")
    assert first.name == "same.html"
    assert re.fullmatch(r"same-[0-9a-f]{6}\.html", second.name)
    again = Naming(["a.jsonl"], None, Path("maps"))
    assert again.page_for(article("Same", "1"), "a.jsonl") == first
    (folder / "maps").mkdir()
    (folder / "maps" / "same.html").write_text("somebody's own", encoding="utf-8")
    assert Naming(["a.jsonl"], None, Path("maps")).page_for(article("Same", "1"), "a.jsonl") != first
    with pytest.raises(InputError, match="would both become"):
        Naming(["x/a.txt", "y/a.txt"], None, Path("maps"))


def test_the_examples_of_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    shell, python = (re.search(rf"^```{kind}\n(.*?)^```", guide, re.M | re.S)[1] for kind in ("sh", "python"))  # type: ignore[index]
    written = shell.partition("END\n")[0]
    subprocess.run(["sh", "-c", written + "END\n"], check=True)
    for line in shell.partition("END\n")[2].splitlines():
        assert run(line.split()[1:]) == 0
    out = capsys.readouterr().out
    assert out == "maps/ferry-leaves-split.html\nmaps/two-arrested-in-ostend.html\n"
    assert all(page in guide for page in out.split())
    assert load_story("ostend.story.json").article.title == "Two arrested in Ostend"
    exec(python)
    assert "a1 2021-05-03 Ferry leaves Split\na2 2016-04-27 Two arrested in Ostend\n" in capsys.readouterr().out
