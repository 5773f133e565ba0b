"""One spelling for all spellings of a name: "Al-Qāhirah" and "al qahirah", "St. Louis" and "Saint Louis"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress

__all__ = ["fold", "fold_all"]

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
    "ə": "a", "ǝ": "a", "ĸ": "k", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ŀ": "l",
}  # fmt: skip
APOSTROPHES = "'’‘ʼʻʽʾʿ`´′ʹꞌ\""
DROPPED = APOSTROPHES + "“”„«»."
SPACED = "-‐‑‒–—―−/\\,;:()[]{}_|·•=~#*<>?!"
TRANSLATION = str.maketrans(
    {**LETTERS, **dict.fromkeys(DROPPED, ""), **dict.fromkeys(SPACED, " "), "&": " and ", "+": " and "}
)
MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u2060\ufeff]+")
SHORTENED = {
    "saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "mountain": "mtn", "mountains": "mts",
}  # fmt: skip
"""Words that names write both ways. Both ways fold to the short one."""
ASCII_TRANSLATION = {
    code: text or None for code, text in TRANSLATION.items() if code < 128 and isinstance(text, str) and len(text) < 2
} | dict.fromkeys(b"\t\v\f\r\x1c\x1d\x1e\x1f", " ")
SPACES = re.compile(r"[^\S\n ]+")
"""White space of other sorts; the form that is compatible has plain spaces for most."""
LEADING_ARTICLES = re.compile(r"\n the (?:the )*(?=[^\n])")


def fold(name: str) -> str:
    """The form of ``name`` under which the gazetteer keeps it; ``""`` when nothing of it is left.

    Case, diacritics, apostrophes, points, hyphens and a leading "the" make no difference; "Saint", "Mount" and "Fort"
    equal "St.", "Mt." and "Ft."; "&" equals "and". Folding a folded name changes nothing.
    """
    text = name.casefold()
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(TRANSLATION))
    elif not text.replace(" ", "").isalnum():  # most names are plain letters, of which translating changes nothing
        text = text.translate(TRANSLATION)
    words = text.split()
    if not SHORTENED.keys().isdisjoint(words):
        words = [SHORTENED.get(word, word) for word in words]
    while len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def fold_all(names: Sequence[str]) -> list[str]:
    """:func:`fold` of each name, for very many: those of plain letters go through it all at once."""
    if not names:
        return []
    text = "\n".join(names)
    if text.count("\n") != len(names) - 1:
        return list(map(fold, names))
    text = text.casefold()
    if text.isascii():
        return _fold_ascii(text).split("\n")
    lines = MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().split("\n")
    plain = [line.isascii() for line in lines]
    others = "\n".join(line for line, is_plain in zip(lines, plain, strict=True) if not is_plain)
    folded = iter(_fold_ascii("\n".join(compress(lines, plain))).split("\n"))
    if not others:
        return list(folded)
    others = SPACES.sub(" ", unicodedata.normalize("NFC", others.translate(TRANSLATION)))
    folded_others = iter(_fold_words(others).split("\n"))
    return [next(folded) if is_plain else next(folded_others) for is_plain in plain]


def _fold_ascii(lines: str) -> str:
    """The same steps as :func:`fold` for small ASCII letters, a name a line."""
    return _fold_words(lines.replace("&", " and ").replace("+", " and ").translate(ASCII_TRANSLATION))


def _fold_words(lines: str) -> str:
    """The same steps as :func:`fold` for words, a name a line: single spaces, short forms, no article."""
    text = "\n " + lines.replace("\n", " \n ") + " \n"
    while "  " in text:
        text = text.replace("  ", " ")
    for long, short in SHORTENED.items():
        while f" {long} " in text:  # once is not enough for "saint saint", where two words share a space
            text = text.replace(f" {long} ", f" {short} ")
    text = LEADING_ARTICLES.sub("\n ", text)
    return text.replace(" \n", "\n").replace("\n ", "\n")[1:-1]
