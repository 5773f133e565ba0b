"""Folium imported without pandas and requests, which it looks at only for data frames and for addresses of GeoJSON.

Where both are installed they are two thirds of the time that ``import folium`` takes. Folium behaves the same: a data
frame is known as one (its maker has loaded pandas), and an address is fetched as ever. Of the rest a third goes into
the templates of all its elements, compiled while their classes are made; here each waits for its first use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


class _Waiting:
    """A template that is compiled when something of it is asked for."""

    def __init__(self, make: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        self._make: Callable[[], Any] = lambda: make(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if "_made" not in vars(self):
            self._made = self._make()
        return getattr(self._made, name)


@contextmanager
def _templates_that_wait() -> Iterator[None]:
    """Meanwhile ``jinja2.Template(...)`` gives a :class:`_Waiting`; the class itself is as ever afterwards."""
    from jinja2 import Template

    kind: Any = Template
    make = kind.__new__
    kind.__new__ = lambda *arguments, **options: _Waiting(make, arguments, options)
    try:
        yield
    finally:
        kind.__new__ = make


def import_folium() -> None:
    """Import folium; as it is where the process has it, or pandas and requests, already."""
    if "folium" in sys.modules:
        return
    hidden: dict[str, ModuleType | None] = {"pandas": None, "requests": ModuleType("requests")}
    hidden = {name: stand_in for name, stand_in in hidden.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None: an import of it fails
    try:
        with _templates_that_wait():
            import folium.features
            import folium.utilities
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
    if "pandas" in hidden:
        folium.utilities.pd = _Pandas()
    if "requests" in hidden:
        folium.features.requests = _Requests()
