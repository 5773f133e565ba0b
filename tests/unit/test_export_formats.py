"""What each format holds comes back out of it, by the readers that people use: csv, ElementTree, GDAL, geopandas."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas
import pyogrio
import pytest
import shapely
from helpers.stories import sample_story, stories
from hypothesis import given, settings
from shapely.geometry import mapping, shape

from geomap.cli import run
from geomap.cli.exporting import FORMATS as OFFERED
from geomap.cli.exporting import LAYERS as OFFERED_LAYERS
from geomap.codec import save_story
from geomap.errors import ConfigError, DataMissing
from geomap.export.formats import FORMATS, encode, format_of
from geomap.export.geodataframes import to_geodataframes
from geomap.export.geojson import stories_to_geojson, to_geojson
from geomap.export.spreadsheet import without_guard
from geomap.export.tables import COLUMNS, LAYERS, Row, properties_of, tables_of
from geomap.export.xmltext import readable
from geomap.gathering import gather
from geomap.maps import save_as
from geomap.model import Event, Place, Route, Story

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"


def over_the_pacific() -> Story:
    """The sample story with a way across the 180th meridian, an undated event and an area on both of its sides."""
    story = sample_story()
    route = replace(story.routes[0], path=((170.0, -10.0), (190.0, 10.0)), when=None)
    ring = ((177.0, -19.0), (-177.0, -19.0), (-177.0, -16.0), (177.0, -16.0), (177.0, -19.0))
    fiji = replace(story.places[1], footprint=(ring,))
    lone = replace(story.routes[0], id="route:2", origin=None, path=((2.92, 51.23),))
    nowhere = replace(story.routes[0], id="route:3", origin=None, destination=None, path=())
    return replace(story, routes=(route, lone, nowhere), places=(story.places[0], fiji))


def hostile() -> Story:
    """A story whose words are formulas, markup and characters that XML lacks."""
    story = sample_story()
    names = (
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "]]>&amp;\x00\x0b",
        '"a"\n,b',
        "'quoted",
        "+1",
        "＝1",
        "-2",
        "@x",
    )
    place = story.places[0]
    return replace(
        story, places=(*story.places, *(replace(place, id=f"p{n}", name=name) for n, name in enumerate(names)))
    )


EXAMPLES = [sample_story(), over_the_pacific(), hostile()]


def expected(told: Story, *, shapes: bool = False) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in to_geojson(told, shapes=shapes)["features"]}


def same_shape(found: Any, geometry: dict[str, Any] | None) -> bool:
    return found is None if geometry is None else bool(shape(geometry).equals_exact(found, 1e-9))


def as_row(layer: str, cells: dict[str, Any]) -> Row:
    """A row of what a reader found, with the empty values of that reader made None."""
    kept = {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in cells.items()}
    return Row(layer, kept, None)


def test_the_tables_hold_every_property() -> None:
    for told in EXAMPLES:
        for table in tables_of([told]):
            for row in table.rows:
                assert properties_of(row) == expected(told)[row.cells["id"]]["properties"]


@given(stories())
@settings(max_examples=60)
def test_any_story_comes_back_out_of_the_tables(told: Story) -> None:
    for table in tables_of([told]):
        for row in table.rows:
            if row.layer != "unresolved":
                assert properties_of(row) == expected(told)[row.cells["id"]]["properties"]


def test_no_field_of_a_mark_is_forgotten() -> None:
    """A new field of the model has to be exported, or named here."""
    renamed = {"origin": "from", "destination": "to", "when": "start", "lat": None, "lon": None, "path": None}
    drawn = {"footprint"}  # with shapes
    for kind, layer in ((Place, "place"), (Route, "route"), (Event, "event")):
        (properties, *_) = (
            one["properties"] for one in to_geojson(sample_story())["features"] if one["properties"]["layer"] == layer
        )
        for field in fields(kind):
            name = renamed.get(field.name, field.name)
            assert name is None or name == "id" or name in drawn or name in properties, f"{layer}: {field.name}"


@pytest.mark.parametrize("told", EXAMPLES)
@pytest.mark.parametrize("shapes", [False, True])
def test_csv_comes_back(told: Story, shapes: bool) -> None:
    check_csv(told, shapes)


@given(stories())
@settings(max_examples=40)
def test_any_story_comes_back_out_of_csv(told: Story) -> None:
    check_csv(told, True)


def check_csv(told: Story, shapes: bool) -> None:
    wanted = expected(told, shapes=shapes)
    text = encode([told], "csv", shapes=shapes).decode("utf-8-sig")
    for found in csv.DictReader(io.StringIO(text, newline="")):
        row = as_row(found["layer"], {name: cell_back(found["layer"], name, found) for name in found})
        feature = wanted[str(row.cells["id"])]
        if row.layer != "unresolved":
            assert without_empty_text(properties_of(row)) == without_empty_text(feature["properties"])
        assert same_shape(shapely.from_wkt(found["wkt"]) if found["wkt"] else None, feature["geometry"])


def cell_back(layer: str, name: str, cells: dict[str, str]) -> Any:
    kind = {column.name: column.kind for column in COLUMNS[layer]}.get(name, "text")
    text = cells[name]
    if text == "":
        return None
    return {"number": float, "truth": lambda word: word == "true"}.get(kind, without_guard)(text)  # type: ignore[operator]


def without_empty_text(value: Any) -> Any:
    """CSV and KML can't tell empty text from none."""
    if isinstance(value, dict):
        return {key: without_empty_text(part) for key, part in value.items()}
    return None if value == "" else value


