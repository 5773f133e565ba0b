"""Which language a text is written in: by its script and function words where these are plain, else by py3langid.

Reading English, the usual case, costs nothing: the statistical model is only asked about a text that is not full of the
function words of a language that geomap reads. It is deterministic and needs no network.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from geomap.article.cues import load_cues
from geomap.errors import InputError

__all__ = ["SUPPORTED", "detect_language"]

SUPPORTED = ("en", "fr")
_WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 40_000
FEWEST_WORDS = 20
LEAST_LATIN = 0.5
PLAIN_SHARE = 0.2
LEAST_DISTINCT = 5


def detect_language(text: str, declared: str | None = None) -> str:
    """The code of the text's language. ``declared`` is what the source says of it ("en-GB").

    The text counts more than what is declared, which is often a left-over of the site's making. A text of fewer than 20
    words passes as what it is declared to be, else as English, as long as it is in Latin letters.

    Raises:
        InputError: the text is in a language that geomap can't read; the message names it and those that it can.
    """
    sample = text[:SAMPLE]
    _require_latin(sample)
    words = [word.casefold() for word in _WORD.findall(sample)]
    if len(words) < FEWEST_WORDS:
        return _readable(_primary(declared) or "en", "is declared to be")
    counts = Counter(words)
    shares = {
        cue.code: sum(counts[word] for word in cue.words) / len(words)
        for cue in load_cues().languages
        if cue.code in SUPPORTED and len(cue.words & counts.keys()) >= LEAST_DISTINCT
    }
    best = max(shares, key=lambda code: shares[code], default=None)
    if best is not None and shares[best] >= PLAIN_SHARE:
        return best
    return _readable(_by_statistics(sample), "seems to be")


def _by_statistics(sample: str) -> str:
    import py3langid

    return str(py3langid.classify(sample)[0])


def _primary(declared: str | None) -> str | None:
    """The language of a declared code that is known: ``en`` of ``en-GB``."""
    code = re.split(r"[-_,;\s]", (declared or "").strip().lower(), maxsplit=1)[0]
    return code if code in load_cues().language_names else None


def _readable(code: str, how: str) -> str:
    if code in SUPPORTED:
        return code
    names = load_cues().language_names
    there = " and ".join(names[known] for known in SUPPORTED)
    raise InputError(
        f"The text {how} {names.get(code, code)}; the languages that geomap reads so far: {there}. "
        "Give it a text in one of these."
    )


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
