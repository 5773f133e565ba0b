"""Write geomap/data/lock.json, by which outputs name the lock, from requirements.lock; ``make lock`` runs it."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

from geomap.files import write_atomically
from geomap.lock import LOCK_FILE

__all__ = ["identity_of"]

REPOSITORY = Path(__file__).resolve().parent.parent
COMPUTING = ("blis", "thinc")
"""What computes for spaCy: another version of it may parse a sentence in another way."""
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"[\w.-]+")


def identity_of(lock: bytes, dependencies: list[str]) -> str:
    """The lock's SHA-256, and what it pins of the dependencies (more than one version where Pythons differ), as JSON.

    :raises KeyError: when the lock lacks one of them, and so is older than the project file.
    """
    pinned: dict[str, list[str]] = {}
    for name, version in PIN.findall(lock.decode()):
        pinned.setdefault(_normal(name), []).append(version)
    wanted = sorted({*(_normal(match[0]) for line in dependencies if (match := NAME.match(line))), *COMPUTING})
    facts = {"sha256": hashlib.sha256(lock).hexdigest(), "pins": {name: pinned[name] for name in wanted}}
    return json.dumps(facts, indent=1) + "\n"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Write the file and say so."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    write_atomically(LOCK_FILE, identity_of((REPOSITORY / "requirements.lock").read_bytes(), project["dependencies"]))
    print(LOCK_FILE.name)


if __name__ == "__main__":
    main()
