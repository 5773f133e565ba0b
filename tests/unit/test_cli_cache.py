"""geomap cache, and --online on geomap places: both on the kept answers of a made-up service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.services import service

from geomap.article.web.keeping import keep, kept
from geomap.cli import run
from geomap.gazetteer.online import OnlineGeocoder
from geomap.gazetteer.replay import AnswerCache

TOWN = {
    "osm_type": "node", "osm_id": 7, "lat": "13.6", "lon": "21.9", "class": "place", "type": "town",
    "name": "Qwxyzville", "display_name": "Qwxyzville, Chad", "importance": 0.4,
    "boundingbox": ["13.5", "13.7", "21.8", "22.0"], "address": {"country_code": "td"},
    "namedetails": {"name": "Qwxyzville"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnswerCache:
    """A cache with one answer and one "nothing found" of the public service."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(AnswerCache, "take_turn", lambda self, url: 0.0)
    kept = AnswerCache(tmp_path / "kept" / "geocoder.sqlite")
    OnlineGeocoder(cache=kept, adapter=service(Qwxyzville=[TOWN])).ask(["Qwxyzville", "Nowherequx"])
    return kept


def test_info_says_what_is_kept(cache: AnswerCache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache", "info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answers"], found["path"]) == (2, str(cache.path.parent))
    assert found["services"] == {"nominatim.openstreetmap.org": 2}
    assert found["oldest"] <= found["newest"]
    assert run(["cache", "info"]) == 0
    assert "nominatim.openstreetmap.org: 2" in capsys.readouterr().out


def test_info_of_no_cache_makes_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", "other")
    assert run(["cache", "info", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 0
    assert run(["cache", "clear"]) == 0
    assert run(["cache", "export"]) == 0
    assert not Path("other").exists()


def test_pages_are_counted_and_forgotten_too(cache: AnswerCache, capsys: pytest.CaptureFixture[str]) -> None:
    folder = cache.path.parent
    for url in ("https://a.example/1", "https://a.example/2", "https://b.example/"):
        keep(folder, url, url, "text/html", b"<p>the same page everywhere</p>")
    assert run(["cache", "info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pages"], found["pages_bytes"]) == (3, 31)
    assert found["sites"] == {"a.example": 2, "b.example": 1}
    assert run(["cache", "clear", "--host", "a.example", "--yes"]) == 0
    assert capsys.readouterr().out == "no answers and 2 pages forgotten\n"
    assert kept(folder, "https://a.example/1") is None
    assert kept(folder, "https://b.example/") is not None
    assert run(["cache", "clear", "--yes"]) == 0
    assert capsys.readouterr().out == "2 answers and 1 page forgotten\n"
    assert not [path for path in (folder / "pages").rglob("*") if path.is_file()]


def test_export_gives_the_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache", "export"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["service"] for line in lines} == {"nominatim.openstreetmap.org"}
    assert sorted(len(line["answer"]) for line in lines) == [0, 1]
    assert run(["cache", "export", "-o", "answers.jsonl"]) == 0
    assert len(Path("answers.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_clear_asks_and_forgets(
    cache: AnswerCache, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.confirm", lambda *words, **options: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run(["cache", "clear"]) == 130
    assert len(cache) == 2
    assert run(["cache", "clear", "--host", "nominatim.openstreetmap.orgg", "--yes"]) == 1
    assert "did you mean 'nominatim.openstreetmap.org'" in capsys.readouterr().err
    assert run(["cache", "clear", "--host", "nominatim.openstreetmap.org", "--yes"]) == 0
    assert capsys.readouterr().out == "2 answers and no pages forgotten\n"
    assert len(cache) == 0


@pytest.mark.model
def test_places_asks_only_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OnlineGeocoder.__init__, "__kwdefaults__", {
        **(OnlineGeocoder.__init__.__kwdefaults__ or {}), "adapter": service(Qwxyzville=[TOWN]),
    })  # fmt: skip
    text = "The convoy left Tripoli, Libya, on Monday and reached the town of Qwxyzville in Chad on Friday."
    Path("in.jsonl").write_text(json.dumps({"id": 1, "text": text}) + "\n", encoding="utf-8")
    assert run(["places", "--jsonl", "in.jsonl", "offline.jsonl"]) == 0
    assert run(["places", "--jsonl", "in.jsonl", "online.jsonl", "--online"]) == 0
    offline, online = (
        {one["name"]: one["gazetteer_id"] for one in json.loads(Path(name).read_text(encoding="utf-8"))["toponyms"]}
        for name in ("offline.jsonl", "online.jsonl")
    )
    assert online["Qwxyzville"] == "nominatim:node.7"
    assert not str(offline.get("Qwxyzville")).startswith("nominatim")
    assert online["Tripoli"] == offline["Tripoli"]
