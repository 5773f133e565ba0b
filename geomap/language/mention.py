"""What recognition hands on: a stretch of text that may name a place, and the signs for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["CAPITAL_CLASS", "PLACE_LABELS", "Mention", "MentionKind", "NameIndex", "NamedFeature", "NamedMatch"]

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
"""The entity labels of spaCy that say of a name that it is a place's."""
CAPITAL_CLASS = "P.PPLC"
"""GeoNames' feature class of the capital of a country."""
MentionKind = Literal["place", "demonym", "person", "organisation", "vessel", "government", "other"]


class NamedFeature(Protocol):
    """What recognition needs to know of a gazetteer entry."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def feature_class(self) -> str: ...  # noqa: D102
    @property
    def country(self) -> str | None: ...  # noqa: D102
    @property
    def admin1(self) -> str | None: ...  # noqa: D102


class NamedMatch(Protocol):
    """A gazetteer entry that bears a name; ``prominence`` is about the decimal logarithm of its inhabitants."""

    @property
    def feature(self) -> NamedFeature: ...  # noqa: D102
    @property
    def quality(self) -> str: ...  # noqa: D102
    @property
    def prominence(self) -> float: ...  # noqa: D102


class NameIndex(Protocol):
    """The side of a gazetteer that recognition sees; :class:`geomap.gazetteer.Gazetteer` has it."""

    def lookup(self, name: str) -> tuple[NamedMatch, ...]:
        """Entries of that exact folded name, the most prominent first."""

    def demonym(self, word: str) -> tuple[NamedFeature, ...]:
        """Countries and regions whose people or things are called that."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the article, at code points ``start`` to ``end``.

    ``kind`` is ``place`` for everything that may be one, however weak; the other kinds are settled here. ``label`` is
    the entity label of spaCy, or "". ``cues`` are the signs that ``geomap/data/recognition.toml`` has weights for.
    ``qualifier`` is the state or country that the article names right after it ("Texas" in "Paris, Texas").
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    label: str = ""
    cues: tuple[str, ...] = ()
    qualifier: str | None = None
