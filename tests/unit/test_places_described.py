"""Where descriptions lie: distances, sides, water; and which of them become places, which spots."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from geomap.gazetteer import Gazetteer
from geomap.geodesy import destination, distance_km
from geomap.model import Evidence, Place, Spot
from geomap.places.described import with_descriptions
from geomap.places.shapes import Shape, Surroundings

COMPASS = {"northern": (0, 1), "southern": (0, -1), "eastern": (1, 0), "western": (-1, 0), "north-east": (1, 1)}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@cache
def around(name: str) -> Surroundings:
    feature = gazetteer().lookup(name)[0].feature
    return Surroundings(gazetteer(), feature.id, (feature.lon, feature.lat), feature.radius_km)


def place(name: str, text: str, *, times: int = 1) -> Place:
    """The place of that name with its first mentions in the text."""
    feature = gazetteer().lookup(name)[0].feature
    mentions, at = [], -1
    for _ in range(times):
        at = text.index(name, at + 1)
        mentions.append(Evidence(start=at, end=at + len(name), text=name))
    return Place(
        id=f"place-{feature.id}", name=name, kind=feature.kind, lat=feature.lat, lon=feature.lon,
        radius_km=feature.radius_km, confidence=0.9, mentions=tuple(mentions), gazetteer_id=feature.id,
        country=feature.country,
    )  # fmt: skip


def described(text: str, *places: Place, adjectives: tuple[str, ...] = ()) -> tuple[Place, ...]:
    spans = [(text.index(word), text.index(word) + len(word)) for word in adjectives]
    return with_descriptions(places, spans, text, gazetteer())


def only_spot(text: str, *names: str) -> Spot:
    (spot,) = [spot for one in described(text, *(place(name, text) for name in names)) for spot in one.spots]
    assert text[spot.start : spot.end] == spot.text
    return spot


def outline(shape: Shape | Spot | Place) -> list[Polygon]:
    return [Polygon(ring) for ring in shape.footprint or ()]


def position(spot: Spot | Place) -> tuple[float, float]:
    return spot.lon, spot.lat


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(0, 359), st.floats(1, 3000))
def test_a_destination_lies_at_the_distance(lon: float, lat: float, bearing: float, distance: float) -> None:
    there = destination((lon, lat), bearing, distance)
    assert distance_km((lon, lat), there) == pytest.approx(distance, rel=1e-6)


@given(st.floats(0, 359), st.floats(1, 900))
def test_an_offset_from_a_town_lies_at_the_distance(bearing: float, distance: float) -> None:
    aden = around("Aden")
    shape = aden.offset(bearing, distance)
    assert distance_km(aden.position, shape.position) == pytest.approx(distance, abs=0.05)
    assert 0.15 * distance <= shape.radius_km < 0.3 * distance + 20


@settings(deadline=None)
@given(st.sampled_from([0, 45, 90, 135, 180, 225, 270, 315]), st.floats(20, 300))
def test_an_offset_from_an_area_lies_outside_it(bearing: float, distance: float) -> None:
    shape = around("Crete").offset(bearing, distance)
    crete = gazetteer().geometry("island:crete")
    assert crete is not None
    assert not crete.contains(Point(shape.position))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["Nigeria", "Libya", "Syria", "Chad", "Mali", "Texas", "Italy", "France", "Crete", "Vietnam"]),
    st.sampled_from([0, 45, 90, 135, 180, 225, 270, 315, None]),
)  # fmt: skip
def test_a_part_lies_inside_its_area_and_on_its_side(name: str, bearing: int | None) -> None:
    feature = gazetteer().lookup(name)[0].feature
    area, shape = gazetteer().geometry(feature.id), around(name).part(bearing)
    assert area is not None
    assert shape is not None
    assert area.buffer(1e-3).contains(Point(shape.position))
    assert sum(piece.area for piece in outline(shape)) < 0.95 * area.area
    assert all(piece.difference(area.buffer(0.15)).area < 0.01 * area.area for piece in outline(shape))
    if bearing is not None:
        east, north = shape.position[0] - area.centroid.x, shape.position[1] - area.centroid.y
        assert east * math.sin(math.radians(bearing)) + north * math.cos(math.radians(bearing)) > 0


def test_the_middle_lies_around_the_middle() -> None:
    shape = around("Mali").part(None)
    assert shape is not None
    assert distance_km(shape.position, (-4, 17)) < 150


def test_a_far_part_is_smaller() -> None:
    near, far = around("Mali").part(0), around("Mali").part(0, far=True)
    assert near is not None
    assert far is not None
    assert far.position[1] > near.position[1]
    assert far.radius_km < near.radius_km


def test_a_country_with_faraway_pieces_is_cut_by_its_mainland() -> None:
    west, north = around("United States").part(270), around("Norway").part(0)
    assert west is not None
    assert north is not None
    assert -125 < west.position[0] < -100
    assert 64 < north.position[1] < 72


def test_a_town_has_no_part() -> None:
    assert around("Aden").part(0) is None


@pytest.mark.parametrize(
    "name", ["Libya", "Tunisia", "Crete", "Lampedusa", "Hodeidah", "Malta", "Somalia", "Texas", "Fiji"]
)
def test_off_lies_in_the_water_by_the_place(name: str) -> None:
    shape = around(name).off()
    assert shape is not None
    assert gazetteer().country_at(shape.position[1], shape.position[0]) is None
    assert any(piece.buffer(1e-3).contains(Point(shape.position)) for piece in outline(shape))


@pytest.mark.parametrize("name", ["Chad", "Hungary", "Madrid", "Switzerland"])
def test_nothing_lies_off_a_place_without_a_coast(name: str) -> None:
    assert around(name).off() is None
    assert around(name).coast() is None


def test_a_stated_distance_keeps_off_the_coast() -> None:
    shape = around("Libya").off(80)
    libya = gazetteer().geometry("country:LY")
    assert shape is not None
    assert libya is not None
    assert 0.4 < libya.distance(Point(shape.position)) < 1.2


def test_a_coast_follows_the_sea_and_not_the_neighbours() -> None:
    shape = around("Libya").coast()
    assert shape is not None
    assert all(lat > 29 for ring in shape.footprint or () for _, lat in ring)


def test_a_border_is_shared_and_thin() -> None:
    chad, sudan = gazetteer().geometry("country:TD"), gazetteer().geometry("country:SD")
    shape = around("Chad").border(around("Chad").other("country:SD", (30, 15)))
    assert shape is not None
    assert chad is not None
    assert sudan is not None
    assert chad.distance(Point(shape.position)) < 0.1
    assert sudan.distance(Point(shape.position)) < 0.1
    assert sum(piece.area for piece in outline(shape)) < 0.05 * chad.area
    assert around("Mali").border(around("Mali").other("country:TD", (19, 15))) is None


def test_between_is_the_middle_of_the_gap() -> None:
    text = "A boat sank in waters between Corsica and Genoa."
    spot = only_spot(text, "Corsica", "Genoa")
    assert (spot.relation, spot.text) == ("between", "between Corsica and Genoa")
    assert 43 < spot.lat < 44.4
    assert gazetteer().country_at(spot.lat, spot.lon) is None


def test_a_spot_belongs_to_the_named_place_which_stays() -> None:
    text = "The ship sank 90 km west of Crete."
    crete = place("Crete", text)
    (found,) = described(text, crete)
    assert (found.id, found.lat, found.lon) == (crete.id, crete.lat, crete.lon)
    assert found.spots[0].relation == "offset"
    assert found.spots[0].lon < 23


def test_a_part_named_alone_is_an_inferred_place() -> None:
    text = "Gunmen attacked a village in northern Nigeria."
    (found,) = described(text, place("Nigeria", text))
    assert (found.name, found.kind, found.inferred, found.gazetteer_id) == ("northern Nigeria", "region", True, None)
    assert found.lat > 9
    assert found.mentions[0].text == "northern Nigeria"
    assert "part of Nigeria" in found.reasons[0]


def test_a_part_beside_its_whole_is_a_spot() -> None:
    text = "Gunmen attacked a village in northern Nigeria. The Nigeria Police came."
    (found,) = described(text, place("Nigeria", text, times=2))
    assert (found.name, [spot.relation for spot in found.spots]) == ("Nigeria", ["part"])


def test_a_name_of_the_gazetteer_wins() -> None:
    text = "It is unknown in southern Africa."
    (found,) = described(text, place("Africa", text))
    assert (found.gazetteer_id, found.inferred) == ("region:southern-africa", False)


def test_the_coast_of_an_adjective_is_an_inferred_place() -> None:
    text = "They drowned off the Turkish coast."
    (found,) = described(text, adjectives=("Turkish",))
    assert (found.name, found.kind, found.inferred, found.country) == ("Turkish coast", "coast", True, "TR")


@pytest.mark.parametrize(
    "text", ["The Turkish coast guard came.", "A Turkish ship sank.", "The Turkish army shelled it."]
)
def test_an_actor_gets_no_coast(text: str) -> None:
    assert described(text, adjectives=("Turkish",)) == ()


def test_a_border_of_adjectives_is_one_place() -> None:
    text = "They crossed the Turkish-Syrian border. The Turkish-Syrian border is closed."
    spans = [(at, at + len(word)) for word in ("Turkish", "Syrian") for at in (text.index(word), text.rindex(word))]
    (found,) = with_descriptions((), spans, text, gazetteer())
    assert (found.name, found.kind, len(found.mentions)) == ("Turkish-Syrian border", "region", 2)


def test_near_reaches_beyond_the_town_and_says_nothing_of_countries() -> None:
    assert only_spot("It fell near Hodeidah.", "Hodeidah").radius_km >= 25
    text = "It fell near Libya."
    assert described(text, place("Libya", text))[0].spots == ()


def test_travel_gives_the_radius() -> None:
    spot = only_spot("The camp is a day's walk from Kidal.", "Kidal")
    assert spot.relation == "travel"
    assert position(spot) == pytest.approx((1.41, 18.44), abs=0.1)
    assert 30 <= spot.radius_km < 60


def test_places_without_a_phrase_come_back_as_they_are() -> None:
    text = "Libya and Crete agreed."
    places = place("Libya", text), place("Crete", text)
    assert described(text, *places) == places
