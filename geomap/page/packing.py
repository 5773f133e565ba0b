"""Rows of a large story in few bytes: columns in place of objects, each text once, quotations as stretches of it.

What a page of some thousand places carries is mostly text, and the same keys again and again. :func:`packed_story`
takes the rows of :mod:`geomap.page.rows` and says the same in columns; ``js/packed.js`` reads them, and its head lists
the forms that a column has. Lengths count UTF-16 units here, as scripts do.

Rounded away: positions to 10 m, those of alternatives to 100 m, outlines to a fiftieth of their own extent.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

__all__ = ["MANY", "Table", "Texts", "is_large", "pack_rows", "packed_story"]

MANY = {"places": 150, "events": 60, "routes": 60}
"""With more rows than this of one kind, a story is packed, and drawn as a crowd: a mark each for the important ones of
a view, dots on a canvas for the others. So many can stand side by side and be told apart; and Leaflet's marks are
elements of the page, of which some hundred stay quick."""

GRID = 1000
"""The unit of packed outlines is a thousandth of a degree."""
RING_STEPS = 50
"""A packed outline lies on a grid of so many steps across its extent: it is lit up to be seen, never measured."""
QUOTES = 22
"""At most so many quotations of a mark are packed, as many as a popup shows."""
NAME = "\ufffc"
"""Stands for the row's own name in its reasons."""

Row = Mapping[str, Any]
Column = dict[str, Any]
Table = dict[str, Any]


def is_large(rows: Mapping[str, Any]) -> bool:
    """Whether a story's rows (``places``, ``routes``, ``events``) are so many that they are packed."""
    return any(len(rows[kind]) > many for kind, many in MANY.items())


def packed_story(rows: Mapping[str, Any]) -> dict[str, Any]:
    """All rows of a story with ``text``, ``places``, ``routes`` and ``events`` packed; the texts lie with ``text``."""
    texts = Texts()
    for kind in ("places", "routes", "events"):
        for row in rows[kind]:
            texts.marks.setdefault(row["id"], len(texts.marks))
    texts.places = {row["id"]: row for row in rows["places"]}
    blocks = _blocks(rows["text"]["blocks"], texts)
    packed = {kind: pack_rows(rows[kind], texts) for kind in ("places", "routes", "events")}
    return {**rows, **packed, "text": {**rows["text"], "blocks": blocks, "texts": texts.strings}}


def pack_rows(rows: Sequence[Row], texts: Texts | None = None) -> Table:
    """Rows as columns: ``n``, ``columns`` by key, and the ``texts`` of quotations where they lie nowhere else.

    A row without a key has None there.
    """
    own = texts or Texts()
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = {key: _SPECIAL.get(key, _plain)([row.get(key) for row in rows], rows, own) for key in keys}
    return {"n": len(rows), "columns": columns, **({} if texts else {"texts": own.strings})}


