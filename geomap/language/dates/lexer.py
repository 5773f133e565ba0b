"""Text to tokens: words, numbers and marks, each with the classes of the date vocabulary that it may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from geomap.language.dates.days import day_number
from geomap.language.dates.words import Vocabulary

__all__ = ["Token", "has_era", "tokenize"]

Value = int | str

_TOKEN = re.compile(
    r"""
    (?P<iso>\d{4}-\d\d-\d\d)(?!\d)
    |(?P<numeric>\d{1,2}(?P<slash>[/.])\d{1,2}(?P=slash)(?:\d{4}|\d\d))(?![\d/.]\d)
    |(?P<clock>(?:[01]?\d|2[0-4])[:.][0-5]\d)(?![\d.,:/]\d|%)
    |(?P<figure>\d+(?:[.,:]\d+)+)
    |(?P<decade>(?:\d{3}|['’‘])\d?0s\b)
    |(?P<ordinal>\d{1,2}(?:st|nd|rd|th|er)\b)
    |(?P<number>\d+)
    |(?P<era>B\.\s?C\.(?:\s?E\.)?|A\.\s?D\.|(?:BCE|BC|CE|AD)\b)
    |(?P<meridiem>[ap]\.\s?m\.|[ap]m\b)
    |(?P<word>[^\W\d_]+)
    |(?P<mark>\S)
    """,
    re.VERBOSE,
)
_NUMBER_WITH_ERA = re.compile(r"\d\s?(B\.\s?C\.|BCE?\b)")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_ENDS = frozenset(".;!?")
_GLUE = frozenset("-/$€£#@&_.+’'")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark. ``values`` maps a vocabulary class to what the token is worth in it.

    ``begins`` and ``ends``: whether an expression may begin or end here (not inside "C-17", "34-year", "5km").
    """

    start: int
    end: int
    word: str
    values: Mapping[str, Value] = field(default_factory=dict)
    begins: bool = True
    ends: bool = True
    capital: bool = False
    new_paragraph: bool = False
    ends_sentence: bool = False


def has_era(text: str, words: Vocabulary) -> bool:
    """Whether the text counts a year backwards somewhere ("218 BCE"), so that "in 216" is a year in it too."""
    return any(_era(match[1], words) == "bce" for match in _NUMBER_WITH_ERA.finditer(text))


def tokenize(text: str, start: int, end: int, words: Vocabulary, *, backwards: bool = False) -> list[Token]:
    """The tokens of ``text[start:end]``, offsets into ``text``. ``backwards``: years without an era count before 1."""
    matches = list(_TOKEN.finditer(text, start, end))
    tokens: list[Token] = []
    skip = -1
    for index, match in enumerate(matches):
        if index <= skip:
            continue
        merged = _year_with_era(matches, index, words)
        if merged:
            skip, value, last = merged
            values: dict[str, Value] = {"year": value}
        else:
            last = match.end()
            values = dict(_values(match, words, backwards))
            if match.lastgroup == "word" and _takes_stop(match[0], text, last, end, words):
                skip, last = index + 1, last + 1
        tokens.append(_token(text, match, last, values, previous=tokens[-1].end if tokens else start))
    return _with_compound_numbers(tokens)


def _token(text: str, match: re.Match[str], last: int, values: Mapping[str, Value], previous: int) -> Token:
    first, kind = match.start(), match.lastgroup
    before = text[first - 1] if first else " "
    after = text[last] if last < len(text) else " "
    inner = after.isalnum() or after in "%°@_"
    if not inner and kind != "word" and after in "-/":
        inner = text[last + 1 : last + 2].isalnum()
    word = text[first:last].lower()
    return Token(
        start=first,
        end=last,
        word=word[:-1] if kind == "word" and word[-1] == "." else word,
        values=values,
        begins=not (before.isalnum() or before in _GLUE),
        ends=not inner,
        capital=text[first].isupper(),
        new_paragraph=first - previous > 1 and bool(_BLANK_LINE.search(text, previous, first)),
        ends_sentence=word in _SENTENCE_ENDS and not (word == "." and _is_abbreviation(text, first)),
    )


def _is_abbreviation(text: str, stop: int) -> bool:
    """Whether a full stop belongs to a single letter ("U.N.") or stands inside a word."""
    letter_alone = text[max(stop - 1, 0) : stop].isalpha() and not text[max(stop - 2, 0) : stop - 1].isalpha()
    return letter_alone or text[stop + 1 : stop + 2].isalnum()


def _takes_stop(word: str, text: str, last: int, end: int, words: Vocabulary) -> bool:
    return last < end and text[last] == "." and word.lower() in words.lists["abbreviations"]


def _values(match: re.Match[str], words: Vocabulary, backwards: bool) -> Iterator[tuple[str, Value]]:
    kind, text = match.lastgroup, match[0]
    if kind in ("iso", "numeric", "clock"):
        if kind != "iso" or day_number(int(text[:4]), int(text[5:7]), int(text[8:])) is not None:
            yield kind, text
    elif kind == "decade":
        digits = text.strip("s'’‘")
        yield "decade", int(digits) if len(digits) == 4 else 1900 + int(digits)
    elif kind == "ordinal":
        yield from _day(int(text[:-2]))
        yield "nth", int(text[:-2])
    elif kind == "number":
        yield from _number(text, backwards)
    elif kind == "meridiem":
        yield "meridiem", 12 if text.startswith("p") else 0
    elif kind == "word":
        yield from _word(match, words)


def _day(number: int) -> Iterator[tuple[str, Value]]:
    if 1 <= number <= 31:
        yield "day", number


def _number(text: str, backwards: bool) -> Iterator[tuple[str, Value]]:
    number = int(text[:9])
    if len(text) <= 2:
        yield from _day(number)
    if len(text) == 2:
        yield "yy", number
    if len(text) == 4 and 1000 <= number < 2200:
        yield "year", number
    elif backwards and 32 <= number < 1000:
        yield "year", 1 - number
        yield "short", 1
    if number < 1000:
        yield "n", number


def _word(match: re.Match[str], words: Vocabulary) -> Iterator[tuple[str, Value]]:
    classes = words.classes_of.get(match[0].lower())
    if classes is None:
        return
    spelled_as_name = match[0][0].isupper() or match.string[match.end() : match.end() + 1] == "."
    if match[0].lower() in words.lists["need_capital"] and not spelled_as_name:
        return
    for name, value in classes.items():
        if name != "weekday_short" or spelled_as_name:
            yield name, value


def _year_with_era(matches: list[re.Match[str]], index: int, words: Vocabulary) -> tuple[int, int, int] | None:
    """A number with its era: index of the last match used, the astronomical year, and the end of the text."""
    if index + 1 >= len(matches):
        return None
    first, second = matches[index], matches[index + 1]
    gap = first.string[first.end() : second.start()]
    if len(gap) > 1 or gap.strip():
        return None
    if first.lastgroup == "number" and second.lastgroup == "era" and len(first[0]) <= 4:
        number = int(first[0])
        return index + 1, 1 - number if _era(second[0], words) == "bce" else number, second.end()
    if (
        first.lastgroup == "era"
        and second.lastgroup == "number"
        and len(second[0]) <= 4
        and _era(first[0], words) == "ce"
    ):
        return index + 1, int(second[0]), second.end()
    return None


def _era(text: str, words: Vocabulary) -> str | None:
    return words.eras.get(re.sub(r"[.\s]", "", text).lower())


def _with_compound_numbers(tokens: list[Token]) -> list[Token]:
    """Join "twenty-one" into one token."""
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if index + 2 < len(tokens) and tokens[index + 1].word == "-" and not token.word.isdigit():
            tens, ones = token.values.get("n"), tokens[index + 2].values.get("n")
            if isinstance(tens, int) and isinstance(ones, int) and tens >= 20 and ones < 10:
                last = tokens[index + 2]
                word = f"{token.word}-{last.word}"
                joined.append(Token(token.start, last.end, word, {"n": tens + ones}, token.begins, last.ends))
                index += 3
                continue
        joined.append(token)
        index += 1
    return joined
