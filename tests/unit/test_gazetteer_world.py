"""The gazetteer that geomap brings: names that are hard, things that must be there, files that fit together."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from geomap.gazetteer import Gazetteer
from geomap.gazetteer.gazetteer import DEFAULT_PATH
from geomap.geodesy import distance_km


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


TABLES_READ = (
    "countries.toml", "divisions.toml", "towns.toml", "demonyms.csv", "rivers.csv", "settlements.csv", "waters.csv",
    "regions.csv", "islands.csv", "relief.csv", "landmarks.csv",
)  # fmt: skip
HARD = {
    "N'Djamena": "gn:2427123", "N’Djamena": "gn:2427123", "the Hague": "gn:2747373", "Ft. Worth": "gn:4691930",
    "Al-Qāhirah": "gn:360630", "Qamishli": "gn:173377",
    "Kiev": "gn:703448", "Kyiv": "gn:703448", "Bombay": "gn:1275339", "Saigon": "gn:1566083",
    "Constantinople": "gn:745044", "Leningrad": "gn:498817", "Tripoli": "gn:2210247", "Zuwara": "gn:2208425",
    "Cote d'Ivoire": "country:CI", "Ivory Coast": "country:CI", "Burma": "country:MM", "Swaziland": "country:SZ",
    "UK": "country:GB", "U.K.": "country:GB", "Britain": "country:GB", "the States": "country:US", "U.S.": "country:US",
    "UAE": "country:AE", "DRC": "country:CD", "Czech Republic": "country:CZ", "Turkey": "country:TR",
    "Türkiye": "country:TR", "Georgia": "country:GE", "Africa": "region:africa", "Greece": "country:GR",
    "W. Va.": "admin1:US.WV", "W.Va.": "admin1:US.WV", "Ill.": "admin1:US.IL", "B.C.": "admin1:CA.02",
    "Bavaria": "admin1:DE.02", "Sicily": "admin1:IT.15", "Chechnya": "admin1:RU.12", "New York": "gn:5128581",
    "NYC": "gn:5128581", "Washington": "gn:4140963", "Orange County": "admin2:US.CA.059",
    "the Gulf": "sea:persian-gulf", "Sicily Strait": "strait:strait-of-sicily",
    "Sea of Marmara": "sea:sea-of-marmara",
    "Gulf of Sirte": "sea:gulf-of-sidra", "the Sahel": "region:sahel", "Suwalki Gap": "region:suwalki-gap",
    "Darien Gap": "region:darien-gap", "Gaza": "region:gaza-strip", "Lesvos": "island:lesbos", "Danube": "river:danube",
    "Suez Canal": "canal:suez-canal", "Sahara": "desert:sahara", "Himalayas": "mountain:himalayas",
    "Rafah crossing": "crossing:rafah-crossing", "Zaatari": "camp:zaatari",
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), sorted(HARD.items()))
def test_hard_names(gazetteer: Gazetteer, name: str, expected: str) -> None:
    matches = gazetteer.lookup(name)
    assert matches, f"{name} is not found"
    found = matches[0].feature
    assert found.id == expected


@pytest.mark.parametrize("word", ["ill", "us", "Or", "Me", "in", "States", "Horn is", "la", "Mass"])
def test_words_that_are_no_abbreviations(gazetteer: Gazetteer, word: str) -> None:
    assert all(match.quality != "abbreviation" for match in gazetteer.lookup(word))


def test_seas_and_regions_are_many_and_most_have_outlines(gazetteer: Gazetteer) -> None:
    waters = [id_ for kind in ("sea:", "strait:", "lake:", "canal:") for id_ in gazetteer.ids(kind)]
    regions = gazetteer.ids("region:")
    assert len(waters) >= 500
    assert len(regions) >= 400
    assert sum(gazetteer.footprint(id_) is not None for id_ in waters) >= 120
    assert sum(gazetteer.footprint(id_) is not None for id_ in regions) >= 120


def test_footprints_are_closed_small_and_on_the_globe(gazetteer: Gazetteer) -> None:
    for id_ in gazetteer.ids():
        if id_.startswith(("gn:", "admin")):  # points, and what comes from one simplification
            continue
        rings = gazetteer.footprint(id_) or ()
        assert sum(map(len, rings)) <= 160, id_
        for ring in rings:
            assert ring[0] == ring[-1], id_
            assert len(ring) >= 4, id_
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring), id_


@pytest.mark.parametrize("id_", ["river:blue-nile", "river:ohio-river", "river:danube"])
def test_a_river_is_lines_where_one_of_them_goes_round_an_island(gazetteer: Gazetteer, id_: str) -> None:
    shape = gazetteer.geometry(id_)
    assert shape is not None
    assert shape.geom_type == "MultiLineString"
    assert gazetteer.footprint(id_) is None


def test_a_sea_holds_its_label_and_no_inland_town(gazetteer: Gazetteer) -> None:
    from shapely import Point

    aegean = gazetteer.feature("sea:aegean-sea")
    shape = gazetteer.geometry(aegean.id)
    assert shape is not None
    assert shape.buffer(0.05).covers(Point(aegean.lon, aegean.lat))
    ankara = gazetteer.lookup("Ankara")[0].feature
    assert not shape.covers(Point(ankara.lon, ankara.lat))


def test_no_town_is_called_like_a_country_by_a_mere_by_name(gazetteer: Gazetteer) -> None:
    for id_ in gazetteer.ids("country:"):
        name = gazetteer.feature(id_).name
        towns = [
            match for match in gazetteer.lookup(name) if match.feature.kind == "town" and match.quality == "alternate"
        ]
        assert all(match.feature.feature_class == "P.PPLC" for match in towns), name


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("Libyans", ["country:LY"]),
        ("American", ["country:US"]),
        ("Congolese", ["country:CD", "country:CG"]),
        ("Korean", ["country:KR", "country:KP"]),
        ("Frenchwomen", ["country:FR"]),
        ("Kurds", ["region:kurdistan"]),
        ("African", ["region:africa"]),
        ("Scottish", ["admin1:GB.SCT"]),
        ("Frenchs", []),
        ("polish", []),
    ],
)
def test_demonyms(gazetteer: Gazetteer, word: str, ids: list[str]) -> None:
    assert [feature.id for feature in gazetteer.demonym(word)] == ids


@pytest.mark.parametrize("name", ["Balkans", "Baltics", "Philippines"])
def test_the_name_of_a_place_is_no_demonym_of_it(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name)
    assert gazetteer.demonym(name) == ()


def test_crimea_is_ukraines(gazetteer: Gazetteer) -> None:
    assert gazetteer.country_at(45.2, 34.2) == "UA"
    assert gazetteer.lookup("Crimea")[0].feature.country == "UA"
    assert gazetteer.feature("admin1:UA.11").country == "UA"


def test_the_file_is_the_one_that_data_toml_names() -> None:
    facts = tomllib.loads((DEFAULT_PATH.parent / "DATA.toml").read_text("utf-8"))["world.gazetteer"]
    data = DEFAULT_PATH.read_bytes()
    assert hashlib.sha256(data).hexdigest() == facts["sha256"], "rebuild with `python tools/build_gazetteer.py`"
    assert len(data) <= 25_000_000


def test_the_file_was_built_from_the_tables_beside_it(gazetteer: Gazetteer) -> None:
    digest = hashlib.sha256()
    for path in (DEFAULT_PATH.parent / "gazetteer" / name for name in TABLES_READ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    assert gazetteer.tables == digest.hexdigest(), "rebuild with `python tools/build_gazetteer.py`"


def test_every_settlement_of_the_table_is_found_where_it_lies(gazetteer: Gazetteer) -> None:
    lines = (DEFAULT_PATH.parent / "gazetteer" / "settlements.csv").read_text("utf-8").splitlines()
    for line in lines[1:]:
        name, _, country, lat, lon = line.split("|")
        features = [match.feature for match in gazetteer.lookup(name)]
        near = [one for one in features if distance_km((float(lon), float(lat)), (one.lon, one.lat)) < 30]
        assert {country, None}.intersection(one.country for one in near), line


@pytest.mark.parametrize(
    ("name", "kind", "lat", "lon"),
    [
        ("Rovuma", "river", -11.3, 38.2), ("Mamoré", "river", -13.3, -65.3), ("Lúrio River", "river", -13.7, 38.6),
        ("Hoy", "island", 58.84, -3.28), ("Pentecost", "island", -15.75, 168.18), ("Thitu", "island", 11.05, 114.28),
        ("Kyzyl-Art crossing", "crossing", 39.38, 73.32), ("Markazi camp", "camp", 11.98, 43.28),
        ("Mount Ibu", "mountain", 1.49, 127.63), ("Scapa Flow", "sea", 58.9, -3.05),
        ("Lake Lanier", "lake", 34.2, -83.95), ("Yasuní National Park", "region", -1.0, -76.0),
        ("Rubaya", "town", -1.55, 28.88),
    ],
)  # fmt: skip
def test_bare_names_of_rivers_islands_crossings_and_camps(
    gazetteer: Gazetteer, name: str, kind: str, lat: float, lon: float
) -> None:
    features = [match.feature for match in gazetteer.lookup(name)]
    near = [one for one in features if distance_km((lon, lat), (one.lon, one.lat)) < max(60, one.radius_km)]
    assert kind in {one.kind for one in near}


def test_every_data_file_has_its_origin_noted() -> None:
    facts = tomllib.loads((DEFAULT_PATH.parent / "DATA.toml").read_text("utf-8"))
    present = {path.name for path in DEFAULT_PATH.parent.iterdir() if not path.name.startswith((".", "__"))}
    assert present - {"DATA.toml"} == set(facts)
    assert all({"what", "licence"} <= set(entry) for entry in facts.values())


@pytest.mark.shared
def test_seas_and_regions_check_of_the_development_data(gazetteer: Gazetteer, shared: Path) -> None:
    import json

    from geomap.gazetteer.locate import locate

    lines = (shared / "checks" / "seas-and-regions.jsonl").read_text("utf-8").splitlines()
    names = {" ".join(json.loads(line)["name"].split()) for line in lines}
    found = sum(bool(locate(gazetteer, name, 3)) for name in names)
    assert found / len(names) >= 0.9
