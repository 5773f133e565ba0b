"""The words of quantities, read from ``geomap/data/quantities.LANGUAGE.toml``, and the tokens that they match."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from geomap.errors import ConfigError

__all__ = ["Kind", "NumberToken", "Phrases", "QuantityWords", "number_tokens", "quantity_words"]

Kind = Literal["count", "amount", "distance", "money", "share"]

FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)|\d+(?:\.\d+)?"
"""How a figure is written where a language doesn't say otherwise: 3,000 and 1.2."""


def _tokens(figure: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<figure>{figure})|(?P<meridiem>(?<=[\d\s])[ap]\.\s?m\.)|(?P<word>[^\W\d_]+)|(?P<mark>\S)")


_TOKEN = _tokens(FIGURE)


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A figure, word or mark; ``glued``: no space stands before it."""

    start: int
    end: int
    word: str
    text: str
    is_figure: bool
    glued: bool


class Phrases:
    """Phrases by their first word, the longest first."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, value in table.items():
            words = tuple(match[0].lower() for match in _TOKEN.finditer(phrase))
            self._by_first.setdefault(words[0], []).append((words, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self.longest = max((len(words) for entries in self._by_first.values() for words, _ in entries), default=0)

    def at(self, tokens: Sequence[NumberToken], start: int) -> tuple[int, Any] | None:
        """The end and the value of the longest phrase that begins at a token."""
        if not 0 <= start < len(tokens):
            return None
        for words, value in self._by_first.get(tokens[start].word, ()):
            end = start + len(words)
            if tuple(token.word for token in tokens[start:end]) == words:
                return end, value
        return None

    def before(self, tokens: Sequence[NumberToken], end: int) -> tuple[int, Any] | None:
        """The start and the value of the longest phrase that ends before a token."""
        for length in range(min(self.longest, end), 0, -1):
            found = self.at(tokens, end - length)
            if found and found[0] == end:
                return end - length, found[1]
        return None


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Number words, scales, signs, word lists by name, phrases, and how figures are written.

    ``approximate`` are round numbers by their nature ("une vingtaine"). ``noun_first``: adjectives follow their noun.
    """

    number_words: Mapping[str, int]
    multipliers: Mapping[str, int]
    glued_multipliers: Mapping[str, int]
    currency_signs: Mapping[str, str]
    currency_prefixes: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    qualifiers: Phrases
    qualifiers_behind: Phrases
    groups: Phrases
    vague: Phrases
    units: Phrases
    approximate: Phrases
    token: re.Pattern[str] = _TOKEN
    to_english: Mapping[int, str] = field(default_factory=dict)
    noun_first: bool = False


@cache
def quantity_words(language: str) -> QuantityWords:
    """The words of a language (ISO 639-1), read once. Raises ConfigError for a language without them."""
    resource = files("geomap") / "data" / f"quantities.{language}.toml"
    if not resource.is_file():
        raise ConfigError(
            f"No quantities for language {language!r}: there is no geomap/data/quantities.{language}.toml."
        )
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    kinds: dict[Kind, str] = {"distance": "distances", "amount": "amounts", "money": "currencies", "share": "shares"}
    return QuantityWords(
        number_words=table["number_words"],
        multipliers=table["multipliers"],
        glued_multipliers=table["glued_multipliers"],
        currency_signs=table["currency_signs"],
        currency_prefixes=table["currency_prefixes"],
        lists={name: frozenset(words) for name, words in table["lists"].items()},
        qualifiers=Phrases(table["qualifiers"]),
        qualifiers_behind=Phrases(table["qualifiers_behind"]),
        groups=Phrases(table["groups"]),
        vague=Phrases(table["vague"]),
        approximate=Phrases(table.get("approximate", {})),
        token=_tokens(table["figure"]) if "figure" in table else _TOKEN,
        to_english=str.maketrans({**dict.fromkeys(table.get("grouping", ""), ","), table.get("decimal", "."): "."}),
        noun_first=table.get("noun_first", False),
        units=Phrases({word: (kind, unit) for kind, name in kinds.items() for word, unit in table[name].items()}),
    )


def number_tokens(text: str, words: QuantityWords) -> list[NumberToken]:
    """The tokens of a text; "a.m." is the word "am", a figure's word is written 3,000 or 1.2 in every language."""
    return [_token(text, match, words) for match in words.token.finditer(text)]


def _token(text: str, match: re.Match[str], words: QuantityWords) -> NumberToken:
    start = match.start()
    word = match[0].lower()
    if match.lastgroup == "figure":
        word = word.translate(words.to_english)
    if match.lastgroup == "meridiem":
        word = f"{word[0]}m"
    glued = start > 0 and not text[start - 1].isspace()
    return NumberToken(start, match.end(), word, match[0], match.lastgroup == "figure", glued)
