"""When an article was published, by whom, and what it is called, as far as its own text says so.

The date is read where pages print it: in the dateline, in a line by or above the text, in the title of a series. It is
never taken from the dates that the article tells about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from geomap.article.bylines import announces_date, dated_pieces
from geomap.article.cues import fold_line, label_of, load_cues
from geomap.article.datelines import Dateline
from geomap.article.full_dates import full_dates, parse_date, with_year
from geomap.model import Block

__all__ = ["Publication", "author_of", "published_in", "title_of"]

Publication = tuple[str | None, Literal["option", "metadata", "dateline", "byline", "unknown"]]

_TITLE_PIECES = re.compile(
    r"(?:(?<!\s)\s+)?(?:[|•·]|\s[–—-]{1,2}\s|,\s(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))\s*"
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_AUTHOR = re.compile(
    r"(?i:(?:words|text|story|report|written|reported|posted|submitted) )?(?i:by):?\s++(?P<name>[^|•·,;()–—]{1,200}?)"
    r"(?=\s{1,9}(?:on|in|at|for)\s|\s{0,9}[|•·,;(–—]|\s{1,9}-\s|$)"
)
_SENTENCE = re.compile(r".+?[.!?…](?=[\"'”’)]*(?:\s|$))|.+", re.DOTALL)
_SUBJECT = re.compile(r"(?i:subject:\s*(?:(?:re|fwd?):\s*)*)(?=\S)")
LONGEST_TITLE = 80


def published_in(text: str, blocks: Sequence[Block], datelines: Mapping[int, Dateline]) -> Publication:
    """The date that the article's own head or foot states, and where: ``dateline``, ``byline`` or ``unknown``."""
    dates = [dateline.published for dateline in datelines.values() if dateline.published]
    alone = [found.iso for block in blocks if block.kind == "dateline" for found in full_dates(_words(text, block))]
    if dates or alone:
        return (dates or alone)[0], "dateline"
    lines = list(_bylines(text, blocks))
    later: list[str] = []
    for line in lines:
        for label, date in dated_pieces(line):
            if label not in load_cues().later_labels:
                return date.iso, "byline"
            later.append(date.iso)
    issue = next((_issue_date(_words(text, block)) for block in blocks if block.kind in ("headline", "heading")), None)
    if issue is not None:
        return issue, "byline"
    if later:
        return later[0], "byline"
    return _yearless(datelines, lines)


def author_of(text: str, blocks: Sequence[Block]) -> str | None:
    """The name in a byline ("By Jordan Pike, Staff Writer"), or None."""
    for block in blocks:
        if block.kind != "byline":
            continue
        line = _words(text, block)
        if label_of(line) in load_cues().name_labels:
            return line.partition(":")[2].strip() or None
        match = _AUTHOR.match(line)
        if match and any(character.isupper() for character in match["name"]):
            return match["name"].strip()
    return None


def title_of(text: str, blocks: Sequence[Block]) -> str | None:
    """The headline, else the first words of the first sentence cut at a word, else None."""
    for block in blocks:
        if block.kind == "headline":
            return " ".join(_SUBJECT.sub("", _words(text, block)).split())
    for wanted in (("paragraph",), ("list_item", "caption", "heading"), ("byline", "dateline", "furniture", "repeat")):
        for block in blocks:
            if block.kind in wanted:
                return _cut(_words(text, block))
    return None


def _words(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _bylines(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    """The lines of author and date; a word alone ("Updated") goes before the date on the next line."""
    before = ""
    for block in blocks:
        line = _words(text, block)
        if block.kind == "byline" and announces_date(line):
            before = f"{line} "
        else:
            if block.kind == "byline":
                yield before + line
            before = ""


def _issue_date(title: str) -> str | None:
    """The date in "VESSEL WATCH – Friday, 19 January 2024", but not the one in "Remembering 11 September 2001"."""
    pieces = _TITLE_PIECES.split(title)
    dates = [date for date in map(parse_date, pieces) if date is not None]
    if len(pieces) < 2 or len(dates) != 1:
        return None
    named = {fold_line(word) for word in title.split()} & load_cues().series
    return dates[0] if named or _WEEKDAY.search(title) else None


def _yearless(datelines: Mapping[int, Dateline], head: Sequence[str]) -> Publication:
    """A dateline without a year ("Jan 31") where the lines of the head state one year and no other."""
    partial = next((dateline.day_and_month for dateline in datelines.values() if dateline.day_and_month), None)
    years = {int(year) for line in head for year in _YEAR.findall(line)}
    if partial is None or len(years) != 1:
        return None, "unknown"
    date = with_year(partial, years.pop())
    return (date, "dateline") if date else (None, "unknown")


def _cut(words: str) -> str:
    sentence = " ".join(_SENTENCE.match(words)[0].split()) if words else ""  # type: ignore[index]  # it always matches
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    kept = sentence[: LONGEST_TITLE - 1].rsplit(" ", 1)[0]
    return f"{kept.rstrip(' ,;:–—-')}…"
