"""Corrections made on the page: shown at once, undone, and written as the file that geomap reads."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from page_stories import central

from geomap.corrections.reading import read_corrections
from geomap.page import render

pytestmark = pytest.mark.browser

Opened = Callable[..., Any]
STAGE = "geomap.stage(Object.values(window).find(one => one instanceof L.Map))"


def correct(page: Any, tab: str, identifier: str) -> Any:
    """The form for a mark, opened from its popup."""
    page.page.locator(f"#tab-{tab}").click()
    page.page.locator(f'.panel-{tab} .row[data-id="{identifier}"]').click()
    page.press_in_popup("Correct")
    return page.page.locator(".dialog-correct")


def apply(form: Any, comment: str = "", author: str = "") -> None:
    form.get_by_label("Comment").fill(comment)
    form.get_by_label("Your name").fill(author)
    form.get_by_role("button", name="Apply").click()


def downloaded(page: Any) -> tuple[str, str]:
    with page.page.expect_download() as waiting:
        page.page.locator(".dialog-correct").get_by_role("button", name="Download").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def entries(text: str) -> list[dict[str, Any]]:
    """The entries as they stand in the file, after geomap's own reader took them."""
    read = read_corrections(text)
    parsed = tomllib.loads(text)
    targets = ("place", "date", "route", "event")
    found = [{"target": target, **one} for target in targets for one in parsed.get(target, [])]
    assert len(read.entries) == len(found)
    return found


def row(page: Any, identifier: str) -> Any:
    return page.run(f"{STAGE}.get('{identifier}')?.row")


def test_the_overview_of_a_dataset_offers_no_corrections(opened: Opened, tmp_path: Path) -> None:
    story = central()
    page_file = tmp_path / "overview.html"
    page_file.write_text(render(replace(story, times=((story.places[0].id, 7),))), encoding="utf-8")
    page = opened(page_file)
    page.page.locator("#tab-places").click()
    page.page.locator(f'.panel-places .row[data-id="{story.places[0].id}"]').click()
    popup = page.page.locator(".leaflet-popup")
    popup.get_by_role("button", name="Show").first.wait_for()
    assert popup.get_by_role("button", name="Correct").count() == 0
    assert page.page.locator(".header-tools").get_by_role("button", name="Correct").count() == 0
    assert page.page.locator(".header-tools").get_by_role("button", name="Save").count() == 1


def test_another_place_of_the_name_is_chosen(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "places", "p-tripoli")
    form.get_by_label("What is wrong").select_option("choose")
    apply(form, comment='It is the "Lebanese" one\\\nsee line 2', author="Ada Example")
    moved = row(page, "p-tripoli")
    assert (moved["lat"], moved["country"], moved["confidence"]) == (34.43, "LB", 1)
    listed = page.page.locator('.panel-places .row[data-id="p-tripoli"]')
    assert "corrected by hand" in listed.inner_text()
    name, text = downloaded(page)
    assert name == "central.corrections.toml"
    (entry,) = entries(text)
    assert entry["action"] == "choose"
    assert entry["candidate"] == "gn:163533"
    assert (entry["id"], entry["name"]) == ("p-tripoli", "Tripoli")
    assert "Tripoli" in entry["quote"]
    assert entry["comment"] == 'It is the "Lebanese" one\\\nsee line 2'
    assert tomllib.loads(text)["author"] == "Ada Example"
    listed.click()
    assert "corrected by hand: position" in page.popup()
    assert page.complaints == []


def test_a_place_is_dragged_and_what_rests_on_it_follows(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "places", "p-tobruk")
    form.get_by_label("What is wrong").select_option("locate")
    pin = page.page.locator(".mark-pin")
    box = pin.bounding_box()
    mouse = page.page.mouse
    mouse.move(box["x"] + 15, box["y"] + 15)
    mouse.down()
    mouse.move(box["x"] + 15, box["y"] + 95, steps=5)
    mouse.up()
    lat = float(form.get_by_label("Latitude").input_value())
    assert lat < 31
    form.get_by_label("Longitude").fill("23.5")
    apply(form)
    assert row(page, "p-tobruk")["lat"] == pytest.approx(lat)
    ways = page.run(
        f"{STAGE}.all('route').filter(item => item.row.origin?.id === 'p-tobruk').map(item => item.row.path[0])"
    )
    assert ways
    assert all(way == pytest.approx([23.5, lat]) for way in ways)
    (entry,) = entries(downloaded(page)[1])
    assert (entry["action"], entry["lon"], entry["kind"]) == ("locate", 23.5, "town")
    assert not pin.is_visible()


