"""JSON lines as articles: one object a line with ``text`` and, where known, ``title``, ``date``, ``author``, ``url``,
``language`` and ``id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, Any

from geomap.article.full_dates import parse_date
from geomap.article.parts import Parts
from geomap.article.pieces import Piece
from geomap.errors import InputError

__all__ = ["pieces_of_json_lines"]

LONGEST_LINE = 10_000_000
_KEYS = ("title", "date", "author", "url", "language", "id")


def pieces_of_json_lines(stream: IO[bytes]) -> Iterator[Piece]:
    """The lines as pieces: named by their ``id``, else by the number of the line. A bad line raises when it is read."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            _skip_rest(stream)
            yield _bad(number, f"is longer than {LONGEST_LINE // 1_000_000} MB")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _piece(line, number)
        except InputError as error:
            yield _bad(number, str(error))


def _piece(line: bytes, number: int) -> Piece:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON ({type(error).__name__})") from error
    if not isinstance(values, dict):
        raise InputError("is no JSON object")
    _require_strings(values)
    named = str(values["id"]).strip() if values.get("id") is not None else ""
    return Piece(named or f"line {number}", partial(_parts, values, number))


def _require_strings(values: Mapping[str, Any]) -> None:
    if not isinstance(values.get("text"), str):
        raise InputError('has no "text" with the article\'s words')
    for key in _KEYS:
        allowed = (str, int, type(None)) if key == "id" else (str, type(None))
        if not isinstance(values.get(key), allowed):
            raise InputError(f'has a "{key}" that is no text')


def _parts(values: Mapping[str, Any], number: int) -> Parts:
    date = values.get("date")
    published = parse_date(date) if date else None
    if date and published is None:
        raise InputError(f"Line {number} has the date {date[:60]!r}, which is none. Write it as 2016-04-26.")
    return Parts(
        text=values["text"],
        title=values.get("title"),
        published=published,
        author=values.get("author"),
        url=values.get("url"),
        language=values.get("language"),
    )


def _bad(number: int, fault: str) -> Piece:
    def fail() -> Parts:
        raise InputError(f'Line {number} {fault}. Each line must be an object with "text", "title" and "date".')

    return Piece(f"line {number}", fail)


def _skip_rest(stream: IO[bytes]) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
