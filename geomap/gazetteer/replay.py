"""Answers of online geocoders, kept for ever and replayed: a geopy adapter over one SQLite file.

With an inner adapter it asks what it does not know and keeps the answer, also that there is nothing. Without one
it only replays: offline mode, and the double for tests. Several threads and processes may share one file.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderServiceError

from geomap.errors import OutputError

__all__ = ["SECONDS_BETWEEN_REQUESTS", "AnswerCache", "KeptAnswer", "NotKept", "ReplayAdapter", "replaying"]

SECONDS_BETWEEN_REQUESTS = 1.0
"""What the public Nominatim allows at most, for all of one user's processes together."""

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    request TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, kept_on TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turn (host TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
"""
BUSY_SECONDS = 60.0
LONGEST_QUEUE_SECONDS = 600.0
SECRETS = ("key", "token", "secret", "password", "signature", "app_id", "app_code", "username", "auth")
"""Parameters whose name holds one of these words are not kept."""


class NotKept(GeocoderServiceError):  # type: ignore[misc]  # noqa: N818 - not found is no error
    """Nothing is kept for this request, and nobody may be asked."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer: what was asked, the answer's kind ("json" or "text") and text, and when it came (UTC)."""

    request: str
    kind: str
    body: str
    kept_on: str

    @property
    def service(self) -> str:
        """The host that was asked."""
        return urlsplit(self.request).netloc


class AnswerCache:
    """The file of answers. It and its folder are made when the first answer is kept.

    :raises OutputError: from every method, when the file can't be written, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, url: str) -> tuple[str, str] | None:
        """Kind ("json" or "text") and text of the answer to a request; None where there is none."""
        if not self.path.exists():
            return None
        with self._opened() as database:
            row = database.execute(
                "SELECT kind, body FROM answer WHERE request = ?", (without_secrets(url),)
            ).fetchone()
        return None if row is None else (row[0], row[1])

    def put(self, url: str, kind: str, body: str) -> None:
        """Keep an answer; one that is there stays."""
        with self._opened() as database:
            statement = "INSERT OR IGNORE INTO answer (request, kind, body) VALUES (?, ?, ?)"
            database.execute(statement, (without_secrets(url), kind, body))

    def __len__(self) -> int:
        """How many answers are kept."""
        if not self.path.exists():
            return 0
        with self._opened() as database:
            return int(database.execute("SELECT count(*) FROM answer").fetchone()[0])

    def kept(self) -> Iterator[KeptAnswer]:
        """All answers, in the order of their requests."""
        if not self.path.exists():
            return
        with self._opened() as database:
            for row in database.execute("SELECT request, kind, body, kept_on FROM answer ORDER BY request"):
                yield KeptAnswer(*row)

    def clear(self, service: str | None = None) -> int:
        """Forget all answers, or those of one host; how many they were. The file gives its room back.

        :param service: host that was asked, as :class:`KeptAnswer` has it.
        """
        forgotten = [one.request for one in self.kept() if service in (None, one.service)]
        if forgotten:
            with self._opened() as database:
                database.execute("BEGIN IMMEDIATE")
                database.executemany("DELETE FROM answer WHERE request = ?", [(request,) for request in forgotten])
                database.execute("COMMIT")
                database.execute("VACUUM")
        return len(forgotten)

    def take_turn(self, url: str, now: Callable[[], float] = time.time) -> float:
        """Seconds to wait before the host may be asked; the turn is taken, for all processes that share the file."""
        host, today = urlsplit(without_secrets(url)).netloc, now()
        with self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            row = database.execute("SELECT at FROM turn WHERE host = ?", (host,)).fetchone()
            turn = today if row is None else max(today, row[0] + SECONDS_BETWEEN_REQUESTS)
            if turn - today > LONGEST_QUEUE_SECONDS:  # the clock was put back
                turn = today + SECONDS_BETWEEN_REQUESTS
            database.execute("INSERT OR REPLACE INTO turn (host, at) VALUES (?, ?)", (host, turn))
            database.execute("COMMIT")
        return turn - today

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
                found = database.execute("PRAGMA user_version").fetchone()[0]
                if found > SCHEMA_VERSION:
                    raise OutputError(
                        f"the cache {self.path} was written by a newer geomap; choose another cache folder."
                    )
                if found < SCHEMA_VERSION:
                    database.execute("PRAGMA journal_mode = WAL")
                    database.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
                yield database
        except (sqlite3.Error, FileExistsError, NotADirectoryError, PermissionError) as error:
            raise OutputError(
                f"can't use the cache {self.path}: {error}. Delete the file, or choose another cache folder."
            ) from error


class ReplayAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """Answers from the cache; what is not there is asked of ``inner``, one request a second, and kept.

    :param inner: the adapter that opens connections; None never opens one (:class:`NotKept` is raised instead).
    """

    def __init__(
        self,
        *,
        proxies: Any,
        ssl_context: Any,
        cache: AnswerCache,
        inner: BaseSyncAdapter | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._cache, self._inner, self._sleep = cache, inner, sleep

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """The parsed answer."""
        return json.loads(self._answer("json", url, timeout, headers))

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """The answer as it is."""
        return self._answer("text", url, timeout, headers)

    def _answer(self, kind: str, url: str, timeout: float, headers: dict[str, str]) -> str:
        kept = self._cache.get(url)
        if kept is not None and kept[0] == kind:
            return kept[1]
        if self._inner is None:
            raise NotKept("no answer is kept, and geomap is offline")
        self._sleep(self._cache.take_turn(url))
        if kind == "json":
            body = json.dumps(self._inner.get_json(url, timeout=timeout, headers=headers), ensure_ascii=False)
        else:
            body = self._inner.get_text(url, timeout=timeout, headers=headers)
        self._cache.put(url, kind, body)
        return body


def replaying(cache: AnswerCache, inner: Callable[..., BaseSyncAdapter] | None = None) -> Callable[..., ReplayAdapter]:
    """geopy's ``adapter_factory`` for a :class:`ReplayAdapter` around the adapter that ``inner`` makes."""

    def factory(*, proxies: Any, ssl_context: Any) -> ReplayAdapter:
        make = partial(ReplayAdapter, proxies=proxies, ssl_context=ssl_context, cache=cache)
        return make(inner=inner(proxies=proxies, ssl_context=ssl_context) if inner else None)

    return factory


def without_secrets(url: str) -> str:
    """The URL without keys and tokens: what is asked does not depend on who asks."""
    parts = urlsplit(url)
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not any(word in name.lower() for word in SECRETS)
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(sorted(asked)), ""))
