"""How files and programs look, cheaply: enough to notice that something is not as it was, without reading it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["FileState", "digest_of", "file_state", "state_of_program"]

FileState = tuple[int, int, int, int] | None
"""Size, time of the last change of content and of the file itself (nanoseconds), and its number; None: no file.

Equality is what counts, never order: a clock that jumps makes no two states equal that were not.
"""

PACKAGES = (
    "branca", "folium", "htmldate", "jinja2", "lxml", "marisa-trie", "numpy", "pydantic", "shapely", "spacy", "thinc",
    "trafilatura",
)  # fmt: skip
"""What shapes a story or a page, beside geomap itself and the language models."""


def file_state(path: Path | str) -> FileState:
    """How the file (or folder) looks now."""
    try:
        found = os.stat(path)  # noqa: PTH116 (a Path for each of thousands of files takes longer than the look)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def digest_of(path: Path) -> str | None:
    """SHA-256 of the file's content; None where there is none to read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


@cache
def state_of_program(gazetteer: str | None) -> str:
    """A fingerprint of everything that reads articles and draws pages: code, data, libraries, models, gazetteer.

    It may differ where nothing is different (geomap installed anew): then maps are made anew, found the same and left.
    """
    parts = [*_tree(Path(__file__).resolve().parents[1]), *_versions(), *_models()]
    if gazetteer is not None:
        parts.append(f"{gazetteer} {file_state(gazetteer)}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def state_of_model(name: str) -> str:
    """A fingerprint of a language model by package name or folder; "" where there is none of that name."""
    folder = Path(name) if Path(name).is_dir() else _package(name)
    return "\n".join(_tree(folder)) if folder is not None else ""


def _models() -> Iterator[str]:
    from geomap.language.model_loading import PREFERRED_MODELS

    names: Iterable[str] = sorted({name for names in PREFERRED_MODELS.values() for name in names})
    yield from (f"{name} {state_of_model(name)}" for name in names)


def _versions() -> Iterator[str]:
    import sys

    yield sys.version
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield name


def _package(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _tree(folder: Path) -> Iterator[str]:
    """Size and time of each file below the folder, in a fixed order, without compiled code."""
    waiting = [str(folder)]
    found = []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                    continue
                status = entry.stat()
                found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    return iter(sorted(found))
