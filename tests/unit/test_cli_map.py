"""From the article to the map on the command line, with the real language model."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.cli import run
from geomap.codec import dumps, load_story

pytestmark = pytest.mark.model

FERRY = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n"
)
QUIET = (
    "A quiet day\n\nThe library will be closed on Sunday. Readers may return their books on the following morning.\n"
)

LATER = """
import datetime, sys, time
import pandas  # folium loads it where it is installed, and its compiled code needs the real classes
class LaterTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2031, 7, 9, 3, 4, 5, tzinfo=tz)
    @classmethod
    def utcnow(cls): return cls(2031, 7, 9, 3, 4, 5)
    @classmethod
    def today(cls): return cls(2031, 7, 9, 3, 4, 5)
class LaterDay(datetime.date):
    @classmethod
    def today(cls): return cls(2031, 7, 9)
datetime.datetime, datetime.date = LaterTime, LaterDay
time.time = lambda: 1941332645.0
from geomap.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_map_and_its_story(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", "ferry.txt"]) == 0
    out, err = capsys.readouterr()
    assert out == "maps/ferry.html\n"
    assert "places" in err
    assert "unresolved" in err
    assert sorted(files(folder)) == ["ferry.txt", "maps/ferry.html", "maps/ferry.story.json"]
    story = load_story("maps/ferry.story.json")
    assert {place.name for place in story.places} >= {"Harwich", "Ostend"}
    assert story.article.source == "ferry.txt"
    assert str(folder) not in dumps(story)
    assert str(folder).encode() not in (folder / "maps" / "ferry.html").read_bytes()


def test_a_map_told_to_other_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", "ferry.txt", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["source"], told["page"], told["story"]) == ("ferry.txt", "maps/ferry.html", "maps/ferry.story.json")
    assert told["places"] >= 2


def test_the_verbs_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", "ferry.txt", "--date", "2016-04-28", "--title", "Ferry"]) == 0
    assert run(["story", "ferry.txt", "--date", "2016-04-28", "--title", "Ferry", "-o", "ferry.json"]) == 0
    assert (folder / "ferry.json").read_bytes() == (folder / "maps" / "ferry.story.json").read_bytes()
    assert run(["render", "ferry.json"]) == 0
    assert (folder / "ferry.html").read_bytes() == (folder / "maps" / "ferry.html").read_bytes()
    story = load_story("ferry.json")
    assert (story.article.title, story.article.published) == ("Ferry", "2016-04-28")
    assert dict(story.provenance.options) == {"date": "2016-04-28", "title": "Ferry"}


def test_standard_input_is_named_by_its_title(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(FERRY.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    assert run(["map", "-"]) == 0
    assert capsys.readouterr().out == "maps/ferry-turned-back.html\n"


def test_several_articles_and_one_that_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "news").mkdir()
    (folder / "news" / "a.txt").write_text(FERRY, encoding="utf-8")
    (folder / "news" / "b.txt").write_bytes(b"")
    (folder / "news" / "c.txt").write_text(QUIET, encoding="utf-8")
    assert run(["map", "news", "-o", "out"]) == 1
    out, err = capsys.readouterr()
    assert out == "out/a.html\nout/c.html\n"
    assert "b.txt: There is no text in it" in err
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "a.html",
        "a.story.json",
        "c.html",
        "c.story.json",
    ]


def test_an_article_without_places_gives_a_page_that_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "quiet.txt").write_text(QUIET, encoding="utf-8")
    assert run(["map", "quiet.txt"]) == 0
    assert "no places, no routes" in capsys.readouterr().err
    page = (folder / "maps" / "quiet.html").read_text(encoding="utf-8")
    assert "no place" in page.lower()


def test_the_same_bytes_on_another_day_in_another_folder(folder: Path) -> None:
    assert run(["map", "ferry.txt"]) == 0
    elsewhere = folder / "another folder"
    elsewhere.mkdir()
    (elsewhere / "ferry.txt").write_text(FERRY, encoding="utf-8")
    surroundings = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "COLUMNS": "40"}
    command = [sys.executable, "-c", LATER, "map", "ferry.txt"]
    done = subprocess.run(command, cwd=elsewhere, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert files(folder / "maps") == files(elsewhere / "maps")


def test_an_unwritable_map_loses_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "maps").write_text("a file, not a folder", encoding="utf-8")
    before = files(folder)
    assert run(["map", "ferry.txt"]) == 1
    assert "can't write maps/ferry.html" in capsys.readouterr().err
    assert files(folder) == before


