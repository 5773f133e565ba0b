"""Reading a corrections file: strict, and precise about what is wrong where."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from geomap.corrections.entries import FORMAT, Corrections, Entry, Target
from geomap.corrections.keys import ACTIONS, ENTRY_KEYS, HEAD_KEYS, TARGETS, checked
from geomap.corrections.layout import Stretch, line_of, stretches
from geomap.errors import InputError
from geomap.suggestions import did_you_mean

__all__ = ["MAX_BYTES", "load_corrections", "read_corrections"]

MAX_BYTES = 5_000_000
"""The largest corrections file that is read."""


def load_corrections(path: str | Path) -> Corrections | None:
    """The corrections in a file; None where there is no such file.

    :raises InputError: when it can't be read or is wrong; the message names the file, the line and what to do.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"can't read the corrections {path}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: a corrections file has at most {MAX_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    return read_corrections(text, name=str(path))


def read_corrections(text: str, *, name: str = "corrections") -> Corrections:
    """The corrections in the text of a file; ``name`` is how messages call it.

    :raises InputError: when something in it is wrong; the message names the line where it is known.
    """
    return _Reader(text, name).read()


class _Reader:
    """One file on its way to entries."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.places: dict[tuple[str, int], Stretch] = {}

    def read(self) -> Corrections:
        data = self._parsed()
        self.places = {(stretch.target, stretch.number): stretch for stretch in stretches(self.text)}
        self._check_head(data)
        entries = [
            self._entry(target, number, table)
            for target in TARGETS
            for number, table in enumerate(self._tables(data, target))
        ]
        if all(entry.line is not None for entry in entries):
            entries.sort(key=lambda entry: entry.line or 0)
        return Corrections(entries=tuple(entries), title=data.get("title"), author=data.get("author"))

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            self._fail(f"this is no TOML: {error}. Text stands in quotes, each entry begins with [[place]]", None)
        except (RecursionError, ValueError):
            self._fail("this can't be read: nested too deeply, or a number with too many digits", None)

    def _check_head(self, data: Mapping[str, Any]) -> None:
        for key in data:
            if key not in (*HEAD_KEYS, *TARGETS):
                names = (*HEAD_KEYS, *TARGETS)
                self._fail(f"there is no {key!r}{did_you_mean(key, names) or '; there is ' + ', '.join(names)}", key)
        version = data.get("format")
        if version is None:
            self._fail(f'the first line must be "format = {FORMAT}"', None)
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            self._fail(f"format must be {FORMAT}, not {version!r}", "format")
        if version > FORMAT:
            self._fail(f"format {version} is of a newer geomap (this one reads {FORMAT}): update geomap", "format")
        for key in ("title", "author"):
            if key in data and not isinstance(data[key], str):
                self._fail(f"{key} must be text in quotes, not {data[key]!r}", key)

    def _tables(self, data: Mapping[str, Any], target: str) -> list[dict[str, Any]]:
        tables = data.get(target, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._fail(f"{target} must be a list of entries; begin each with [[{target}]] in double brackets", target)
        return tables

    def _entry(self, target: Target, number: int, table: dict[str, Any]) -> Entry:
        stretch = self.places.get((target, number))
        where = f"[[{target}]] number {number + 1}"

        def fail(message: str, key: str | None = None) -> NoReturn:
            self._fail(f"{where}: {message}", key, stretch)

        actions = ACTIONS[target]
        action = table.get("action")
        if not isinstance(action, str) or action not in actions:
            given = "needs an action" if action is None else f"there is no action {action!r}"
            fail(f"{given}{did_you_mean(str(action), actions) or '; there is ' + ', '.join(actions)}", "action")
        shape = actions[action]
        allowed = ("action", *shape.keys, *ENTRY_KEYS)
        for key in table:
            if key not in allowed:
                fail(f"{action!r} has no key {key!r}{_hint(key, target, action, allowed)}", key)
        for key in shape.required:
            if key not in table:
                fail(f"{action!r} needs {key}")
        for group in shape.one_of:
            if not any(key in table for key in group):
                fail(f"{action!r} needs {' or '.join(group)}")
        values = {}
        for key, value in table.items():
            if key == "action":
                continue
            try:
                values[key] = checked(target, action, key, value)
            except (ValueError, OverflowError) as error:
                fail(f"{key} = {_shown(value)} {error}", key)
        if values.get("where") == "here" and "quote" not in values:
            fail('where = "here" needs quote, the words round the mention', "where")
        about = {key: values.pop(key, None) for key in ENTRY_KEYS}
        return Entry(target=target, action=action, values=values, line=stretch.first if stretch else None, **about)

    def _fail(self, message: str, key: str | None, stretch: Stretch | None = None) -> NoReturn:
        line = stretch.first if stretch else None
        if key is not None:
            first, last = (stretch.first, stretch.last) if stretch else (1, None)
            line = line_of(self.text, key, first, last) or line
        raise InputError(f"{self.name}{f', line {line}' if line else ''}: {message}")


def _hint(key: str, target: str, action: str, allowed: tuple[str, ...]) -> str:
    """The nearest right key, or the action that has this one."""
    near = did_you_mean(key, allowed)
    others = [name for name, shape in ACTIONS[target].items() if key in shape.keys and name != action]
    if others:
        return f"; it belongs to {' and '.join(others)}"
    return near or f"; its keys are {', '.join(allowed)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
