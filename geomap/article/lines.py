"""A text as units: its non-blank lines, with hard-wrapped lines joined to the paragraph that they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geomap.model import BlockKind

__all__ = ["LONGEST_HEADING", "Unit", "ends_sentence", "is_bullet", "looks_like_heading", "split_units", "words_of"]

_LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ABBREVIATION_END = re.compile(
    r"(?:\b(?:[A-Z]\.){2,}|\b(?:St|Mt|Inc|Ltd|Co|Corp|Jr|Sr|Dr|vs|No|a\.m|p\.m)\.)[\"'”’)]*$"
)
_BULLET = re.compile(r"(?:[•●○◦▪■□‣⁃∙·➢►▶✓*–—-]\s+|\(?\d{1,3}[.)]\s+|\(?[a-zA-Z][.)]\s+(?=[A-Z“\"]))(?=\S)")
_BARE_BULLET = re.compile(r"[•●▪■‣](?=\w)")
WIDEST_WRAPPED_LINE = 100
NARROWEST_WRAPPED_LINE = 40
FEWEST_WRAPPED_LINES = 3
LONGEST_HEADING = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """One line or joined lines: offsets into the article's text without surrounding blanks, and the text between.

    ``after_gap`` tells that a blank line stands before it. ``hint`` is the kind where a format's markup states it.
    """

    start: int
    end: int
    text: str
    after_gap: bool
    hint: BlockKind | None = None


def split_units(text: str, hints: Mapping[int, BlockKind]) -> list[Unit]:
    """Cut the text into units, in order. ``hints`` gives the kind of the line that starts at an offset."""
    lines = list(_lines(text, hints))
    width = _wrap_width(lines)
    return lines if width is None else _join_wrapped(lines, width, text)


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does (and not merely with "U.S." or "Inc.")."""
    return _SENTENCE_END.search(text, max(0, len(text) - 8)) is not None and not _ABBREVIATION_END.search(
        text, max(0, len(text) - 12)
    )


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list: a bullet, a dash or a number before its text."""
    return _BULLET.match(line) is not None or _BARE_BULLET.match(line) is not None


def looks_like_heading(line: str, longest: int = LONGEST_HEADING) -> bool:
    """Whether a line reads like a title: short, opening with a capital or a figure, and no sentence."""
    words = line.split()
    if len(words) > longest or line[-1] in ",;" or (ends_sentence(line) and not line.endswith("?")):
        return False
    first = next((character for character in line if character.isalnum()), "")
    return first.isupper() or first.isdigit() or (first != "" and first.lower() == first.upper())


def words_of(text: str) -> list[str]:
    """The folded words of a line, for comparing lines."""
    return _WORD.findall(text.casefold())


def _lines(text: str, hints: Mapping[int, BlockKind]) -> list[Unit]:
    found: list[Unit] = []
    for match in _LINE.finditer(text):
        content = match[0].strip()
        if not content:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        gap = not found or text.count("\n", found[-1].end, start) > 1
        found.append(Unit(start, start + len(content), content, gap, hints.get(start)))
    return found


def _wrap_width(lines: Sequence[Unit]) -> int | None:
    """The column at which the text was wrapped by hand or by a mail program, or None where a line is a paragraph."""
    width = max((len(line.text) for line in lines), default=0)
    if not NARROWEST_WRAPPED_LINE <= width <= WIDEST_WRAPPED_LINE:
        return None
    ends = Counter(
        following.text[0].islower() and _is_full(line, following, width)
        for line, following in pairwise(lines)
        if not following.after_gap
    )
    return width if ends[True] >= FEWEST_WRAPPED_LINES and ends[True] * 4 >= ends[False] else None


def _is_full(line: Unit, following: Unit, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    return len(line.text) + 1 + len(following.text.split(maxsplit=1)[0]) > width - 3


def _join_wrapped(lines: Sequence[Unit], width: int, text: str) -> list[Unit]:
    joined: list[Unit] = []
    previous: Unit | None = None
    for line in lines:
        continues = previous is not None and not line.after_gap and not is_bullet(line.text) and line.hint is None
        if continues and joined[-1].hint is None and _is_full(previous, line, width):  # type: ignore[arg-type]
            start = joined[-1].start
            joined[-1] = replace(joined[-1], end=line.end, text=text[start : line.end])
        else:
            joined.append(line)
        previous = line
    return joined
