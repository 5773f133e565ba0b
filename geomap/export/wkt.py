"""GeoJSON geometries as well-known text (OGC Simple Features), longitude first, with every digit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

__all__ = ["decimal", "to_wkt"]


def decimal(number: float) -> str:
    """The number with every digit and without an exponent, which some formats lack: ``0.0000001``."""
    return format(Decimal(repr(number)), "f")


def to_wkt(geometry: dict[str, Any]) -> str:
    """``POINT (13.19 32.89)`` for ``{"type": "Point", "coordinates": [13.19, 32.89]}``; Z is never written."""
    return f"{geometry['type'].upper()} {_text(geometry['coordinates'])}"


def _text(coordinates: list[Any]) -> str:
    if not isinstance(coordinates[0], list):
        return f"({_position(coordinates)})"
    if not isinstance(coordinates[0][0], list):
        return "(" + ", ".join(map(_position, coordinates)) + ")"
    return "(" + ", ".join(map(_text, coordinates)) + ")"


def _position(position: list[float]) -> str:
    return " ".join(map(decimal, position))
