"""Story files named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.codec import load_story, loads
from geomap.errors import InputError, StoryFormatError
from geomap.maps import PAGE_SUFFIX, STORY_SUFFIX, story_beside
from geomap.suggestions import did_you_mean

if TYPE_CHECKING:
    from geomap.model import Story

__all__ = ["open_story"]


def open_story(name: str) -> Story:
    """The story in a file, or on standard input for ``-``.

    :raises InputError: when there is no such file; the message names the nearest one.
    :raises StoryFormatError: when it is no story, is damaged, or was written by a newer geomap.
    """
    if name == "-":
        return loads(sys.stdin.buffer.read())
    path = Path(name)
    if not path.exists():
        near = [str(other) for other in path.parent.glob("*.json")] if path.parent.is_dir() else []
        raise InputError(f"there is no story file {name}{did_you_mean(name, near)}")
    try:
        return load_story(path)
    except StoryFormatError as error:
        raise StoryFormatError(f"{error}{_next_step(path)}") from error


def _next_step(path: Path) -> str:
    """What to do for somebody who names the page, or the article, in place of the story."""
    if path.name.endswith(STORY_SUFFIX) or path.is_dir():
        return ""
    if path.name.endswith(PAGE_SUFFIX) and story_beside(path).exists():
        return f"; the story of this page is {story_beside(path)}"
    return f"; the story of an article is made with: geomap map {path}"
