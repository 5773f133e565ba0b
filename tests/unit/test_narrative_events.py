"""Events over whole texts: one happening told twice, places, dates, actors. Told by the real pipeline."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from narrative_examples import places_of, tell

from geomap.language.model_loading import load_model
from geomap.language.reading import read
from geomap.model import Article, Block, Event, Spot
from geomap.narrative import narrate

pytestmark = pytest.mark.model
model = cache(load_model)


def events(marked: str) -> list[Event]:
    return list(tell(marked, model()).events)


def test_a_definite_mention_is_the_same_happening() -> None:
    (event,) = events("A bomb exploded in [Quetta] on Monday. The attack was the worst this year.")
    assert event.type == "attack"
    assert event.place == "Quetta"


def test_a_headline_retold_at_length_keeps_its_place_described_there() -> None:
    marked = (
        "Blast in [Quetta]\nAfter weeks of calm in the province, a blast in [Quetta] was heard on Monday, police said."
    )
    text, places = places_of(marked)
    start = text.index("in Quetta", 20)
    spot = Spot(text="in Quetta", start=start, end=start + 9, relation="near", lat=10.0, lon=20.0, radius_km=5.0)
    headline = text.split("\n")[0]
    blocks = (
        Block(kind="headline", start=0, end=len(headline)),
        Block(kind="paragraph", start=len(headline) + 1, end=len(text)),
    )
    article = Article(text=text, blocks=blocks, title="", source="-", published="2024-05-15")
    (event,) = narrate(read(article, model()), (replace(places[0], spots=(spot,)),), (), (), None).events
    assert len(event.evidence) == 2
    assert event.spot == spot


def test_two_places_are_two_happenings() -> None:
    found = events("Rebels attacked [Goma] on Monday. They attacked [Bukavu] on Tuesday.")
    assert [event.place for event in found] == ["Goma", "Bukavu"]


def test_the_thing_announced_is_told_not_the_announcement() -> None:
    found = events("[Poland] decided on Monday to send 1,000 soldiers to [Suwalki].")
    assert [(event.type, event.place, event.certainty) for event in found] == [("deployment", "Suwalki", "planned")]


def test_deaths_in_an_attack_belong_to_it() -> None:
    found = events("An attack in [Djibo] killed 14 villagers on Sunday.")
    assert [event.type for event in found] == ["attack"]


def test_a_verb_and_its_noun_are_one_happening() -> None:
    found = events("The two sides held a meeting in [Oslo] on Monday.")
    assert [event.type for event in found] == ["meeting"]


def test_the_origin_of_people_is_not_where_it_happens() -> None:
    (event,) = events("Police detained 200 migrants from [Mali] in [Tripoli] on Monday.")
    assert event.place == "Tripoli"


def test_a_place_that_is_only_pointed_to_is_inferred() -> None:
    found = events("[Lincoln Library] is old. About 60 people rallied there on Sunday.")
    assert [(event.type, event.place, event.inferred) for event in found] == [
        ("protest", "Lincoln Library", ("place",))
    ]


def test_without_place_and_date_there_is_no_event() -> None:
    assert events("The rebels attacked a village. [Goma] is a town.") == []


def test_a_day_to_come_makes_a_plan() -> None:
    (event,) = events("Donors meet in [Geneva] on 27 May.")
    assert (event.certainty, event.when and event.when.start) == ("planned", "2024-05-27")


def test_a_month_that_is_not_over_lies_in_the_past_when_the_verb_does() -> None:
    (event,) = events("A bridge collapsed in [Genoa] in August.")
    assert (event.certainty, event.when and event.when.start) == ("happened", "2023-08-01")


def test_actors_have_roles_in_the_words_of_the_article() -> None:
    (event,) = events("Government troops arrested two smugglers in [Agadez] on Monday.")
    assert {(actor.text, actor.role) for actor in event.actors} == {
        ("Government troops", "agent"),
        ("two smugglers", "patient"),
    }


def test_evidence_quotes_the_article() -> None:
    marked = "Floods hit [Derna] on Sunday.\n“We lost all,” said a man. Police arrested two men in [Tobruk] on Monday."
    text, _ = places_of(marked)
    found = events(marked)
    assert len(found) == 2
    assert all(text[e.start : e.end] == e.text for event in found for e in event.evidence)
    assert len({event.id for event in found}) == 2
