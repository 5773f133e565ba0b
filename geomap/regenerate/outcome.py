"""What became of a map, and what making one takes: light enough for a run that makes none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.errors import GeomapError
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.pipeline import Tools

__all__ = ["Failure", "KeptAnswers", "Outcome", "ToolsForModel"]

ToolsForModel = Callable[[str | None], "Tools"]
KeptAnswers = Callable[[str, bool], "OnlineGeocoder"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one map: ``what`` is for people, ``stale`` says whether it was out of date, and ``why``.

    ``remarks`` are corrections that don't apply, in words. ``answers``: whether kept answers of a service took part.
    ``source`` is how the story calls its source.
    """

    page: Path
    what: str
    stale: bool
    why: str = ""
    remarks: tuple[str, ...] = ()
    answers: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A map that could not be looked at or made."""

    page: Path
    error: GeomapError
