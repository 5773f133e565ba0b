"""``geomap correct``: by asking, by options, from a file; nothing that a person said is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.stories import sample_story

from geomap.cli import commands, run
from geomap.codec import load_story, save_story
from geomap.corrections import Entry, load_corrections
from geomap.pipeline import Tools

FILE = Path("maps/ferry.corrections.toml")
FERRY = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_story(sample_story(), tmp_path / "maps" / "ferry.story.json")
    return tmp_path


def correct(*options: str, status: int = 0) -> None:
    assert run(["correct", "maps/ferry.html", "--no-map", *options]) == status


def kept() -> tuple[Entry, ...]:
    found = load_corrections(FILE)
    return found.entries if found else ()


def test_places_by_options() -> None:
    about = ("--comment", "seen there", "--author", "Ada", "--made-on", "2026-11-23")
    correct("--place", "harwich", "--candidate", "gn:4939085", *about)
    correct("--place", "place:harwich", "--at", "51.9,1.2", "--rename", "Old Harwich")
    correct("--place", "Zzyzx", "--ignore")
    correct("--place", "Harwich", "--rename", "Harwich (Essex)", "--here", "left Harwich for")
    choose, locate, ignore, rename = kept()
    assert choose.values == {
        "name": "Harwich", "id": "place:harwich", "quote": "Ferry leaves Harwich", "candidate": "gn:4939085",
    }  # fmt: skip
    assert (choose.comment, choose.author, choose.made_on) == ("seen there", "Ada", "2026-11-23")
    assert locate.values["lat"] == 51.9
    assert locate.values["rename"] == "Old Harwich"
    assert ignore.values == {"name": "Zzyzx", "quote": "Nobody knows where Zzyzx is."}
    assert (rename.values["where"], rename.values["quote"]) == ("here", "left Harwich for")


def test_marks_and_the_day_of_publication_by_options() -> None:
    story = sample_story()
    correct("--mark", story.routes[0].id, "--drop")
    correct("--mark", story.events[0].id, "--date", "2016-04")
    correct("--published", "2016-04-30")
    drop, fix, published = kept()
    assert (drop.target, drop.action, drop.values["was"]) == ("route", "drop", {"from": "Harwich", "to": "Ostend"})
    assert (fix.target, fix.action, fix.values["when"]) == ("event", "fix", "2016-04")
    assert published.values == {"when": "2016-04-30"}


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["--place", "Harwidge", "--ignore"], 1, "does not say 'Harwidge', did you mean 'Harwich'"),
        (["--place", "Harwich", "--at", "north"], 1, "write latitude,longitude"),
        (["--place", "Harwich", "--at", "91,0"], 1, "lat = 91.0 is out of range"),
        (["--place", "Harwich"], 2, "needs one of --candidate, --at, --ignore"),
        (["--place", "Harwich", "--ignore", "--at", "1,1"], 2, "needs one of"),
        (["--place", "Harwich", "--ignore", "--made-on", "yesterday"], 1, "is no day"),
        (["--ignore"], 2, "--ignore of what"),
        (["--mark", "route-1", "--drop"], 1, "no route or event 'route-1'"),
        (["--mark", "route-1"], 2, "needs one of --drop and --date"),
        (["--published", "2016-04-31"], 1, "is no day"),
        (["--published", "2016-04-30", "--undo", "1"], 2, "at a time"),
        (["--undo", "1"], 1, "there are no corrections in"),
        (["--add", "nowhere.toml"], 1, "there is no file nowhere.toml"),
        (["--json"], 2, "--json goes with --list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    options: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    correct(*options, status=status)
    assert message in capsys.readouterr().err
    assert not FILE.exists()


def test_the_overview_of_a_dataset_is_not_corrected(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = sample_story()
    save_story(replace(story, times=((story.places[0].id, 7),)), folder / "maps" / "ferry.story.json")
    correct("--place", story.places[0].name, "--at", "52,1", status=1)
    assert "correct the map of an article of it" in capsys.readouterr().err
    assert not FILE.exists()


def test_a_downloaded_file_is_taken_over_once(capsys: pytest.CaptureFixture[str]) -> None:
    correct("--place", "Harwich", "--ignore")
    head = 'format = 1\nauthor = "Ada"\n# by hand\n[[place]]\naction = "ignore"\nname = "Ostend"\n'
    Path("ferry.corrections.toml").write_text(head, encoding="utf-8")
    correct("--add", "ferry.corrections.toml")
    correct("--add", "ferry.corrections.toml")
    assert [(entry.values["name"], entry.author) for entry in kept()] == [("Harwich", None), ("Ostend", "Ada")]
    assert "has all of it already" in capsys.readouterr().err


def test_taking_back(capsys: pytest.CaptureFixture[str]) -> None:
    correct("--place", "Harwich", "--ignore")
    correct("--place", "Ostend", "--ignore")
    correct("--undo", "1")
    assert [entry.values["name"] for entry in kept()] == ["Ostend"]
    correct("--undo", "7", status=1)
    assert "no correction number 7; there are 1" in capsys.readouterr().err


def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    correct("--place", "Harwich", "--ignore")
    capsys.readouterr()
    correct("--list")
    out = capsys.readouterr().out
    assert "Zzyzx (no position): Nobody knows where Zzyzx is." in out
    assert f"{sample_story().routes[0].id}  " in out
    assert "1. place “Harwich” (ignore)" in out
    correct("--list", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["doubtful"][0]["confidence"] is None
    harwich = next(doubt for doubt in told["doubtful"] if doubt["name"] == "Harwich")
    assert harwich["candidates"][0]["gazetteer_id"] == "gn:4939085"
    assert told["corrections"] == [
        {"number": 1, "target": "place", "action": "ignore", "name": "Harwich", "id": "place:harwich",
         "quote": "Ferry leaves Harwich"}
    ]  # fmt: skip


def talk(*answers: str) -> str:
    """The screen of a session with these answers; the input ends after them."""
    typed = "".join(answer + "\n" for answer in answers)
    done = CliRunner().invoke(commands, ["correct", "maps/ferry.html", "--no-map"], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_talk() -> None:
    names = talk("a", "q")
    harwich = next(line.split(".")[0].strip() for line in names.splitlines() if "Harwich (England" in line)
    screen = talk(
        "1", "51.5, 3.0", "a lighthouse", "Ada", "a", harwich, "1", "", "r", "1", "x", "", "d", "2016-04-30", "", "q"
    )  # fmt: skip
    assert "Nobody knows where Zzyzx is." in screen
    assert "Harwich (Massachusetts, US)" in screen
    assert "4 corrections kept" in screen
    found = [(entry.target, entry.action, entry.author) for entry in kept()]
    assert found == [
        ("place", "locate", "Ada"), ("place", "choose", "Ada"), ("route", "drop", "Ada"), ("date", "published", "Ada"),
    ]  # fmt: skip
    assert kept()[0].comment == "a lighthouse"


def test_a_slip_loses_nothing() -> None:
    screen = talk("nonsense", "99", "1", "95,0", "1", "north", "1", "i", "it is a ship")
    assert "'nonsense' is none of these" in screen
    assert "out of range" in screen
    assert "is no position" in screen
    assert [(entry.action, entry.comment) for entry in kept()] == [("ignore", "it is a ship")]


@pytest.mark.model
def test_the_map_is_made_anew(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_tools = Tools.open()
    monkeypatch.setattr(Tools, "open", lambda *_, **__: kept_tools)
    (folder / "boat.txt").write_text(FERRY, encoding="utf-8")
    assert run(["map", "boat.txt"]) == 0
    assert run(["correct", "maps/boat.html", "--place", "Ostend", "--candidate", "gn:0"]) == 0
    out, err = capsys.readouterr()
    assert "maps/boat.html: made anew: its corrections have changed" in out
    assert "place “Ostend” (choose): not applied, the gazetteer in use has no 'gn:0'" in err
    assert run(["correct", "maps/boat.story.json", "--place", "Ostend", "--ignore"]) == 0
    assert "Ostend" not in {place.name for place in load_story("maps/boat.story.json").places}
    page = (folder / "maps" / "boat.html").read_bytes()
    assert run(["correct", "maps/boat.html", "--undo", "2"]) == 0
    assert "Ostend" in {place.name for place in load_story("maps/boat.story.json").places}
    assert (folder / "maps" / "boat.html").read_bytes() != page