def test_a_rejected_place_leaves_the_map_and_undo_brings_it_back(opened: Opened) -> None:
    page = opened("central")
    before = row(page, "e-5")["place"]
    form = correct(page, "places", "p-valletta")
    form.get_by_label("What is wrong").select_option("ignore")
    apply(form)
    assert row(page, "p-valletta") is None
    assert page.page.locator('.leaflet-marker-icon[data-id="p-valletta"]').count() == 0
    assert page.page.locator('.text-place[data-id="p-valletta"]').count() == 0
    (entry,) = entries(downloaded(page)[1])
    assert entry["action"] == "ignore"
    page.page.get_by_role("button", name="Undo the last").click()
    assert row(page, "p-valletta") is not None
    assert row(page, "e-5")["place"] == before


def test_type_date_and_place_of_an_event_are_fixed_and_events_numbered_anew(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "events", "e-5")
    form.get_by_label("Type").select_option("ruling")
    form.get_by_label("Place").select_option("Malta")
    date = form.get_by_label("Date", exact=True)
    date.fill("21 April")
    form.get_by_role("button", name="Apply").click()
    assert date.evaluate("node => node.validity.customError")
    date.fill("2016-03-01/2016-03-04")
    was = row(page, "e-5")["type"]
    apply(form)
    fixed = row(page, "e-5")
    assert (fixed["type"], fixed["place"]["id"], fixed["number"]) == ("ruling", "p-malta", 1)
    assert (fixed["when"]["start"], fixed["when"]["end"]) == ("2016-03-01", "2016-03-04")
    (entry,) = entries(downloaded(page)[1])
    assert {key: entry[key] for key in ("action", "id", "type", "place", "when")} == {
        "action": "fix",
        "id": "e-5",
        "type": "ruling",
        "place": "Malta",
        "when": "2016-03-01/2016-03-04",
    }
    assert entry["was"]["type"] == was


def test_what_has_no_position_is_corrected_from_its_list(opened: Opened) -> None:
    page = opened("central")
    page.page.locator("#tab-events").click()
    identifier = page.run(f"{STAGE}.all('event').find(item => !item.row.place).id")
    page.page.locator("li.item").filter(has=page.page.locator(f'[data-id="{identifier}"]')).get_by_role(
        "button", name="Correct"
    ).click()
    form = page.page.locator(".dialog-correct")
    form.get_by_label("Place").select_option("Rome")
    apply(form)
    assert row(page, identifier)["place"]["name"] == "Rome"
    assert page.page.locator(f'.leaflet-marker-icon[data-id="{identifier}"]').is_visible()
    (entry,) = entries(downloaded(page)[1])
    assert entry["was"]["place"] == ""


def test_the_words_of_a_date_are_fixed_for_all_that_they_date(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "events", "e-5")
    form.get_by_label("Date", exact=True).fill("2016-04-22")
    form.get_by_label("Everything dated by “on 21 April” here").check()
    apply(form)
    (entry,) = entries(downloaded(page)[1])
    assert (entry["target"], entry["action"]) == ("date", "fix")
    assert (entry["text"], entry["when"]) == ("on 21 April", "2016-04-22")
    assert row(page, "e-5")["when"]["start"] == "2016-04-22"


def test_marks_are_dropped_and_added(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "routes", "r-5")
    form.get_by_label("Take this off the map").check()
    apply(form)
    assert row(page, "r-5") is None
    dialog = page.page.locator(".dialog-correct")
    dialog.get_by_role("button", name="Add an event").click()
    dialog.get_by_label("Words").fill("brought to Augusta")
    dialog.get_by_label("Type").select_option("arrival")
    dialog.get_by_label("Place").select_option("Augusta")
    apply(dialog)
    dialog.get_by_role("button", name="Add a movement").click()
    dialog.get_by_label("Words").fill("on to Bari")
    dialog.get_by_label("To", exact=True).select_option("Bari")
    apply(dialog)
    dialog.get_by_role("button", name="Add a place").click()
    dialog.get_by_label("Words").fill("in the camp")
    dialog.get_by_label("Name as written").fill("the camp")
    dialog.get_by_label("Kind").select_option("camp")
    dialog.get_by_label("Latitude").fill("32.9")
    dialog.get_by_label("Longitude").fill("13.2")
    apply(dialog)
    found = [(one["target"], one["action"]) for one in entries(downloaded(page)[1])]
    assert found == [("place", "locate"), ("route", "drop"), ("route", "add"), ("event", "add")]
    page.page.keyboard.press("Escape")
    page.page.locator("#tab-events").click()
    assert "Arrival: Augusta" in page.page.locator(".panel-events").inner_text()
    assert page.complaints == []


