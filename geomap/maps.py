"""The folder of maps: which files belong to a map, how they are named, and how they are written together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import ConfigError
from geomap.files import write_atomically, write_where_different
from geomap.suggestions import did_you_mean

if TYPE_CHECKING:
    from geomap.model import Story

__all__ = [
    "CORRECTIONS_SUFFIX",
    "PAGE_SUFFIX",
    "STORY_SUFFIX",
    "corrections_beside",
    "page_beside",
    "save_as",
    "save_map",
    "slug",
    "story_beside",
]

PAGE_SUFFIX = ".html"
STORY_SUFFIX = ".story.json"
CORRECTIONS_SUFFIX = ".corrections.toml"

LONGEST_SLUG = 60


def story_beside(page: Path) -> Path:
    """``maps/x.story.json`` for ``maps/x.html``."""
    return page.with_name(page.name.removesuffix(PAGE_SUFFIX) + STORY_SUFFIX)


def page_beside(story: Path) -> Path:
    """``maps/x.html`` for ``maps/x.story.json``, and for any other name of a story file its stem."""
    name = story.name.removesuffix(STORY_SUFFIX) if story.name.endswith(STORY_SUFFIX) else story.stem
    return story.with_name(name + PAGE_SUFFIX)


def corrections_beside(map_file: Path) -> Path:
    """``maps/x.corrections.toml`` for ``maps/x.html`` and for ``maps/x.story.json``."""
    return page_beside(map_file).with_suffix(CORRECTIONS_SUFFIX)


def save_map(story: Story, page: str | Path) -> tuple[Path, ...]:
    """Draw the story and write page and story file together; the paths of those that changed.

    :raises OutputError: when one can't be written; both are untouched then.
    """
    from geomap.codec import dumps
    from geomap.page import render

    page = Path(page)
    return write_where_different({page: render(story), story_beside(page): dumps(story)})


def save_as(
    stories: Story | Sequence[Story],
    path: str | Path,
    *,
    format: str | None = None,
    layer: str | None = None,
    shapes: bool = False,
) -> None:
    """Write one story or several as one file for another program.

    :param format: geojson, csv, kml, gpx, geopackage or geoparquet; None goes by the ending of the path.
    :param layer: only this layer: place, route, event or unresolved.
    :param shapes: outlines of countries, seas and regions instead of their points, where the format has areas.
    :raises ConfigError: for a format or layer that there is not; the message names the nearest one.
    :raises DataMissing: when the format needs a library that is not installed; the message names the command.
    :raises OutputError: when the file can't be written; the old one is untouched.
    """
    from geomap.export.formats import FORMATS, encode, format_of
    from geomap.export.tables import LAYERS
    from geomap.model import Story

    chosen = format or format_of(str(path)) or Path(path).suffix.lstrip(".")
    if chosen not in FORMATS:
        raise ConfigError(f"there is no format {chosen!r}{_nearest(chosen, FORMATS)}")
    if layer is not None and layer not in LAYERS:
        raise ConfigError(f"there is no layer {layer!r}{_nearest(layer, LAYERS)}")
    several = [stories] if isinstance(stories, Story) else list(stories)
    write_atomically(path, encode(several, chosen, layer=layer, shapes=shapes))


def _nearest(word: str, choices: Iterable[str]) -> str:
    return did_you_mean(word, choices) or f"; there is {', '.join(choices)}"


def slug(title: str) -> str:
    """A file name out of a title: "Ships leave Tobruk!" becomes ``ships-leave-tobruk``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    name = ""
    for word in words:
        if len(name) + len(word) >= LONGEST_SLUG:
            break
        name += f"-{word}" if name else word
    return name or "article"
