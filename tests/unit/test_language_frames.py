"""The frames as data: they load, are complete, and mistakes in them are named."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from geomap.errors import ConfigError
from geomap.language import frames as module
from geomap.language.frames import Condition, load_frames, load_noun_classes
from geomap.model import EventType, RouteStatus, Theme

FAMILIES = ("motion", "events")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_frame_has_a_trigger_a_source_and_an_example(family: str) -> None:
    for frame in load_frames(family).frames:
        assert frame.triggers, frame.id
        assert frame.source.strip(), frame.id
        assert frame.examples, frame.id


@pytest.mark.parametrize("family", FAMILIES)
def test_examples_are_positive_and_negative(family: str) -> None:
    examples = [example for frame in load_frames(family).frames for example in frame.examples]
    negative = [example for example in examples if example.endswith("=> -")]
    assert all(example.count(" => ") == 1 and "[" in example for example in examples)
    assert len(negative) >= 15
    assert len(examples) - len(negative) >= 60


def test_values_are_words_of_the_domain() -> None:
    types = {frame.type for frame in load_frames("events").frames}
    assert types - {"none"} <= set(get_args(EventType))
    for frame in load_frames("motion").frames:
        assert frame.theme is None or frame.theme in get_args(Theme)
        assert frame.status is None or frame.status in get_args(RouteStatus)


def test_every_event_type_but_those_of_routes_has_a_frame() -> None:
    types = {frame.type for frame in load_frames("events").frames}
    assert set(get_args(EventType)) - types <= {"arrival"}


def test_a_word_gives_its_frames_in_the_order_of_the_file() -> None:
    frames = load_frames("motion")
    order = [frame.id for frame in frames.frames]
    found = [frame.id for frame in frames.find("verb", "take")]
    assert len(found) > 1
    assert found == sorted(found, key=order.index)
    assert frames.find("noun", "take") == ()


def test_a_noun_can_be_of_several_classes() -> None:
    assert {"vessel", "vehicle"} <= set(load_noun_classes().of("tanker"))
    assert load_noun_classes().of("notanoun") == ()


def test_a_forbidden_descriptor_outweighs_a_required_one() -> None:
    condition = Condition("object", frozenset({"@goods"}), frozenset({"signal"}))
    assert condition.holds(frozenset({"grain", "@goods"}))
    assert not condition.holds(frozenset({"signal", "@goods"}))
    assert not condition.holds(frozenset({"#none"}))


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "key": ({"id": "x", "source": "s", "verbs": "go", "colour": "red"}, "unknown key colour"),
    "role": ({"id": "x", "source": "s", "verbs": "go", "prepositions": {"to": "towards"}}, "unknown role towards"),
    "argument": ({"id": "x", "source": "s", "verbs": "go", "forbid": {"goal": "y"}}, "unknown argument goal"),
    "class": ({"id": "x", "source": "s", "verbs": "go", "require": {"object": "@nothing"}}, "noun class @nothing"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_frame_names_the_frame(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, message = MISTAKES[mistake]
    load_noun_classes()
    monkeypatch.setattr(module, "read_table", lambda name: {"frame": [entry]})
    with pytest.raises(ConfigError, match=message) as caught:
        load_frames.__wrapped__("motion")
    assert "frame x" in str(caught.value)


def test_an_id_used_twice_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"id": "x", "source": "s", "verbs": "go"}
    monkeypatch.setattr(module, "read_table", lambda name: {"frame": [entry, entry]})
    with pytest.raises(ConfigError, match="id used twice: x"):
        load_frames.__wrapped__("motion")
