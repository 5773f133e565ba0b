"""What a format's reader hands over: one text, the kinds its markup states, and what its metadata say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geomap.model import BlockKind

__all__ = ["Parts", "TextBuilder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The text of a source with what is known about it before its layout is read.

    ``hints`` are kinds by the offset of a line's first character. ``published`` is an ISO date from metadata,
    ``language`` the code that the source declares ("en", "fr-CA").
    """

    text: str
    hints: Mapping[int, BlockKind] = field(default_factory=dict)
    title: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None


class TextBuilder:
    """Makes one text of lines and remembers the kinds that the markup stated for them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._hints: dict[int, BlockKind] = {}

    @property
    def filled(self) -> bool:
        """Whether any line has been added."""
        return self._length > 0

    def add(self, line: str, kind: BlockKind | None = None, *, close: bool = False) -> None:
        """Add a line without surrounding blanks; a blank line goes before it unless it stands ``close`` to the last."""
        if not line:
            return
        if self._pieces:
            gap = "\n" if close else "\n\n"
            self._pieces.append(gap)
            self._length += len(gap)
        if kind is not None:
            self._hints[self._length] = kind
        self._pieces.append(line)
        self._length += len(line)

    def parts(
        self,
        *,
        title: str | None = None,
        published: str | None = None,
        author: str | None = None,
        url: str | None = None,
        language: str | None = None,
    ) -> Parts:
        """Everything added, as :class:`Parts`."""
        return Parts(
            text="".join(self._pieces),
            hints=self._hints,
            title=title or None,
            published=published,
            author=author or None,
            url=url,
            language=language or None,
        )
