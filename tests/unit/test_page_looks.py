"""What the page looks like, as numbers: contrast of its colours, and whose land is whose on its basemap."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest
from shapely import Point, Polygon
from shapely.ops import unary_union

from geomap.model import EventType, Theme

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


SIMULATED = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""How people see who lack one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB."""


def as_seen(colour: str, eye: str) -> tuple[float, float, float]:
    """A colour in CIELAB (D65) as that eye sees it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(share * part for share, part in zip(row, linear, strict=True)))) for row in SIMULATED[eye]
    )
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = ((t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116) for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("eye", SIMULATED)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_places_events_and_movements_differ_for_every_eye(scheme: str, eye: str) -> None:
    colours = schemes()[scheme]
    for one, other in combinations(("place", "event", "route-people"), 2):
        assert math.dist(as_seen(colours[one], eye), as_seen(colours[other], eye)) >= 40, (one, other)


def test_what_moves_is_told_by_a_sign_beside_its_colour() -> None:
    glyphs = re.findall(r"^\s+(\w+):\s+\"(M[^\"]+)\"", (ASSETS / "js" / "routes.js").read_text("utf-8"), re.MULTILINE)
    assert {theme for theme, _ in glyphs} == set(get_args(Theme))
    assert len({path for _, path in glyphs}) == len(glyphs)


def test_every_type_of_event_has_its_own_icon() -> None:
    code = (ASSETS / "icons" / "icons.js").read_text(encoding="utf-8")
    icons = json.loads(code[code.index("{", code.index("geomap.icons")) : code.rindex("}") + 1])
    types = [icons[kind] for kind in get_args(EventType)]
    assert len(set(types)) == len(types)
    assert set(types).isdisjoint({icons["other"]})


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
        ("Abyei, which the source gives to nobody", 28.43, 9.60, ""),
    ],
)
def test_whose_land_is_whose(world: dict[str, Any], name: str, lon: float, lat: float, code: str) -> None:
    assert outline(world, code).distance(Point(lon, lat)) < 0.05, name


def test_the_basemap_names_every_country_once(world: dict[str, Any]) -> None:
    countries = [item["properties"] for item in world["objects"]["countries"]["geometries"]]
    names = [country["n"] for country in countries if country["n"]]
    assert len(names) == len(set(names))
    assert {"Czechia", "North Macedonia", "Eswatini", "South Korea", "Democratic Republic of the Congo"} <= set(names)
    assert all(-180 <= country["p"][0] <= 180 and -90 <= country["p"][1] <= 90 for country in countries)
