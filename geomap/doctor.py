"""Is everything there that geomap needs? Each part with its version, and how to mend what is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from geomap.errors import GeomapError

__all__ = ["Finding", "examine", "find_browser"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
BROWSERS_OF_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is there, what it is, and what to do when it isn't (empty when all is well)."""

    part: str
    found: bool
    what: str
    remedy: str = ""
    required: bool = True


def examine(model: str | None = None, gazetteer: Path | None = None) -> Iterator[Finding]:
    """Look at each part in turn, the quick ones first."""
    yield _python()
    yield _package("geomap", "python -m pip install geomap")
    yield _package("spacy", "python -m pip install 'spacy>=3.8.7,<3.9'")
    yield _package("folium", "python -m pip install folium")
    yield _gazetteer(gazetteer)
    yield _model(model)
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


def _gazetteer(path: Path | None) -> Finding:
    from geomap.gazetteer import Gazetteer

    try:
        return Finding("gazetteer", True, Gazetteer.open(path).version)
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
