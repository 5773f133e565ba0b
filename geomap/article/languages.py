"""Which language a text is written in, told by its script and its function words.

A dozen lines instead of a library: geomap only has to know whether it can read the text, and a statistical model would
cost more to load than the rest of this room to run.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from geomap.article.cues import load_cues
from geomap.errors import InputError

__all__ = ["SUPPORTED", "detect_language"]

SUPPORTED = ("en",)
_WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 40_000
FEWEST_WORDS = 20
LEAST_LATIN = 0.5
LEAST_SHARE = 0.12
CLEARLY = 1.8
LEAST_DISTINCT = 5


def detect_language(text: str) -> str:
    """The code of the text's language.

    A text of fewer than 20 words, or of names only, passes as English as long as it is in Latin letters.

    Raises:
        InputError: the text is in a language that geomap can't read; the message names it.
    """
    sample = text[:SAMPLE]
    _require_latin(sample)
    words = [word.casefold() for word in _WORD.findall(sample)]
    if len(words) < FEWEST_WORDS:
        return "en"
    counts = Counter(words)
    shares = {cue.code: sum(counts[word] for word in cue.words) / len(words) for cue in load_cues().languages}
    best = max(load_cues().languages, key=lambda cue: (shares[cue.code], cue.code == "en"))
    share, distinct = shares[best.code], len(best.words & counts.keys())
    if best.code in SUPPORTED or share < LEAST_SHARE or share < CLEARLY * shares["en"] or distinct < LEAST_DISTINCT:
        return "en"
    raise InputError(f"The text seems to be {best.name}; geomap reads English so far. Give it an English text.")


def _require_latin(sample: str) -> None:
    letters = [character for character in sample if character.isalpha()]
    if not letters:
        raise InputError("The text holds no words, so there is nothing to map. Check that it is the right file.")
    scripts = Counter(_script(character) for character in letters[:: max(1, len(letters) // 4000)])
    if scripts["Latin"] >= LEAST_LATIN * scripts.total():
        return
    script = next((name for name, _ in scripts.most_common() if name != "Latin"), "another")
    raise InputError(f"The text is mostly in {script} script; geomap reads English so far. Give it an English text.")


def _script(character: str) -> str:
    """The script of a letter by its Unicode name: "Latin", "Cyrillic", "Arabic", "Cjk" ..."""
    if character < "ɐ":
        return "Latin"
    return unicodedata.name(character, "UNKNOWN").split(" ", 1)[0].split("-", 1)[0].capitalize()
