"""Writing a corrections file so that what a person wrote in it by hand, comments and layout, stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geomap.corrections.entries import FORMAT, Corrections, Entry
from geomap.corrections.layout import stretches
from geomap.corrections.reading import load_corrections, read_corrections
from geomap.errors import InputError
from geomap.files import write_atomically

__all__ = ["add_entries", "check_entries", "dumps", "with_author", "with_entry", "without_entry"]


def dumps(corrections: Corrections) -> str:
    """The text of a file with these corrections (:func:`~geomap.corrections.read_corrections` is the inverse)."""
    text = _head(corrections.title, corrections.author)
    for entry in corrections.entries:
        text = with_entry(text, entry)
    return text


def with_author(corrections: Corrections) -> tuple[Entry, ...]:
    """The entries, each with its author, also where it is that of the whole file."""
    return tuple(replace(entry, author=entry.author or corrections.author) for entry in corrections.entries)


def with_entry(text: str, entry: Entry) -> str:
    """The file's text with one more entry at its end; all that was there stays to the letter."""
    before = text if text.endswith("\n") or not text else text + "\n"
    return f"{before}\n{_entry_text(entry)}"


def without_entry(text: str, number: int) -> str:
    """The file's text without its entry of that number (from 0, in the order of the file).

    Comments right above the header of the next entry belong to that one and stay.

    :raises InputError: when there is no such entry, or the file is laid out so that it can't be cut out.
    """
    before = read_corrections(text)
    found = stretches(text)
    if not 0 <= number < len(before.entries):
        raise InputError(f"there is no correction number {number + 1}; there are {len(before.entries)}")
    lines = text.split("\n")
    stretch = next((part for part in found if part.first == before.entries[number].line), None)
    if stretch is None:
        raise InputError("this entry stands in a list of one line; take it out with an editor")
    last = stretch.last
    while last > stretch.first and (lines[last - 1].lstrip().startswith("#") or not lines[last - 1].strip()):
        last -= 1
    shorter = "\n".join((*lines[: stretch.first - 1], *lines[last:]))
    rest = (*before.entries[:number], *before.entries[number + 1 :])
    if read_corrections(shorter) != replace(before, entries=rest):
        raise InputError("this entry can't be cut out of the file safely; take it out with an editor")
    return shorter


def check_entries(entries: tuple[Entry, ...]) -> None:
    """Whether the entries can stand in a file.

    :raises InputError: when something in them is wrong.
    """
    read_corrections(dumps(Corrections(entries=entries)), name="this correction")


def add_entries(path: Path, entries: tuple[Entry, ...], *, title: str | None = None) -> None:
    """Add entries to a file, which is made where it is missing. It is read anew first: nobody's work is lost.

    :raises InputError: when the file is there and wrong; it is left as it is.
    :raises OutputError: when it can't be written; it is left as it is.
    """
    check_entries(entries)
    known = load_corrections(path)
    text = _head(title, None) if known is None else path.read_bytes().decode("utf-8")
    for entry in entries:
        text = with_entry(text, entry)
    read_corrections(text, name=str(path))
    write_atomically(path, text)


def _head(title: str | None, author: str | None) -> str:
    lines = [f"format = {FORMAT}"]
    lines += [f"{key} = {_value(value)}" for key, value in (("title", title), ("author", author)) if value is not None]
    return "\n".join(lines) + "\n"


def _entry_text(entry: Entry) -> str:
    about = {"comment": entry.comment, "author": entry.author, "made_on": entry.made_on}
    keys = {"action": entry.action, **entry.values, **{key: value for key, value in about.items() if value is not None}}
    return "\n".join((f"[[{entry.target}]]", *(f"{key} = {_value(value)}" for key, value in keys.items()))) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(part)}' for key, part in value.items())} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int | float):
        return repr(value)
    # TOML's basic strings are JSON's, but for the one control character that JSON lets stand
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
