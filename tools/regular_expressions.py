"""Every regular expression of geomap, and text that would make a careless one run for ever.

    python tools/regular_expressions.py [--length N]

All modules are imported and their expressions collected. From the tree of each expression, texts are made that go round
one of its repetitions thousands of times and then don't match (what makes a backtracking matcher run away: Davis et al.
2018, "The impact of regular expression denial of service in practice"), beside long runs of common characters. Prints
those that need far more time for 2 N characters than for N. Exit status 1 when one grows faster than linearly.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import geomap

__all__ = ["expressions", "hostile_texts", "slow_on"]

RUNS = ("a", " ", "1", "(", "-", "\n", "A ")
ENDS = ("\0",)
SAMPLES = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_NOT_SPACE: "a",
    constants.CATEGORY_NOT_WORD: "-",
}
ALLOWED_SECONDS = 0.05
"""Below it a time says nothing on a busy machine."""


def expressions() -> dict[tuple[str, int], re.Pattern[str]]:
    """All expressions that geomap's own modules compile when they are imported, by pattern and flags."""
    found: dict[tuple[str, int], re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(geomap.__path__, "geomap."):
        if module.name.endswith("__main__"):
            continue
        for value in list(vars(importlib.import_module(module.name)).values()):
            for pattern in _patterns(value):
                if isinstance(pattern.pattern, str):
                    found[pattern.pattern, pattern.flags] = pattern
    return found


def _patterns(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _patterns(one, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _patterns(one, depth + 1)


def hostile_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about ``length`` characters that keep the matcher going."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    pumps = dict.fromkeys(_pumps(tree, ""))
    for before, body in [*pumps, *(("", run) for run in RUNS)]:
        if body:
            for end in ENDS:
                yield before + body * (length // len(body)) + end
            if before:
                whole = before + body
                yield whole * (length // len(whole)) + "\0"


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What comes before each repetition, and one round of it."""
    for kind, value in tree:
        for sub in _below(kind, value):
            yield from _pumps(sub, before)
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) and value[1] > 8:
            for choice in range(3):
                yield before, _sample(value[2], choice)
        before += _sample([(kind, value)], 0)


def _below(kind: Any, value: Any) -> list[Any]:
    if kind is constants.BRANCH:
        return list(value[1])
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    if kind is constants.ATOMIC_GROUP:
        return [value]
    return []


def _sample(tree: Any, choice: int) -> str:
    """A short text that the tree matches, roughly; ``choice`` picks another one."""
    text = ""
    for kind, value in tree:
        if kind is constants.LITERAL:
            text += chr(value)
        elif kind is constants.NOT_LITERAL:
            text += "a" if chr(value) != "a" else "b"
        elif kind is constants.ANY:
            text += "a1 "[choice]
        elif kind is constants.IN:
            text += _member(value, choice)
        elif kind is constants.BRANCH:
            text += _sample(value[1][choice % len(value[1])], choice)
        elif kind in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            text += _sample(value[2], choice) * max(1, min(value[0], 20))
        elif kind in (constants.SUBPATTERN, constants.ATOMIC_GROUP):
            text += _sample(value[3] if kind is constants.SUBPATTERN else value, choice)
    return text


def _member(members: Any, choice: int) -> str:
    """A character of a set."""
    if members[0][0] is constants.NEGATE:
        refused = _set(members[1:])
        return [character for character in "a1 -.(<\n\0é" if character not in refused][choice % 3]
    kind, value = members[choice % len(members)]
    if kind is constants.CATEGORY:
        return SAMPLES[value]
    return chr(value[0]) if kind is constants.RANGE else chr(value)


def _set(members: Any) -> str:
    """The ASCII characters of a set."""
    text = ""
    for kind, value in members:
        if kind is constants.LITERAL:
            text += chr(value)
        elif kind is constants.RANGE:
            text += "".join(map(chr, range(value[0], min(value[1], 255) + 1)))
        elif kind is constants.CATEGORY:
            wanted = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}.get(str(value), r"(?!)")
            text += "".join(chr(code) for code in range(128) if re.match(wanted, chr(code)))
    return text


def slow_on(pattern: re.Pattern[str], length: int) -> tuple[str, float, float] | None:
    """A text that shows more than linear growth, with the seconds for ``length`` and twice that; None without one.

    Growth by 3 for twice the length counts, where it takes long enough to be measured, and shows three times over.
    """
    for short, long in zip(hostile_texts(pattern, length), hostile_texts(pattern, 2 * length), strict=True):
        if _seconds(pattern, long) < ALLOWED_SECONDS:
            continue
        once, twice = (min(_seconds(pattern, text) for _ in range(3)) for text in (short, long))
        if twice > max(ALLOWED_SECONDS, 3 * once):
            return short[:60], once, twice
    return None


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


def main() -> int:
    """Test all and print the slow ones."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--length", type=int, default=5000)
    options = arguments.parse_args()
    slow = 0
    found = expressions()
    for pattern in found.values():
        finding = slow_on(pattern, options.length)
        if finding:
            slow += 1
            text, once, twice = finding
            print(f"{once:.3f} s, {twice:.3f} s: {pattern.pattern[:160]!r}\n    on {text!r}")
    print(f"{len(found)} expressions, {slow} of them grow faster than linearly")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
