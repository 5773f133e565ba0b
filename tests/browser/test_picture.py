"""geomap image: a picture of a story's page, by the browser of the machine."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from helpers.stories import sample_story

from geomap import doctor
from geomap.cli import run
from geomap.codec import save_story
from geomap.errors import OutputError
from geomap.picture import take_picture

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_story(sample_story(), tmp_path / "ferry.story.json")


def test_a_picture_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.find_browser(), "the tests need Chromium or Chrome"
    assert run(["image", "ferry.story.json", "--size", "800x600"]) == 0
    assert capsys.readouterr().out == "ferry.png\n"
    data = Path("ferry.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", data[16:24]) == (1600, 1200)
    assert len(data) > 20_000  # an empty page is far smaller


def test_the_map_as_svg_and_the_page_on_paper() -> None:
    assert run(["image", "ferry.story.json", "-o", "ferry.svg"]) == 0
    chart = ElementTree.fromstring(Path("ferry.svg").read_text(encoding="utf-8"))
    words = " ".join(node.text or "" for node in chart.iter("{http://www.w3.org/2000/svg}text"))
    for shown in (sample_story().article.title, "GeoNames", "Place; larger: named more often"):
        assert shown in words
    assert run(["image", "ferry.story.json", "-o", "ferry.pdf"]) == 0
    assert Path("ferry.pdf").read_bytes().startswith(b"%PDF-")


def test_dark_colours() -> None:
    assert run(["image", "ferry.story.json", "-o", "light.svg"]) == 0
    assert run(["image", "ferry.story.json", "-o", "dark.svg", "--dark"]) == 0
    light, dark = (Path(name).read_text(encoding="utf-8") for name in ("light.svg", "dark.svg"))
    assert light != dark


def test_what_is_wrong_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["image", "ferry.story.json", "--size", "8x6"]) == 2
    assert run(["image", "ferry.story.json", "-o", "ferry.jpg"]) == 2
    monkeypatch.setattr(doctor, "find_browser", lambda: None)
    assert run(["image", "ferry.story.json"]) == 1
    assert "needs Chromium or Chrome" in capsys.readouterr().err
    with pytest.raises(OutputError, match="made no picture"):
        take_picture("<p>", "x.png", browser="/bin/true")
    assert not list(Path().glob("*.png"))
