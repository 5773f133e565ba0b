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

A ship left Ostend again on Friday. Ministers met in Brussels on Monday. Aid was handed out at the salt works.
"""
Opened = Callable[..., Any]
Mark = TypeVar("Mark", Route, Event)


@pytest.fixture
def maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make the map with a page in a language; gives the folder of maps."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "buses.txt").write_text(ARTICLE, encoding="utf-8")

    def made(language: str) -> Path:
        assert run(["map", "buses.txt", "--date", "2016-04-28", "--page-language", language]) == 0
        return tmp_path / "maps"

    return made


def place(story: Story, name: str) -> Place:
    return next(one for one in story.places if one.name == name)


def told_by(marks: tuple[Mark, ...], words: str) -> Mark:
    return next(mark for mark in marks if words in mark.evidence[0].text)


def form_for(page: Any, tab: str, identifier: str, label: str) -> Any:
    if page.page.locator(".dialog-correct").is_visible():
        page.page.keyboard.press("Escape")  # the list of corrections stands over a phone's map
    page.page.locator(f"#tab-{tab}").click()
    page.page.locator(f'.panel-{tab} .row[data-id="{identifier}"]').click()
    page.press_in_popup(label)
    return page.page.locator(".dialog-correct")


def save_and_regenerate(page: Any, folder: Path, label: str) -> Story:
    with page.page.expect_download() as waiting:
        page.page.locator(".dialog-correct").get_by_role("button", name=label).click()
    assert waiting.value.suggested_filename == "buses.corrections.toml"
    waiting.value.save_as(folder / "buses.corrections.toml")
    assert run(["regenerate"]) == 0
    return load_story(folder / "buses.story.json")


def test_what_the_page_downloads_is_applied(maps: Callable[[str], Path], opened: Opened) -> None:
    folder = maps("fr")
    before = load_story(folder / "buses.story.json")
    own = words("fr")
    say = own["correct"]
    page = opened("central", {"width": 390, "height": 844}, "dark")
    page.go((folder / "buses.html").as_uri())

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

    after = save_and_regenerate(page, folder, say["save"])
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


def test_places_dates_and_marks_go_the_whole_way(maps: Callable[[str], Path], opened: Opened) -> None:
    """On an Arabic page: choose, reject, rename and move places, fix dates, drop and add marks."""
    folder = maps("ar")
    before = load_story(folder / "buses.story.json")
    own = words("ar")
    say, correct = own["correct"], own["tool"]["correct"]
    page = opened("central")
    page.go((folder / "buses.html").as_uri())

    def done(form: Any) -> None:
        form.get_by_role("button", name=say["apply"]).click()
        form.get_by_role("button", name=say["save"]).wait_for()

    def place_form(name: str, action: str) -> Any:
        form = form_for(page, "places", place(before, name).id, correct)
        form.get_by_label(say["action"]).select_option(action)
        return form

    form = place_form("Tripoli", "choose")
    form.locator('input[value="gn:2210247"]').check()
    form.get_by_label(say["comment"]).fill("من المراسل")
    form.get_by_label(say["author"]).fill("Ada")
    done(form)
    done(place_form("Homs", "ignore"))
    form = place_form("Brussels", "locate")
    form.get_by_label(say["lat"]).fill("50.9")
    form.get_by_label(say["lon"]).fill("4.4")
    done(form)
    form = place_form("Harwich", "rename")
    form.get_by_label(say["name"]).fill("Port of Harwich")
    done(form)

    form = form_for(page, "routes", told_by(before.routes, "30 families").id, correct)
    form.get_by_label(say["date"], exact=True).fill("2016-04-21")
    form.get_by_label(say["date_words"].split("{text}")[0]).check()
    done(form)
    form = form_for(page, "events", told_by(before.events, "killed").id, correct)
    form.get_by_label(say["date"], exact=True).fill("2016-04-25/2016-04-26")
    done(form)
    form = form_for(page, "routes", told_by(before.routes, "ship left").id, correct)
    form.get_by_label(say["drop"]).check()
    done(form)

    form = place_form("Ostend", "ignore")
    form.get_by_label(say["scope"]).select_option("here")
    form.get_by_label(say["mention"]).select_option("1")
    done(form)

    dialog = page.page.locator(".dialog-correct")
    dialog.get_by_role("button", name=say["add_event"]).click()
    dialog.get_by_label(say["quote"]).fill("Aid was handed out")
    dialog.get_by_label(say["type"], exact=True).select_option("aid")
    dialog.get_by_label(say["place"], exact=True).select_option("Beirut")
    done(dialog)
    dialog.get_by_role("button", name=say["add_place"]).click()
    dialog.get_by_label(say["quote"]).fill("at the salt works")
    dialog.get_by_label(say["name_in_text"]).fill("salt works")
    dialog.get_by_label(say["lat"]).fill("34.31")
    dialog.get_by_label(say["lon"]).fill("35.67")
    done(dialog)
    dialog.get_by_role("button", name=say["add_route"]).click()
    dialog.get_by_label(say["quote"]).fill("Ministers met in Brussels")
    dialog.get_by_label(say["to"], exact=True).select_option("Brussels")
    done(dialog)
    after = save_and_regenerate(page, folder, say["save"])

    assert [(said.outcome, said.reason) for said in after.corrections] == [("applied", "")] * 11
    places = {one.name: one for one in after.places}
    assert (places["Tripoli"].gazetteer_id, places["Tripoli"].country) == ("gn:2210247", "LY")
    assert places["Tripoli"].reasons[0] == "A person chose this place: “من المراسل” (Ada)."
    assert "Homs" not in places
    assert "Homs" in {one.name for one in after.others}
    assert (places["Brussels"].lat, places["Brussels"].lon) == (50.9, 4.4)
    assert ARTICLE.index("Ostend on Thursday") not in {mention.start for mention in places["Ostend"].mentions}
    assert len(places["Ostend"].mentions) == 2
    assert not [route for route in after.routes if "ferry" in route.evidence[0].text]
    assert "Port of Harwich" in places
    assert (places["salt works"].lat, places["salt works"].lon) == (34.31, 35.67)
    bus = told_by(after.routes, "30 families")
    assert bus.when is not None
    assert (bus.when.start, bus.origin) == ("2016-04-21", places["Tripoli"].id)
    killed = told_by(after.events, "killed").when
    assert killed is not None
    assert (killed.start, killed.end) == ("2016-04-25", "2016-04-26")
    assert not [route for route in after.routes if "ship left" in route.evidence[0].text]
    assert told_by(after.routes, "Ministers met").destination == places["Brussels"].id
    aid = [event for event in after.events if event.corrected and event.type == "aid"]
    assert [(event.evidence[0].text, event.place) for event in aid] == [("Aid was handed out", places["Beirut"].id)]

    page.go((folder / "buses.html").as_uri())
    page.page.locator("#tab-places").click()
    page.page.locator(f'.panel-places .row[data-id="{places["Tripoli"].id}"]').click()
    assert say["by_hand"] in page.popup()
    why = page.page.locator(".leaflet-popup details li").first
    assert why.text_content() == own["said"]["reason"]["person_chose"].replace(
        "{aside}", ": «\u2068من المراسل\u2069» (\u2068Ada\u2069)"
    )
    assert page.complaints == []
