"""Stories as flat tables, one for each layer, for the formats that hold columns: CSV, KML, GeoPackage, GeoParquet.

A row is a GeoJSON feature with its properties laid out in columns. What has parts of its own (evidence, alternatives,
actors ...) is JSON text; a quantity and a list of field names get plain columns. :func:`properties_of` is the way back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from geomap.export.geojson import Feature, Geometry, features_of
from geomap.model import Article, Member, Provenance, Story

__all__ = [
    "LAYERS",
    "Column",
    "Row",
    "Table",
    "made_with",
    "names_of",
    "properties_of",
    "tables_of",
    "title_of",
    "united",
]

Kind = Literal["text", "number", "truth", "json"]

LAYERS = ("place", "route", "event", "unresolved")
BETWEEN_QUOTES = " […] "
BETWEEN_ARTICLES = "; "
ORIGIN = ("article", "published", "source", "made_with")
"""The last columns of every layer: the article, and what made the row of it."""
WORD_LISTS = {"stated": "stated_fields", "inferred": "inferred_fields"}
"""Lists of field names, and their columns (a place's ``inferred`` is true or false)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what stands in it; every cell may be empty (None)."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """One feature: its cells by column name, and its geometry as GeoJSON has it."""

    layer: str
    cells: dict[str, Any]
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one layer, of all stories together."""

    layer: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def _columns(**layers: str) -> dict[str, tuple[Column, ...]]:
    kinds: dict[str, Kind] = {"#": "number", "?": "truth", "*": "json"}
    return {
        layer: tuple(
            Column(name.rstrip("#?*"), kinds.get(name[-1], "text")) for name in ("id", *names.split(), *ORIGIN)
        )
        for layer, names in layers.items()
    }


GROUNDS = "quote evidence* stated_fields inferred_fields frame trigger corrected*"
DATES = "start end granularity date_text date_rule date_anchor"
QUANTITY = "quantity_least# quantity_most# quantity_qualifier quantity_unit quantity_text"
COLUMNS = _columns(
    place="name kind country admin1 gazetteer_id radius_km# confidence# inferred? mentions* alternatives* reasons* "
    "spots* corrected*",
    route=f"from via* to theme status mover {QUANTITY} {DATES} length_km# vague? {GROUNDS}",
    event=f"type place spot* {DATES} certainty actors* {QUANTITY} {GROUNDS}",
    unresolved="name mentions* reason",
)
"""The columns of each layer; # is a number, ? true or false, * JSON text."""


def _columns_of(layers: Iterable[str]) -> tuple[Column, ...]:
    """The columns of several layers together, each once, with ``layer`` first."""
    together = {column.name: column for layer in layers for column in COLUMNS[layer]}
    ends = [column for column in COLUMNS["place"] if column.name in ORIGIN]
    middle = [column for column in together.values() if column not in ends]
    return (Column("layer"), *middle, *ends)


def tables_of(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> tuple[Table, ...]:
    """The tables of all layers, or of one."""
    rows = [_row(feature, stories[number - 1]) for feature, number in features_of(stories, shapes=shapes)]
    wanted = LAYERS if layer is None else (layer,)
    return tuple(Table(name, COLUMNS[name], tuple(row for row in rows if row.layer == name)) for name in wanted)


def united(tables: Iterable[Table]) -> Table:
    """All tables as one with the column ``layer``; cells that a layer doesn't have are empty."""
    tables = tuple(tables)
    columns = _columns_of(table.layer for table in tables)
    empty = dict.fromkeys(column.name for column in columns)
    rows = [
        Row(row.layer, empty | row.cells | {"layer": row.layer}, row.geometry) for table in tables for row in table.rows
    ]
    return Table("all", columns, tuple(rows))


def names_of(tables: Iterable[Table]) -> dict[str, str]:
    """The names of the places in the tables, by id."""
    return {row.cells["id"]: row.cells["name"] for table in tables for row in table.rows if row.layer == "place"}


def title_of(row: Row, names: dict[str, str]) -> str:
    """What a list calls the feature: "Tripoli", "A ferry: Harwich → Ostend", "arrest: Ostend"; "?" is unknown."""
    cells = row.cells
    if row.layer == "route":
        ends = " → ".join(names.get(cells[end], "?") for end in ("from", "to"))
        return f"{cells['mover'] or cells['theme']}: {ends}"
    if row.layer == "event":
        return f"{cells['type']}: {names.get(cells['place'], '?')}"
    return str(cells["name"])


def _row(feature: Feature, story: Story) -> Row:
    properties = dict(feature["properties"])
    layer = properties.pop("layer")
    articles = list(_articles_of(properties, story.article))
    cells = {
        "id": feature["id"],
        **dict(_flat(properties)),
        "article": _joined(article.title for article in articles),
        "published": _joined(article.published for article in articles),
        "source": _joined(article.source for article in articles),
        "made_with": made_with(story.provenance),
    }
    return Row(layer, {column.name: cells[column.name] for column in COLUMNS[layer]}, feature["geometry"])


def made_with(provenance: Provenance) -> str:
    """The versions of all that made a story: program, pipeline, spaCy, gazetteer, and the lock where it is known."""
    made = provenance
    lock = f"; lock {made.lock}" if made.lock else ""
    return f"geomap {made.geomap}; {made.model}; spacy {made.spacy}; gazetteer {made.gazetteer}{lock}"


def _articles_of(properties: dict[str, Any], article: Article) -> Iterator[Article | Member]:
    """The article, or those of a gathered one that the feature's words stand in."""
    starts = [span[0] for span in properties.get("mentions", ())]
    starts += [quote["start"] for quote in properties.get("evidence", ())]
    told = [member for member in article.members if any(member.start <= start < member.end for start in starts)]
    if told:
        yield from told
    else:
        yield article


def _joined(words: Iterable[str | None]) -> str | None:
    return BETWEEN_ARTICLES.join(dict.fromkeys(word for word in words if word is not None)) or None


def _flat(properties: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in properties.items():
        if name == "quantity":
            yield from _quantity_cells(value)
        elif name in WORD_LISTS and isinstance(value, list):
            yield WORD_LISTS[name], " ".join(value)
        elif isinstance(value, (list, dict)):
            yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, value
        if name == "evidence":
            yield "quote", BETWEEN_QUOTES.join(quote["text"] for quote in value)


def _quantity_cells(quantity: dict[str, Any] | None) -> Iterator[tuple[str, Any]]:
    given = quantity or {}
    value = given.get("value")
    least, most = value if isinstance(value, list) else (value, None)
    yield from (("quantity_least", least), ("quantity_most", most))
    yield from ((f"quantity_{name}", given.get(name)) for name in ("qualifier", "unit", "text"))


def properties_of(row: Row) -> dict[str, Any]:
    """The GeoJSON properties that the row was made of: what a reader of the tables gets back."""
    kinds = {column.name: column.kind for column in COLUMNS[row.layer]}
    left_out = ("id", "quote", *ORIGIN)
    properties: dict[str, Any] = {"layer": row.layer}
    lists = {column: name for name, column in WORD_LISTS.items()}
    for name, kind in kinds.items():
        cell = row.cells.get(name)
        if name in lists:
            properties[lists[name]] = (cell or "").split()
        elif name not in left_out and not name.startswith("quantity_"):
            properties[name] = json.loads(cell) if kind == "json" and cell is not None else cell
    if "quantity_text" in kinds:
        properties["quantity"] = _quantity(row.cells)
    return properties


def _quantity(cells: dict[str, Any]) -> dict[str, Any] | None:
    if cells["quantity_qualifier"] is None:
        return None
    least, most = cells["quantity_least"], cells["quantity_most"]
    value = least if most is None else [least, most]
    return {"value": value, **{name: cells[f"quantity_{name}"] or "" for name in ("qualifier", "unit", "text")}}
