"""What a person says about a story: the entries of a corrections file, checked, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

__all__ = ["FORMAT", "About", "Corrections", "Entry", "Target"]

FORMAT = 1
"""Version of the file's format."""

Target = Literal["place", "date", "route", "event"]


class About(TypedDict, total=False):
    """What may be said about the making of an entry: why, who says so, and the day that the person gives."""

    comment: str | None
    author: str | None
    made_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a person says.

    ``values`` are the checked keys of the entry other than those about its making; :mod:`.keys` says which there are.
    ``line`` is where it begins in the file, None for an entry that comes from no file; it does not count for equality.
    """

    target: Target
    action: str
    values: Mapping[str, Any]
    comment: str | None = None
    author: str | None = None
    made_on: str | None = None
    line: int | None = field(default=None, compare=False)

    def text(self, key: str) -> str | None:
        """The value of a key that holds text; None where it is not given."""
        value = self.values.get(key)
        return None if value is None else str(value)

    @property
    def about(self) -> str:
        """The words that the entry speaks of: a name, a date's words, a quotation, else an id."""
        keys = {"place": ("name",), "date": ("text", "when")}.get(self.target, ("quote", "id"))
        return next((str(self.values[key]) for key in keys if self.values.get(key)), "")

    def words(self) -> str:
        """The entry in a few words, for reports: ``place “Tripoli” (choose)``."""
        return f"{self.target} “{_shortened(self.about)}” ({self.action})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """A corrections file. ``author`` is that of the entries that name none."""

    entries: tuple[Entry, ...] = ()
    title: str | None = None
    author: str | None = None


def _shortened(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 2].rstrip() + " …"
