"""The ledger: how each map of a folder and what it is made of looked when it was last found up to date.

It lies in the cache folder and may be lost at any time: then maps are made anew, found the same and left untouched. It
also knows where this machine has the source of a map, which a story does not tell.

A file that changed within the clock's last moments could change again and look the same. Its content is kept by digest
and compared until the file is old enough (git does the same with its index).
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geomap.errors import OutputError
from geomap.files import write_atomically
from geomap.regenerate.states import FileState, digest_of, file_state

__all__ = ["Ledger", "Record"]

FORMAT = 1
SETTLED_NS = 2_000_000_000
"""Age from which a file's time tells that it has not changed since (file systems count in up to two seconds)."""


@dataclass(slots=True)
class Record:
    """What is known of one map.

    ``files`` are states by what the file is to the map, ``digests`` those of files still too young. ``source`` is where
    the source was, relative to the folder; ``name`` how the story calls it: a file of that name beside it comes first.
    ``answers``: kept answers of a service take part. ``remarks`` are what had to be said of it nevertheless.
    """

    source: str | None = None
    name: str | None = None
    answers: bool = False
    remarks: tuple[str, ...] = ()
    state: str | None = None
    files: dict[str, FileState] = field(default_factory=dict)
    digests: dict[str, str | None] = field(default_factory=dict)


KEYS = ("source", "name", "answers", "remarks", "state", "files", "digests")


class Ledger:
    """The ledger of one folder of maps; :meth:`save` writes it where it has changed."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self._folder = Path(os.path.realpath(folder))
        name = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:16]
        self.path = cache / "regenerate" / f"{name}.json"
        self._records = _read(self.path)
        self._changed = False

    def record(self, story: Path) -> Record:
        """What is known of a map; an empty record where nothing is."""
        return self._records.get(story.name) or Record()

    def source_of(self, story: Path) -> Path | None:
        """Where the source of a map was when the map was made; None where nobody knows."""
        record = self._records.get(story.name)
        return self._folder / record.source if record is not None and record.source else None

    def remember_source(self, story: Path, source: Path | None) -> None:
        """Keep where the source of a map is; None for one that is no file."""
        known = self._records.setdefault(story.name, Record())
        relative = os.path.relpath(os.path.realpath(source), self._folder) if source is not None else None
        if known.source != relative:
            known.source = relative
            self._changed = True

    def is_settled(self, story: Path, state: str, files: Mapping[str, Path]) -> bool:
        """Whether the map was up to date in this state of the program and its options, and no file has changed."""
        record = self._records.get(story.name)
        if record is None or record.state != state or record.files.keys() != files.keys():
            return False
        if any(file_state(path) != record.files[role] for role, path in files.items()):
            return False
        if not record.digests:
            return True
        if any(digest_of(files[role]) != digest for role, digest in record.digests.items() if role in files):
            return False
        self.settle(story, state, files, record.files)
        return True

    def describe(self, story: Path, *, name: str | None, answers: bool, remarks: tuple[str, ...]) -> None:
        """Keep what making the map has shown; see :class:`Record`."""
        record = self._records.setdefault(story.name, Record())
        record.name, record.answers, record.remarks = name, answers, remarks
        self._changed = True

    def settle(self, story: Path, state: str, files: Mapping[str, Path], states: Mapping[str, FileState]) -> None:
        """Keep that the map is up to date; ``states`` are those that were looked at when that was found."""
        record = self._records.setdefault(story.name, Record())
        now = time.time_ns()
        young = [role for role, status in states.items() if status is not None and max(status[1:3]) > now - SETTLED_NS]
        record.state, record.files = state, dict(states)
        record.digests = {role: digest_of(files[role]) for role in young}
        self._changed = True

    def forget(self, story: Path) -> None:
        """The map is to be looked at again."""
        record = self._records.get(story.name)
        if record is not None and record.state is not None:
            record.state, record.files, record.digests = None, {}, {}
            self._changed = True

    def save(self) -> None:
        """Write the ledger; where the cache can't be written, the next run is merely slower."""
        if not self._changed:
            return
        records = {name: [getattr(record, key) for key in KEYS] for name, record in sorted(self._records.items())}
        try:
            write_atomically(self.path, json.dumps({"format": FORMAT, "maps": records}, ensure_ascii=True))
        except OutputError:
            return
        self._changed = False


def _record(values: dict[str, Any]) -> Record:
    files = {role: _state(found) for role, found in values.pop("files").items()}
    return Record(**{**values, "remarks": tuple(values["remarks"])}, files=files)


def _state(found: list[int] | None) -> FileState:
    if found is None:
        return None
    size, modified, changed, number = found
    return size, modified, changed, number


def _read(path: Path) -> dict[str, Record]:
    """The records of a ledger; none where it is missing, damaged or of another format."""
    try:
        data: Any = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            return {}
        return {name: _record(dict(zip(KEYS, values, strict=True))) for name, values in data["maps"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
