"""Opening a source: a file, an address, or standard input, as bytes or as a stream, with its format."""

from __future__ import annotations

import difflib
import io
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from geomap.article.formats import Format, format_of
from geomap.article.web import Page, Web, fetch
from geomap.article.web.addresses import is_address
from geomap.errors import InputError

__all__ = ["MAX_BYTES", "MAX_DOCUMENT", "STDIN", "Opened", "open_source", "require_file", "source_name"]

STDIN = "-"
MAX_BYTES = 10_000_000
"""The largest text, HTML, mail or feed that is read, in bytes."""
MAX_DOCUMENT = 50_000_000
"""The largest PDF or Word document that is read, in bytes."""
HEAD = 8192

_NO_ARTICLES = ("image/", "audio/", "video/", "font/")
_STREAMED: frozenset[Format] = frozenset({"jsonl", "warc"})


@dataclass
class Opened:
    """A source with its format: ``source`` is how a story names it, ``name`` how messages do.

    ``data`` holds the bytes; for a file of a streamed format (JSONL, WARC) it is empty and ``path`` is set.
    """

    source: str
    name: str
    format: Format
    data: bytes = b""
    path: Path | None = None
    media_type: str = ""
    url: str | None = None
    _open: list[IO[bytes]] = field(default_factory=list, repr=False)

    @classmethod
    def of_page(cls, page: Page) -> Opened:
        """A fetched page.

        Raises:
            InputError: it is a picture, sound, film or font.
        """
        stated = page.content_type.strip().lower()
        if stated.startswith(_NO_ARTICLES):
            raise InputError(f"{page.url} is no article: the server says that it is {stated.partition(';')[0][:60]}.")
        format = format_of(urlsplit(page.final_url).path, page.body, stated)
        opened = cls(page.url, page.url, format, page.body, media_type=page.content_type, url=page.final_url)
        _require_size(len(page.body), page.url, format)
        return opened

    def stream(self) -> IO[bytes]:
        """The bytes from their beginning; closed by :meth:`close`."""
        if self.path is None:
            return io.BytesIO(self.data)
        try:
            self._open.append(self.path.open("rb"))
        except OSError as error:
            raise InputError(f"{self.path} can't be read: {error.strerror or error}.") from error
        return self._open[-1]

    def close(self) -> None:
        """Close what :meth:`stream` opened."""
        for stream in self._open:
            stream.close()


def open_source(source: str | Path, stdin: bytes | None = None, web: Web | None = None) -> Opened:
    """Open a file, fetch an address, or take standard input for ``-``.

    Raises:
        InputError: it is missing, unreadable, a folder, not allowed, or larger than what geomap reads.
    """
    if str(source) == STDIN:
        data = stdin if stdin is not None else sys.stdin.buffer.read(MAX_DOCUMENT + 1)
        format = format_of("", data)
        _require_size(len(data), "standard input", format)
        return Opened(STDIN, "Standard input", format, data)
    if is_address(str(source)):
        return Opened.of_page(fetch(str(source), web or Web()))
    return _open_file(Path(source))


def source_name(source: str | Path) -> str:
    """What an article keeps of its source: an address, the file's name without folders, or ``-``."""
    return str(source) if str(source) == STDIN or is_address(str(source)) else Path(source).name


def require_file(path: Path) -> None:
    """Raise InputError for what is no readable file; the message names the nearest one."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder. Pass one of its files.")
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)!r} is no usable file name: {error}.") from error
    if not exists:
        raise InputError(f"There is no file {path}.{_suggestion(path)}")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} can't be read: no permission. Check its owner and mode.")


def _open_file(path: Path) -> Opened:
    require_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            format = format_of(path.name, head)
            if format in _STREAMED and path.is_file():
                return Opened(path.name, str(path), format, path=path)
            _require_size(path.stat().st_size, path.name, format)
            data = head + file.read(MAX_DOCUMENT + 1 - len(head))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.") from error
    _require_size(len(data), path.name, format)
    return Opened(path.name, str(path), format_of(path.name, data), data)


def _suggestion(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f" The folder {folder} does not exist either. Check the path."
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return " Check the path."
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f" Did you mean {folder / near[0]}?" if near else " Check the path."


def _require_size(size: int, name: str, format: Format) -> None:
    most = MAX_DOCUMENT if format in ("pdf", "docx", *_STREAMED) else MAX_BYTES
    if size > most:
        raise InputError(
            f"{name} is larger than {most // 1_000_000} MB, the most that geomap reads at once. "
            "Split it into single articles."
        )