def test_no_cell_is_a_formula() -> None:
    for line in csv.reader(io.StringIO(encode([hostile()], "csv").decode("utf-8-sig"), newline="")):
        for cell in line:
            if cell[:1] in tuple("=+-@\t\r＝＋－＠"):
                float(cell)  # the longitude of Massachusetts is no formula


@pytest.mark.parametrize("told", EXAMPLES)
def test_kml_comes_back(told: Story) -> None:
    check_kml(told)


@given(stories())
@settings(max_examples=40)
def test_any_story_comes_back_out_of_kml(told: Story) -> None:
    check_kml(told)


def check_kml(told: Story) -> None:
    tree = ElementTree.fromstring(encode([told], "kml", shapes=True))
    marks = tree.findall(f".//{KML}Placemark")
    wanted = [row for table in tables_of([told], shapes=True) for row in table.rows]
    assert len(marks) == len(wanted)
    for mark, row in zip(marks, wanted, strict=True):
        found = {one.get("name"): one.findtext(f"{KML}value") or "" for one in mark.iter(f"{KML}Data")}
        for name, cell in row.cells.items():
            text = json.dumps(cell) if isinstance(cell, bool) else "" if cell is None else readable(str(cell))
            assert found.get(name, "") == text.replace("\r\n", "\n").replace("\r", "\n")
        days = (mark.findtext(f"{KML}TimeSpan/{KML}begin"), mark.findtext(f"{KML}TimeSpan/{KML}end"))
        assert days == (row.cells.get("start"), row.cells.get("end"))


@pytest.mark.parametrize("told", EXAMPLES)
def test_gdal_reads_the_shapes_of_kml(told: Story, tmp_path: Path) -> None:
    save_as(told, tmp_path / "x.kml", shapes=True)
    wanted = expected(told, shapes=True)
    for layer in ("Places", "Routes", "Events"):
        frame = pyogrio.read_dataframe(tmp_path / "x.kml", layer=layer)
        names = {"Places": "place", "Routes": "route", "Events": "event"}
        features = [one for one in wanted.values() if one["properties"]["layer"] == names[layer]]
        shown = [one for one in features if one["geometry"] or len(frame) == len(features)]
        for feature, geometry in zip(shown, frame.geometry, strict=True):
            assert same_shape(None if geometry is None else shapely.force_2d(geometry), feature["geometry"])


def test_kml_has_styles_and_runs_nothing() -> None:
    text = encode([hostile()], "kml").decode()
    tree = ElementTree.fromstring(text)
    styles = {f"#{style.get('id')}" for style in tree.iter(f"{KML}Style")}
    assert {url.text for url in tree.iter(f"{KML}styleUrl")} <= styles
    descriptions = [one.text or "" for one in tree.iter(f"{KML}description")]
    assert not any("<script" in one for one in descriptions)
    assert "http" not in text.replace('xmlns="http://www.opengis.net/kml/2.2"', "")


@pytest.mark.parametrize("told", EXAMPLES)
@pytest.mark.parametrize("shapes", [False, True])
def test_geopackage_comes_back_through_gdal(told: Story, shapes: bool) -> None:
    check_geopackage(told, shapes)


@given(stories())
@settings(max_examples=8)
def test_any_story_comes_back_out_of_geopackage(told: Story) -> None:
    check_geopackage(told, True)


