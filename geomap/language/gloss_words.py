"""The words of another language in those of the frames, read from ``geomap/data/glosses/LANGUAGE.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from geomap.errors import ConfigError
from geomap.language.frames import load_frames
from geomap.language.local_names import local_names

__all__ = ["GlossWords", "Phrase", "gloss_words", "has_glosses"]

_TABLES: Mapping[str, tuple[str, ...]] = {
    "VERB": ("verbs",), "AUX": ("verbs",), "NOUN": ("nouns",), "PROPN": (), "ADJ": ("adjectives", "nouns"),
    "ADV": ("adverbs",), "DET": ("determiners",), "PRON": ("pronouns",), "CCONJ": ("conjunctions",),
    "SCONJ": ("conjunctions",), "ADP": ("prepositions",),
}  # fmt: skip
"""Where the meaning of a word is looked up, by its part of speech."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression of several words, and what it means as one word."""

    words: tuple[str, ...]
    pos: str
    meaning: str


@dataclass(frozen=True)
class GlossWords:
    """One language's words by table, its expressions by their first word, masks by the word before, and word lists.

    ``moving`` are the frames' own words of motion, under which ``motion_prepositions`` hold.
    """

    tables: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Sequence[Phrase]]
    government: Mapping[str, Mapping[str, str]]
    masks: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    moving: Mapping[str, frozenset[str]] = field(repr=False)
    demonyms: frozenset[str] = field(repr=False)
    generic: frozenset[str] = field(repr=False)

    def meaning(self, pos: str, *words: str) -> str | None:
        """What the first of the words that is known means as that part of speech; None for unknown words."""
        for table in _TABLES.get(pos, ()):
            for word in words:
                if found := self.tables[table].get(word):
                    return found
        return None


@cache
def has_glosses(language: str) -> bool:
    """Whether a language is read by way of glosses."""
    return files("geomap").joinpath("data", "glosses", f"{language}.toml").is_file()


@cache
def gloss_words(language: str) -> GlossWords:
    """The glosses of a language (ISO 639-1), read once. Raises ConfigError for a language without them."""
    resource = files("geomap").joinpath("data", "glosses", f"{language}.toml")
    if not resource.is_file():
        raise ConfigError(f"No glosses for language {language!r}: there is no geomap/data/glosses/{language}.toml.")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    phrases: dict[str, list[Phrase]] = {}
    for words, value in table["phrases"].items():
        pos, _, meaning = value.partition(":")
        phrase = Phrase(tuple(words.split()), pos, meaning)
        phrases.setdefault(phrase.words[0], []).append(phrase)
    for entries in phrases.values():
        entries.sort(key=lambda phrase: -len(phrase.words))
    names = (*(name for tables in _TABLES.values() for name in tables), "motion_prepositions")
    return GlossWords(
        tables={name: _by_word(table[name]) for name in names},
        phrases=phrases,
        government=table["government"],
        masks=table["masks"],
        lists={name: frozenset(words) for name, words in table["lists"].items()},
        moving=_moving(),
        demonyms=frozenset(local_names(language).demonyms),
        generic=frozenset(local_names(language).generic),
    )


def _by_word(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split()}


def _moving() -> dict[str, frozenset[str]]:
    """The verbs and nouns of the frames of motion that tell a movement of their own."""
    frames = load_frames("motion")
    light = frames.lists["light_verbs"]
    found: dict[str, set[str]] = {"verb": set(), "noun": set()}
    for frame in frames.frames:
        by_particle = any(condition.slot == "particle" and condition.required for condition in frame.conditions)
        if frame.standalone and frame.status is None and not by_particle:
            for part_of_speech, word in frame.triggers:
                if part_of_speech in found and word not in light:
                    found[part_of_speech].add(word)
    return {part_of_speech: frozenset(words) for part_of_speech, words in found.items()}
