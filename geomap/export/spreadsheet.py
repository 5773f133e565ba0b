"""Stories -> CSV for spreadsheets: one row a place, route, event or unresolved name, in UTF-8 with a byte-order mark.

A cell whose text a spreadsheet would run as a formula begins with an apostrophe, and so does one that begins with an
apostrophe already: a reader who takes one leading apostrophe off text gets it back as it was. (OWASP, CSV Injection.)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from geomap.export.tables import Column, Row, tables_of, united
from geomap.export.wkt import to_wkt
from geomap.model import Story

__all__ = ["to_csv", "without_guard"]

DANGEROUS = tuple("=+-@\t\r\n'＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, in its full-width forms too, and our own guard."""


def to_csv(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one table: the columns of the layer or of all layers, then ``lon``, ``lat`` (degrees), ``wkt``.

    ``lon`` and ``lat`` are filled for points, ``wkt`` (well-known text, lon lat) for everything with a position.
    """
    table = united(tables_of(stories, layer=layer, shapes=shapes))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")  # RFC 4180
    writer.writerow([*(column.name for column in table.columns), "lon", "lat", "wkt"])
    writer.writerows(_cells(row, table.columns) for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


def without_guard(cell: str) -> str:
    """The text of a cell as it was before it was made safe for spreadsheets."""
    return cell.removeprefix("'")


def _cells(row: Row, columns: Sequence[Column]) -> list[str]:
    point = row.geometry["coordinates"] if row.geometry and row.geometry["type"] == "Point" else ["", ""]
    return [
        *(_cell(row.cells[column.name], column) for column in columns),
        *map(str, point),
        to_wkt(row.geometry) if row.geometry else "",
    ]


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "truth":
        return "true" if value else "false"
    if column.kind == "number":
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
