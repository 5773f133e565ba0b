"""The published JSON Schema of story files is that of the model, and says of a file what the program says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from helpers.stories import sample_story, stories
from hypothesis import given, settings

from geomap.codec import dumps, story_schema

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = json.loads((ROOT / "docs" / "story.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(PUBLISHED)


def test_the_published_schema_is_current() -> None:
    assert story_schema() == PUBLISHED, "run tools/build_story_schema.py and commit docs/story.schema.json"
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)


def test_the_example_is_valid() -> None:
    VALIDATOR.validate(json.loads((ROOT / "maps" / "central-mediterranean.story.json").read_text(encoding="utf-8")))


@given(stories())
@settings(max_examples=30)
def test_any_story_is_valid(story: Any) -> None:
    VALIDATOR.validate(json.loads(dumps(story)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("places", 0, "lat"), "north"),
        (("places", 0, "kind"), "planet"),
        (("routes", 0, "speed"), 12),
        (("title",), "no field of a story"),
    ],
)
def test_a_wrong_file_is_not(path: tuple[str | int, ...], value: object) -> None:
    data: Any = json.loads(dumps(sample_story()))
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
