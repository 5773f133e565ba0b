"""What the user names as sources: files, folders, patterns, lists of these, addresses."""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from pathlib import Path

from geomap.article.formats import SUFFIXES, suffix_of
from geomap.article.sources import MAX_BYTES, STDIN, require_file
from geomap.article.web.addresses import is_address, parse_address
from geomap.errors import InputError

__all__ = ["find_sources"]

_GUIDES = frozenset({"readme", "changelog", "license", "notice"})
_LIST_NAME = re.compile(r"(?:.*[._-])?(?:urls|sources)(?:\.txt)?", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")
MAX_LIST = 1_000_000


def find_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """The files and addresses that the given sources stand for; ``-`` is standard input.

    A folder stands for its files of the formats that geomap reads, sorted by name, and a pattern (``reports/*.eml``,
    ``**`` for folders within folders) for what it matches. A list, ``urls.txt`` or any text file of addresses alone,
    stands for the addresses and paths on its lines; ``#`` begins a comment. A page beside the text or Markdown file
    that it was made from (``a.html`` beside ``a.md``) is a map, not a source.

    Raises:
        InputError: a file is missing, an address unusable, or a folder, pattern or list holds nothing.
    """
    found: list[str] = []
    for source in sources:
        found.extend(_found(source))
    return tuple(dict.fromkeys(found))


def _found(source: str) -> list[str]:
    if source == STDIN:
        return [source]
    if is_address(source):
        return [parse_address(source).url]
    path = Path(source)
    if "\0" not in source and len(source) < 4000:
        if path.is_dir():
            return _articles_in(path)
        if _PATTERN.search(source) and not path.exists():
            return _matching(source)
    require_file(path)
    listed = _listed(path)
    return [source] if listed is None else listed


def _articles_in(folder: Path) -> list[str]:
    try:
        names = sorted(name.name for name in folder.iterdir() if _is_article(name))
    except OSError as error:
        raise InputError(f"The folder {folder} can't be read: {error.strerror or error}.") from error
    chosen = _without_maps(names)
    if not chosen:
        raise InputError(f"The folder {folder} holds no article. geomap reads {', '.join(sorted(SUFFIXES))} files.")
    return [str(folder / name) for name in chosen]


def _matching(pattern: str) -> list[str]:
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207  # a Path has no way to match an absolute pattern
    names = sorted(name for name in found if _is_article(Path(name)))
    chosen = _without_maps(names)
    if not chosen:
        raise InputError(f"No article matches {pattern}. geomap reads {', '.join(sorted(SUFFIXES))} files.")
    return chosen


def _without_maps(names: Sequence[str]) -> list[str]:
    stems = {name: name[: -len(suffix_of(name))] for name in names}
    written = {stems[name] for name in names if SUFFIXES[suffix_of(name)] in ("text", "markdown")}
    return [name for name in names if SUFFIXES[suffix_of(name)] != "html" or stems[name] not in written]


def _is_article(path: Path) -> bool:
    return (
        suffix_of(path.name) in SUFFIXES
        and path.stem.lower() not in _GUIDES
        and not path.name.startswith((".", "_"))
        and not _LIST_NAME.fullmatch(path.name)
        and path.is_file()
    )


def _listed(path: Path) -> list[str] | None:
    """The sources on the lines of a list; None for any other file."""
    named = _LIST_NAME.fullmatch(path.name) is not None
    if not named and suffix_of(path.name) not in (".txt", ".text", ""):
        return None
    try:
        if not path.is_file() or path.stat().st_size > (MAX_BYTES if named else MAX_LIST):
            return None
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    entries = [entry for line in lines if (entry := re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip())]
    if not named and (not entries or not all(_is_lone_address(entry) for entry in entries)):
        return None
    if not entries:
        raise InputError(f"The list {path} names no source. Write one address or path on a line.")
    return [found for number, entry in enumerate(entries, 1) for found in _entry(path, entry, number)]


def _is_lone_address(entry: str) -> bool:
    return is_address(entry) and not re.search(r"\s", entry)


def _entry(path: Path, entry: str, number: int) -> list[str]:
    """What an entry stands for; paths are relative to the list's folder. A list within a list is not followed."""
    try:
        if is_address(entry):
            return [parse_address(entry).url]
        target = path.parent / entry
        if target.is_dir():
            return _articles_in(target)
        if _PATTERN.search(entry) and not target.exists():
            return _matching(str(target))
        require_file(target)
        return [str(target)]
    except InputError as error:
        raise InputError(f"{path}, entry {number}: {error}") from error
