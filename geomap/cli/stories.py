"""Story files named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.codec import load_story, loads
from geomap.errors import InputError
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
    return load_story(path)
