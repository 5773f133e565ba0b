"""Story <-> JSON text: versioned, strict, checked.

A story file is read as it was meant or refused with the place of the fault; nothing in it is dropped in silence. The
shape is checked by pydantic against the dataclasses of :mod:`geomap.model`, the meaning by :mod:`geomap.story_checks`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import StoryFormatError
from geomap.files import write_atomically
from geomap.jsontext import pretty
from geomap.model import SCHEMA_VERSION, Place, Story
from geomap.story_checks import problem_in
from geomap.suggestions import did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

__all__ = ["dump_places", "dumps", "load_places", "load_story", "loads", "save_story", "story_schema"]

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each older schema version, the function that lifts a decoded story to the next one."""


def dumps(story: Story) -> str:
    """The story as JSON text: fields in the order of the model, one line for what fits on a line, a newline at the end.

    :raises StoryFormatError: when the story does not hold together (an offset outside the text, an unknown place id).
    """
    problem = problem_in(story)
    if problem:
        raise StoryFormatError(f"this story can't be written: {problem}")
    fields_of_story = asdict(story)
    if not story.times:  # only the overview of a dataset counts
        del fields_of_story["times"]
    if not story.provenance.lock:  # a story from before locks were told stays as it was
        del fields_of_story["provenance"]["lock"]
    return pretty({"schema_version": SCHEMA_VERSION, **fields_of_story})


def loads(text: str | bytes) -> Story:
    """Read a story from JSON text (:func:`dumps` is the inverse).

    :raises StoryFormatError: when it is no story, is damaged, or was written by a newer geomap; the message says where.
    """
    data = _migrated(_decoded(text))
    story = _validated(data)
    problem = problem_in(story)
    if problem:
        raise StoryFormatError(f"the story is damaged: {problem}")
    return story


def load_story(path: str | Path) -> Story:
    """Read a story file.

    :raises StoryFormatError: when it can't be read, is damaged, or was written by a newer geomap.
    """
    try:
        return loads(Path(path).read_bytes())
    except OSError as error:
        raise StoryFormatError(f"can't read the story file {path}: {error.strerror or error}") from error
    except StoryFormatError as error:
        raise StoryFormatError(f"{path}: {error}") from error


def save_story(story: Story, path: str | Path) -> None:
    """Write a story file, whole or not at all.

    :raises OutputError: when the file can't be written; the old one is untouched.
    """
    write_atomically(path, dumps(story))


def story_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a story file: every field as the model has it, and none besides.

    What goes beyond shapes (quotations are the article's words, ids lead somewhere) is checked by :func:`loads` alone.
    """
    schema = _adapter().json_schema()
    for part in (schema, *schema["$defs"].values()):
        part["additionalProperties"] = False
    version = {"const": SCHEMA_VERSION, "description": "The version of this format."}
    others = {name: part for name, part in schema["properties"].items() if name != "schema_version"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "properties": {"schema_version": version, **others},
        "required": ["schema_version", *schema["required"]],
    }


def dump_places(places: Iterable[Place]) -> str:
    """Places alone as JSON text, for keeping them inside something else."""
    return json.dumps([asdict(place) for place in places], ensure_ascii=False)


def load_places(text: str) -> tuple[Place, ...]:
    """What :func:`dump_places` wrote.

    :raises StoryFormatError: when the text is something else.
    """
    from pydantic import ValidationError

    try:
        return _places_adapter().validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        raise StoryFormatError(_sentence(error.errors(include_url=False))) from error


def _decoded(text: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except UnicodeDecodeError as error:
        raise StoryFormatError(f"this is no story file: not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise StoryFormatError(f"this is no story file, or it is damaged: {error.msg} at {where}") from error
    except RecursionError as error:
        raise StoryFormatError("this is no story file: its lists are nested too deeply") from error
    if not isinstance(data, dict) or "article" not in data:
        raise StoryFormatError("this is no story file: a story is a JSON object with an 'article'")
    return data


def _migrated(data: dict[str, Any]) -> dict[str, Any]:
    version = data.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StoryFormatError(f"schema_version: must be a whole number from 1 to {SCHEMA_VERSION}, not {version!r}")
    if version > SCHEMA_VERSION:
        raise StoryFormatError(
            f"this story was written by a newer geomap (story format {version}; this one reads up to "
            f"{SCHEMA_VERSION}): update geomap, then try again"
        )
    while version < SCHEMA_VERSION:
        data = MIGRATIONS[version](data)
        version += 1
    return {**data, "schema_version": SCHEMA_VERSION}


@cache
def _adapter() -> TypeAdapter[Story]:
    from pydantic import TypeAdapter

    return TypeAdapter(Story)


@cache
def _places_adapter() -> TypeAdapter[tuple[Place, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Place, ...])


def _validated(data: dict[str, Any]) -> Story:
    from pydantic import ValidationError

    try:
        text = json.dumps(data, allow_nan=False)
    except ValueError as error:
        raise StoryFormatError(_where_no_number(data)) from error
    try:
        return _adapter().validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        raise StoryFormatError(_sentence(error.errors(include_url=False))) from error


def _where_no_number(data: Any) -> str:
    """Where NaN or an infinity stands, which Python reads and JSON lacks, and which of them."""
    waiting: list[tuple[tuple[int | str, ...], Any]] = [((), data)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, float) and not math.isfinite(value):
            return f"{_path(at)}: must be a number of JSON, not {value}"
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += [((*at, key), one) for key, one in items]
    return "it can't be written as JSON"


def _sentence(faults: list[ErrorDetails]) -> str:
    """The first fault in words, and how many more there are."""
    first = faults[0]
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    where = _path(first["loc"])
    if first["type"] == "unexpected_keyword_argument":
        return f"{where}: no such field{did_you_mean(str(first['loc'][-1]), _known_names())}{more}"
    if first["type"] == "missing":
        return f"{where}: this field is missing{more}"
    return f"{where}: {first['msg'][0].lower()}{first['msg'][1:]}, not {_shortened(first['input'])}{more}"


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "story"


def _known_names() -> list[str]:
    """The field names of all model types: near enough to suggest one for a misspelt key."""
    from geomap import model

    types = [value for name in model.__all__ if is_dataclass(value := getattr(model, name))]
    return sorted({field.name for kind in types for field in fields(kind)})


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
