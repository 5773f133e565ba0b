"""A text as units: its non-blank lines, with hard-wrapped lines joined to the paragraph that they make."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geomap.model import BlockKind

__all__ = ["LONGEST_HEADING", "Unit", "ends_sentence", "is_bullet", "looks_like_heading", "split_units", "words_of"]

_LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_TITLES = "St|Mt|Inc|Ltd|Co|Corp|Jr|Sr|Dr|Mr|Mrs|Ms|Gen|Sen|Gov|Rep|Capt|Col|Lt|Sgt|Prof|Rev|vs|No"
_ABBREVIATION_END = re.compile(rf"(?:(?<![A-Z]\.)\b(?:[A-Z]\.){{2,}}+|\b(?:{_TITLES}|a\.m|p\.m)\.)[\"'”’)]*$")
_SENTENCE_INSIDE = re.compile(r"(?<=[a-z0-9]{3})[.!?][\"”’)]*+\s++[“\"‘(]?[A-Z]")
_BULLET = re.compile(r"(?:[•●○◦▪■□‣⁃∙·➢►▶✓*–—-]\s+|\(?\d{1,3}[.)]\s+|\(?[a-zA-Z][.)]\s+(?=[A-Z“\"]))(?=\S)")
_BARE_BULLET = re.compile(r"[•●▪■‣](?=\w)")
WIDEST_WRAPPED_LINE = 130
NARROWEST_WRAPPED_LINE = 40
FEWEST_WRAPPED_LINES = 3
WRAP_SLACK = 3
LONGEST_HEADING = 12
OPEN_ENDS = frozenset(("a", "an", "the", "of", "and", "or", "to", "at", "on"))


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
    return _join_wrapped(lines, _wrap_width(lines), text)


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
    if _SENTENCE_INSIDE.search(line):
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
    """The column at which the text was wrapped by hand or by a program, or None where a line is a paragraph.

    A line that the next one continues in small letters shows it; three of them are needed.
    """
    wrapped = [len(line.text) for line, following in pairwise(lines) if _is_continued(line, following)]
    short = [length for length in wrapped if length <= WIDEST_WRAPPED_LINE]
    return max(short) if len(short) >= FEWEST_WRAPPED_LINES else None


def _join_wrapped(lines: Sequence[Unit], width: int | None, text: str) -> list[Unit]:
    joined: list[Unit] = []
    previous: Unit | None = None
    for line in lines:
        if previous is not None and (_is_continued(previous, line) or _is_wrapped(previous, line, width)):
            start = joined[-1].start
            joined[-1] = replace(joined[-1], end=line.end, text=text[start : line.end])
        else:
            joined.append(line)
        previous = line
    return joined


def _is_continued(line: Unit, following: Unit) -> bool:
    """Whether this line has not ended a sentence and the next one goes on with it.

    Small letters show it, or an open end ("... an address to mark the"); but where both lines start with the same word,
    the first is a cut-off copy of the second.
    """
    if len(line.text) < NARROWEST_WRAPPED_LINE or not _may_continue(line, following) or ends_sentence(line.text):
        return False
    if following.text[0].islower():
        return True
    open_end = line.text.rsplit(maxsplit=1)[-1] in OPEN_ENDS
    return open_end and line.text.split(maxsplit=1)[0] != following.text.split(maxsplit=1)[0]


def _is_wrapped(line: Unit, following: Unit, width: int | None) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    if width is None or not _may_continue(line, following) or len(line.text) > width + WRAP_SLACK:
        return False
    return len(line.text) + 1 + len(following.text.split(maxsplit=1)[0]) > width - WRAP_SLACK


def _may_continue(line: Unit, following: Unit) -> bool:
    return not following.after_gap and line.hint is None and following.hint is None and not is_bullet(following.text)
