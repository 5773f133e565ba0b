"""Word lists about names: titles, ship prefixes, feature nouns, prepositions, given names ..."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["NameWords", "name_words"]

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class NameWords:
    """Sets of lower-case words; ``geomap/data/name_words.toml`` says what each is for."""

    spatial_prepositions: frozenset[str]
    strong_prepositions: frozenset[str]
    titles: frozenset[str]
    credit_words: frozenset[str]
    storm_words: frozenset[str]
    organisation_words: frozenset[str]
    press_words: frozenset[str]
    disease_words: frozenset[str]
    ship_prefixes: frozenset[str]
    vessel_nouns: frozenset[str]
    sailing_verbs: frozenset[str]
    naming_words: frozenset[str]
    leading_modifiers: frozenset[str]
    feature_nouns: frozenset[str]
    site_nouns: frozenset[str]
    building_nouns: frozenset[str]
    street_nouns: frozenset[str]
    place_object_verbs: frozenset[str]
    journey_verbs: frozenset[str]
    journey_prepositions: frozenset[str]
    local_words: frozenset[str]
    town_nouns: frozenset[str]
    parties: frozenset[str]
    place_verbs: frozenset[str]
    person_verbs: frozenset[str]
    inner_words: frozenset[str]
    never_places: frozenset[str]
    never_alone: frozenset[str]
    given_names: frozenset[str]


@cache
def name_words() -> NameWords:
    """The word lists, read once."""
    import tomllib

    lists = tomllib.loads((DATA / "name_words.toml").read_text(encoding="utf-8"))
    given_names = (DATA / "given_names.txt").read_text(encoding="utf-8").split()
    return NameWords(**{name: frozenset(words) for name, words in lists.items()}, given_names=frozenset(given_names))
