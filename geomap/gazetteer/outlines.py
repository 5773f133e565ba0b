"""Outlines as few bytes: rings of lon/lat as differences of whole units, each a variable-length integer.

A polygon is a tuple of rings, the outer one first; an outline is a tuple of polygons. A line is a polygon of one ring
that is not closed (rivers).
"""

from __future__ import annotations

from collections.abc import Sequence

from geomap.model import LonLat

__all__ = ["UNITS_PER_DEGREE", "Outline", "decode_outline", "encode_outline"]

UNITS_PER_DEGREE = 10_000  # 11 m at the equator: finer than any outline here

Ring = tuple[LonLat, ...]
Outline = tuple[tuple[Ring, ...], ...]


def encode_outline(outline: Sequence[Sequence[Sequence[LonLat]]]) -> bytes:
    """The bytes of an outline; vertices are rounded to 1/10000 degree."""
    out = bytearray()
    x = y = 0
    _put(out, len(outline))
    for polygon in outline:
        _put(out, len(polygon))
        for ring in polygon:
            _put(out, len(ring))
            for lon, lat in ring:
                new_x, new_y = round(lon * UNITS_PER_DEGREE), round(lat * UNITS_PER_DEGREE)
                _put(out, _zigzag(new_x - x))
                _put(out, _zigzag(new_y - y))
                x, y = new_x, new_y
    return bytes(out)


def decode_outline(data: bytes | memoryview) -> Outline:
    """The outline that :func:`encode_outline` made ``data`` of."""
    numbers = _numbers(data)
    at = 1
    x = y = 0
    polygons: list[tuple[Ring, ...]] = []
    for _ in range(numbers[0]):
        rings: list[Ring] = []
        count = numbers[at]
        at += 1
        for _ in range(count):
            length = numbers[at]
            ring: list[LonLat] = []
            for step in range(at + 1, at + 1 + 2 * length, 2):
                east, north = numbers[step], numbers[step + 1]
                x += (east >> 1) ^ -(east & 1)
                y += (north >> 1) ^ -(north & 1)
                ring.append((x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE))
            at += 1 + 2 * length
            rings.append(tuple(ring))
        polygons.append(tuple(rings))
    return tuple(polygons)


def _numbers(data: bytes | memoryview) -> list[int]:
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            continue
        numbers.append(value)
        value = shift = 0
    return numbers


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1
