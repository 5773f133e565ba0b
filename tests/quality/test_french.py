"""French stories are read as well as they were: floors over our own annotated ones."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import measure_quality
import pytest

from geomap.pipeline import Tools

FLOORS = tomllib.loads((Path(__file__).parent / "floors_fr.toml").read_text(encoding="utf-8"))
STORIES = Path(__file__).parent.parent / "data" / "stories-fr"

pytestmark = [pytest.mark.shared, pytest.mark.model]


@cache
def measured() -> dict[str, Any]:
    return measure_quality.measure_stories(Tools.open(language="fr"), STORIES)


def value(story: str, figure: str) -> float:
    found: Any = measured()[story]
    for step in figure.split("."):
        found = found[step]
    return float(found)


def limits(bound: str) -> list[tuple[str, str, float]]:
    return [
        (story, figure, limit) for story, bounds in FLOORS.items() for figure, limit in bounds.get(bound, {}).items()
    ]


@pytest.mark.parametrize(("story", "figure", "limit"), limits("at_least"))
def test_no_step_back(story: str, figure: str, limit: float) -> None:
    assert value(story, figure) >= limit


@pytest.mark.parametrize(("story", "figure", "limit"), limits("at_most"))
def test_no_new_error(story: str, figure: str, limit: float) -> None:
    assert value(story, figure) <= limit
