"""The files that go into a page: vendored libraries, our own scripts and styles, the basemap, the page's words.

They are package data, read when a page is rendered and never from the network. ``assets/assets.toml`` lists the
vendored ones with origin, licence and SHA-256.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "SCRIPTS",
    "STYLES",
    "asset_text",
    "carried_for_folium",
    "data_url",
    "marker_pictures",
    "packed_basemap",
    "seas",
    "words",
]

_HERE = Path(__file__).parent
_ASSETS = _HERE / "assets"

STYLES = ("css/theme.css", "css/marks.css", "css/controls.css")
"""Our own style sheets for whatever stands on a map, in order. ``css/page.css`` comes with a whole page."""

SCRIPTS = (
    "topojson-client/topojson-client.min.js",
    "js/core.js",
    "js/dates.js",
    "js/stage.js",
    "js/basemap.js",
    "js/labels.js",
    "js/popups.js",
    "js/places.js",
    "js/arrows.js",
    "js/routes.js",
    "js/events.js",
    "js/legend.js",
)
"""The scripts that our layers need beside Leaflet, in order. ``js/panel.js`` and others come with a whole page."""


@cache
def asset_text(path: str) -> str:
    """The text of an asset, ready to stand in a page: pictures that a style sheet names are written into it."""
    text = (_ASSETS / path).read_text(encoding="utf-8")
    if not path.endswith(".css"):
        return text
    folder = path.rpartition("/")[0]
    return re.sub(r"url\(([^)#]+)\)", lambda found: f"url({_picture(f'{folder}/{found[1]}')})", text)


@cache
def data_url(path: str) -> str:
    """A ``data:`` URL of a script or style sheet, so that it loads from any page, offline too."""
    media = "text/css" if path.endswith(".css") else "text/javascript"
    return f"data:{media};charset=utf-8;base64,{base64.b64encode(asset_text(path).encode()).decode()}"


@cache
def packed_basemap() -> str:
    """The world's countries, lakes and rivers: TopoJSON, deflated (zlib format), in base64."""
    return base64.b64encode((_ASSETS / "basemap" / "world.topojson.zlib").read_bytes()).decode()


@cache
def seas() -> list[dict[str, Any]]:
    """Sea names for the basemap: name, lat, lon, and the zoom from which each is shown."""
    return list(tomllib.loads((_HERE / "seas.toml").read_text(encoding="utf-8"))["sea"])


@cache
def words(language: str = "en") -> dict[str, Any]:
    """The page's own words. A language that geomap's pages don't speak yet gives English."""
    path = _HERE / "words" / f"{language}.toml"
    if not path.is_file():
        path = _HERE / "words" / "en.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _picture(path: str) -> str:
    return "data:image/png;base64," + base64.b64encode((_ASSETS / path).read_bytes()).decode()


def carried_for_folium(name: str, url: str) -> str | None:
    """The asset that stands in for one of folium's own links (its name and URL), None when geomap carries none."""
    path = _FOR_FOLIUM.get(name)
    return path if path and url.rpartition("/")[2] in (path.rpartition("/")[2], _OTHER_NAMES.get(path)) else None


def marker_pictures() -> str:
    """A script that gives Leaflet's default marker its pictures, which it would look for beside a style sheet."""
    names = {"iconUrl": "marker-icon", "iconRetinaUrl": "marker-icon-2x", "shadowUrl": "marker-shadow"}
    options = {key: _picture(f"leaflet/images/{name}.png") for key, name in names.items()}
    return f"delete L.Icon.Default.prototype._getIconUrl;L.Icon.Default.mergeOptions({json.dumps(options)});"


_FOR_FOLIUM = {"leaflet": "leaflet/leaflet.js", "leaflet_css": "leaflet/leaflet.css"}
_OTHER_NAMES: dict[str, str] = {}
