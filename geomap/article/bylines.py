"""Lines by or above an article that say who wrote it and when it was published."""

from __future__ import annotations

from geomap.article.cues import fold_line, label_of, load_cues
from geomap.article.full_dates import full_dates, is_only_date
from geomap.article.lines import ends_sentence

__all__ = ["announces_date", "is_byline", "is_dated_byline"]


def announces_date(line: str) -> bool:
    """Whether a line is only the word before a date that stands on the next line: "Published"."""
    cues = load_cues()
    return fold_line(line) in (cues.date_labels | cues.later_labels)


def is_dated_byline(line: str) -> bool:
    """Whether a line states the day of publication by a word of its own: "Issued 20 July 2023", "Date: 3 May 2021"."""
    if len(line) > load_cues().byline_longest:
        return False
    return any(_is_announced_date(piece) for piece in line.split("|"))


def is_byline(line: str, *, in_head: bool) -> bool:
    """Whether a line names the author or the day. A bare date is one only above the article's text (``in_head``)."""
    cues = load_cues()
    if len(line) > cues.byline_longest:
        return False
    if is_dated_byline(line):
        return True
    if cues.byline_pattern.fullmatch(line) and not ends_sentence(line):
        return True
    return in_head and (label_of(line) in cues.name_labels or any(map(is_only_date, line.split("|"))))


def _is_announced_date(piece: str) -> bool:
    found = next(full_dates(piece), None)
    if found is None or not is_only_date(piece[found.start :]):
        return False
    words = fold_line(piece[: found.start])
    return words in (load_cues().date_labels | load_cues().later_labels) or label_of(piece) in (
        load_cues().date_labels | load_cues().later_labels
    )
