"""Strings that have broken into pages, in every text of a story: in Chromium and Firefox the page stays inert."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from hostile_story import STRINGS, harmless, story_of

from geomap.codec import dumps, loads
from geomap.page import render

pytestmark = pytest.mark.browser

CODED = {"kind", "theme", "status", "type", "certainty", "granularity", "qualifier", "relation", "role", "target"}
CODED |= {"outcome", "published", "published_by", "start"}
TOUR = (Path(__file__).parent / "tour.js").read_text(encoding="utf-8").rstrip().rstrip(";")
WRITTEN = {"hostile": STRINGS, "harmless": harmless(len(STRINGS))}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The hostile page and its harmless twin, each from a story that a file can hold."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, strings in WRITTEN.items():
        (folder / f"{name}.html").write_text(render(loads(dumps(story_of(strings)))), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in WRITTEN}


def test_there_are_more_than_fifty_and_each_is_in_every_text() -> None:
    assert len(set(STRINGS)) > 100
    assert _keys_without("§", json.loads(dumps(story_of(("§",))))) == CODED


@pytest.mark.parametrize("browsers", ["opened", "in_firefox"], ids=["chromium", "firefox"])
def test_nothing_runs_nothing_is_asked_for_and_no_element_is_made(
    request: pytest.FixtureRequest, browsers: str, pages: dict[str, Path]
) -> None:
    seen = {}
    for name, path in pages.items():
        page = request.getfixturevalue(browsers)(path)
        seen[name] = page.run(f"(STRINGS => {TOUR})({json.dumps(WRITTEN[name])})")
        assert page.run("window.pwned === undefined && ({}).pwned === undefined && window.frames.length === 0")
        assert [one for one in page.requests if not one.startswith("file:")] == []
        assert page.complaints == []
        assert seen[name]["popups"] == len(WRITTEN[name])
        assert seen[name]["forms"] == 3
        assert seen[name]["missing"] == []
    assert set(seen["hostile"]["parts"]) <= set(seen["harmless"]["parts"])


def test_where_nothing_protects_they_do_run(browser: Any, tmp_path: Path) -> None:
    frames = "".join(f'<iframe srcdoc="{html.escape(string)}"></iframe>' for string in STRINGS)
    path = tmp_path / "open.html"
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8">{frames}', encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri(), wait_until="load")
    run = (
        "[...document.querySelectorAll('iframe')].filter(node => { try { return node.contentWindow.pwned } catch { } })"
    )
    assert page.evaluate(f"{run}.length") > 30
    assert len({one for one in asked if "example.invalid" in one}) >= 4
    context.close()


def _keys_without(sign: str, value: Any, key: str = "") -> set[str]:
    """The names of the fields that hold a text without the sign."""
    if isinstance(value, str):
        return set() if sign in value else {key}
    if isinstance(value, dict):
        return set().union(*(_keys_without(sign, one, name) for name, one in value.items()))
    if isinstance(value, list):
        return set().union(*(_keys_without(sign, one, key) for one in value))
    return set()
