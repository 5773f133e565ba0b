"""Stories as rows: quotations in their sentences, text cut at marks, dates in order, longitudes side by side."""

from __future__ import annotations

from dataclasses import replace

import page_stories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Article, Block, Correction, Event, Evidence, Place, Route, Story, When
from geomap.page.rows import story_rows


def test_blocks_give_the_text_back() -> None:
    for name, make in page_stories.ALL.items():
        story = make()
        rows = story_rows(story)["text"]["blocks"]
        for block, row in zip(story.article.blocks, rows, strict=True):
            assert "".join(part[0] for part in row["parts"]) == story.article.text[block.start : block.end], name


def test_the_text_says_its_language() -> None:
    story = page_stories.central()
    assert story_rows(story)["text"]["language"] == "en"
    french = replace(story, article=replace(story.article, language="fr"))
    assert story_rows(french)["text"]["language"] == "fr"


def test_the_shortest_name_wins_where_names_lie_inside_each_other() -> None:
    rows = story_rows(page_stories.central())["text"]["blocks"]
    marked = {part[0]: part[1] for row in rows for part in row["parts"] if part[1]}
    assert marked["Sabratha"] == "p-sabratha"
    assert marked["60 km north of "] == "p-wreck"


def test_quotations_stand_in_their_sentence() -> None:
    rows = story_rows(page_stories.central())
    tanker = next(row for row in rows["events"] if row["id"] == "e-5")
    assert tanker["quotes"] == [["", "The tanker was refused entry off Valletta on 21 April", " and turned back.", 655]]
    malta = next(row for row in rows["places"] if row["id"] == "p-malta")
    before, words, after, _ = malta["quotes"][0]
    assert before == "In the east the administration in Tobruk tried to ship 650,000 barrels of oil to "
    assert (words, after) == ("Malta", ".")


def test_a_dateline_joins_the_paragraph_that_follows_it() -> None:
    rows = story_rows(page_stories.central())["text"]["blocks"]
    assert [row["kind"] for row in rows[:4]] == ["headline", "byline", "dateline", "paragraph"]
    assert [row["inline"] for row in rows[:4]] == [None, None, "", None]


def test_the_space_after_a_dateline_is_kept() -> None:
    story = page_stories.central()
    dateline = next(block for block in story.article.blocks if block.kind == "dateline")
    blocks = tuple(replace(block, end=block.end - 1) if block is dateline else block for block in story.article.blocks)
    rows = story_rows(replace(story, article=replace(story.article, blocks=blocks)))["text"]["blocks"]
    assert rows[2]["inline"] == " "


def test_events_are_numbered_in_date_order_with_the_undated_last() -> None:
    events = story_rows(page_stories.central())["events"]
    starts = [row["when"]["start"] if row["when"] else None for row in events]
    dated = [start for start in starts if start]
    assert dated == sorted(dated)
    assert starts[len(dated) :] == [None] * (len(starts) - len(dated))
    assert [row["number"] for row in events] == list(range(1, len(events) + 1))


def test_years_before_one_come_first() -> None:
    story = page_stories.one_date()
    ancient = When(start="-0217-05-01", end="-0217-05-01", granularity="day", text="218 BCE", rule="year")
    older = When(start="-0218-05-01", end="-0218-05-01", granularity="day", text="219 BCE", rule="year")
    events = (
        story.events[0],
        replace(story.events[0], id="e-2", when=ancient),
        replace(story.events[0], id="e-3", when=older),
    )
    rows = story_rows(replace(story, events=events))["events"]
    assert [row["id"] for row in rows] == ["e-3", "e-2", "e-1"]


def test_both_sides_of_the_date_line_get_neighbouring_longitudes() -> None:
    rows = story_rows(page_stories.antimeridian())
    longitudes = [row["lon"] for row in rows["places"]]
    assert max(longitudes) - min(longitudes) < 20
    for route in rows["routes"]:
        steps = [abs(a[0] - b[0]) for a, b in zip(route["path"], route["path"][1:], strict=False)]
        assert max(steps) < 20
    plane = rows["routes"][1]["path"]
    assert plane[-1][0] == pytest.approx(184.8)