def test_places_passed_are_added_reordered_and_taken_away(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "routes", "r-5")
    assert form.get_by_label("Via 1").input_value() == "Tirana"
    form.get_by_label("Via 1").select_option("Rome")
    form.get_by_label("Via 2").select_option("Tirana")
    assert form.get_by_label("Via 3").is_visible()
    apply(form)
    assert [stop["id"] for stop in row(page, "r-5")["via"]] == ["p-rome", "p-tirana"]
    assert len(row(page, "r-5")["path"]) == 4
    (entry,) = entries(downloaded(page)[1])
    assert entry["via"] == ["Rome", "Tirana"]
    assert not {"from", "to", "quantity", "mover"} & set(entry)
    page.page.keyboard.press("Escape")
    form = correct(page, "routes", "r-5")
    for label in ("Via 1", "Via 2"):
        form.get_by_label(label).select_option("")
    apply(form)
    assert row(page, "r-5")["via"] == []
    assert entries(downloaded(page)[1])[1]["via"] == []


def test_a_number_is_fixed_with_its_unit_or_not_at_all(opened: Opened) -> None:
    page = opened("central")
    form = correct(page, "routes", "r-1")
    number, unit = form.get_by_label("Number", exact=True), form.get_by_label("Of what")
    assert (number.input_value(), unit.input_value()) == ("450", "people")
    assert form.get_by_label("How exactly").input_value() == "about"
    assert not form.get_by_label("Up to number").is_visible()
    number.fill("")
    form.get_by_role("button", name="Apply").click()
    assert number.evaluate("node => node.validity.valueMissing")
    form.get_by_label("How exactly").select_option("range")
    number.fill("500")
    upper = form.get_by_label("Up to number")
    upper.fill("400")
    form.get_by_role("button", name="Apply").click()
    assert upper.evaluate("node => node.validity.customError")
    upper.fill("600")
    apply(form)
    fixed = row(page, "r-1")
    assert (fixed["quantity"], fixed["size"]) == ("500 to 600 people", 600)
    (entry,) = entries(downloaded(page)[1])
    assert entry["quantity"] == {"value": [500, 600], "unit": "people", "qualifier": "range"}
    page.page.locator('.panel-routes .row[data-id="r-1"]').click()
    assert "corrected by hand: number" in page.popup()


def test_one_mention_is_another_place(opened: Opened) -> None:
    page = opened("central")
    before = row(page, "p-tripoli")
    form = correct(page, "places", "p-tripoli")
    form.get_by_label("What is wrong").select_option("locate")
    assert not form.get_by_label("Which one").is_visible()
    form.get_by_label("Which mentions").select_option("here")
    form.get_by_label("Which one").select_option("1")
    form.get_by_label("Latitude").fill("34.43")
    form.get_by_label("Longitude").fill("35.84")
    apply(form)
    left = row(page, "p-tripoli")
    assert (left["lat"], len(left["quotes"])) == (before["lat"], len(before["quotes"]) - 1)
    moved = page.run(f"{STAGE}.all('place').find(item => item.row.lat === 34.43).row")
    assert moved["quotes"] == [before["quotes"][1]]
    (entry,) = entries(downloaded(page)[1])
    assert (entry["where"], entry["name"]) == ("here", "Tripoli")
    assert entry["quote"].count("Tripoli") == 1
    page.page.get_by_role("button", name="Undo the last").click()
    assert row(page, "p-tripoli") == before
    page.page.keyboard.press("Escape")
    form = correct(page, "places", "p-tripoli")
    form.get_by_label("What is wrong").select_option("rename")
    assert not form.get_by_label("Which mentions").is_visible()


def test_hostile_words_survive_the_way_into_the_file(opened: Opened) -> None:
    page = opened("hostile")
    identifier = page.run("document.querySelector('.panel-places .row').dataset.id")
    form = correct(page, "places", identifier)
    form.get_by_label("What is wrong").select_option("rename")
    form.get_by_label("Name on the map").fill('</script><script>window.pwned=9</script>"')
    comment = "\u0007 \\ ''' \"\"\" \n[[place]]"
    apply(form, comment=comment)
    (entry,) = entries(downloaded(page)[1])
    assert entry["rename"] == '</script><script>window.pwned=9</script>"'
    assert entry["comment"] == comment
    assert page.run("window.pwned === undefined")
