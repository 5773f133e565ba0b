"""One spelling for all spellings of a name: "Al-Qāhirah" and "al qahirah", "St. Louis" and "Saint Louis"."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]

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


def fold(name: str) -> str:
    """The form of ``name`` under which the gazetteer keeps it; ``""`` when nothing of it is left.

    Case, diacritics, apostrophes, points, hyphens and a leading "the" make no difference; "Saint", "Mount" and "Fort"
    equal "St.", "Mt." and "Ft."; "&" equals "and". Folding a folded name changes nothing.
    """
    text = name.casefold()
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    text = text.translate(TRANSLATION)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    words = [SHORTENED.get(word, word) for word in text.split()]
    while len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)
