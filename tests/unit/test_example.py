"""The committed example is what this geomap makes of its article, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geomap.cli import run

MAPS = Path(__file__).resolve().parents[2] / "maps"
NAME = "central-mediterranean"


@pytest.mark.model
def test_the_example_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(MAPS / f"{NAME}.md", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["map", f"{NAME}.md"]) == 0
    for ending in (".story.json", ".html"):
        made, kept = ((folder / f"{NAME}{ending}").read_bytes() for folder in (tmp_path / "maps", MAPS))
        assert made == kept, f"run: geomap regenerate (maps/{NAME}{ending} is not what this geomap makes)"


def test_the_example_is_small() -> None:
    assert (MAPS / f"{NAME}.html").stat().st_size < 1_000_000
