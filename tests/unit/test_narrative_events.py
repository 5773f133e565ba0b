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


def test_harm_told_without_a_place_takes_that_of_what_was_told_before() -> None:
    found = events("A landslide swept a bus away near [Caranavi] on Monday. At least 34 people were hurt.")
    assert [(event.type, event.place, event.inferred) for event in found] == [
        ("disaster", "Caranavi", ()),
        ("casualties", "Caranavi", ("place",)),
    ]
    assert found[1].when is None


def test_harm_without_a_place_anywhere_near_is_no_mark() -> None:
    assert events("The two towns of [Goma] and [Bukavu] are far apart. Two people were hurt.") == []


def test_a_plan_told_again_takes_the_place_that_was_spoken_of() -> None:
    found = events("Soldiers could be sent to [Sirte]. The minister refused to rule out strikes against militants.")
    assert [(event.type, event.place, event.certainty) for event in found] == [
        ("deployment", "Sirte", "possible"),
        ("attack", "Sirte", "possible"),
    ]
    assert "place" in found[1].inferred


def test_what_stands_behind_a_semicolon_has_its_own_place_and_certainty() -> None:
    found = events("Gunmen attacked a bus in [Bannu] on Monday; the minister, who was in [Lahore], refused to resign.")
    assert [(event.type, event.place, event.certainty) for event in found] == [("attack", "Bannu", "happened")]


def test_the_place_of_the_next_verb_is_not_that_of_the_first() -> None:
    found = events("A passenger was injured on Monday and taken to a hospital in [Little Rock].")
    assert [(event.type, event.place) for event in found] == [("casualties", None)]


def test_deaths_told_beside_their_cause_give_it_their_place_and_number() -> None:
    (event,) = events("At least 19 people drowned in [Kousseri] on Wednesday when the [Logone River] burst its banks.")
    assert (event.type, event.place) == ("disaster", "Kousseri")
    assert event.quantity is not None
    assert event.quantity.value == 19


def test_a_second_number_and_place_share_the_verb() -> None:
    found = events("Twelve people were arrested in [Vigo] last Thursday, and five more in [Setúbal] on the same day.")
    told = [(event.place, event.quantity.value, event.when.start) for event in found if event.quantity and event.when]
    assert told == [("Vigo", 12, "2024-05-09"), ("Setúbal", 5, "2024-05-09")]
