"""Where articles come from: files, folders and standard input (addresses of pages later)."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from geomap.errors import InputError

__all__ = ["MAX_BYTES", "STDIN", "Format", "find_sources", "format_of", "read_bytes", "source_name"]

Format = Literal["text", "markdown", "html"]

STDIN = "-"
MAX_BYTES = 10_000_000
"""The largest file that is read, in bytes."""

_FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.I | re.S
)
_GUIDES = frozenset({"readme", "changelog", "license", "notice"})


def find_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """The articles that the given files and folders hold; ``-`` is standard input.

    A folder stands for its .txt, .md and .html files, sorted by name. A page beside the text or Markdown file that it
    was made from (``a.html`` beside ``a.md``) is a map, not a source.

    Raises:
        InputError: a file is missing, a folder holds no article, or a source is an address.
    """
    found: list[str] = []
    for source in sources:
        if source != STDIN:
            _refuse_url(source)
        path = Path(source)
        articles = _articles_in(path) if source != STDIN and path.is_dir() else [source]
        if source != STDIN and not path.is_dir():
            _require_file(path)
        found.extend(articles)
    return tuple(dict.fromkeys(found))


def read_bytes(source: str | Path, stdin: bytes | None = None) -> bytes:
    """The bytes of a file, or of standard input for ``-``.

    Raises:
        InputError: the file is missing, unreadable, a folder or an address, or larger than :data:`MAX_BYTES`.
    """
    if str(source) == STDIN:
        data = stdin if stdin is not None else sys.stdin.buffer.read(MAX_BYTES + 1)
        _require_size(len(data), "standard input")
        return data
    _refuse_url(str(source))
    path = Path(source)
    _require_file(path)
    try:
        _require_size(path.stat().st_size, path.name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.") from error
    _require_size(len(data), path.name)
    return data


def format_of(source: str | Path, data: bytes) -> Format:
    """The format by the file's name; a name that says nothing is told by its content."""
    known = _FORMATS.get(Path(source).suffix.lower())
    if known is not None:
        return known
    return "html" if _HTML_START.match(data[:2000]) else "text"


def source_name(source: str | Path) -> str:
    """What an article keeps of its source: the file's name without folders, or ``-``."""
    return STDIN if str(source) == STDIN else Path(source).name


def _articles_in(folder: Path) -> list[str]:
    try:
        names = sorted(name.name for name in folder.iterdir() if _is_article(name))
    except OSError as error:
        raise InputError(f"The folder {folder} can't be read: {error.strerror or error}.") from error
    written = {Path(name).stem for name in names if _FORMATS[Path(name).suffix.lower()] != "html"}
    chosen = [
        name for name in names if not (_FORMATS[Path(name).suffix.lower()] == "html" and Path(name).stem in written)
    ]
    if not chosen:
        raise InputError(f"The folder {folder} holds no article. geomap reads {', '.join(sorted(_FORMATS))} files.")
    return [str(folder / name) for name in chosen]


def _is_article(path: Path) -> bool:
    return (
        path.suffix.lower() in _FORMATS
        and path.stem.lower() not in _GUIDES
        and not path.name.startswith((".", "_"))
        and path.is_file()
    )


def _refuse_url(source: str) -> None:
    if _URL.match(source):
        raise InputError(
            f"{source} is an address; web pages are not read yet. Save the page in the browser and pass the file."
        )


def _require_file(path: Path) -> None:
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


def _require_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB, the most that geomap reads at once. "
            "Split it into single articles."
        )
