"""The word lists of ``geomap/data/name_words.toml``: titles, ship prefixes, feature nouns, prepositions ..."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["NameWords", "name_words"]

DATA_FILE = Path(__file__).parent.parent / "data" / "name_words.toml"


@dataclass(frozen=True, slots=True)
class NameWords:
    """Sets of lower-case words; the data file says what each is for."""

    spatial_prepositions: frozenset[str]
    strong_prepositions: frozenset[str]
    titles: frozenset[str]
    storm_words: frozenset[str]
    organisation_words: frozenset[str]
    disease_words: frozenset[str]
    ship_prefixes: frozenset[str]
    vessel_nouns: frozenset[str]
    sailing_verbs: frozenset[str]
    naming_words: frozenset[str]
    leading_modifiers: frozenset[str]
    feature_nouns: frozenset[str]
    street_nouns: frozenset[str]
    speech_verbs: frozenset[str]
    person_verbs: frozenset[str]
    inner_words: frozenset[str]
    never_alone: frozenset[str]


@cache
def name_words() -> NameWords:
    """The word lists, read once."""
    import tomllib

    lists = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))
    return NameWords(**{name: frozenset(words) for name, words in lists.items()})
