"""The guide to corrections tells the truth: its example does what it says, its table has all that can be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geomap.article import article_from_text
from geomap.config import load_config
from geomap.corrections import read_corrections
from geomap.corrections.keys import ACTIONS
from geomap.model import Story
from geomap.pipeline import Tools, tell
from geomap.regenerate import load_project

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "corrections.md").read_text(encoding="utf-8")
ARTICLE = re.search(r"```text\n(.*?)```", GUIDE, re.S)
FILES = re.findall(r"```toml\n(.*?)```", GUIDE, re.S)


@pytest.fixture(scope="module")
def story() -> Story:
    assert ARTICLE
    article = article_from_text(ARTICLE[1], published="2016-04-28")
    return tell(article, Tools.open(), corrections=read_corrections(FILES[0]))


@pytest.mark.model
def test_the_example_does_what_it_says(story: Story) -> None:
    assert [said.outcome for said in story.corrections] == ["applied"] * 7
    places = {place.name: place for place in story.places}
    assert places["Tripoli"].country == "LB"
    assert (places["salt works"].lat, places["salt works"].kind) == (34.31, "facility")
    assert "Oostende" in places
    boat = next(route for route in story.routes if "Harwich" in route.evidence[0].text)
    assert boat.when is not None
    assert boat.when.start == "2016-04-19"
    bus = next(route for route in story.routes if "Tripoli" in route.evidence[0].text)
    assert (bus.via, bus.status) == ((places["salt works"].id,), "planned")
    assert [(event.type, event.place) for event in story.events if event.corrected] == [
        ("arrival", places["salt works"].id)
    ]
    assert not [event for event in story.events if "arrested" in event.evidence[0].text]


def test_the_table_has_all_that_can_be_said() -> None:
    rows = re.findall(r"^\|(?: `\[\[(\w+)\]\]`)? \| `(\w+)` \| (.*?) \| (.*?) ?\|$", GUIDE, re.M)
    told: dict[tuple[str, str], set[str]] = {}
    target = ""
    for name, action, needs, may in rows:
        target = name or target
        told[target, action] = set(re.findall(r"`(\w+)`", needs + may))
    binding = {"also", "id", "quote", "where", "was"}
    assert {key: keys - binding for key, keys in told.items()} == {
        (target, action): set(shape.keys) - binding
        for target, actions in ACTIONS.items()
        for action, shape in actions.items()
    }


def test_the_example_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for name in ("buses", "ships"):
        (tmp_path / "articles" / f"{name}.txt").write_text("News.", encoding="utf-8")
    (tmp_path / "geomap.toml").write_text(FILES[1], encoding="utf-8")
    maps = load_project(Path(load_config({}, folder=tmp_path).maps), folder=tmp_path).maps
    assert [entry.page.name for entry in maps] == ["buses.html", "ships.html", "dated.html"]
    assert dict(maps[2].options)["date"] == "2016-04-28"
