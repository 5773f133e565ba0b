"""What a person says takes its part in the telling: places first, so that routes and events follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geomap.article import article_from_text
from geomap.codec import dumps, loads
from geomap.corrections import Application, Corrections, in_words, read_corrections
from geomap.corrections.quoting import find_quote, occurrences
from geomap.explaining import explanation
from geomap.explaining import in_words as explained
from geomap.model import Article, Correction, Event, Evidence, Place, Route, Story
from geomap.pipeline import Tools, tell
from geomap.places import Resolution

pytestmark = pytest.mark.model

TEXT = (
    "Buses and boats\n\n"
    "A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday.\n\n"
    "Buses took 30 families from Tripoli to Beirut on April 20. "
    "Aid workers in Zuwara said that a trawler sank 20 km north of Tripoli. "
    "They were brought to the salt works on the feast of Saint Nicholas."
)


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools.open()


def article(text: str = TEXT) -> Article:
    return article_from_text(text, source="buses.txt", published="2016-04-28")


def told(tools: Tools, corrections: str = "", text: str = TEXT) -> Story:
    story = tell(article(text), tools, corrections=read_corrections("format = 1\nauthor = 'Ada'\n" + corrections))
    assert loads(dumps(story)) == story
    return story


def place(story: Story, name: str) -> Place:
    return next(place for place in story.places if place.name == name)


def route(story: Story, words: str) -> Route:
    return next(route for route in story.routes if words in route.evidence[0].text)


def event(story: Story, words: str) -> Event:
    return next(event for event in story.events if words in event.evidence[0].text)


def outcomes(story: Story) -> list[str]:
    return [said.outcome for said in story.corrections]


def entry(target: str, **values: str | float) -> str:
    return f"[[{target}]]\n" + "".join(f"{key} = {value!r}\n" for key, value in values.items())


LEBANESE = entry(
    "place", action="choose", name="Tripoli", candidate="gn:266826", comment="the bus", made_on="2026-11-23"
)


def test_without_corrections_nothing_is_different(tools: Tools) -> None:
    assert told(tools) == tell(article(), tools) == tell(article(), tools, corrections=Corrections())


def test_another_candidate_takes_its_routes_and_spots_along(tools: Tools) -> None:
    before, after = told(tools), told(tools, LEBANESE)
    assert place(before, "Tripoli").country == "LY"
    moved = place(after, "Tripoli")
    assert (moved.country, moved.gazetteer_id, moved.confidence) == ("LB", "gn:266826", 1.0)
    assert moved.alternatives[0].gazetteer_id == place(before, "Tripoli").gazetteer_id
    assert moved.reasons[0] == "A person chose this place: “the bus” (Ada, 2026-11-23)."
    bus = route(after, "Tripoli to Beirut")
    assert bus.origin == moved.id
    assert (bus.length_km or 0) < 100 < (route(before, "Tripoli to Beirut").length_km or 0)
    assert abs(moved.spots[0].lat - moved.lat) < 0.5
    assert after.corrections == moved.corrected
    assert after.corrections[0] == Correction(
        target="place", action="choose", about="Tripoli", fields=("position",), comment="the bus", author="Ada",
        made_on="2026-11-23", mark=moved.id,
    )  # fmt: skip


def test_coordinates_for_a_name_that_is_not_on_the_map(tools: Tools) -> None:
    assert not [known for known in told(tools).places if known.name == "salt works"]
    story = told(tools, entry("place", action="locate", name="salt works", lat=32.9, lon=12.1, kind="camp"))
    works = place(story, "salt works")
    assert (works.lat, works.lon, works.kind, works.country, works.gazetteer_id) == (32.9, 12.1, "camp", "LY", None)
    assert not [name for name in (*story.unresolved, *story.others) if name.name == "salt works"]
    assert any(known.destination == works.id for known in story.routes)


def test_an_ignored_name_is_no_end_of_a_route_and_no_place_of_an_event(tools: Tools) -> None:
    ostend = place(told(tools), "Ostend").id
    story = told(tools, entry("place", action="ignore", name="Ostend", comment="a ship"))
    assert ostend not in {known.id for known in story.places}
    assert ostend not in {end for known in story.routes for end in (known.origin, known.destination)}
    assert ostend not in {known.place for known in story.events}
    assert route(story, "left Harwich").destination is None
    answer = explanation(story, "Ostend")
    assert answer["status"] == "left off the map"
    assert "a person said: ignore “a ship” (Ada)" in explained(answer)


def test_a_label_is_only_a_label(tools: Tools) -> None:
    story = told(tools, entry("place", action="rename", name="Ostend", rename="Oostende"))
    renamed = place(story, "Oostende")
    assert replace(renamed, name="Ostend", corrected=(), reasons=renamed.reasons[1:]) == place(told(tools), "Ostend")
    assert renamed.corrected[0].fields == ("name",)


def test_one_mention_only(tools: Tools) -> None:
    here = entry(
        "place", action="choose", name="Tripoli", candidate="gn:266826", where="here", quote="families from Tripoli to"
    )
    story = told(tools, here)
    assert sorted(known.country or "" for known in story.places if known.name == "Tripoli") == ["LB", "LY"]
    assert route(story, "Tripoli to Beirut").origin == "place-gn-266826"
    twice = told(tools, here.replace("families from Tripoli to", TEXT.splitlines()[-1]))
    assert twice.corrections[0].reason == "the quote fits 2 mentions of “Tripoli”; quote other words"


def test_two_places_of_one_name_are_told_apart(tools: Tools) -> None:
    text = "Storms\n\nThe storm hit Paris, Texas, on Monday. On Tuesday, ministers met in Paris, France."
    spans = occurrences(text, "Paris")
    both = tuple(
        Place(
            id=f"place-{where}", name="Paris", kind="town", lat=0, lon=0, radius_km=1, confidence=0.9,
            mentions=(Evidence(start=start, end=end, text="Paris"),),
        )
        for where, (start, end) in zip(("us", "fr"), spans, strict=True)
    )  # fmt: skip

    def left(more: str = "") -> tuple[list[str], Correction]:
        said = Application(read_corrections("format = 1\n" + entry("place", action="ignore", name="Paris") + more))
        resolution = Resolution(places=both, unresolved=(), others=())
        resolution = said.described(said.named(resolution, article(text), tools.gazetteer))
        return [known.id for known in resolution.places], said.report()[0]

    assert left()[0] == ["place-us", "place-fr"]
    assert (left()[1].outcome, "place-us" in left()[1].reason) == ("ambiguous", True)
    assert left("id = 'place-us'")[0] == left("quote = 'storm hit Paris'")[0] == ["place-fr"]
    assert left("where = 'everywhere'")[0] == []


def test_dates(tools: Tools) -> None:
    said = entry("date", action="fix", text="Tuesday", when="2016-04-12", comment="of the week before")
    said += entry("date", action="add", text="the feast of Saint Nicholas", when="2015-12-06")
    said += entry("date", action="drop", text="Wednesday")
    said += entry("place", action="locate", name="salt works", lat=32.9, lon=12.1)
    story = told(tools, said)
    assert outcomes(story) == ["applied"] * 4
    boat = route(story, "left Harwich")
    assert boat.when is not None
    assert (boat.when.start, boat.when.text) == ("2016-04-12", "Tuesday")
    assert "dates" not in (*boat.stated, *boat.inferred)
    assert boat.corrected == (replace(story.corrections[0], mark=boat.id),)
    assert route(story, "brought to").when.start == "2015-12-06"  # type: ignore[union-attr]
    arrest = event(story, "arrested")
    assert arrest.when is None or arrest.when.text != "Wednesday"


def test_the_day_of_publication_moves_relative_dates(tools: Tools) -> None:
    story = told(tools, entry("date", action="published", when="2016-05-05"))
    assert (story.article.published, story.article.published_by) == ("2016-05-05", "correction")
    assert route(story, "left Harwich").when.start == "2016-05-03"  # type: ignore[union-attr]


def test_routes_are_fixed_dropped_and_added(tools: Tools) -> None:
    before = told(tools)
    boat, bus = route(before, "left Harwich"), route(before, "Tripoli to Beirut")
    said = entry("route", action="fix", id=boat.id, quote=boat.evidence[0].text, to="Zuwara", status="blocked", when="")
    said += f"[[route]]\naction = 'drop'\nid = '{bus.id}'\n"
    said += (
        entry("route", action="add", quote="Police arrested two men in Ostend") + "from = 'Ostend'\nto = 'Harwich'\n"
    )
    story = told(tools, said)
    assert outcomes(story) == ["applied"] * 3
    fixed = next(known for known in story.routes if known.id == boat.id)
    assert (fixed.destination, fixed.status, fixed.when) == (place(story, "Zuwara").id, "blocked", None)
    zuwara = place(story, "Zuwara")
    assert fixed.path[-1] == (round(zuwara.lon, 4), round(zuwara.lat, 4))
    assert fixed.corrected[0].fields == ("to", "status", "dates")
    assert not {"to", "status", "dates"} & {*fixed.stated, *fixed.inferred}
    assert bus.id not in {known.id for known in story.routes}
    added = route(story, "Police arrested")
    assert (added.origin, added.destination) == (place(story, "Ostend").id, place(story, "Harwich").id)
    assert (added.frame, added.stated) == ("person", ())
    assert added.length_km


def test_events_are_fixed_dropped_and_added(tools: Tools) -> None:
    arrest = event(told(tools), "arrested")
    fix = entry("event", action="fix", quote="Police arrested two men", type="protest", place="", certainty="denied")
    story = told(tools, fix + "quantity = { value = 2, unit = 'men' }\n")
    fixed = next(known for known in story.events if known.id == arrest.id)
    assert (fixed.type, fixed.place, fixed.certainty, fixed.quantity.text) == ("protest", None, "denied", "2 men")  # type: ignore[union-attr]
    story = told(tools, entry("event", action="drop", id=arrest.id))
    assert arrest.id not in {known.id for known in story.events}
    story = told(tools, entry("event", action="add", quote="Aid workers in Zuwara said", type="aid", place="Zuwara"))
    assert event(story, "Aid workers in Zuwara said").place == place(story, "Zuwara").id


def test_they_survive_an_edited_article_and_lost_ids(tools: Tools) -> None:
    before = told(tools)
    boat = route(before, "left Harwich")
    said = LEBANESE + "id = 'place-of-another-version'\n"
    said += entry("route", action="drop", id=boat.id, quote=boat.evidence[0].text)
    said += entry("event", action="drop", id="event-0", quote="Police arrested two men in Ostend on Wednesday")
    edited = "Correction: an earlier version said otherwise.\n\n" + TEXT.replace("about 40 people", "some 45 people")
    edited = edited.replace("Police arrested two men in Ostend", "The police arrested two young men in Ostend")
    story = told(tools, said, edited)
    assert outcomes(story) == ["applied"] * 3
    assert place(story, "Tripoli").country == "LB"
    assert not [known for known in story.routes if "Harwich" in known.evidence[0].text]
    assert not [known for known in story.events if "arrested" in known.evidence[0].text]


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        (entry("place", action="ignore", name="Timbuktu"), "not applied", "no longer says “Timbuktu”"),
        (entry("place", action="ignore", name="boat"), "already so", "not on the map anyway"),
        (entry("place", action="rename", name="boat", rename="ship"), "not applied", "not on the map"),
        (entry("place", action="choose", name="Ostend", candidate="gn:0"), "not applied", "geomap locate"),
        (
            entry("place", action="ignore", name="Ostend", where="here", quote="nothing of this is there any more"),
            "not applied",
            "no longer has the words",
        ),
        (entry("date", action="drop", text="Police"), "already so", "does not read a date"),
        (entry("date", action="add", text="on", when="2016"), "ambiguous", "stands there"),
        (entry("route", action="drop", id="route-0"), "not applied", "no route of that id"),
        (entry("route", action="drop", quote="Police arrested two men"), "already so", "no route is told"),
        (entry("route", action="drop", quote="whatever else was said of it"), "not applied", "no longer has the words"),
        (entry("event", action="add", quote="Police", type="visit", place="Rome"), "not applied", "no place “Rome”"),
        (entry("route", action="fix", quote="left Harwich for Ostend", to="") + "from = ''", "not applied", "one end"),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_reported_and_changes_nothing(
    tools: Tools, said: str, outcome: str, reason: str
) -> None:
    story = told(tools, said)
    assert (story.corrections[0].outcome, reason in story.corrections[0].reason) == (outcome, True), story.corrections
    assert outcome in in_words(story.corrections[0])
    assert replace(story, corrections=()) == told(tools)


def test_later_entries_build_on_earlier_ones(tools: Tools) -> None:
    said = entry("place", action="locate", name="salt works", lat=32.9, lon=12.1)
    said += entry("place", action="rename", name="salt works", rename="The camp")
    said += LEBANESE + entry("place", action="locate", name="Tripoli", id="place-gn-2210247", lat=34.5, lon=35.9)
    story = told(tools, said)
    assert outcomes(story) == ["applied"] * 4
    assert [len(place(story, name).corrected) for name in ("The camp", "Tripoli")] == [2, 1]
    assert place(story, "Tripoli").lat == 34.5


def test_quotations_are_found_again() -> None:
    text = "He said “we’re leaving” — then left\nthe town. He said no.\n\nA quick brown fox jumps over one lazy dog."
    start, end = find_quote(text, 'He SAID "we\'re   leaving" - then left the town')[0]
    assert (start, text[start:end][-8:]) == (0, "the town")
    assert [text[a:b] for a, b in find_quote(text, "The quick brown fox jumped over the lazy dog")] == [
        "quick brown fox jumps over one lazy dog"
    ]
    assert find_quote(text, "nobody ever said anything like that here") == ()
    assert len(find_quote(text, "He said")) == 2
    assert occurrences("Reading is reading; Readings", "Reading", exact_case=True) == ((0, 7),)
    assert occurrences("Reading is reading; Readings", "Reading") == ((0, 7), (11, 18))
    assert occurrences("A\n\nB", "A B") == ()
    assert occurrences("a.b", ".") == ((1, 2),)


def test_a_long_article_is_searched_in_linear_time() -> None:
    text = "the boat left the town and the people left the boat in the town . " * 20_000
    assert len(find_quote(text, "the boat left the old town and the people left the boat")) > 1
