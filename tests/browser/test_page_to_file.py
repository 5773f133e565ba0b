"""From the page to the map: what a reader fills in is downloaded, and ``geomap regenerate`` applies it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from geomap.cli import run
from geomap.codec import load_story
from geomap.model import Event, Place, Route, Story
from geomap.page.assets import words

pytestmark = [pytest.mark.browser, pytest.mark.model]

ARTICLE = """Buses and boats

A boat with about 40 people left Harwich for Ostend on Tuesday. A bomb killed two men in Beirut on Wednesday.

A ferry reached Ostend on Thursday.

Buses took 30 families from Tripoli to Beirut on April 20. They had come to Tripoli by way of Homs and Hama.

A ship left Ostend again on Friday.
"""
Opened = Callable[..., Any]
Mark = TypeVar("Mark", Route, Event)


@pytest.fixture
def maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "buses.txt").write_text(ARTICLE, encoding="utf-8")
    assert run(["map", "buses.txt", "--date", "2016-04-28", "--page-language", "fr"]) == 0
    return tmp_path / "maps"


def place(story: Story, name: str) -> Place:
    return next(one for one in story.places if one.name == name)


def told_by(marks: tuple[Mark, ...], words: str) -> Mark:
    return next(mark for mark in marks if words in mark.evidence[0].text)


def form_for(page: Any, tab: str, identifier: str, label: str) -> Any:
    if page.page.locator(".dialog-correct").is_visible():
        page.page.keyboard.press("Escape")  # the list of corrections stands over a phone's map
    page.page.locator(f"#tab-{tab}").click()
    page.page.locator(f'.panel-{tab} .row[data-id="{identifier}"]').click()
    page.page.locator(".leaflet-popup").get_by_role("button", name=label, exact=True).click()
    return page.page.locator(".dialog-correct")


def test_what_the_page_downloads_is_applied(maps: Path, opened: Opened) -> None:
    before = load_story(maps / "buses.story.json")
    own = words("fr")
    say = own["correct"]
    page = opened("central", {"width": 390, "height": 844}, "dark")
    page.go((maps / "buses.html").as_uri())

    bus = told_by(before.routes, "30 families")
    form = form_for(page, "routes", bus.id, own["tool"]["correct"])
    form.get_by_label(say["via"].replace("{n}", "1")).select_option("Hama")
    form.get_by_label(say["via"].replace("{n}", "2")).select_option("Homs")
    form.get_by_label(say["qualifier"]).select_option("range")
    form.get_by_label(say["number"], exact=True).fill("30")
    form.get_by_label(say["number_upper"]).fill("35")
    form.get_by_label(say["unit"], exact=True).fill("familles")
    form.get_by_label(own["popup"]["mover"]).fill("deux autobus")
    form.get_by_role("button", name=say["apply"]).click()

    killing = told_by(before.events, "killed")
    form = form_for(page, "events", killing.id, own["tool"]["correct"])
    form.get_by_label(say["qualifier"]).select_option("up_to")
    form.get_by_label(say["number"], exact=True).fill("3")
    form.get_by_label(say["unit"], exact=True).fill("hommes")
    form.get_by_role("button", name=say["apply"]).click()

    form = form_for(page, "places", place(before, "Ostend").id, own["tool"]["correct"])
    form.get_by_label(say["action"]).select_option("locate")
    form.get_by_label(say["scope"]).select_option("here")
    form.get_by_label(say["mention"]).select_option("2")
    form.get_by_label(say["lat"]).fill("51.3")
    form.get_by_label(say["lon"]).fill("3.1")
    form.get_by_role("button", name=say["apply"]).click()

    with page.page.expect_download() as waiting:
        form.get_by_role("button", name=say["save"]).click()
    assert waiting.value.suggested_filename == "buses.corrections.toml"
    waiting.value.save_as(maps / "buses.corrections.toml")
    assert run(["regenerate"]) == 0

    after = load_story(maps / "buses.story.json")
    assert [(said.outcome, said.reason) for said in after.corrections] == [("applied", "")] * 3
    fixed = told_by(after.routes, "30 families")
    assert fixed.via == (place(after, "Hama").id, place(after, "Homs").id)
    assert fixed.mover == "deux autobus"
    assert fixed.quantity is not None
    assert (fixed.quantity.value, fixed.quantity.unit, fixed.quantity.qualifier) == ((30, 35), "familles", "range")
    killed = told_by(after.events, "killed")
    assert killed.quantity is not None
    assert (killed.quantity.value, killed.quantity.qualifier) == (3, "up_to")
    ostends = sorted((one for one in after.places if one.name == "Ostend"), key=lambda one: len(one.mentions))
    assert [len(one.mentions) for one in ostends] == [1, 2]
    assert (ostends[0].lat, ostends[0].lon) == (51.3, 3.1)
    assert ostends[0].mentions[0].start == ARTICLE.rindex("Ostend")
    assert ostends[1].lat == place(before, "Ostend").lat
    assert page.complaints == []
