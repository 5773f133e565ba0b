"""The date vocabulary of a language, read from ``geomap/data/dates.LANGUAGE.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from geomap.errors import ConfigError

__all__ = ["Vocabulary", "vocabulary"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by class, word lists, and the rule tables that :mod:`geomap.language.dates.grammar` compiles.

    ``classes_of`` maps a word to the classes that it belongs to ("month") and its value in each.
    """

    classes_of: Mapping[str, Mapping[str, int | str]]
    lists: Mapping[str, frozenset[str]]
    eras: Mapping[str, str]
    superlative_ending: str
    rules: tuple[Mapping[str, Any], ...]
    feasts: tuple[Mapping[str, Any], ...]
    feast_year: str
    modifiers: tuple[Mapping[str, Any], ...]
    joins: Mapping[str, tuple[str, ...]]


@cache
def vocabulary(language: str = "en") -> Vocabulary:
    """The date vocabulary of a language (ISO 639-1), read once. Raises ConfigError for a language without one."""
    resource = files("geomap") / "data" / f"dates.{language}.toml"
    if not resource.is_file():
        raise ConfigError(f"No date grammar for language {language!r}: there is no geomap/data/dates.{language}.toml.")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return Vocabulary(
        classes_of=_by_word(table["words"]),
        lists={name: frozenset(value) for name, value in table.items() if _is_word_list(value)},
        eras=table["eras"],
        superlative_ending=table["superlative_ending"],
        rules=tuple(table["rule"]),
        feasts=tuple(table["feast"]),
        feast_year=table["feast_year"],
        modifiers=tuple(table["modifier"]),
        joins={name: tuple(patterns) for name, patterns in table["joins"].items()},
    )


def _by_word(classes: Mapping[str, Mapping[str, int | str]]) -> Mapping[str, Mapping[str, int | str]]:
    by_word: dict[str, dict[str, int | str]] = {}
    for name, members in classes.items():
        for word, value in members.items():
            by_word.setdefault(word, {})[name] = value
    return by_word


def _is_word_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