def check_geopackage(told: Story, shapes: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        save_as(told, path, shapes=shapes)
        assert layers_of(path) == ["places", "routes", "events", "unresolved"]
        frames = {name: pyogrio.read_dataframe(path, layer=name) for name in layers_of(path)}
    wanted = {identity: without_nul(feature) for identity, feature in expected(told, shapes=shapes).items()}
    names = {"places": "place", "routes": "route", "events": "event", "unresolved": "unresolved"}
    seen = set()
    for name, layer in names.items():
        frame = frames[name]
        geometries = frame.geometry if "geometry" in frame else [None] * len(frame)
        for cells, geometry in zip(frame.to_dict("records"), geometries, strict=True):
            feature = wanted[cells["id"].replace("\0", "\ufffd")] if layer != "unresolved" else {}
            seen.add(cells["id"])
            if layer != "unresolved":
                assert without_nul(properties_of(as_row(layer, cells))) == feature["properties"]
                assert same_shape(geometry, feature["geometry"])
    assert len(seen) == len({identity.replace("\0", "\ufffd") for identity in wanted})


def layers_of(path: Path) -> list[str]:
    return [name for name, _ in pyogrio.list_layers(path)]


def without_nul(value: Any) -> Any:
    """GDAL's texts end at NUL, so the export writes U+FFFD in its place."""
    if isinstance(value, dict):
        return {key: without_nul(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_nul(part) for part in value]
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


@pytest.mark.parametrize("told", EXAMPLES)
@pytest.mark.parametrize("shapes", [False, True])
def test_geoparquet_comes_back_through_geopandas(told: Story, shapes: bool) -> None:
    check_parquet(told, shapes)


@given(stories())
@settings(max_examples=25)
def test_any_story_comes_back_out_of_geoparquet(told: Story) -> None:
    check_parquet(told, True)


def check_parquet(told: Story, shapes: bool) -> None:
    wanted = expected(told, shapes=shapes)
    frame = geopandas.read_parquet(io.BytesIO(encode([told], "geoparquet", shapes=shapes)))
    assert frame.crs.to_string() == "OGC:CRS84"
    for cells, geometry in zip(frame.to_dict("records"), frame.geometry, strict=True):
        feature = wanted[cells["id"]]
        if cells["layer"] != "unresolved":
            assert properties_of(as_row(cells["layer"], cells)) == feature["properties"]
        assert same_shape(geometry, feature["geometry"])


@pytest.mark.parametrize("told", EXAMPLES)
def test_gpx_comes_back(told: Story) -> None:
    tree = ElementTree.fromstring(encode([told], "gpx"))
    wanted = [one for one in to_geojson(told)["features"] if one["geometry"]]
    points = {one.findtext(f"{GPX}cmt"): one for one in tree.iter(f"{GPX}wpt")}
    tracks = {one.findtext(f"{GPX}cmt"): one for one in tree.iter(f"{GPX}trk")}
    assert set(points) | set(tracks) == {one["id"] for one in wanted}
    for feature in wanted:
        if feature["id"] in points:
            point = points[feature["id"]]
            assert [float(point.get("lon", "")), float(point.get("lat", ""))] == feature["geometry"]["coordinates"]
            continue
        parts = [
            [[float(vertex.get("lon", "")), float(vertex.get("lat", ""))] for vertex in segment]
            for segment in tracks[feature["id"]].iter(f"{GPX}trkseg")
        ]
        coordinates = feature["geometry"]["coordinates"]
        assert parts == (coordinates if feature["geometry"]["type"].startswith("Multi") else [coordinates])


@given(stories())
@settings(max_examples=30)
def test_gdal_opens_the_gpx_of_any_story(told: Story) -> None:
    data = encode([told], "gpx")
    lines = [row for row in to_geojson(told)["features"] if row["geometry"] and "Line" in row["geometry"]["type"]]
    assert len(pyogrio.read_dataframe(io.BytesIO(data), layer="tracks")) == len(lines)


def test_geodataframes() -> None:
    told = over_the_pacific()
    frames = to_geodataframes(told, shapes=True)
    assert list(frames) == ["places", "routes", "events", "unresolved"]
    assert all(frame.crs.to_epsg() == 4326 for frame in frames.values())
    places = frames["places"]
    assert list(places["name"]) == ["Harwich", "Ostend"]
    assert list(places.geometry.geom_type) == ["Point", "MultiPolygon"]
    assert places.loc[0, "confidence"] == pytest.approx(0.9)
    assert len(frames["routes"].dropna(subset=["start"])) == 2
    assert len(to_geodataframes([told, told])["places"]["id"].unique()) == 4


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_stories_give_the_same_bytes(format: str) -> None:
    told = [sample_story(), over_the_pacific()]
    assert encode(told, format) == encode(told, format)


def test_several_stories_keep_their_ids_apart() -> None:
    told = sample_story()
    collection = stories_to_geojson([told, told])
    ids = [one["id"] for one in collection["features"]]
    assert len(set(ids)) == len(ids) == 10
    route = next(one for one in collection["features"] if one["id"] == "2/route:1")
    assert (route["properties"]["from"], route["properties"]["article"]) == ("2/place:harwich", 2)
    assert [one["article"]["title"] for one in collection["articles"]] == [told.article.title] * 2
    assert stories_to_geojson([told]) == to_geojson(told)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("layer", LAYERS)
def test_one_layer_alone(format: str, layer: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{FORMATS[format].endings[0]}"
    save_as([sample_story()], path, layer=layer)
    data = path.read_bytes()
    words = {"place": b"alternatives", "route": b"length_km", "event": b"certainty", "unresolved": b"no Zzyzx"}
    if format in ("csv", "kml", "geojson"):
        assert [name for name, word in words.items() if word in data] == [layer]


def test_the_command_line_offers_every_format() -> None:
    assert tuple(FORMATS) == OFFERED
    assert LAYERS == OFFERED_LAYERS


def test_formats_by_ending() -> None:
    assert [format_of(f"a.b{one.endings[0]}") for one in FORMATS.values()] == list(FORMATS)
    assert format_of("A.KML") == "kml"
    assert format_of("x.shp") is None


def test_wrong_names_get_the_nearest_right_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError, match="no format 'geojsn', did you mean 'geojson'"):
        save_as(sample_story(), tmp_path / "x.geojsn")
    with pytest.raises(ConfigError, match="no layer 'routes', did you mean 'route'"):
        save_as(sample_story(), tmp_path / "x.kml", layer="routes")
    save_story(sample_story(), tmp_path / "a.story.json")
    story_file = str(tmp_path / "a.story.json")
    assert run(["export", story_file, "--format", "geojsn"]) == 2
    assert "there is no 'geojsn', did you mean 'geojson'?" in capsys.readouterr().err
    assert run(["export", story_file, "-o", str(tmp_path / "x.shp")]) == 2
    assert "no format has this ending" in capsys.readouterr().err


def test_a_library_that_is_absent_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pyogrio", "pyogrio.raw"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DataMissing, match=r'pip install "geomap\[geo\]"'):
        encode([sample_story()], "geopackage")


def test_export_writes_every_format(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    save_story(sample_story(), tmp_path / "a.story.json")
    save_story(over_the_pacific(), tmp_path / "b.story.json")
    given = [str(tmp_path / "a.story.json"), str(tmp_path / "b.story.json")]
    for name, one in FORMATS.items():
        target = tmp_path / f"both{one.endings[0]}"
        assert run(["export", *given, "-o", str(target)]) == 0
        assert run(["export", *given, "--format", name]) == 0
        assert capsysbinary.readouterr().out == target.read_bytes()


def test_areas_stay_areas() -> None:
    """The ring of the Pacific is cut, not drawn round the world."""
    (fiji,) = (one for one in to_geojson(over_the_pacific(), shapes=True)["features"] if one["id"] == "place:ostend")
    assert shape(fiji["geometry"]).area == pytest.approx(18.0)
    assert mapping(shape(fiji["geometry"]))["type"] == "MultiPolygon"


def test_a_gathered_story_says_which_article_tells_what() -> None:
    first = sample_story()
    second = replace(first, article=replace(first.article, title="Another day", source="b.txt", published="2016-04-28"))
    told = gather([first, second])
    (article,) = (to_geojson(told)["article"],)
    assert [member["title"] for member in article["members"]] == ["Ferry leaves Harwich", "Another day"]
    tables = {table.layer: [row.cells for row in table.rows] for table in tables_of([told])}
    assert [cells["source"] for cells in tables["route"]] == ["ferry.txt", "b.txt"]
    assert tables["place"][0]["article"] == "Ferry leaves Harwich; Another day"
    assert tables["place"][0]["published"] == "2016-04-27; 2016-04-28"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_names_what_made_the_story(format: str) -> None:
    story = sample_story()
    made = story.provenance
    data = encode([story], format)
    if format == "geoparquet":  # compressed
        from pyarrow import parquet

        data = str(parquet.read_table(io.BytesIO(data)).to_pylist()).encode()
    for version in (made.geomap, made.model, made.spacy, made.gazetteer):
        assert version.encode() in data
