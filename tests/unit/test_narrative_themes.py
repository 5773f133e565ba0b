"""What moves where a pronoun, a name or a number stands for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from narrative_examples import tell

from geomap.language.model_loading import load_model

DATA = Path(__file__).resolve().parent.parent / "data"
LINES = (DATA / "themes.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split("\t")) for line in LINES if not line.startswith("#")]

model = cache(load_model)


@pytest.mark.model
@pytest.mark.parametrize(("theme", "text"), CASES, ids=[text[:60] for _, text in CASES])
def test_theme_of_who_is_not_named_again(theme: str, text: str) -> None:
    routes = tell(text.replace("\\n", "\n"), model()).routes
    assert {route.theme for route in routes} == {theme}


def test_every_theme_has_a_text() -> None:
    assert {theme for theme, _ in CASES} == {"people", "goods", "vessel", "vehicle", "aircraft", "force", "other"}
