"""What the page looks like, as numbers: contrast of its colours, and whose land is whose on its basemap."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely import Point, Polygon
from shapely.ops import unary_union

ASSETS = Path(__file__).parents[2] / "geomap" / "page" / "assets"
TEXT_ON = (
    ("text", "page"),
    ("muted", "page"),
    ("muted", "raised"),
    ("muted", "hover"),
    ("text", "lit"),
    ("text", "notice"),
    ("accent", "raised"),
    ("on-event", "event"),
    ("label-country", "land"),
    ("label-sea", "water"),
)
ROUTES = ("route-people", "route-goods", "route-transport", "route-force", "route-other")


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each block of theme.css."""
    text = (ASSETS / "css" / "theme.css").read_text(encoding="utf-8")
    blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", text)
    light, dark_by_system, dark_by_button = (dict(re.findall(r"--([\w-]+): (#\w{6})", body)) for _, body in blocks)
    assert dark_by_system == dark_by_button
    return {"light": light, "dark": dark_by_button}


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_marks_stand_out(scheme: str) -> None:
    colours = schemes()[scheme]
    for ink, ground in TEXT_ON:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for mark in ("place", "event", *ROUTES):
        for ground in ("land", "page"):
            assert contrast(colours[mark], colours[ground]) >= 4.5, (mark, ground)
    for route in ROUTES:
        assert contrast(colours["on-route"], colours[route]) >= 4.5, route
    assert contrast(colours["focus"], colours["page"]) >= 3


@pytest.fixture(scope="module")
def world() -> dict[str, Any]:
    packed = zlib.decompress((ASSETS / "basemap" / "world.packed.zlib").read_bytes())
    end = 4 + int.from_bytes(packed[:4], "big")
    numbers = _numbers(packed[end:])
    topology: dict[str, Any] = json.loads(packed[4:end])
    lengths = [next(numbers) + 1 for _ in range(next(numbers))]
    firsts = [(_signed(next(numbers)), _signed(next(numbers))) for _ in lengths]
    steps = [[[_signed(next(numbers)) for _ in range(length - 1)] for length in lengths] for _ in "xy"]
    arcs = []
    x = y = 0
    for (first_x, first_y), across, up in zip(firsts, *steps, strict=True):
        x, y = x + first_x, y + first_y
        arcs.append([(x, y), *zip(across, up, strict=True)])
    assert next(numbers, None) is None
    return {**topology, "arcs": arcs}


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def _signed(number: int) -> int:
    return -(number + 1) // 2 if number & 1 else number // 2


def outline(world: dict[str, Any], code: str) -> Any:
    """A country of the basemap as a geometry, in degrees."""
    (scale_x, scale_y), (shift_x, shift_y) = world["transform"]["scale"], world["transform"]["translate"]

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for index in indices:
            x = y = 0
            arc = []
            for step_x, step_y in world["arcs"][index if index >= 0 else ~index]:
                x, y = x + step_x, y + step_y
                arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
            line += (arc if index >= 0 else arc[::-1])[1 if line else 0 :]
        return line

    found = [item for item in world["objects"]["countries"]["geometries"] if item["properties"]["c"] == code]
    assert found, code
    polygons = [part for item in found for part in ([item["arcs"]] if item["type"] == "Polygon" else item["arcs"])]
    return unary_union([Polygon(ring(rings[0])).buffer(0) for rings in polygons])


@pytest.mark.parametrize(
    ("name", "lon", "lat", "code"),
    [
        ("Simferopol, Crimea", 34.10, 44.95, "UA"),
        ("Sevastopol, Crimea", 33.60, 44.62, "UA"),
        ("Moscow", 37.62, 55.75, "RU"),
        ("Pristina", 21.17, 42.67, "XK"),
        ("Lampedusa", 12.60, 35.51, "IT"),
        ("Malta", 14.44, 35.89, "MT"),
        ("Ramallah", 35.20, 31.90, "PS"),
        ("Laayoune", -13.15, 27.10, "EH"),
        ("Suva", 178.30, -18.00, "FJ"),
    ],
)
def test_whose_land_is_whose(world: dict[str, Any], name: str, lon: float, lat: float, code: str) -> None:
    assert outline(world, code).distance(Point(lon, lat)) < 0.05, name


def test_the_basemap_names_every_country_once(world: dict[str, Any]) -> None:
    countries = [item["properties"] for item in world["objects"]["countries"]["geometries"]]
    names = [country["n"] for country in countries]
    assert len(names) == len(set(names))
    assert {"Czechia", "North Macedonia", "Eswatini", "South Korea", "Democratic Republic of the Congo"} <= set(names)
    assert all(-180 <= country["p"][0] <= 180 and -90 <= country["p"][1] <= 90 for country in countries)
