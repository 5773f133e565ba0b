"""The page as text: nothing but data from the article, the same bytes each time, small, and quick to load."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import folium
import page_stories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.page import StoryMap, render
from geomap.page.layers import json_text

ASSETS = Path(__file__).parents[2] / "geomap" / "page" / "assets"


@pytest.mark.parametrize("name", sorted(page_stories.ALL))
def test_two_renders_are_identical(name: str) -> None:
    story = page_stories.ALL[name]()
    assert render(story) == render(story)


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); import page_stories; from geomap.page import render;"
        "print(hashlib.sha256(render(page_stories.central()).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {hashlib.sha256(render(page_stories.central()).encode()).hexdigest() + "\n"}


def test_a_page_of_one_article_is_small() -> None:
    assert len(render(page_stories.central()).encode("utf-8")) < 700_000


def test_nothing_is_linked_and_nothing_asks_for_jquery() -> None:
    page = render(page_stories.central())
    assert not re.search(r"<link\b|<script[^>]*\bsrc=|@import", page)
    assert "jQuery" not in page
    assert "unsafe-inline" not in page


def test_hostile_text_is_only_in_data_blocks() -> None:
    page = render(page_stories.hostile())
    without_data = re.sub(r'<script type="application/json"[^>]*>.*?</script>', "", page, flags=re.DOTALL)
    without_title = re.sub(r"<title>.*?</title>", "", without_data, count=1, flags=re.DOTALL)
    assert "pwned" not in without_title
    assert "49" not in re.findall(r"Paragraph 6 (.*?) ends", page)
    assert "\u2028" not in re.sub(r"<title>.*?</title>", "", page, count=1, flags=re.DOTALL)


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_text_is_the_value_and_nothing_that_html_reads(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")


def test_the_vendored_files_are_those_of_the_manifest() -> None:
    manifest = tomllib.loads((ASSETS / "assets.toml").read_text(encoding="utf-8"))
    ours = {"js", "css"}
    files = {path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.is_file()}
    vendored = {path for path in files if path.split("/")[0] not in ours} - {"assets.toml"}
    assert vendored == set(manifest)
    for path, facts in manifest.items():
        assert hashlib.sha256((ASSETS / path).read_bytes()).hexdigest() == facts["sha256"], path
        assert facts["licence"]
        assert facts["origin"]


def test_our_scripts_hold_no_text_of_several_lines() -> None:
    for path in (ASSETS / "js").glob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert not [text for text in re.findall(r"`[^`]*`", code) if "\n" in text], path.name


def test_every_word_that_the_scripts_say_exists() -> None:
    words = tomllib.loads((ASSETS.parent / "words" / "en.toml").read_text(encoding="utf-8"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ASSETS / "js").glob("*.js"))
    said = re.findall(r'geomap\.(?:say|count)\("(\w+)",\s*"(\w+)"', code)
    assert len(said) > 30
    for section, key in said:
        assert key in words[section], (section, key)


def test_every_kind_of_the_model_has_a_word_and_a_look() -> None:
    from typing import get_args

    from geomap import model

    words = tomllib.loads((ASSETS.parent / "words" / "en.toml").read_text(encoding="utf-8"))
    code = (ASSETS / "js" / "routes.js").read_text(encoding="utf-8") + (ASSETS / "js" / "legend.js").read_text("utf-8")
    styles = (ASSETS / "css" / "marks.css").read_text(encoding="utf-8")
    for section, kinds in (
        ("kind", model.PlaceKind),
        ("theme", model.Theme),
        ("status", model.RouteStatus),
        ("certainty", model.Certainty),
        ("event", model.EventType),
    ):
        assert set(get_args(kinds)) <= set(words[section]), section
    for theme in get_args(model.Theme):
        assert f"{theme}:" in code
        assert f".theme-{theme}" in styles
    for status in get_args(model.RouteStatus):
        assert f'"{status}"' in code


def test_importing_the_page_loads_neither_folium_nor_spacy() -> None:
    code = "import sys, geomap.page; print([name for name in ('folium', 'spacy', 'branca') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_rendering_loads_no_spacy() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); import page_stories; from geomap.page import render;"
        "render(page_stories.empty());"
        "print([name for name in ('spacy', 'shapely', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"


def test_folium_elements_of_ones_own_bring_what_they_need() -> None:
    chart = StoryMap.of(page_stories.one_date(), policy="inline")
    folium.Marker([41, 17], popup="An own mark").add_to(chart)
    page = chart.get_root().render()
    assert "jQuery v3.7.1" in page
    assert "An own mark" in page
    assert "jQuery v3.7.1" not in render(page_stories.one_date())


def test_a_story_map_shows_itself_in_a_notebook() -> None:
    assert "srcdoc" in StoryMap.of(page_stories.one_date())._repr_html_()
