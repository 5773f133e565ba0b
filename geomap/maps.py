"""The folder of maps: which files belong to a map, how they are named, and how they are written together."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from geomap.codec import dumps
from geomap.files import write_where_different
from geomap.model import Story

__all__ = ["PAGE_SUFFIX", "STORY_SUFFIX", "page_beside", "save_map", "slug", "story_beside"]

PAGE_SUFFIX = ".html"
STORY_SUFFIX = ".story.json"

LONGEST_SLUG = 60


def story_beside(page: Path) -> Path:
    """``maps/x.story.json`` for ``maps/x.html``."""
    return page.with_name(page.name.removesuffix(PAGE_SUFFIX) + STORY_SUFFIX)


def page_beside(story: Path) -> Path:
    """``maps/x.html`` for ``maps/x.story.json``, and for any other name of a story file its stem."""
    name = story.name.removesuffix(STORY_SUFFIX) if story.name.endswith(STORY_SUFFIX) else story.stem
    return story.with_name(name + PAGE_SUFFIX)


def save_map(story: Story, page: Path) -> tuple[Path, ...]:
    """Draw the story and write page and story file together; the paths of those that changed.

    :raises OutputError: when one can't be written; both are untouched then.
    """
    from geomap.page import render

    return write_where_different({page: render(story), story_beside(page): dumps(story)})


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
