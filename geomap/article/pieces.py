"""What a reader of many articles hands over, one at a time: a piece that can become an article, or why it can't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geomap.article.parts import Parts

__all__ = ["Piece", "told_apart"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a source that holds several, not yet read.

    ``part`` is its name within the source and stays the same when the source grows. ``parts`` reads it and may raise
    InputError. ``link`` is the address of the page that the piece only sums up, if any.
    """

    part: str
    parts: Callable[[], Parts]
    link: str | None = None


def told_apart(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces with a number after names that occurred before, so that each name stands for one article."""
    seen: dict[str, int] = {}
    for piece in pieces:
        number = seen[piece.part] = seen.get(piece.part, 0) + 1
        yield piece if number == 1 else Piece(f"{piece.part} ({number})", piece.parts, piece.link)
