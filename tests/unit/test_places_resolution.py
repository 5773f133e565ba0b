"""From a text to the places on the map, the unresolved names, and the names left aside."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from geomap.article import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.language.mentions import find_mentions
from geomap.language.model_loading import load_model
from geomap.language.reading import read
from geomap.model import Place
from geomap.places import Resolution, resolve, toponyms

pytestmark = pytest.mark.model

model = cache(load_model)

CONVOY = """SALONICA, Greece — A convoy of 40 lorries left Skopje for Belgrade on Monday, the Serbian police said.

It had come from Thessaloniki by way of Gevgelija. The frigate Athens was not involved. Athens denied any part in it,
and the University of Zagreb’s Balkan School called it odd.

Drivers had slept in Nis, and two were held at Xyzzyville. In Belgrade, Paris Novak, a driver, said he was glad.

MOST READ: Storm in Lisbon | Weather: Vienna 12°
"""


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@cache
def resolution(text: str) -> Resolution:
    reading = read(article_from_text(text), model())
    return resolve(find_mentions(reading, gazetteer()), reading, gazetteer())


def places(text: str) -> dict[str, Place]:
    return {place.name: place for place in resolution(text).places}


def test_places_of_an_article() -> None:
    found = places(CONVOY)
    assert {"Skopje", "Belgrade", "Gevgelija"} <= set(found)
    assert (found["Belgrade"].kind, found["Belgrade"].country) == ("town", "RS")
    assert len(found["Belgrade"].mentions) == 2


def test_look_alikes_and_furniture_stay_off_the_map() -> None:
    assert not {"Paris", "Zagreb", "Lisbon", "Vienna", "Athens"} & set(places(CONVOY))
    others = {other.name: other.kind for other in resolution(CONVOY).others}
    assert others["Athens"] in ("vessel", "government")


def test_every_mention_is_a_quotation() -> None:
    article = article_from_text(CONVOY)
    found = resolution(CONVOY)
    quoted = [e for named in (*found.places, *found.unresolved, *found.others) for e in named.mentions]
    assert quoted
    for evidence in quoted:
        assert article.text[evidence.start : evidence.end] == evidence.text


def test_no_mention_belongs_to_two_places() -> None:
    spans = sorted((e.start, e.end) for place in resolution(CONVOY).places for e in place.mentions)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_every_place_has_a_reason_a_position_and_a_confidence() -> None:
    for place in resolution(CONVOY).places:
        assert place.reasons
        assert place.reasons[0].endswith(".")
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert 0 < place.confidence <= 1
        assert place.radius_km > 0


def test_the_reason_names_the_stated_state() -> None:
    place = places("They left Paris, Texas, at dawn on Monday and reached Dallas before noon.")["Paris"]
    assert place.admin1 == "Texas"
    assert place.reasons[0] == "The article says “Paris, Texas”."
    assert "FR" in {alternative.country for alternative in place.alternatives} or not place.alternatives


def test_alternatives_are_weighed_and_not_chosen() -> None:
    place = places("There was fighting in Tripoli on Monday.")["Tripoli"]
    assert place.country == "LY"
    assert "LB" in {alternative.country for alternative in place.alternatives}
    chances = [alternative.confidence for alternative in place.alternatives]
    assert chances == sorted(chances, reverse=True)


def test_an_unknown_place_is_unresolved_with_a_reason() -> None:
    found = resolution("The refugees walked from Qrtzwabad in Chad to Egypt. Later they left Qrtzwabad again.")
    names = {unresolved.name: unresolved.reason for unresolved in found.unresolved}
    assert "Qrtzwabad" in names
    assert "no place called" in names["Qrtzwabad"]


def test_an_article_without_places_gives_none() -> None:
    assert resolution("Nothing happened today, and nobody was there to see it.").places == ()


def test_the_same_article_gives_the_same_resolution() -> None:
    reading = read(article_from_text(CONVOY), model())
    again = resolve(find_mentions(reading, gazetteer()), reading, gazetteer())
    assert again == resolution(CONVOY)
    assert len({place.id for place in again.places}) == len(again.places)


def test_toponyms_at_given_spans_are_exactly_those() -> None:
    text = "Ships went from Tunis to Malta on Monday, and from there to Gozo."
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Malta", "Gozo")]
    found = toponyms(article_from_text(text), model(), gazetteer(), spans)
    assert [(one["start"], one["end"]) for one in found] == spans
    assert all(one["lat"] is not None for one in found)


def test_toponyms_count_governments_that_a_map_leaves_out() -> None:
    text = "Berlin denied that it had sent tanks to Kyiv on Monday."
    found = {one["name"]: one for one in toponyms(article_from_text(text), model(), gazetteer())}
    assert found["Berlin"]["cc"] == "DE"
    assert "Berlin" not in places(text)


HAMLET = "Two families fled the hamlet of Tinaweyloxa, a day's walk from Kidal, on Monday."
VILLAGE = "Gunmen attacked the village of Zerbuntala, about 30 km north-east of Gao, on Sunday."
BARE_NAME = "Rebels shelled Zerbuntala, 30 km south of Kidal, on Sunday."
IN_A_PART = "Gunmen attacked the village of Zerbuntala in northern Nigeria on Sunday."


@pytest.mark.parametrize(
    ("text", "name", "kind", "position", "radius"),
    [
        (HAMLET, "Tinaweyloxa", "town", (18.44, 1.41), (30, 40)),
        (VILLAGE, "Zerbuntala", "town", (16.46, 0.15), (10, 20)),
        (BARE_NAME, "Zerbuntala", "facility", (18.17, 1.41), (10, 20)),
        (IN_A_PART, "Zerbuntala", "town", (11.48, 8.77), (500, 800)),
    ],
)
def test_a_name_that_a_phrase_ties_to_a_place_stands_where_the_phrase_puts_it(
    text: str, name: str, kind: str, position: tuple[float, float], radius: tuple[float, float]
) -> None:
    found = places(text)[name]
    assert (found.inferred, found.gazetteer_id, found.kind) == (True, None, kind)
    assert (found.lat, found.lon) == pytest.approx(position, abs=0.05)
    assert radius[0] <= found.radius_km <= radius[1]


def test_a_name_beside_a_whole_area_stays_without_a_position() -> None:
    found = resolution("Clashes broke out in Zerbuntala in northern Nigeria on Friday.")
    assert "Zerbuntala" in {name.name for name in found.unresolved}


def test_a_name_that_the_article_tells_apart_itself_is_two_places() -> None:
    text = (
        "The choir from Paris, Texas, will sing in Paris, France, in June. It left Paris, Texas, on Monday and arrived "
        "in Paris, France, on Tuesday."
    )
    found = [place for place in resolution(text).places if place.name == "Paris"]
    assert [(place.country, len(place.mentions)) for place in found] == [("US", 2), ("FR", 2)]


@pytest.mark.parametrize(
    ("text", "name", "id_"),
    [
        ("The plane from Jeddah landed at Bole airport in Ethiopia.", "Bole airport", "facility:haab"),
        ("A plane from Ankara landed at Manas airport in Kyrgyzstan.", "Manas airport", "facility:ucfm"),
        ("They were taken to Markazi camp near Obock, Djibouti.", "Markazi camp", "camp:markazi-camp"),
    ],
)
def test_a_site_noun_in_small_letters_is_part_of_the_name(text: str, name: str, id_: str) -> None:
    assert places(text)[name].gazetteer_id == id_


def test_a_coast_in_small_letters_is_no_part_of_the_name() -> None:
    assert "region:gulf-coast" not in {
        place.gazetteer_id for place in places("The Gulf coast of Yemen was hit.").values()
    }
