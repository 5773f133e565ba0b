"""The files that go into a page: vendored libraries, our own scripts and styles, the basemap, the page's words.

They are package data, read when a page is rendered and never from the network. ``assets/assets.toml`` lists the
vendored ones with origin, licence and SHA-256.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "SCRIPTS",
    "STYLES",
    "Carried",
    "asset_text",
    "carried_for_folium",
    "data_url",
    "marker_pictures",
    "packed_basemap",
    "page_languages",
    "rotation_styles",
    "seas",
    "words",
]

_HERE = Path(__file__).parent
_ASSETS = _HERE / "assets"

STYLES = ("css/theme.css", "css/marks.css", "css/controls.css")
"""Our own style sheets for whatever stands on a map, in order. ``css/page.css`` comes with a whole page."""

SCRIPTS = (
    "topojson-client/topojson-client.min.js",
    "icons/icons.js",
    "js/core.js",
    "js/packed.js",
    "js/dates.js",
    "js/stage.js",
    "js/basemap.js",
    "js/labels.js",
    "js/popups.js",
    "js/crowd.js",
    "js/places.js",
    "js/arrows.js",
    "js/routes.js",
    "js/events.js",
    "js/legend.js",
)
"""The scripts that our layers need beside Leaflet, in order. ``js/panel.js`` and others come with a whole page."""


@cache
def asset_text(path: str) -> str:
    """The text of an asset, ready to stand in a page: a style sheet has its pictures and fonts written into it."""
    text = (_ASSETS / path).read_text(encoding="utf-8")
    if path.startswith(("js/", "css/")):
        text = _REMARKS.sub("", text)  # a sixth of our own sources; they hold no text of several lines
    if not path.endswith(".css"):
        return text
    folder = (_ASSETS / path).parent
    return re.sub(_FILE_IN_CSS, lambda found: f"url({_inlined(folder / found[1])})", text)


@cache
def data_url(path: str) -> str:
    """A ``data:`` URL of a script or style sheet, so that it loads from any page, offline too."""
    media = "text/css" if path.endswith(".css") else "text/javascript"
    return f"data:{media};charset=utf-8;base64,{base64.b64encode(asset_text(path).encode()).decode()}"


@cache
def packed_basemap() -> str:
    """The world's countries, lakes and rivers as ``tools/build_basemap.py`` packs them, in base64."""
    return base64.b64encode((_ASSETS / "basemap" / "world.packed.zlib").read_bytes()).decode()


@cache
def seas(language: str = "en") -> list[dict[str, Any]]:
    """Sea names for the basemap: name, lat, lon, and the zoom from which each is shown; English where there is none."""
    rows = list(tomllib.loads((_HERE / "seas.toml").read_text(encoding="utf-8"))["sea"])
    if language == "en":
        return rows
    names = tomllib.loads((_HERE / "sea_names.toml").read_text(encoding="utf-8")).get(language, {})
    return [{**row, "name": names.get(row["name"], row["name"])} for row in rows]


@cache
def words(language: str = "en") -> dict[str, Any]:
    """The page's own words. A language that geomap's pages don't speak yet gives English.

    Another language than English has ``said`` besides: what geomap says of its findings, which stories tell in English.
    """
    if not (_HERE / "words" / f"{language}.toml").is_file():
        language = "en"
    own = tomllib.loads((_HERE / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    said = _HERE / "said" / f"{language}.toml"
    return {**own, "said": tomllib.loads(said.read_text(encoding="utf-8"))} if said.is_file() else own


@cache
def page_languages() -> tuple[str, ...]:
    """The languages that the page speaks, English first."""
    codes = sorted(path.stem for path in (_HERE / "words").glob("*.toml"))
    return ("en", *(code for code in codes if code != "en"))


@dataclass(frozen=True)
class Carried:
    """What stands in for one of the links that every folium map has: the asset, and what on a map needs it.

    ``needed_by`` is a pattern to look for in the map's HTML and scripts; None: always needed.
    """

    path: str
    file_name: str
    needed_by: str | None = None


def carried_for_folium(name: str, url: str) -> Carried | None:
    """The stand-in for a link of folium's own (its name and URL), None when geomap carries none."""
    found = _FOR_FOLIUM.get(name)
    return found if found and url.rpartition("/")[2] == found.file_name else None


def rotation_styles() -> str:
    """The styles by which folium turns an icon: one class per degree."""
    return "".join(f".fa-rotate-{angle}{{transform:rotate({angle}deg)}}" for angle in range(360))


def marker_pictures() -> str:
    """A script that gives Leaflet's default marker its pictures, which it would look for beside a style sheet."""
    names = {"iconUrl": "marker-icon", "iconRetinaUrl": "marker-icon-2x", "shadowUrl": "marker-shadow"}
    options = {key: _inlined(_ASSETS / "leaflet" / "images" / f"{name}.png") for key, name in names.items()}
    return f"delete L.Icon.Default.prototype._getIconUrl;L.Icon.Default.mergeOptions({json.dumps(options)});"


_REMARKS = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/\s*|//[^\n]*\n\s*)*[ \t]*", flags=re.MULTILINE)
"""Indentation, and comments that begin a line."""
_FILE_IN_CSS = r"url\((?![\"']?(?:data:|#))[\"']?([^)\"'#?]+)[^)]*\)"
_WITH_JQUERY = r"\$\(|jQuery"
_FOR_FOLIUM = {
    "leaflet": Carried("leaflet/leaflet.js", "leaflet.js"),
    "leaflet_css": Carried("leaflet/leaflet.css", "leaflet.css"),
    "jquery": Carried("folium/jquery-3.7.1.min.js", "jquery-3.7.1.min.js", _WITH_JQUERY),
    "bootstrap": Carried("folium/bootstrap.bundle.min.js", "bootstrap.bundle.min.js", r"data-bs-|bootstrap\."),
    "bootstrap_css": Carried("folium/bootstrap.min.css", "bootstrap.min.css", _WITH_JQUERY),
    "awesome_markers": Carried(
        "folium/leaflet.awesome-markers.js", "leaflet.awesome-markers.js", r"L\.AwesomeMarkers\.icon"
    ),
    "awesome_markers_css": Carried(
        "folium/leaflet.awesome-markers.css", "leaflet.awesome-markers.css", r"L\.AwesomeMarkers\.icon"
    ),
    "awesome_markers_font_css": Carried(
        "folium/fontawesome/all.min.css", "all.min.css", r'"prefix": "fa|\bfa[srb]? fa-'
    ),
    "glyphicons_css": Carried("folium/glyphicons/bootstrap-glyphicons.css", "bootstrap-glyphicons.css", "glyphicon"),
    "awesome_rotate_css": Carried("", "leaflet.awesome.rotate.min.css", r"fa-rotate-[1-9]"),
}
_MEDIA = {".png": "image/png", ".woff2": "font/woff2"}


def _inlined(path: Path) -> str:
    """A picture or font as a ``data:`` URL; the plain picture for its double-sized twin; empty when not carried."""
    here = path.with_name(path.name.replace("@2x", ""))
    chosen = path if path.is_file() else here
    if not chosen.is_file():
        return "data:,"
    return f"data:{_MEDIA[chosen.suffix]};base64,{base64.b64encode(chosen.read_bytes()).decode()}"