def test_place_names_of_json_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = [
        {"id": "a", "text": FERRY.replace("\n", "\r\n")},
        {"id": "b", "text": FERRY, "published": "some day"},
        {"id": "c", "text": "Вчера в Москве прошли переговоры о судьбе моряков, сообщили журналисты. " * 3},
    ]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (folder / "in.jsonl").write_text(lines, encoding="utf-8")
    assert run(["places", "--jsonl", "in.jsonl", "out.jsonl"]) == 0
    assert "2 documents could not be read" in capsys.readouterr().err
    answers = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    named = {documents[0]["text"][one["start"] : one["end"]] for one in answers[0]["toponyms"] if one["lat"]}
    assert named >= {"Harwich", "Ostend"}
    assert all(answer["toponyms"] == [] and answer["error"] for answer in answers[1:])


class TestRegenerate:
    """``geomap regenerate`` does what is needed, says why, and touches nothing else."""

    @pytest.fixture(autouse=True)
    def maps(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
        assert run(["map", "ferry.txt", "--date", "2016-04-28"]) == 0
        capsys.readouterr()
        return folder / "maps"

    def test_nothing_to_do(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = {path: path.stat().st_mtime_ns for path in maps.iterdir()}
        assert run(["regenerate"]) == 0
        assert capsys.readouterr().out == "maps/ferry.html: up to date\n"
        assert {path: path.stat().st_mtime_ns for path in maps.iterdir()} == before
        assert run(["regenerate", "--check"]) == 0

    def test_a_changed_source_beside_the_map(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (maps / "ferry.txt").write_text(FERRY.replace("Ostend", "Calais"), encoding="utf-8")
        before = files(maps)
        assert run(["regenerate", "--check"]) == 1
        assert capsys.readouterr().out == "maps/ferry.html: would be made anew: ferry.txt has changed\n"
        assert files(maps) == before
        assert run(["regenerate", "maps"]) == 0
        assert capsys.readouterr().out == "maps/ferry.html: made anew: ferry.txt has changed\n"
        story = load_story(maps / "ferry.story.json")
        assert "Calais" in {place.name for place in story.places}
        assert story.article.published == "2016-04-28"

    def test_another_program(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        story = (maps / "ferry.story.json").read_text(encoding="utf-8")
        (maps / "ferry.story.json").write_text(story.replace('"geomap": "0.', '"geomap": "0.0.'), encoding="utf-8")
        assert run(["regenerate"]) == 0
        assert capsys.readouterr().out == "maps/ferry.html: made anew: another version of geomap\n"
        assert (maps / "ferry.story.json").read_text(encoding="utf-8") == story

    def test_a_lost_page(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        page = (maps / "ferry.html").read_bytes()
        (maps / "ferry.html").unlink()
        assert run(["regenerate"]) == 0
        assert capsys.readouterr().out == "maps/ferry.html: made anew: the page was missing or out of date\n"
        assert (maps / "ferry.html").read_bytes() == page

    def test_a_damaged_story_is_told_and_the_others_go_on(self, maps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (maps / "broken.story.json").write_text("{", encoding="utf-8")
        (maps / "ferry.html").unlink()
        assert run(["regenerate"]) == 1
        out, err = capsys.readouterr()
        assert "broken.story.json" in err
        assert "left as it is" in err
        assert "maps/ferry.html: made anew" in out
        assert (maps / "broken.story.json").read_text(encoding="utf-8") == "{"

    def test_a_page_is_never_taken_for_its_own_source(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        page = f"<html><head><title>Ferry</title></head><body><article><p>{FERRY}</p></article></body></html>"
        (folder / "page.html").write_text(page, encoding="utf-8")
        assert run(["map", "page.html", "-o", "out"]) == 0
        before = files(folder / "out")
        capsys.readouterr()
        assert run(["regenerate", "out"]) == 0
        assert capsys.readouterr().out == "out/page.html: up to date\n"
        assert files(folder / "out") == before
