"""The stream of articles cut into batches, the same ones each time: what a dataset is resumed by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import GeomapError, InputError
from geomap.model import Article

__all__ = ["Batch", "Entry", "batches_of", "entries_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the stream, or what kept it from being read."""

    source: str
    article: Article | None
    error: str | None = None

    @property
    def name(self) -> str:
        """The source without folders: the same on every machine."""
        return self.article.source if self.article else Path(self.source).name

    @property
    def digest(self) -> str:
        """What tells this entry from another: source, part, date, title and text."""
        article = self.article
        if article is None:
            seen: tuple[str | None, ...] = (self.name, "unread")
        else:
            seen = (self.name, article.part, article.published, article.title, article.text)
        return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries in a row; ``number`` counts the batches from 0."""

    number: int
    entries: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        """What tells this batch from another."""
        return hashlib.sha256("".join(entry.digest for entry in self.entries).encode()).hexdigest()


def batches_of(entries: Iterable[Entry], size: int) -> Iterator[Batch]:
    """The entries in batches of ``size``, the last one shorter."""
    waiting: list[Entry] = []
    number = 0
    for entry in entries:
        waiting.append(entry)
        if len(waiting) == size:
            yield Batch(number, tuple(waiting))
            waiting, number = [], number + 1
    if waiting:
        yield Batch(number, tuple(waiting))


def entries_of(sources: Sequence[str], published: str | None = None) -> Iterator[Entry]:
    """The articles of the sources as a stream; what can't be read is an entry with the error."""
    from geomap.article import read_articles

    for source in sources:
        unread: list[InputError] = []
        try:
            for article in read_articles(source, published=published, report=unread.append):
                yield from (Entry(source, None, str(error)) for error in unread)
                unread.clear()
                yield Entry(source, article)
        except GeomapError as error:
            unread.append(error if isinstance(error, InputError) else InputError(str(error)))
        yield from (Entry(source, None, str(error)) for error in unread)
