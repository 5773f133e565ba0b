"""The locks cover what the project asks for, by hash, and name no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = ROOT / "requirements.lock"
TESTS = ROOT / "tests" / "requirements.lock"


def pinned(lock: Path) -> dict[str, list[str]]:
    """The hashes of each pinned package by its name."""
    entries = re.findall(r"^([\w.-]+)==\S+.*?((?:\\\n +--hash=\S+ ?)*)$", lock.read_text(encoding="utf-8"), re.M)
    found: dict[str, list[str]] = {}
    for name, hashes in entries:
        found.setdefault(plain(name), []).extend(re.findall(r"--hash=(sha256:[0-9a-f]{64})", hashes))
    return found


def plain(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNTIME, [*PROJECT["dependencies"], "hatchling", "editables"]),
        (TESTS, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]),
    ],
    ids=["runtime", "tests"],
)
def test_every_dependency_is_pinned_by_hash(lock: Path, wanted: list[str]) -> None:
    hashes = pinned(lock)
    assert {plain(requirement) for requirement in wanted} <= set(hashes)
    assert all(hashes.values())


def test_the_locks_agree() -> None:
    runtime, tests = pinned(RUNTIME), pinned(TESTS)
    shared = set(runtime) & set(tests)
    assert len(shared) > 40
    assert all(set(runtime[name]) == set(tests[name]) for name in shared)


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_no_address_stands_in_a_lock(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_top_level_stays_what_it_is() -> None:
    allowed = {
        "pyproject.toml", "geomap", "tests", "maps", "cache", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md",
        "Makefile", "requirements.lock", "docs", "tools", "benchmarks",
    }  # fmt: skip
    made = {"dist", "geomap.egg-info", "node_modules"}
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - made <= allowed
