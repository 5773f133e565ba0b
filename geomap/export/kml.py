"""Stories -> KML 2.2 for Google Earth and other globes: a folder a layer, dates as TimeSpan, fields as ExtendedData.

Nothing is linked: the file opens without network. Coordinates are ``lon,lat`` in degrees, WGS 84. A date's end is
inclusive, as in the story. What has no position is a Placemark without geometry, which the list shows and the globe
can't.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from geomap.export.tables import Row, Table, names_of, tables_of, title_of
from geomap.export.wkt import decimal
from geomap.export.xmltext import add, document
from geomap.model import Story

__all__ = ["to_kml"]

NAMESPACE = "http://www.opengis.net/kml/2.2"
FOLDERS = {"place": "Places", "route": "Routes", "event": "Events", "unresolved": "Unresolved names"}
THEME_COLOURS = {
    "people": "1f77b4", "goods": "8c564b", "vessel": "17808f", "vehicle": "7f6a00", "aircraft": "6a51a3",
    "force": "b2182b", "other": "555555",
}  # fmt: skip
"""Red, green, blue of the line of each theme; every one stands out on land and sea (contrast above 3 to 1)."""
UNCERTAIN_STATUSES = ("planned", "feared", "attempted", "blocked", "ruled_out")
FULL, FAINT = "ff", "80"
PLACE_COLOUR, EVENT_COLOUR = "2b5d8a", "c2410c"


def to_kml(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one KML file."""
    root = Element("kml", xmlns=NAMESPACE)
    top = add(root, "Document")
    add(top, "name", "; ".join(story.article.title for story in stories))
    for name, colour in THEME_COLOURS.items():
        for strength, suffix in ((FULL, ""), (FAINT, "-uncertain")):
            _add_style(top, f"route-{name}{suffix}", colour, strength)
    _add_style(top, "place", PLACE_COLOUR, FULL)
    _add_style(top, "event", EVENT_COLOUR, FULL)
    names = names_of(tables_of(stories, layer="place"))
    for table in tables_of(stories, layer=layer, shapes=shapes):
        folder = add(top, "Folder")
        add(folder, "name", FOLDERS[table.layer])
        for row in table.rows:
            _add_placemark(folder, row, table, names)
    return document(root)


def _add_style(parent: Element, identity: str, colour: str, strength: str) -> None:
    """KML writes colours as alpha, blue, green, red."""
    red, green, blue = colour[:2], colour[2:4], colour[4:]
    style = add(parent, "Style", id=identity)
    add(add(style, "IconStyle"), "color", f"{strength}{blue}{green}{red}")
    line = add(style, "LineStyle")
    add(line, "color", f"{strength}{blue}{green}{red}")
    add(line, "width", 3)
    add(add(style, "PolyStyle"), "color", f"40{blue}{green}{red}")


def _add_placemark(parent: Element, row: Row, table: Table, names: dict[str, str]) -> None:
    """The children stand in the order that the schema wants."""
    mark = add(parent, "Placemark")
    add(mark, "name", title_of(row, names))
    add(mark, "description", "".join(_description(row)))
    _add_time(mark, row.cells)
    if style := _style(row):
        add(mark, "styleUrl", f"#{style}")
    data = add(mark, "ExtendedData")
    for column in table.columns:
        value = row.cells[column.name]
        if value is not None:
            add(add(data, "Data", name=column.name), "value", json.dumps(value) if isinstance(value, bool) else value)
    if row.geometry is not None:
        _add_geometry(mark, row.geometry)


def _description(row: Row) -> Iterator[str]:
    """HTML, as Google Earth reads it; every word of the article is escaped."""
    cells = row.cells
    if cells.get("quote"):
        yield f"<blockquote>{html.escape(cells['quote'])}</blockquote>"
    facts = (
        cells.get("status"), cells.get("certainty"), cells.get("kind"), cells.get("quantity_text"),
        cells.get("date_text"), cells.get("reason"),
    )  # fmt: skip
    if said := "; ".join(html.escape(str(fact)) for fact in facts if fact):
        yield f"<p>{said}</p>"
    if row.layer == "place":
        yield "".join(f"<p>{html.escape(reason)}</p>" for reason in json.loads(cells["reasons"]))
    if cells.get("inferred") is True:
        yield "<p>The position is inferred.</p>"
    if cells.get("inferred_fields"):
        yield f"<p>Inferred, not stated: {html.escape(cells['inferred_fields'])}</p>"
    yield f"<p><i>{html.escape(str(cells['article']))}</i></p>"


def _add_time(mark: Element, cells: dict[str, Any]) -> None:
    if cells.get("start") is None and cells.get("end") is None:
        return
    span = add(mark, "TimeSpan")
    for tag, name in (("begin", "start"), ("end", "end")):
        if cells[name] is not None:
            add(span, tag, cells[name])


def _style(row: Row) -> str:
    if row.layer != "route":
        return row.layer if row.geometry else ""
    return f"route-{row.cells['theme']}" + ("-uncertain" if row.cells["status"] in UNCERTAIN_STATUSES else "")


def _add_geometry(parent: Element, geometry: dict[str, Any]) -> None:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind.startswith("Multi"):
        several = add(parent, "MultiGeometry")
        for part in coordinates:
            _add_geometry(several, {"type": kind.removeprefix("Multi"), "coordinates": part})
        return
    shape = add(parent, kind)
    if kind == "Point":
        add(shape, "coordinates", _positions([coordinates]))
        return
    add(shape, "tessellate", 1)  # follow the ground, along the great circle
    if kind == "LineString":
        add(shape, "coordinates", _positions(coordinates))
        return
    for number, ring in enumerate(coordinates):
        boundary = add(shape, "innerBoundaryIs" if number else "outerBoundaryIs")
        add(add(boundary, "LinearRing"), "coordinates", _positions(ring))


def _positions(positions: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{decimal(lon)},{decimal(lat)}" for lon, lat in positions)
