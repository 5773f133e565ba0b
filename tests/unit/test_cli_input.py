"""Bad input gets a clear message and the right exit status, and nothing is written or lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.cli import run
from geomap.codec import dumps, save_story
from geomap.model import SCHEMA_VERSION

ENGLISH = "Three ships left Tobruk for Malta on Tuesday, the coast guard said. Nobody was hurt in the storm.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 1) -> str:
    """Run a command that must be refused; its message on standard error, nothing on standard output."""
    before = files(Path())
    assert run(arguments) == status
    assert files(Path()) == before
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    if status == 1:
        assert err.startswith("geomap: ")
    return err


def test_a_missing_file_and_the_nearest_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "report.txt").write_text(ENGLISH, encoding="utf-8")
    for verb in ("map", "story"):
        message = refused(capsys, verb, "reprot.txt")
        assert "no file reprot.txt" in message
        assert "report.txt?" in message


def test_a_folder_without_articles(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty").mkdir()
    assert "empty holds no article" in refused(capsys, "map", "empty")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text in it"),
        (b" \n\t\r\n ", "no text in it"),
        (bytes(range(256)) * 20, "text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "text"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 500, "text"),
        (
            ("Вчера в Москве прошли переговоры о судьбе моряков, сообщили журналисты.\n" * 4).encode(),
            "geomap reads English",
        ),
        (("昨日、東京で会議が開かれた。参加者は平和について話し合った。\n" * 4).encode(), "geomap reads English"),
        (b"x" * 10_000_001, "10 MB"),
        (ENGLISH.encode() * 25_000, "2,000,000"),
    ],
    ids=["empty", "blank", "binary", "picture", "program", "russian", "japanese", "large", "long"],
)
def test_what_is_no_english_article(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    (folder / "a.txt").write_bytes(content)
    message = refused(capsys, "map", "a.txt")
    assert "a.txt" in message
    assert words in message


def test_story_files_that_are_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_story(sample_story(), folder / "good.story.json")
    text = dumps(sample_story())
    newer = text.replace(f'"schema_version": {SCHEMA_VERSION}', f'"schema_version": {SCHEMA_VERSION + 1}')
    (folder / "newer.story.json").write_text(newer, encoding="utf-8")
    (folder / "damaged.story.json").write_text(text[:500], encoding="utf-8")
    (folder / "article.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "good.html").write_text("the page of the good story", encoding="utf-8")
    for verb in (["render"], ["export"], ["explain"]):
        place = ["Harwich"] if verb == ["explain"] else []
        assert "did you mean 'good.story.json'?" in refused(capsys, *verb, "god.story.json", *place)
        assert "written by a newer geomap" in refused(capsys, *verb, "newer.story.json", *place)
        assert "damaged.story.json: " in refused(capsys, *verb, "damaged.story.json", *place)
        assert "made with: geomap map article.txt" in refused(capsys, *verb, "article.txt", *place)
        assert "the story of this page is good.story.json" in refused(capsys, *verb, "good.html", *place)


def test_wrong_command_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_story(sample_story(), folder / "x.story.json")
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(ENGLISH, encoding="utf-8")
    assert "did you mean 'map'?" in refused(capsys, "mpa", "a.txt", status=2)
    wrong_format = refused(capsys, "export", "x.story.json", "--format", "geojsn", status=2)
    assert "there is no 'geojsn', did you mean 'geojson'?" in wrong_format
    assert "--format" in refused(capsys, "export", "x.story.json", "--fromat", "geojson", status=2)
    assert "no format has this ending" in refused(capsys, "export", "x.story.json", "-o", "x.shape", status=2)
    assert "write it as YYYY-MM-DD" in refused(capsys, "map", "a.txt", "--date", "2016-02-30", status=2)
    assert "SOURCE" in refused(capsys, "map", status=2)
    assert "--title is for one article" in refused(capsys, "map", "a.txt", "b.txt", "--title", "T", status=2)
    assert "name a folder" in refused(capsys, "map", "a.txt", "b.txt", "-o", "x.html", status=2)
    assert "let the name end in .html" in refused(capsys, "map", "a.txt", "-o", "x.geojson", status=2)


def test_no_map_overwrites_its_source_or_its_twin(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = f"<html><head><title>Ships</title></head><body><article><p>{ENGLISH * 5}</p></article></body></html>"
    for name in ("one", "two", "maps"):
        (folder / name).mkdir()
        (folder / name / "ships.html").write_text(page, encoding="utf-8")
    assert "would overwrite it" in refused(capsys, "map", "maps/ships.html")
    assert "would overwrite it" in refused(capsys, "map", "one/ships.html", "-o", "one")
    assert "would both become" in refused(capsys, "map", "one/ships.html", "two/ships.html")


def test_a_place_that_the_story_lacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_story(sample_story(), folder / "x.story.json")
    assert "no place 'Ostende', did you mean 'Ostend'?" in refused(capsys, "explain", "x.story.json", "Ostende")


def test_unwritable_outputs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_story(sample_story(), folder / "x.story.json")
    (folder / "file").write_text("old", encoding="utf-8")
    (folder / "full.html").mkdir()
    for output in ("file/below.html", "full.html", "/dev/full"):
        assert f"can't write {output}" in refused(capsys, "render", "x.story.json", "-o", output)
        assert f"can't write {output}" in refused(capsys, "export", "x.story.json", "--format", "geojson", "-o", output)


def test_settings_that_are_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "geomap.toml").write_text('modell = "en_core_web_sm"\n', encoding="utf-8")
    assert "geomap.toml: no setting 'modell', did you mean 'model'?" in refused(capsys, "map", "a.txt")
    (folder / "geomap.toml").write_text("model = 3\n", encoding="utf-8")
    assert "model must be text in quotes" in refused(capsys, "map", "a.txt")
    (folder / "geomap.toml").write_text("model =\n", encoding="utf-8")
    assert "geomap.toml: " in refused(capsys, "map", "a.txt")


def test_json_lines_that_are_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in.jsonl").write_text(json.dumps({"id": 1, "text": ENGLISH}) + "\n{oops\n", encoding="utf-8")
    assert "in.jsonl, line 2: no JSON" in refused(capsys, "places", "--jsonl", "in.jsonl", "out.jsonl")
    (folder / "in.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    assert "in.jsonl, line 1: a document is" in refused(capsys, "places", "--jsonl", "in.jsonl", "out.jsonl")
    for spans in ([[0, 5000]], [[3, 3]], [3], "x", [[0, "a"]]):
        (folder / "in.jsonl").write_text(json.dumps({"id": 1, "text": ENGLISH, "spans": spans}), encoding="utf-8")
        assert "spans are [[start, end], ...]" in refused(capsys, "places", "--jsonl", "in.jsonl", "out.jsonl")
    assert "can't read gone.jsonl" in refused(capsys, "places", "--jsonl", "gone.jsonl", "out.jsonl")


def test_missing_models_and_gazetteers_name_the_remedy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_text(ENGLISH, encoding="utf-8")
    assert "pip install" in refused(capsys, "map", "a.txt", "--model", "en_core_web_nothing")
    (folder / "geomap.toml").write_text('gazetteer = "gone.gazetteer"\n', encoding="utf-8")
    assert "gone.gazetteer" in refused(capsys, "locate", "Paris")


@pytest.mark.parametrize("folder_name", ["gone", "empty"])
def test_nothing_to_regenerate(folder: Path, capsys: pytest.CaptureFixture[str], folder_name: str) -> None:
    (folder / "empty").mkdir()
    assert "geomap map SOURCE" in refused(capsys, "regenerate", folder_name)
