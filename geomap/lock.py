"""Which lock the program was tested with, and whether what is installed here is what it pins."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["LOCK_FILE", "lock_identity"]

LOCK_FILE = Path(__file__).parent / "data" / "lock.json"
DIGITS = 12
"""So many of the digest's digits stand in outputs: enough to tell any two locks of the project's history apart."""


@cache
def lock_identity() -> str:
    """The lock by the first digits of its SHA-256; where other versions are installed than it pins, also those.

    Compared are the packages that geomap asks for itself and those that compute for spaCy, by name and version:
    ``1f0c5d2ab3e4``, or ``1f0c5d2ab3e4 but numpy 2.1.0, shapely 2.0.6``. What else is installed is not looked at, nor
    are the files of a package. The same installation gives the same words.
    """
    lock = json.loads(LOCK_FILE.read_text(encoding="utf-8"))
    installed = {name: _installed(name) for name in lock["pins"]}
    other = [f"{name} {installed[name]}" for name, pinned in lock["pins"].items() if installed[name] not in pinned]
    return str(lock["sha256"])[:DIGITS] + (f" but {', '.join(other)}" if other else "")


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
