"""Is everything there that geomap needs? Each part with its version, and how to mend what is missing."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from geomap.errors import GeomapError

__all__ = ["Finding", "examine", "find_browser"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
BROWSERS_OF_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OLDEST_PYTHON = (3, 11)
NAME = re.compile(r"[A-Za-z0-9._-]+")
EXTRA = re.compile(r"extra == ['\"]([^'\"]+)")
DEVELOPERS_EXTRAS = ("test", "docs")
EXTRAS = {"geo": "GeoPackage, GeoParquet and data frames"}
"""What the extras are for, in the message about one that is not installed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is there, what it is, and what to do when it isn't (empty when all is well)."""

    part: str
    found: bool
    what: str
    remedy: str = ""
    required: bool = True


def examine(model: str | None = None, gazetteer: Path | None = None, cache: Path | None = None) -> Iterator[Finding]:
    """Look at each part in turn, the quick ones first; ``cache`` is the folder of kept answers."""
    yield _python()
    yield _package("geomap", "python -m pip install geomap")
    yield from _needed_packages()
    yield _gazetteer(gazetteer)
    yield _model(model)
    if cache is not None:
        yield _cache(cache)
    yield from _extras()
    yield _browser()


def find_browser() -> str | None:
    """Path of a Chromium or Chrome on this machine, None where there is none. Any other browser shows the maps too."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or next((path for path in BROWSERS_OF_MACOS if Path(path).exists()), None)


def _python() -> Finding:
    running = sys.version.split()[0]
    fine = sys.version_info[:2] >= OLDEST_PYTHON
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Finding("Python", fine, running, "" if fine else f"geomap needs Python {wanted} or newer")


def _package(name: str, remedy: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed", remedy)


def _requirements() -> dict[str, list[str]]:
    """The packages that geomap asks for, by extra; those under "" it can't do without."""
    wanted: dict[str, list[str]] = {"": []}
    try:
        lines = requires("geomap") or []
    except PackageNotFoundError:
        return wanted
    for line in lines:
        name = NAME.match(line)
        extra = EXTRA.search(line)
        if name:
            wanted.setdefault(extra[1] if extra else "", []).append(name[0])
    return wanted


def _needed_packages() -> Iterator[Finding]:
    for name in _requirements()[""]:
        yield _package(name, f"python -m pip install {name}")


def _extras() -> Iterator[Finding]:
    for extra, names in _requirements().items():
        if extra in ("", *DEVELOPERS_EXTRAS):
            continue
        found = [_package(name, "") for name in names]
        absent = [one.part for one in found if not one.found]
        what = ", ".join(f"{one.part} {one.what}" for one in found if one.found) or "not installed"
        remedy = f'python -m pip install "geomap[{extra}]" (for {EXTRAS.get(extra, extra)})' if absent else ""
        yield Finding(f"extra {extra}", not absent, what, remedy, required=False)


def _cache(folder: Path) -> Finding:
    """Whether answers can be kept: the folder, or the nearest one above it that there is, can be written to."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    fine = there.is_dir() and os.access(there, os.W_OK)
    remedy = "" if fine else "answers of online services can't be kept; set GEOMAP_CACHE to another folder"
    return Finding("cache", fine, str(folder), remedy, required=False)


def _gazetteer(path: Path | None) -> Finding:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.gazetteer import DEFAULT_PATH

    try:
        return Finding("gazetteer", True, Gazetteer.open(path or DEFAULT_PATH).version)
    except GeomapError as error:
        return Finding("gazetteer", False, "missing", str(error))


def _model(name: str | None) -> Finding:
    from geomap.language.model_loading import load_model, model_identity

    try:
        return Finding("language model", True, model_identity(load_model(name)))
    except GeomapError as error:
        return Finding("language model", False, "missing", str(error))
    except ImportError as error:
        return Finding("language model", False, "spaCy can't be imported", str(error))


def _browser() -> Finding:
    path = find_browser()
    remedy = "" if path else "any browser shows the maps; geomap's own tests want Chromium or Chrome"
    return Finding("browser", path is not None, path or "no Chromium or Chrome found", remedy, required=False)
