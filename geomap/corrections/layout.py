"""Where the entries of a corrections file stand: line numbers for messages, and stretches that can be taken out.

A light look at the text beside :mod:`tomllib`, which keeps no positions: headers ``[[place]]`` outside of strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Stretch", "line_of", "stretches"]

HEADER = re.compile(r"\s*\[\[\s*(?P<target>[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*\]\]\s*(?:#.*)?")
STRING = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*')


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines ``first`` to ``last`` of an entry, counted from 1, both included; ``number`` counts per target."""

    target: str
    number: int
    first: int
    last: int


def stretches(text: str) -> tuple[Stretch, ...]:
    """The entries of the file in their order, each from its header to the line before the next one's."""
    lines = text.split("\n")
    hidden = set(_inside_strings(text))
    headers = [
        (number, found["target"].strip("\"'"))
        for number, line in enumerate(lines, start=1)
        if number not in hidden and (found := HEADER.fullmatch(line.rstrip("\r")))
    ]
    counted: dict[str, int] = {}
    result = []
    for index, (line, target) in enumerate(headers):
        number = counted[target] = counted.get(target, -1) + 1
        last = headers[index + 1][0] - 1 if index + 1 < len(headers) else len(lines)
        result.append(Stretch(target, number, line, last))
    return tuple(result)


def line_of(text: str, key: str, first: int = 1, last: int | None = None) -> int | None:
    """The line between two lines that sets the key, or None."""
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
    lines = text.split("\n")[: last if last is not None else None]
    return next((n for n, line in enumerate(lines, start=1) if n >= first and pattern.match(line)), None)


def _inside_strings(text: str) -> Iterator[int]:
    """The lines that begin inside a string of several lines."""
    at = 0
    while found := STRING.search(text, at):
        at = found.end()
        if found[0] not in ('"""', "'''"):
            continue
        close = re.compile(r'(?:\\.|[^\\])*?"""' if found[0] == '"""' else r"(?:.)*?'''", re.S).match(text, at)
        end = close.end() if close else len(text)
        first = text.count("\n", 0, found.start()) + 1
        yield from range(first + 1, first + text.count("\n", found.start(), end) + 1)
        at = end
