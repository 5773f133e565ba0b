"""The verbs that work on a story file: render, export, explain; and what every verb has in common."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.cli import commands, run
from geomap.codec import dumps, save_story


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_story(sample_story(), tmp_path / "ferry.story.json")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_render_draws_beside_the_story(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "ferry.story.json"]) == 0
    assert capsys.readouterr().out == "ferry.html\n"
    page = (folder / "ferry.html").read_bytes()
    assert b"Harwich" in page
    assert run(["render", "ferry.story.json", "-o", "other/page.html"]) == 0
    assert (folder / "other" / "page.html").read_bytes() == page
    capsys.readouterr()
    assert run(["render", "ferry.story.json", "-o", "-"]) == 0
    assert capsys.readouterr().out.encode() == page


def test_a_story_comes_from_standard_input(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(dumps(sample_story()).encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    assert run(["export", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "FeatureCollection"
    assert names(folder) == ["ferry.story.json"]


def test_export_writes_geojson(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "ferry.story.json", "--format", "geojson", "-o", "a.geojson"]) == 0
    assert run(["export", "ferry.story.json", "-o", "b.geojson"]) == 0
    assert run(["export", "ferry.story.json", "-o", "shapes.geojson", "--shapes"]) == 0
    assert capsys.readouterr().out == ""
    assert (folder / "a.geojson").read_bytes() == (folder / "b.geojson").read_bytes()
    shapes = json.loads((folder / "shapes.geojson").read_text(encoding="utf-8"))
    assert {feature["geometry"]["type"] for feature in shapes["features"] if feature["geometry"]} >= {"Polygon"}


@pytest.mark.parametrize("name", ["Harwich", "harwich", "place:harwich"])
def test_explain_says_why_and_what_else(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(["explain", "ferry.story.json", name]) == 0
    out = capsys.readouterr().out
    assert "It is the only large town of that name." in out
    assert "left [Harwich] for Ostend" in out
    assert "Harwich (Massachusetts, US), town" in out
    assert "51.9300, 1.2600 (lat, lon)" in out


def test_explain_knows_what_is_not_on_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "ferry.story.json", "Zzyzx"]) == 0
    assert "the gazetteer has no Zzyzx" in capsys.readouterr().out
    assert run(["explain", "ferry.story.json", "Dutch", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "left off the map"
    assert answer["reasons"] == ["it is the name of a demonym"]


def test_ctrl_c_in_the_middle_of_writing_keeps_the_old_page(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "ferry.html").write_text("the old page", encoding="utf-8")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    assert run(["render", "ferry.story.json"]) == 130
    assert "stopped" in capsys.readouterr().err
    assert (folder / "ferry.html").read_text(encoding="utf-8") == "the old page"
    assert names(folder) == ["ferry.html", "ferry.story.json"]


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("geomap 0.")
    assert run(["--help"]) == 0
    verbs = list(commands.commands)
    assert verbs[:2] == ["map", "story"]
    listed = [line.split()[0] for line in capsys.readouterr().out.partition("Commands:\n")[2].splitlines()]
    assert listed == verbs
    for verb in verbs:
        assert run([verb, "--help"]) == 0


def test_doctor_examines_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    out = capsys.readouterr().out
    for part in ("Python", "geomap", "spacy", "folium", "gazetteer", "language model", "browser"):
        assert part in out
    assert run(["doctor", "--model", "en_core_web_nothing"]) == 1
    out = capsys.readouterr().out
    assert "missing language model" in out
    assert "pip install" in out


def test_locate(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["locate", "Harwich"]) == 0
    assert "1. Harwich, England, United Kingdom (town)" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO("Harwich\n\nno such place at all\n"))
    assert run(["locate", "--json", "-"]) == 0
    found, missing = map(json.loads, capsys.readouterr().out.splitlines())
    assert found["query"] == "Harwich"
    assert found["candidates"][0].keys() >= {"name", "kind", "lat", "lon"}
    assert missing == {"query": "no such place at all", "candidates": []}
