"""geomap reads as well as it did: floors over the annotated stories and corpora of the development data."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import measure_quality
import pytest

from geomap.pipeline import Tools

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.shared, pytest.mark.model]


@cache
def tools() -> Tools:
    return Tools.open()


@cache
def measured(kind: str) -> dict[str, Any]:
    return {"stories": measure_quality.measure_stories, "corpora": measure_quality.measure_corpora}[kind](tools())


def digest(name: str) -> str:
    """SHA-256 over the names and contents of a folder's annotated files, in the order of their names."""
    found = hashlib.sha256()
    for path in sorted((measure_quality.SHARED / name).iterdir()):
        if path.suffix in (".jsonl", ".json", ".txt"):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


@pytest.mark.parametrize("name", sorted(FLOORS["inputs"]))
def test_the_floors_were_measured_on_these_inputs(name: str) -> None:
    assert digest(name) == FLOORS["inputs"][name], f"{name} has changed: measure anew and look at every floor"


def limits(bound: str) -> list[tuple[str, str, str, float]]:
    return [
        (kind, name, figure, limit)
        for kind, names in FLOORS.items()
        if kind != "inputs"
        for name, bounds in names.items()
        for figure, limit in bounds.get(bound, {}).items()
    ]


def value(kind: str, name: str, figure: str) -> float:
    found: Any = measured(kind)[name]
    for step in figure.split("."):
        found = found[step]
    return float(found)


@pytest.mark.parametrize(("kind", "name", "figure", "limit"), limits("at_least"))
def test_no_step_back(kind: str, name: str, figure: str, limit: float) -> None:
    assert value(kind, name, figure) >= limit


@pytest.mark.parametrize(("kind", "name", "figure", "limit"), limits("at_most"))
def test_no_new_error(kind: str, name: str, figure: str, limit: float) -> None:
    assert value(kind, name, figure) <= limit
