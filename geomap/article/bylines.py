"""Lines by or above an article that say who wrote it and when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomap.article.cues import fold_line, label_of, load_cues
from geomap.article.full_dates import FullDate, full_dates, is_only_date, without_time
from geomap.article.lines import ends_sentence

__all__ = ["announces_date", "dated_pieces", "is_byline", "is_dated_byline"]

_PIECES = re.compile(r"(?:(?<!\s)\s+)?[|•·]\s*")  # begins once in a run of spaces: linear
_OUTLET_LABELS = ("last updated", "updated", "last modified", "modified", "first published", "published", "posted")


def announces_date(line: str) -> bool:
    """Whether a line is only the word before a date that stands on the next line: "Published"."""
    cues = load_cues()
    return fold_line(line) in (cues.date_labels | cues.later_labels)


def dated_pieces(line: str) -> Iterator[tuple[str, FullDate]]:
    """The first complete date of each piece between bars or dots, with the folded words before it ("published").

    Weekday and time of day beside the date are left out; a period that a report covers is no such date.
    """
    periods = load_cues().period_labels
    for words, date, _ in _announced(line):
        if not any(words == period or words.startswith(f"{period} ") for period in periods):
            yield words, date


def is_dated_byline(line: str) -> bool:
    """Whether a line states the day of publication by a word of its own: "Issued 20 July 2023", "Date: 3 May 2021"."""
    cues = load_cues()
    if len(line) > cues.byline_longest or ends_sentence(line):
        return False
    labels = cues.date_labels | cues.later_labels
    return any(label in labels and not without_time(rest) for label, _, rest in _announced(line))


def is_byline(line: str, *, in_head: bool) -> bool:
    """Whether a line names the author or the day. A bare date is one only above the article's text (``in_head``)."""
    cues = load_cues()
    if len(line) > cues.byline_longest:
        return False
    if is_dated_byline(line):
        return True
    if cues.byline_pattern.fullmatch(line) and not ends_sentence(line):
        return True
    return in_head and (label_of(line) in cues.name_labels or any(map(is_only_date, _PIECES.split(line))))


def _announced(line: str) -> Iterator[tuple[str, FullDate, str]]:
    """For each piece between bars or dots: the folded words before its first complete date, the date, and the rest."""
    cues = load_cues()
    known = cues.date_labels | cues.later_labels | cues.period_labels
    for piece in _PIECES.split(line):
        date = next(full_dates(piece), None)
        if date is None:
            continue
        words = fold_line(without_time(piece[: date.start]))
        if words not in known:
            # "CTV Saskatoon Published Saturday, March 31, 2018"
            words = next((word for word in _OUTLET_LABELS if words.endswith(f" {word}")), words)
        yield words, date, piece[date.end :]