class Texts:
    """Texts, each once. Those of the article's blocks also answer for the quotations that lie in them.

    ``marks`` are the numbers of all marks by id, ``places`` the rows of the places, where other rows speak of them.
    """

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.marks: dict[str, int] = {}
        self.places: dict[str, Row] = {}
        self._numbers: dict[str, int] = {}
        self._blocks: list[tuple[int, int]] = []  # start in the article (code points), number of the text

    def number(self, text: str) -> int:
        """The number of the text, which is added where it is new."""
        if text not in self._numbers:
            self._numbers[text] = len(self.strings)
            self.strings.append(text)
        return self._numbers[text]

    def block(self, text: str, start: int) -> int:
        """The number of a block's text. Blocks come in the order of the article."""
        number = self.number(text)
        self._blocks.append((start, number))
        return number

    def quotation(self, quote: Sequence[Any]) -> tuple[int, ...]:
        """A quotation (before, words, after, offset) as seven numbers.

        They are its text; where it begins there; the lengths of what stands before and of the words; how much of the
        text follows it; 1 where "…" stands before and 2 where it stands after; the offset less what the script expects.
        """
        before, words, after = quote[:3]
        start = quote[3] if len(quote) > 3 else -1
        signs = (1 if before.startswith("…") else 0) + (2 if after.endswith("…") else 0)
        before, after = before.removeprefix("…"), after.removesuffix("…")
        text = before + words + after
        number, at, begins = self._within(text, start - len(before)) or (self.number(text), 0, 0)
        head, lead = units(self.strings[number][:at]), units(before)
        rest = units(self.strings[number]) - head - units(text)
        return number, head, lead, units(words), rest, signs, start - begins - head - lead

    def _within(self, text: str, start: int) -> tuple[int, int, int] | None:
        """The block that holds the text at this offset of the article, where in it, and where the block begins."""
        nearest = bisect_right(self._blocks, start, key=lambda block: block[0]) - 1
        if start < 0 or nearest < 0:
            return None
        begins, number = self._blocks[nearest]
        at = start - begins
        return (number, at, begins) if self.strings[number].startswith(text, at) else None


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _blocks(blocks: Sequence[Row], texts: Texts) -> Table:
    """The article's blocks as columns; their parts as ``lengths``, ``places`` (1 + number, 0: none) and ``marks``.

    ``marks`` are for each part how many rest on it, these, how many end with it, these.
    """
    strings = [texts.block("".join(part[0] for part in block["parts"]), block["start"]) for block in blocks]
    parts = [part for block in blocks for part in block["parts"]]
    numbers = [[texts.marks[one] for one in some] for part in parts for some in part[2:4]]
    table = pack_rows([{key: block[key] for key in ("kind", "inline")} for block in blocks], texts)
    columns = {
        **table["columns"],
        "text": {"steps": _steps(strings)},
        "start": {"steps": _steps(block["start"] for block in blocks)},
        "parts": {"is": [len(block["parts"]) for block in blocks]},
    }
    return {
        "n": len(blocks),
        "columns": columns,
        "lengths": [units(part[0]) for part in parts],
        "places": [0 if part[1] is None else 1 + texts.marks[part[1]] for part in parts],
        "marks": [number for some in numbers for number in (len(some), *some)],
    }


# columns


