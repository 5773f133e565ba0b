"""The tools that articles are read with, opened when they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.pipeline import Tools

__all__ = ["ToolBox"]


class ToolBox:
    """Opens each language model once, and only when an article needs it."""

    def __init__(self, gazetteer: str | None, online: OnlineGeocoder | None = None) -> None:
        self._gazetteer = Path(gazetteer) if gazetteer else None
        self._online = online
        self._open: dict[str | None, Tools] = {}

    def for_model(self, model: str | None) -> Tools:
        """The tools with the model of that name (None: the best one installed)."""
        from geomap.pipeline import Tools

        if model not in self._open:
            self._open[model] = Tools.open(model, self._gazetteer, online=self._online)
        return self._open[model]
