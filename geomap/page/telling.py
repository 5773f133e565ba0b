"""The sentences of a story's rows as template and values, for a page that says them in its own language.

Stories tell in English why a place was chosen, what is to be noted and how a date was read. A page in another language
gets the template behind each such sentence with its values (:mod:`geomap.wording`), and ``js/core.js`` says
that in the page's words. What is not recognised stays the English sentence, and the page marks it as English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from geomap.wording import heard

__all__ = ["retold"]

ENGLISH = "en"
BY_HAND = "by_hand"
"""The rule of a date that a person gave: shown by a sign of its own."""

Row = Mapping[str, Any]


def retold(rows: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The rows of :func:`geomap.page.rows.story_rows` for a page in the language; as they are for one in English."""
    if language == ENGLISH:
        return dict(rows)
    text = rows["text"]
    return {
        **rows,
        "places": [{**row, "reasons": [_told("reason", one) for one in row["reasons"]]} for row in rows["places"]],
        "routes": [_dated(row) for row in rows["routes"]],
        "events": [_dated(row) for row in rows["events"]],
        "text": {
            **text,
            "notes": [_told("note", note) for note in text["notes"]],
            "unresolved": [{**row, "reason": _told("unresolved", row["reason"])} for row in text["unresolved"]],
            "corrections": [{**row, "reason": _told("refusal", row["reason"])} for row in text["corrections"]],
        },
    }


def _dated(row: Row) -> Row:
    when = row["when"]
    if not when or when["rule"] in ("", BY_HAND):
        return row
    return {**row, "when": {**when, "rule": _told("rule", when["rule"])}}


@cache
def _told(section: str, sentence: str) -> Any:
    """The template and its values, or the sentence itself."""
    return heard(section, sentence) or sentence