def _plain(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Values as they are: one for all, a few by number, or each."""
    written = [json.dumps(value, ensure_ascii=False) for value in values]
    distinct = {text: number for number, text in enumerate(dict.fromkeys(written))}
    if len(distinct) == 1:
        return {"all": values[0]}
    if len(distinct) * 2 < len(values):
        return {"of": [json.loads(text) for text in distinct], "at": [distinct[text] for text in written]}
    return {"is": list(values)}


def _scaled(by: int) -> Callable[[Sequence[Any], Sequence[Row], Texts], Column]:
    def column(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
        if any(value is None for value in values):
            return _plain(values, rows, texts)
        return {"scaled": [round(value * by) for value in values], "by": by}

    return column


def _ids(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Ids; None where the one of the gazetteer says it."""
    made = [f"place-{str(row.get('gazetteer_id')).replace(':', '-')}" for row in rows]
    return {"id": [None if value == other else value for value, other in zip(values, made, strict=True)]}


def _names(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Names; None where it is the words of the first quotation."""
    firsts = [row["quotes"][0][1] if row.get("quotes") else None for row in rows]
    return {"name": [None if value == first else value for value, first in zip(values, firsts, strict=True)]}


def _reasons(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Sentences in which the row's own name often stands."""
    own = [[_nameless(one, row["name"]) for one in value] for value, row in zip(values, rows, strict=True)]
    return {"reasons": _plain(own, rows, texts)}


def _nameless(sentence: Any, name: str) -> Any:
    """A sentence, or the template and values behind it, with :data:`NAME` for the name."""
    if isinstance(sentence, str):
        return sentence if NAME in sentence else sentence.replace(f"“{name}”", f"“{NAME}”")
    template, values = sentence
    return [template, {slot: NAME if value == name else value for slot, value in values.items()}]


def _quotes(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """How many each row has, and their seven numbers one kind after the other; those of the texts as steps."""
    quotes = [texts.quotation(quote) for value in values for quote in value[:QUOTES]]
    kinds = [list(kind) for kind in zip(*quotes, strict=True)] or [[]] * 7
    counts = [min(QUOTES, len(value)) for value in values]
    return {"quotes": _plain(counts, rows, texts), "kinds": [_steps(kinds[0]), *kinds[1:]]}


def _alternatives(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """All alternatives of all rows as one table; a name that is the row's own is None."""
    others = [
        {**other, "name": None if other["name"] == row["name"] else other["name"]}
        for value, row in zip(values, rows, strict=True)
        for other in value
    ]
    keys = list(dict.fromkeys(key for other in others for key in other))
    near = {"lat": _scaled(1000), "lon": _scaled(1000)}
    columns = {key: near.get(key, _plain)([other[key] for other in others], others, texts) for key in keys}
    counts = _plain([len(value) for value in values], rows, texts)
    return {"lists": counts, "table": {"n": len(others), "columns": columns}}


def _stops(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Places that other rows speak of, by number (-1: none), with the keys that are told of them."""
    known = [value for value in values if value is not None]
    if not known or any(not _is_told(value, texts) for value in known):
        return _plain(values, rows, texts)
    return {"stops": [-1 if value is None else texts.marks[value["id"]] for value in values], "keys": list(known[0])}


def _is_told(stop: Row, texts: Texts) -> bool:
    place = texts.places.get(stop["id"])
    return place is not None and all(stop[key] == place[key] for key in stop)


# outlines


def _rings(values: Sequence[Any], rows: Sequence[Row], texts: Texts) -> Column:
    """Outlines as five rows of numbers: see ``head`` (per row: how many rings, and the grid where there are any)."""
    found: dict[str, list[int]] = {"head": [], "points": [], "first": [], "x": [], "y": []}
    for value in values:
        coarse = _grid_of(value)
        rings = [ring for ring in (_drawn(ring, coarse) for ring in value) if len(ring) > 3]
        found["head"] += [len(rings), coarse] if rings else [0]
        for ring in rings:
            found["points"].append(len(ring))
            found["first"] += ring[0]
            found["x"] += _steps(x for x, _ in ring)[1:]
            found["y"] += _steps(y for _, y in ring)[1:]
    return {"rings": found, "by": GRID}


def _grid_of(rings: Sequence[Any]) -> int:
    lons: list[float] = [lon for ring in rings for lon, _ in ring] or [0.0]
    lats: list[float] = [lat for ring in rings for _, lat in ring] or [0.0]
    widest = max(max(lons) - min(lons), max(lats) - min(lats))
    return max(1, round(widest * GRID / RING_STEPS))


def _drawn(ring: Sequence[Sequence[float]], coarse: int) -> list[tuple[int, int]]:
    """The ring on its grid, without points that fall on the one before or lie on a straight line."""
    points: list[tuple[int, int]] = []
    for lon, lat in ring:
        point = (round(lon * GRID / coarse), round(lat * GRID / coarse))
        if points and point == points[-1]:
            continue
        if len(points) > 1 and _is_straight(points[-2], points[-1], point):
            points.pop()
        points.append(point)
    return points


def _is_straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])


def _steps(numbers: Iterable[int]) -> list[int]:
    before, steps = 0, []
    for number in numbers:
        steps.append(number - before)
        before = number
    return steps


_SPECIAL: dict[str, Callable[[Sequence[Any], Sequence[Row], Texts], Column]] = {
    "id": _ids, "name": _names, "reasons": _reasons, "quotes": _quotes, "alternatives": _alternatives,
    "place": _stops, "origin": _stops, "destination": _stops, "footprint": _rings,
    "lat": _scaled(10_000), "lon": _scaled(10_000), "confidence": _scaled(100),
}  # fmt: skip
