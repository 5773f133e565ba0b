"""Look at every locked dependency without a network: pinned by hash, installed as locked, unchanged, no known fault.

    python tools/audit_dependencies.py [--advisories FILE]

Checked are: that both locks pin each package by SHA-256; that the installed versions are the locked ones; that the
installed files are those of the packages' own lists of hashes (RECORD). With ``--advisories`` the locked versions are
held against a file of advisories in the form of the package safety-db (``insecure_full.json``), which ``make audit``
fetches. Its last edition is of July 2021: it shows that no fault known until then is in the locks, and nothing of later
ones. Where there is a network, ``pip-audit -r requirements.lock`` asks a current database. Exit status 1 on a finding.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from list_licences import LOCKS, REPOSITORY

__all__ = ["advisories_about", "changed_files", "locked", "not_as_locked", "unpinned"]

BESIDE_CODE = (".pyc", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def unpinned(lock: str) -> list[str]:
    """Packages of a lock's text without an exact version or without a hash."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    return [entry.split()[0] for entry in entries if "==" not in entry.split()[0] or "--hash=sha256:" not in entry]


def locked(locks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The versions of each package in the texts of locks; several where they differ by Python or system."""
    found: dict[str, set[str]] = {}
    for lock in locks:
        for name, version in re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock):
            found.setdefault(name, set()).add(version)
    return {name: tuple(sorted(versions)) for name, versions in sorted(found.items())}


def not_as_locked(versions: Mapping[str, Sequence[str]]) -> list[str]:
    """Installed packages of another version than the locked; what isn't installed (for other systems) is left out."""
    found = {name: _installed(name) for name in versions}
    return [
        f"{name} {have}, locked {' or '.join(versions[name])}"
        for name, have in found.items()
        if have is not None and have not in versions[name]
    ]


def _installed(name: str) -> str | None:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def changed_files(name: str) -> Iterator[str]:
    """Files of an installed package that are not what the package's list of hashes says, or are gone.

    The list is read as it is: what is gone is left out of ``files`` by some versions of ``importlib.metadata``.
    """
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return
    for file, stated, *_ in csv.reader((package.read_text("RECORD") or "").splitlines()):
        if not stated or file.endswith(BESIDE_CODE) or ".." in Path(file).parts:
            continue
        method, _, wanted = stated.partition("=")
        try:
            digest = hashlib.new(method, Path(str(package.locate_file(file))).read_bytes()).digest()
        except OSError:
            yield f"{file} is gone"
            continue
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != wanted:
            yield f"{file} was changed"


def advisories_about(
    versions: Mapping[str, Sequence[str]], advisories: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[str]:
    """The advisories that fit a locked version, each in a line."""
    return [
        f"{name} {version}: {advisory.get('cve') or advisory.get('id')} ({spec})"
        for name, several in versions.items()
        for version in several
        for advisory in advisories.get(name.lower(), ())
        for spec in advisory["specs"]
        if _fits(version, spec)
    ]


def _fits(version: str, spec: str) -> bool:
    """Whether an advisory's versions hold this one; what can't be read is left for a person to look at."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return SpecifierSet(spec).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True


def main() -> int:
    """Look at everything and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--advisories", type=Path)
    options = parser.parse_args()
    texts = [(REPOSITORY / lock).read_text(encoding="utf-8") for lock in LOCKS]
    versions = locked(texts)
    findings = [f"not pinned by hash: {name}" for text in texts for name in unpinned(text)]
    findings += [f"installed otherwise: {one}" for one in not_as_locked(versions)]
    findings += [f"{name}: {one}" for name in versions for one in changed_files(name)]
    told = "no advisories were given"
    if options.advisories:
        known = json.loads(options.advisories.read_text(encoding="utf-8"))
        findings += [f"advisory: {one}" for one in advisories_about(versions, known)]
        edition = datetime.fromtimestamp(known["$meta"]["timestamp"], UTC).date().isoformat()
        told = f"advisories on {len(known):,} packages as of {edition}"
    print("\n".join([*findings, f"{len(versions)} locked packages, {told}: {len(findings)} finding(s)"]))
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