def test_an_arrow_over_the_180th_meridian_ends_on_its_places_however_wide_the_story() -> None:
    """Between Tuvalu and Tonga a plane flies over it; the widest gap between all longitudes has only 140 degrees."""
    story = page_stories.antimeridian()
    far = [replace(place, id=f"p-{lon}", lon=lon) for place in story.places[:1] for lon in (-40.0, 40.0)]
    inland = replace(
        story.routes[0], id="r-3", origin="p--40.0", via=(), destination="p-40.0", path=((-40, 0), (40, 0))
    )
    wide = replace(story, places=(*story.places, *far), routes=(*story.routes, inland))
    rows = story_rows(wide)
    longitudes = {row["id"]: row["lon"] for row in rows["places"]}
    paths = {row["id"]: row["path"] for row in rows["routes"]}
    for route in wide.routes:
        assert paths[route.id][0][0] == pytest.approx(longitudes[str(route.origin)], abs=0.1)
        assert paths[route.id][-1][0] == pytest.approx(longitudes[str(route.destination)], abs=0.1)


def test_a_route_without_a_path_is_drawn_through_its_places() -> None:
    story = page_stories.central()
    bare = replace(story.routes[4], path=())
    rows = story_rows(replace(story, routes=(bare,)))
    assert rows["routes"][0]["path"] == [[22.51, 41.12], [19.82, 41.33], [16.87, 41.12]]


def test_ends_that_the_story_does_not_know_stay_unknown() -> None:
    story = page_stories.central()
    gone = replace(story.routes[0], origin="p-nowhere", path=())
    row = story_rows(replace(story, routes=(gone,)))["routes"][0]
    assert row["origin"] is None
    assert row["path"] == [[12.6, 35.5]]


def test_what_people_set_goes_to_the_page_and_what_no_longer_applies_too() -> None:
    story = page_stories.central()
    done = Correction(
        target="place", action="locate", about="Tobruk", fields=("position",), comment="<b>seen</b>", author="Ada"
    )
    lost = Correction(target="event", action="drop", about="a quotation", outcome="not applied", reason="It is gone.")
    places = tuple(replace(one, corrected=(done,)) if one.name == "Tobruk" else one for one in story.places)
    rows = story_rows(replace(story, places=places, corrections=(done, lost)))
    corrected = {row["name"]: row["corrected"] for row in rows["places"] if "corrected" in row}
    assert corrected == {
        "Tobruk": [
            {"action": "locate", "fields": ["position"], "comment": "<b>seen</b>", "author": "Ada", "made_on": None}
        ]
    }
    assert rows["text"]["corrections"] == [
        {"target": "event", "action": "drop", "about": "a quotation", "reason": "It is gone."}
    ]


TEXT = st.text(alphabet=st.sampled_from("ab .\n!?\U0001f6a2ب中𝔖"), min_size=1, max_size=60)


@given(TEXT, st.data())
def test_any_marks_in_any_text_cut_it_without_loss(text: str, data: st.DataObject) -> None:
    def evidence() -> Evidence:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        return Evidence(start=start, end=end, text=text[start:end])

    article = Article(text=text, blocks=(Block(kind="paragraph", start=0, end=len(text)),), title="t", source="s")
    place = Place(
        id="p", name="p", kind="town", lat=0, lon=0, radius_km=1, confidence=1, mentions=(evidence(), evidence())
    )
    route = Route(id="r", theme="people", status="reported", evidence=(evidence(),), frame="f", trigger="t", origin="p")
    event = Event(id="e", type="attack", certainty="happened", evidence=(evidence(),), frame="f", trigger="t")
    story = Story(
        article=article, places=(place,), routes=(route,), events=(event,), unresolved=(),
        provenance=page_stories.PROVENANCE,
    )  # fmt: skip
    rows = story_rows(story)
    parts = rows["text"]["blocks"][0]["parts"]
    assert "".join(part[0] for part in parts) == text
    for row in (*rows["places"], *rows["routes"], *rows["events"]):
        for _, words, *_ in row["quotes"]:
            assert words in text
    for item, words in ((route, "r"), (event, "e")):
        rests = "".join(part[0] for part in parts if words in part[2])
        assert rests == item.evidence[0].text
        assert sum(words in part[3] for part in parts) == 1
