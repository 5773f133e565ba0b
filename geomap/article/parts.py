"""What a format's reader hands over: one text, the kinds its markup states, and what its metadata say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geomap.model import BlockKind

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The text of a source with what is known about it before its layout is read.

    ``hints`` are kinds by the offset of a line's first character. ``published`` is an ISO date from metadata.
    """

    text: str
    hints: Mapping[int, BlockKind] = field(default_factory=dict)
    title: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
