"""Write docs/licences.md: the licence of every locked dependency and of every data file, from their own statements.

    python tools/list_licences.py [--check]

Dependencies: the locks' packages, as their metadata state it (PEP 639 expression, classifiers, or the License field).
Data: the manifests DATA.toml. Exit status 1 when a package states a licence that is not known as compatible, or with
``--check`` when the document is not current. What metadata leave open, and packages of other systems, stand below.
"""

from __future__ import annotations

import re
import sys
import tomllib
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

__all__ = ["DOCUMENT", "document", "incompatible"]

REPOSITORY = Path(__file__).resolve().parent.parent
DOCUMENT = REPOSITORY / "docs" / "licences.md"
LOCKS = ("requirements.lock", "tests/requirements.lock")
OPEN = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|HPND|Apache|BSD|0BSD|ISC|PSF|Python Software Foundation|PSFL?-2\.0|"
    r"Python-2\.0|MPL|Mozilla|Unlicense|CC0|zlib|"
    r"Public Domain|LGPL|Lesser General Public|CC-BY|Artistic)",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"\bAGPL|(?<![Ll]esser )(?<![Ll]ibrary )\b(GPL|GNU General Public)|Proprietary|Non-?Commercial", re.I
)
LONGEST = 60


def locked(lock: str) -> dict[str, str]:
    """Names and versions of a lock."""
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE))


def stated(name: str) -> str:
    """What an installed package says of its licence; "" where it is not installed or says nothing."""
    try:
        found = cast(Message, metadata(name))  # which is what it is
    except PackageNotFoundError:
        return ""
    if expression := found.get("License-Expression"):
        return str(expression)
    classified = [one.split(" :: ")[-1] for one in found.get_all("Classifier") or [] if one.startswith("License :: ")]
    told = [one for one in classified if one != "OSI Approved"]
    if told:
        return ", ".join(told)
    first = str(found.get("License") or "").strip().split("\n")[0]
    return first if len(first) <= LONGEST else first[:LONGEST] + " ..."


def licences(lock: str) -> dict[str, str]:
    """The licence of each package of a lock, by name; "not installed here" for those of other systems."""
    known = tomllib.loads((REPOSITORY / "tools" / "licences.toml").read_text(encoding="utf-8"))["known"]
    return {name: known.get(name) or stated(name) or "unstated" for name in sorted(locked(lock))}


def incompatible() -> list[str]:
    """Packages whose licence is unknown or does not go with geomap's (MIT)."""
    found = {name: licence for lock in LOCKS for name, licence in licences(lock).items()}
    return [
        f"{name}: {licence}"
        for name, licence in found.items()
        if not OPEN.search(licence) or (CLOSED.search(licence) and " OR " not in licence)
    ]


def document() -> str:
    """The text of docs/licences.md."""
    lines = ["# Licences", "", "geomap itself: MIT. Written by `python tools/list_licences.py`.", "", "## Data", ""]
    lines += ["| file | licence |", "|---|---|"]
    for manifest in sorted((REPOSITORY / "geomap").rglob("DATA.toml")):
        folder = manifest.parent.relative_to(REPOSITORY)
        for name, entry in sorted(tomllib.loads(manifest.read_text(encoding="utf-8")).items()):
            lines.append(f"| {folder / name} | {entry.get('licence', 'unstated')} |")
    for lock, title in zip(LOCKS, ("What geomap needs", "What its tests and extras need besides"), strict=True):
        before = locked(LOCKS[0]) if lock != LOCKS[0] else {}
        lines += ["", f"## {title}", "", "| package | licence |", "|---|---|"]
        lines += [f"| {name} | {licence} |" for name, licence in licences(lock).items() if name not in before]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the document."""
    found, text = incompatible(), document()
    for one in found:
        print(one)
    if "--check" in sys.argv[1:]:
        return int(bool(found) or DOCUMENT.read_text(encoding="utf-8") != text)
    DOCUMENT.write_text(text, encoding="utf-8")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
