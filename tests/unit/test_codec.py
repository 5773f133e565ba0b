"""Stories survive the way to JSON and back; what is no story is refused with the place of the fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.stories import sample_story, stories
from hypothesis import given, settings

from geomap.codec import dumps, load_story, loads, save_story
from geomap.errors import StoryFormatError
from geomap.model import SCHEMA_VERSION, Story


def changed(**paths: Any) -> str:
    """The sample story as JSON text with some values replaced: ``places__0__lat=99``."""
    data = json.loads(dumps(sample_story()))
    for path, value in paths.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        target = data
        for step in steps:
            target = target[step]
        target[last] = value
    return json.dumps(data)


@given(stories())
@settings(max_examples=150)
def test_round_trip_of_any_story(story: Story) -> None:
    text = dumps(story)
    again = loads(text)
    assert again == story
    assert dumps(again) == text


def test_text_is_for_people_too() -> None:
    text = dumps(sample_story())
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) < 300, "only the article's own text may make a line long"
    assert text.splitlines()[1] == f' "schema_version": {SCHEMA_VERSION},'
    assert dumps(sample_story()) == text


def test_one_changed_value_changes_one_line() -> None:
    story = sample_story()
    moved = replace(story, places=(replace(story.places[0], lat=52.0), *story.places[1:]))
    before, after = dumps(story).splitlines(), dumps(moved).splitlines()
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_whole_numbers_give_the_same_bytes_as_integers() -> None:
    story = sample_story()
    assert story.routes[0].quantity is not None
    as_integer = replace(story.routes[0], quantity=replace(story.routes[0].quantity, value=40))
    assert dumps(replace(story, routes=(as_integer,))) == dumps(story)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1"),
        ('{"article": {},\n "places": [,]}', "line 2, column 13"),
        ("[]", "a story is a JSON object"),
        ('{"type": "FeatureCollection", "features": []}', "a story is a JSON object with an 'article'"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not UTF-8|line 1"),
        (changed(schema_version=SCHEMA_VERSION + 1), "written by a newer geomap .* update geomap"),
        (changed(places__0__lat=float("nan")), r"places\[0\]\.lat: must be a number of JSON, not nan"),
        (changed().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 1e999'), "schema_version"),
        (changed(routes=[{"certainty": -1e308 * 10}]), r"routes\[0\]\.certainty: must be a number of JSON, not -inf"),
        (changed(schema_version="1"), "schema_version: must be a whole number"),
        (changed(schema_version=True), "schema_version: must be a whole number"),
        (changed(places__0__latt=1), r"places\[0\]\.latt: no such field, did you mean 'lat'\?"),
        (changed(extra=1), "extra: no such field"),
        (changed(places__0__lat="51.9"), r"places\[0\]\.lat: input should be a valid number, not '51\.9'"),
        (changed(places__0__kind="city"), r"places\[0\]\.kind: input should be 'country'"),
        (changed(events__0__evidence=[{"start": 1, "end": 2}]), r"events\[0\]\.evidence\[0\]\.text: .* is missing"),
        (changed(places__0__lat=91), r"places\[0\]: longitude .* no position on Earth"),
        (changed(places__0__confidence=1.5), r"places\[0\]\.confidence: 1\.5"),
        (changed(places__0__radius_km=-1), r"places\[0\]\.radius_km: -1"),
        (changed(places__1__footprint=[[[0, 0], [1, 0], [1, 1]]]), r"places\[1\]\.footprint\[0\]: .* not closed"),
        (changed(places__1__id="place:harwich"), "'place:harwich' is used twice|no place 'place:ostend'"),
        (changed(events__0__id="route:1"), "the id 'route:1' is used twice"),
        (changed(routes__0__origin="place:nowhere"), r"routes\[0\]\.origin: there is no place 'place:nowhere'"),
        (changed(routes__0__via=["place:x"]), r"routes\[0\]\.via: there is no place 'place:x'"),
        (changed(events__0__place="place:x"), r"events\[0\]\.place: there is no place 'place:x'"),
        (changed(places__0__mentions__0__end=9999), r"places\[0\]\.mentions\[0\]: 13 to 9999 is not inside"),
        (changed(unresolved__0__mentions__0__start=3), r"unresolved\[0\]\.mentions\[0\]: 'Zzyzx' is not what"),
        (changed(routes__0__when__start="2016-02-30"), r"routes\[0\]\.when\.start: '2016-02-30' is no ISO date"),
        (changed(article__published="April"), r"article\.published: 'April' is no ISO date"),
        (changed(article__blocks__1__start=5), r"article\.blocks\[1\]: 5 to \d+ .* overlaps"),
        (changed(routes__0__path=[[541, 0]]), r"routes\[0\]\.path: longitude 541"),
        (changed(routes__0__quantity__value=float("inf")), r"routes\[0\]\.quantity\.value"),
    ],
)
def test_what_is_no_story_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    with pytest.raises(StoryFormatError, match=message):
        loads(text)


def test_a_story_that_does_not_hold_together_is_not_written(tmp_path: Path) -> None:
    story = sample_story()
    broken = replace(story, events=(replace(story.events[0], place="place:gone"),))
    target = tmp_path / "x.story.json"
    with pytest.raises(StoryFormatError, match=r"events\[0\]\.place"):
        save_story(broken, target)
    assert not target.exists()


def test_files(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "x.story.json"
    save_story(sample_story(), target)
    assert load_story(target) == sample_story()
    assert target.read_bytes().decode("utf-8") == dumps(sample_story())
    target.write_text(target.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(StoryFormatError, match=r"x\.story\.json: .* damaged"):
        load_story(target)
    with pytest.raises(StoryFormatError, match="can't read"):
        load_story(tmp_path)
