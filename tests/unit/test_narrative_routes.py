"""Routes over whole texts: journeys, ends, dates, numbers, evidence, ids. Told by the real pipeline."""

from __future__ import annotations

from functools import cache

import pytest
from narrative_examples import places_of, show_route, tell

from geomap.language.model_loading import load_model
from geomap.language.reading import read
from geomap.model import Article, Block, BlockKind
from geomap.narrative import Narrative, narrate

pytestmark = pytest.mark.model
model = cache(load_model)

CONVOY = "Two boats with 80 migrants left [Sabratha] on Monday. They reached [Pozzallo] on Wednesday."


def routes(marked: str) -> list[str]:
    return [show_route(route) for route in tell(marked, model()).routes]


def tell_block(marked: str, kind: BlockKind) -> Narrative:
    text, places = places_of(marked)
    block = Block(kind=kind, start=0, end=len(text))
    article = Article(text=text, blocks=(block,), title="", source="-", published="2024-05-15")
    return narrate(read(article, model()), places, (), (), None)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (CONVOY, ["Sabratha > Pozzallo"]),
        ("The team left [Osh], slept in [Gulcha] and arrived in [Murghab] on Friday.", ["Osh > Gulcha > Murghab"]),
        ("In June the choir will fly to [Dallas] and drive on to [Paris].", ["? > Dallas > Paris"]),
        ("- April 20: The man left [Manila].\n- April 21: He flew to [Tokyo].", ["Manila > ?", "? > Tokyo"]),
        ("She sailed from [Ningbo] for [Rotterdam]. She cleared the [Strait of Malacca] on 5 January.",
         ["Ningbo > Strait of Malacca > Rotterdam"]),
        ("The ship left [Odesa] for [Beirut] on Monday. It turned round on Tuesday.", ["Odesa > Beirut"]),
        ("Trucks left [Amman] for [Daraa]. Soldiers arrived in [Aleppo].", ["Amman > Daraa", "? > Aleppo"]),
        ("He flew from [Rome] to [Oslo]. He flew back from [Oslo] to [Rome].", ["Rome > Oslo", "Oslo > Rome"]),
        ("They went from [Rome] to [Oslo] and [Bergen].", ["Rome > Oslo", "Rome > Bergen"]),
    ],
)  # fmt: skip
def test_journeys(marked: str, expected: list[str]) -> None:
    assert routes(marked) == expected


def test_a_journey_broken_off_is_an_attempt() -> None:
    (route,) = tell("The ship left [Odesa] for [Beirut] on Monday. It turned round on Tuesday.", model()).routes
    assert route.status == "attempted"


def test_a_retold_movement_is_one_route_with_all_its_evidence() -> None:
    marked = (
        "Aid trucks reached [Aleppo] from [Baghdad] on Sunday.\nThe trucks from [Baghdad] reached [Aleppo] on Sunday."
    )
    (route,) = tell(marked, model()).routes
    assert len(route.evidence) == 2


def test_the_fields_of_a_route() -> None:
    (route,) = tell(CONVOY, model()).routes
    assert (route.theme, route.status) == ("people", "reported")
    assert route.quantity is not None
    assert route.when is not None
    assert (route.when.start, route.when.end) == ("2024-05-13", "2024-05-15")
    assert {"from", "to", "status"} <= set(route.stated)
    assert not set(route.stated) & set(route.inferred)
    assert route.frame.startswith("motion.")
    assert len(route.path) >= 2
    assert route.length_km is not None


def test_the_mover_of_a_journey_is_quoted_from_its_own_sentence() -> None:
    (route,) = tell("On Monday, after a long wait, two boats left [Sabratha]. They reached [Pozzallo].", model()).routes
    assert route.mover == "two boats"


def test_one_end_stays_one_end() -> None:
    (route,) = tell("More than 300 people fled to [Goma] on Tuesday.", model()).routes
    assert (route.origin, route.via, route.destination) == (None, (), "Goma")
    assert len(route.path) == 1
    assert route.length_km is None


def test_evidence_quotes_the_article() -> None:
    text, _ = places_of(CONVOY)
    for route in tell(CONVOY, model()).routes:
        assert all(text[e.start : e.end] == e.text for e in route.evidence)
        assert "Sabratha" in route.evidence[0].text


def test_ids_come_from_the_content() -> None:
    first, again = tell(CONVOY, model()), tell(CONVOY, model())
    assert first == again
    elsewhere = tell("Earlier.\n" + CONVOY, model())
    assert {route.id for route in first.routes}.isdisjoint(route.id for route in elsewhere.routes)


def test_two_routes_of_one_sentence_have_different_ids() -> None:
    narrative = tell("They went from [Rome] to [Oslo] and [Bergen].", model())
    assert len({route.id for route in narrative.routes}) == 2


@pytest.mark.parametrize("kind", ["furniture", "byline"])
def test_furniture_tells_nothing(kind: BlockKind) -> None:
    marked = "Read next: Hundreds fled [Aleppo] for [Turkey]."
    assert tell_block(marked, kind) == Narrative((), ())
    assert tell_block(marked, "paragraph").routes


def test_a_text_without_places_has_no_routes() -> None:
    assert tell("The council met on Monday. Nothing moved.", model()).routes == ()


def test_a_date_of_another_clause_is_not_taken() -> None:
    (route,) = tell("Soldiers moved to [Goma]; parliament will vote on 3 June.", model()).routes
    assert route.when is None


def test_the_container_of_a_place_is_no_second_end() -> None:
    text = "Our choir rolled into London, Ontario, on Wednesday."
    _, places = places_of("[London] [Ontario]")
    from dataclasses import replace

    from geomap.model import Evidence

    london, ontario = places
    london = replace(london, mentions=(Evidence(start=22, end=28, text="London"),))
    ontario = replace(
        ontario,
        kind="region",
        radius_km=900,
        mentions=(Evidence(start=30, end=37, text="Ontario"),),
        lat=10.5,
        lon=20.5,
    )
    block = Block(kind="paragraph", start=0, end=len(text))
    article = Article(text=text, blocks=(block,), title="", source="-", published=None)
    narrative = narrate(read(article, model()), (london, ontario), (), (), None)
    assert [(route.origin, route.via, route.destination) for route in narrative.routes] == [(None, (), "London")]


def test_there_is_a_place_only_where_it_can_be_but_one() -> None:
    sold = "The dog was sold by a circus in [Denver] to schoolchildren of [Cleveland] and taken there in May."
    (route,) = tell(sold, model()).routes
    assert route.destination == "Cleveland"
    assert "to" in route.inferred
    assert routes("[Goma] and [Bukavu] are on the lake. The minister went there.") == []


def test_travellers_begin_where_they_were_held() -> None:
    assert routes("Tourists stranded on [Rhodes] were flown home to [Leeds] on Monday.") == ["Rhodes > Leeds"]


def test_where_people_come_from_is_not_where_they_start() -> None:
    told = routes("Two brothers from [Lima] were extradited from [Dubai] to [Madrid] on Sunday.")
    assert told == ["Dubai > Madrid"]


def test_a_named_ship_is_a_vessel() -> None:
    (route,) = tell("The bulker ARICA STAR sailed from [Antofagasta] to [Hamburg].", model()).routes
    assert route.theme == "vessel"


def test_after_turning_round_another_way_begins() -> None:
    turned = "The LNG carrier PACIFIC MESA, which left [Houston] for [Osaka] on 9 May, turned round off [Colón]"
    told = routes(f"{turned} and is now bound for [Hull].")
    assert told == ["Houston > Colón > Osaka", "? > Hull"]
