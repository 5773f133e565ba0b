"""Folium imported without pandas and requests, which it looks at only for data frames and for addresses of GeoJSON.

Where both are installed they are two thirds of the time that ``import folium`` takes. Folium behaves the same: a data
frame is known as one (its maker has loaded pandas), and an address is fetched as ever.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["import_folium"]


class _Pandas:
    """Pandas if the process has it; before, nothing is a data frame: ``isinstance(value, ())`` is False."""

    def __getattr__(self, name: str) -> Any:
        loaded = sys.modules.get("pandas")
        return () if loaded is None else getattr(loaded, name)


class _Requests:
    """Requests, loaded by its first use."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("requests"), name)


def import_folium() -> None:
    """Import folium; as it is where the process has it, or pandas and requests, already."""
    if "folium" in sys.modules:
        return
    hidden: dict[str, ModuleType | None] = {"pandas": None, "requests": ModuleType("requests")}
    hidden = {name: stand_in for name, stand_in in hidden.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None: an import of it fails
    try:
        import folium.features
        import folium.utilities
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
    if "pandas" in hidden:
        folium.utilities.pd = _Pandas()
    if "requests" in hidden:
        folium.features.requests = _Requests()
