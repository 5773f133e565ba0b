"""The page in each of its languages, and several articles on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page_stories
import pytest
from axe_page import violations
from helpers.sentences import EVERY, values

from geomap.gathering import gather
from geomap.model import Story
from geomap.page import render
from geomap.page.assets import page_languages, words
from geomap.wording import say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]
STAGE = "geomap.stage(Object.values(window).find(one => one instanceof L.Map))"
TEXT = "{http://www.w3.org/2000/svg}text"
UNKNOWN = "No sentence of geomap's own."


def with_findings(story: Story) -> Story:
    """The story with a reason that geomap has a template for, and one of unknown origin, at Tobruk."""
    reasons = (say("reason.stated", words="Tobruk"), UNKNOWN)
    places = (replace(one, reasons=reasons) if one.id == "p-tobruk" else one for one in story.places)
    return replace(story, places=tuple(places))


@pytest.mark.parametrize("language", [one for one in page_languages() if one != "en"])
def test_a_page_in_another_language(opened: Opened, tmp_path: Path, language: str) -> None:
    page = opened("central")
    file = tmp_path / "page.html"
    file.write_text(render(with_findings(page_stories.central()), language=language), encoding="utf-8")
    address = file.as_uri()
    page.requests.clear()
    page.go(address)
    own = words(language)
    assert own["tab"]["events"] in page.page.locator("#tab-events").inner_text()
    assert page.run("document.documentElement.dir") == own["direction"]
    assert violations(page) == []
    page.click_mark("p-tobruk")
    assert own["popup"]["show_text"] in page.popup()
    reasons = page.run(
        "[...document.querySelectorAll('.leaflet-popup details li')].map((one) => [one.textContent, one.lang])"
    )
    assert [lang for _, lang in reasons] == ["", "en"], "English sentences on a page in another language say so"
    assert reasons[0][0] == own["said"]["reason"]["stated"].replace("{words}", page.run("geomap.isolated('Tobruk')"))
    assert reasons[1][0] == UNKNOWN
    sentences = page.page.evaluate("(all) => all.map(geomap.told)", [[name, values(text)[1]] for name, text in EVERY])
    for (name, template), sentence in zip(EVERY, sentences, strict=True):
        assert not set("{}") & set(sentence.replace("[[place]]", "")), name
        assert "undefined" not in sentence, name
        told = [value for value in values(template)[1].values() if isinstance(value, str)]
        assert all(value in sentence for value in told), (name, sentence)
    page.page.get_by_role("button", name=own["tool"]["filter_label"]).click()
    assert violations(page) == []
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    page.assert_quiet(address)


@pytest.mark.parametrize("language", page_languages())
def test_the_form_of_a_movement_on_a_phone(opened: Opened, page_file: Callable[..., Path], language: str) -> None:
    page = opened("central", PHONE, "dark")
    page.go(page_file("central", language=language).as_uri())
    say = words(language)["correct"]
    assert page.run("(tabs => tabs.scrollWidth <= tabs.clientWidth)(document.querySelector('.tabs'))"), "no tab is cut"
    page.page.locator("#tab-routes").click()
    page.page.locator('.panel-routes .row[data-id="r-5"]').click()
    correct = words(language)["tool"]["correct"]
    page.press_in_popup(correct)
    form = page.page.locator(".dialog-correct")
    numbered = page.run("[1, 2].map((n) => geomap.number(n))")
    assert form.get_by_label(say["via"].replace("{n}", numbered[0])).input_value() == "Tirana"
    form.get_by_label(say["qualifier"]).select_option("range")
    assert form.get_by_label(say["number_upper"]).is_visible()
    assert violations(page) == []
    controls = form.locator("form input:visible:not([type=checkbox]), form select:visible, form button:visible")
    assert all(controls.nth(at).bounding_box()["height"] >= 44 for at in range(controls.count()))
    assert page.run(
        "(body => body.scrollWidth <= body.clientWidth)(document.querySelector('.dialog-correct .dialog-body'))"
    )
    form.get_by_label(say["via"].replace("{n}", numbered[1])).focus()
    page.page.keyboard.press("Tab")
    assert page.run("document.activeElement.labels[0].textContent") == say["to"]


def test_arabic_runs_from_right_to_left_and_counts_in_its_forms(opened: Opened, page_file: Callable[..., Path]) -> None:
    page = opened("central", PHONE)
    page.go(page_file("central", language="ar").as_uri())
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    counts = page.run("[0, 1, 2, 3, 11, 100].map((n) => geomap.count('count', 'places', n))")
    forms = words("ar")["count"]["places"]
    numbered = zip(("zero", "one", "two", "few", "many", "other"), (0, 1, 2, 3, 11, 100), strict=True)
    assert counts == [forms[form].replace("{n}", str(number)) for form, number in numbered]


def test_words_of_the_article_keep_their_order_in_an_arabic_line(
    opened: Opened, page_file: Callable[..., Path]
) -> None:
    page = opened("central")
    page.go(page_file("central", language="ar").as_uri())
    page.page.locator("#tab-routes").click()
    left_of = """([first, second]) => {
        const text = document.querySelector('.panel-routes .row[data-id="r-1"] .row-meta').firstChild;
        const at = (words) => {
            const range = new Range();
            range.setStart(text, text.data.indexOf(words));
            range.setEnd(text, text.data.indexOf(words) + words.length);
            return range.getBoundingClientRect().left;
        };
        return at(first) < at(second);
    }"""
    assert page.page.evaluate(left_of, ["450", "people"])  # English, left to right
    assert page.page.evaluate(left_of, ["2016", "25"])  # 25 April 2016 in Arabic, right to left
    assert page.page.evaluate(left_of, ["25", "450"])  # the date comes after the number


def test_names_keep_their_direction_in_titles_and_arrows_point_from_start_to_end(
    opened: Opened, page_file: Callable[..., Path]
) -> None:
    routes = """((ends) => ends.map(([from, to]) =>
        geomap.way({ origin: from && { name: from }, via: [], destination: to && { name: to } })))"""
    ways = [["Tobruk", "Malta"], [None, "Malta"], ["طبرق", "مالطا"], ["A → B", "C"]]
    page = opened("central")
    assert page.page.evaluate(routes, ways) == [
        "Tobruk → Malta", "… → Malta", "\u2067\u2068طبرق\u2069 ← \u2068مالطا\u2069\u2069", "A → B → C",
    ]  # fmt: skip
    page.go(page_file("central", language="ar").as_uri())
    assert page.page.evaluate(routes, ways)[:3] == [
        "\u2066\u2068Tobruk\u2069 → \u2068Malta\u2069\u2069",
        "\u2066… → \u2068Malta\u2069\u2069",
        "\u2067\u2068طبرق\u2069 ← \u2068مالطا\u2069\u2069",
    ]
    say = words("ar")
    page.click_mark("p-tobruk")
    popup = page.page.locator(".leaflet-popup .popup")
    assert popup.get_attribute("aria-label").startswith("\u2068Tobruk\u2069، " + say["kind"]["town"])
    assert popup.locator("h2 bdi").inner_text() == "Tobruk"
    assert popup.locator("h2").evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    picture = ElementTree.fromstring(page.run(f"geomap.mapSVG({STAGE})"))
    (title,) = [one for one in picture.iter(TEXT) if one.get("font-size") == "18px"]
    assert (title.get("direction"), title.get("text-anchor")) == ("ltr", "end")
    legend = [one for one in picture.iter(TEXT) if one.text == say["legend"]["place"]]
    assert [(one.get("direction"), float(one.get("x", "0")) > 600) for one in legend] == [("rtl", True)]
    csv = page.run(f"geomap.toCSV({STAGE}, false)")
    assert "→ Malta" in csv
    assert not set("\u2066\u2067\u2068\u2069") & set(csv), "files hold no signs of direction"


def test_several_articles_are_told_apart(opened: Opened, tmp_path: Path) -> None:
    stories = [page_stories.central(), page_stories.one_date()]
    path = tmp_path / "several.html"
    path.write_text(render(gather(stories, "A week at sea")), encoding="utf-8")
    page = opened("central")
    page.requests.clear()
    page.go(path.as_uri())
    heads = page.page.locator(".article-head h2")
    assert [heads.nth(at).inner_text()[0] for at in range(2)] == ["A", "B"]
    assert stories[1].article.title in heads.nth(1).inner_text()
    page.page.locator("#tab-places").click()
    all_shown = page.page.locator(".panel-places .item:visible").count()
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_role("checkbox", name=stories[0].article.title).uncheck()
    shown = page.page.locator(".panel-places .item:visible")
    assert 0 < shown.count() < all_shown
    assert all("B" in sign for sign in page.page.locator(".panel-places .item:visible .article-sign").all_inner_texts())
    assert violations(page) == []
    page.page.keyboard.press("Escape")
    page.page.locator(".panel-places .item:visible button").first.click()
    assert stories[1].article.title in page.page.locator(".quote-article").first.inner_text()
    page.page.locator("#tab-table").click()
    assert page.page.locator(".all-table thead").inner_text().rstrip().endswith("Article")
    page.assert_quiet(path.as_uri())


def test_what_turns_a_name_turns_nothing_beside_it(opened: Opened, tmp_path: Path) -> None:
    story = page_stories.ALL["central"]()
    turned = replace(story.article, author="Ada \u202eelpmaxE", published="2016-04-27", published_by="option")
    page = opened("central")
    target = tmp_path / "turned.html"
    target.write_text(render(replace(story, article=turned)), encoding="utf-8")
    page.go(target.as_uri())
    line = page.page.locator(".geomap-header .header-words p")
    assert line.locator("bdi").inner_text() == turned.author
    assert "2016" in line.inner_text()
    lefts = page.run(
        "(() => { const line = document.querySelector('.header-words p'); const range = document.createRange();"
        " const left = (node) => { range.selectNodeContents(node); return range.getBoundingClientRect().left };"
        " return [left(line.querySelector('bdi')), left(line.lastChild)] })()"
    )
    assert lefts[0] < lefts[1], "what follows the author stands right of the author"
    assert page.run("geomap.isolated('a\\u202eb\\u2069c')") == "\u2068abc\u2069"
    assert page.run("geomap.isolated('Tripoli')") == "Tripoli"


def test_several_articles_of_several_days_have_no_date_of_their_own(opened: Opened, tmp_path: Path) -> None:
    story = page_stories.ALL["central"]()
    days = ("2016-04-27", "2016-04-28")
    articles = [replace(story, article=replace(story.article, source=day, published=day)) for day in days]
    gathered = gather(articles)
    assert gathered.article.published is None
    page = opened("central")
    target = tmp_path / "gathered.html"
    target.write_text(render(gathered), encoding="utf-8")
    page.go(target.as_uri())
    line = page.page.locator(".geomap-header .header-words p").inner_text()
    assert words("en")["page"]["unpublished"] not in line
    assert words("en")["count"]["places"]["other"].split()[-1] in line


def test_countries_on_the_map_are_called_as_in_the_language(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render(page_stories.central(), language="fr"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_selector(".label-country")
    names = page.locator(".label-country").all_text_contents()
    assert {"Égypte", "Turquie"} <= set(names)
    assert page.evaluate("(tabs => tabs.scrollWidth <= tabs.clientWidth)(document.querySelector('.tabs'))")
    page.close()
