"""What stands around the map on a story's page: header, article with lists, time slider, legend, layer control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from folium.map import Layer, LayerControl

from geomap.page.layers import Scripted, Written, json_text

__all__ = ["FittingLayerControl", "Legend", "PageHeader", "TextPanel", "TimeSlider"]


class _Panel(Scripted):
    """A part of the page with an element of its own, which the script fills."""

    extra_scripts = (
        "js/dialogs.js",
        "js/filters.js",
        "js/find.js",
        "js/link.js",
        "js/picture.js",
        "js/save.js",
        "js/corrections.js",
        "js/correct_fields.js",
        "js/correcting.js",
        "js/chunks.js",
        "js/lists.js",
        "js/table.js",
        "js/panel.js",
        "js/timeline.js",
        "js/fit.js",
        "js/page.js",
    )
    element = ""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = type(self).__name__
        self._data = dict(data)

    def data(self) -> Any:
        """What the script fills the element with."""
        return self._data

    def block(self) -> str:
        """The empty element, then the data."""
        return f"{self.element}\n{super().block()}"


class PageHeader(_Panel):
    """Title, date of publication, counts, and the button for light and dark.

    Data: ``title, author, gathered, published, published_by, counts, version``.
    """

    factory = "pageHeader"
    element = '<header class="geomap-header"></header>'


class TextPanel(_Panel):
    """The article with linked marks, and lists of all events, movements and places in tabs.

    Data: ``blocks`` (each ``kind`` and ``parts``: text, place id or None, ids of what rests on these words, ids of what
    ends its quotation here), ``quoted`` (they are only sentences of the article) and ``source``, ``unresolved, others,
    notes, provenance, corrections``. The lists show what stands on the map.
    """

    factory = "textPanel"
    element = '<section class="geomap-text"></section>'


class TimeSlider(_Panel):
    """A timeline of the events and movements on the map: intervals on a linear scale of days, with two handles.

    What lies outside the chosen days is faded; what has no date always stays. Hidden when there is one date or none.
    Add it after the layers.
    """

    factory = "timeSlider"
    element = '<section class="geomap-time" hidden></section>'

    def __init__(self) -> None:
        super().__init__({})


class Legend(Scripted):
    """A legend of what the map in fact shows, folded where the map is small."""

    factory = "legend"

    def __init__(self) -> None:
        super().__init__()
        self._name = "Legend"

    def data(self) -> Any:
        """Nothing: the legend looks at the layers."""
        return {}


class FittingLayerControl(LayerControl):  # type: ignore[misc]
    """Folium's layer control, open where the map is wide and folded where it is narrow."""

    def render(self, **kwargs: Any) -> None:
        """Write the control into its figure; layer names are data, not code."""
        layers = [part for part in self._parent._children.values() if isinstance(part, Layer) and part.control]
        pairs = ", ".join(f"[{json_text(layer.layer_name)}, {layer.get_name()}]" for layer in layers)
        call = f"geomap.layerControl({self._parent.get_name()}, [{pairs}]);"
        self.get_root().script.add_child(Written(call), name=self.get_name())
