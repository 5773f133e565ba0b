"""The file format: what is written comes back, always in the same bytes, and damage is noticed."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import ConfigError, GazetteerMissing
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.outlines import UNITS_PER_DEGREE, decode_outline, encode_outline
from geomap.gazetteer.writing import Record, exact_key, pack_gazetteer

SQUARE = ((((10.0, 40.0), (20.0, 40.0), (20.0, 50.0), (10.0, 50.0), (10.0, 40.0)),),)
HEADER = {"version": "test"}


def records() -> list[Record]:
    country = Record(
        id="country:ZZ",
        name="Zedland",
        feature_class="A.PCLI",
        lat=45,
        lon=15,
        prominence=9,
        country="country:ZZ",
        names=(("Zedland", "primary"), ("Old Zed", "historic"), ("Z.L.", "abbreviation"), ("the Zeds", "primary")),
        demonyms=("Zedlander",),
        outline=SQUARE,
        radius_km=500,
        population=1_000_000,
    )
    division = Record(
        id="admin1:ZZ.01",
        name="North",
        feature_class="A.ADM1",
        lat=48,
        lon=15,
        prominence=5,
        country="country:ZZ",
        admin1="admin1:ZZ.01",
        names=(("North", "primary"),),
    )
    towns = [
        Record(
            id=f"gn:{number}",
            name=name,
            feature_class="P.PPL",
            lat=lat,
            lon=15,
            prominence=prominence,
            country="country:ZZ",
            admin1="admin1:ZZ.01",
            population=people,
            names=((name, "primary"), ("Łąka", "alternate")),
        )
        for number, name, lat, prominence, people in (
            (7, "Port-Zed", 44.5, 5.0, 100_000),
            (12, "Zedville", -0.5, 3.0, 900),
        )
    ]
    return [country, division, *towns]


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "small.gazetteer"
    path.write_bytes(pack_gazetteer(records(), HEADER))
    return Gazetteer.open(path)


def test_the_order_of_the_records_makes_no_difference() -> None:
    assert len({pack_gazetteer(order, HEADER) for order in permutations(records())}) == 1


def test_features_come_back(gazetteer: Gazetteer) -> None:
    town = gazetteer.feature("gn:7")
    assert (town.name, town.country, town.admin1, town.admin1_name) == ("Port-Zed", "ZZ", "ZZ.01", "North")
    assert (town.lat, town.lon, town.population, town.kind) == (44.5, 15.0, 100_000, "town")
    assert 2 < town.radius_km < 6
    assert gazetteer.feature("country:ZZ").radius_km == 500
    assert len(gazetteer) == 4


@pytest.mark.parametrize("unknown", ["gn:8", "gn:", "gn:x", "country:AA", "zz:1", ""])
def test_an_unknown_id_is_a_key_error(gazetteer: Gazetteer, unknown: str) -> None:
    with pytest.raises(KeyError):
        gazetteer.feature(unknown)


def test_a_shared_name_gives_the_prominent_place_first(gazetteer: Gazetteer) -> None:
    matches = gazetteer.lookup("laka")
    assert [match.feature.id for match in matches] == ["gn:7", "gn:12"]
    assert {match.quality for match in matches} == {"alternate"}


def test_qualities_of_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("zedland")[0].quality == "primary"
    assert gazetteer.lookup("Old Zed")[0].quality == "historic"
    assert gazetteer.lookup("Z.L.")[0].quality == "abbreviation"


def test_an_abbreviation_is_compared_letter_by_letter(gazetteer: Gazetteer) -> None:
    assert "Z.L." in gazetteer
    assert not gazetteer.lookup("z.l.")
    assert not gazetteer.lookup("ZL")
    assert exact_key("W. Va.") == exact_key("W.Va.")


def test_a_name_with_the_article_needs_it(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("the Zeds")
    assert gazetteer.lookup("The Zeds")
    assert not gazetteer.lookup("Zeds")


def test_not_found_is_empty(gazetteer: Gazetteer) -> None:
    for name in ("", " ", "Nowhere", "'", "=", "~Zedlander", "\ud800", "x" * 10_000):
        assert gazetteer.lookup(name) == ()
        assert name not in gazetteer
        assert not gazetteer.has_prefix(name)


def test_prefixes_are_whole_words(gazetteer: Gazetteer) -> None:
    assert gazetteer.has_prefix("Port")
    assert gazetteer.has_prefix("Port Zed")
    assert not gazetteer.has_prefix("Por")
    assert not gazetteer.has_prefix("")


def test_demonyms_begin_with_a_capital(gazetteer: Gazetteer) -> None:
    assert [feature.id for feature in gazetteer.demonym("Zedlander")] == ["country:ZZ"]
    assert gazetteer.demonym("zedlander") == ()


def test_outlines(gazetteer: Gazetteer) -> None:
    assert gazetteer.footprint("country:ZZ") == (SQUARE[0][0],)
    geometry = gazetteer.geometry("country:ZZ")
    assert geometry is not None
    assert geometry.area == 100
    assert gazetteer.footprint("gn:7") is None
    assert gazetteer.geometry("admin1:ZZ.01") is None


def test_points_find_their_country_and_town(gazetteer: Gazetteer) -> None:
    assert gazetteer.country_at(45, 15) == "ZZ"
    assert gazetteer.country_at(45, 25) is None
    nearest = gazetteer.reverse(44.6, 15.1)
    assert nearest is not None
    assert nearest.id == "gn:7"
    inland = gazetteer.reverse(49, 11)
    assert inland is not None
    assert inland.id == "country:ZZ"
    assert gazetteer.reverse(-60, -120) is None


def test_two_records_of_one_id_are_refused() -> None:
    with pytest.raises(ConfigError, match="same id"):
        pack_gazetteer([*records(), records()[0]], HEADER)


def test_a_record_in_an_unknown_area_is_refused() -> None:
    with pytest.raises(ConfigError, match="country:ZZ"):
        pack_gazetteer(records()[1:], HEADER)


@pytest.mark.parametrize("keep", [0, 7, 20, 200])
def test_a_cut_off_file_is_noticed(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "cut.gazetteer"
    path.write_bytes(pack_gazetteer(records(), HEADER)[:keep])
    with pytest.raises(GazetteerMissing, match="build_gazetteer"):
        Gazetteer.open(path)


def test_a_cut_off_tail_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "cut.gazetteer"
    path.write_bytes(pack_gazetteer(records(), HEADER)[:-64])
    with pytest.raises(GazetteerMissing, match="cut off"):
        Gazetteer.open(path)


def test_another_format_and_another_file_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "other.gazetteer"
    data = pack_gazetteer(records(), HEADER)
    path.write_bytes(data.replace(b'"format": 1', b'"format": 9', 1))
    with pytest.raises(GazetteerMissing, match="format 9"):
        Gazetteer.open(path)
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(GazetteerMissing, match="not a geomap gazetteer"):
        Gazetteer.open(path)
    with pytest.raises(GazetteerMissing, match=r"absent\.gazetteer"):
        Gazetteer.open(tmp_path / "absent.gazetteer")


DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
RINGS = st.lists(DEGREES, min_size=1, max_size=6).map(tuple)
OUTLINES = st.lists(st.lists(RINGS, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)


@given(OUTLINES)
def test_outlines_come_back_to_eleven_metres(outline: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]) -> None:
    back = decode_outline(encode_outline(outline))
    assert [[len(ring) for ring in polygon] for polygon in back] == [[len(ring) for ring in p] for p in outline]
    for polygon, other in zip(outline, back, strict=True):
        for ring, same in zip(polygon, other, strict=True):
            for (x, y), (u, v) in zip(ring, same, strict=True):
                assert abs(x - u) <= 0.51 / UNITS_PER_DEGREE
                assert abs(y - v) <= 0.51 / UNITS_PER_DEGREE
