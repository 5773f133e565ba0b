"""Fetch the browser libraries that every page carries, and write what they are into the manifest.

    python tools/vendor_assets.py            # npm packages by name and version -> geomap/page/assets, assets.toml
    python tools/vendor_assets.py --check    # only compare the files with the manifest

To take a newer version: change VENDORED here, run this, run the browser tests, commit all of it together.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "geomap" / "page" / "assets"
MANIFEST = ASSETS / "assets.toml"
HEADER = """\
# What lies in this folder and goes into every page, with its origin, licence and SHA-256.
# Written by tools/vendor_assets.py (and tools/build_basemap.py for the basemap); a test compares it with the files.
# Our own sources in js/ and css/ are not listed: git knows them.
"""


@dataclass(frozen=True)
class Package:
    """An npm package and the files taken from it: path in the package -> path under the assets folder."""

    name: str
    version: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)


VENDORED = (
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        {
            "dist/leaflet.js": "leaflet/leaflet.js",
            "dist/leaflet.css": "leaflet/leaflet.css",
            "dist/images/layers.png": "leaflet/images/layers.png",
            "dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
            "dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
            "LICENSE": "leaflet/LICENSE",
        },
    ),
    Package(
        "topojson-client",
        "3.1.0",
        "ISC",
        {
            "dist/topojson-client.min.js": "topojson-client/topojson-client.min.js",
            "LICENSE": "topojson-client/LICENSE",
        },
    ),
    Package(
        "jquery",
        "3.7.1",
        "MIT",
        {"dist/jquery.min.js": "folium/jquery-3.7.1.min.js", "LICENSE.txt": "folium/LICENSE.jquery"},
    ),
    Package(
        "bootstrap",
        "5.2.2",
        "MIT",
        {
            "dist/js/bootstrap.bundle.min.js": "folium/bootstrap.bundle.min.js",
            "dist/css/bootstrap.min.css": "folium/bootstrap.min.css",
            "LICENSE": "folium/LICENSE.bootstrap",
        },
    ),
    Package(
        "leaflet.awesome-markers",
        "2.0.5",
        "ISC",
        {
            "dist/leaflet.awesome-markers.js": "folium/leaflet.awesome-markers.js",
            "dist/leaflet.awesome-markers.css": "folium/leaflet.awesome-markers.css",
            "dist/images/markers-soft.png": "folium/images/markers-soft.png",
            "dist/images/markers-shadow.png": "folium/images/markers-shadow.png",
            "LICENSE": "folium/LICENSE.awesome-markers",
        },
    ),
    Package(
        "@fortawesome/fontawesome-free",
        "6.2.0",
        "CC-BY-4.0 (icons), OFL-1.1 (fonts), MIT (code)",
        {
            "css/all.min.css": "folium/fontawesome/all.min.css",
            "webfonts/fa-solid-900.woff2": "folium/webfonts/fa-solid-900.woff2",
            "webfonts/fa-regular-400.woff2": "folium/webfonts/fa-regular-400.woff2",
            "LICENSE.txt": "folium/LICENSE.fontawesome",
        },
    ),
    Package(
        "bootstrap",
        "3.4.1",
        "MIT",
        {
            "dist/css/bootstrap.min.css": "folium/glyphicons/bootstrap-glyphicons.css",
            "dist/fonts/glyphicons-halflings-regular.woff2": "folium/fonts/glyphicons-halflings-regular.woff2",
            "LICENSE": "folium/LICENSE.glyphicons",
        },
    ),
)
ONLY = {"folium/glyphicons/bootstrap-glyphicons.css": rb"@font-face\{[^}]*Glyphicons.*?(?=\*\{)"}
"""Files of which only the part that the pattern finds is kept: the icons of Bootstrap 3, which folium still uses."""
ICONS = {
    "attack": "bomb",
    "clash": "sword-cross",
    "arrest": "handcuffs",
    "rescue": "lifebuoy",
    "casualties": "grave-stone",
    "accident": "alert",
    "disaster": "weather-hurricane",
    "arrival": "login",
    "departure": "logout",
    "border": "boom-gate",
    "protest": "bullhorn",
    "visit": "bag-suitcase",
    "meeting": "account-group",
    "agreement": "handshake",
    "deployment": "shield",
    "aid": "hand-heart",
    "trade": "cash",
    "ruling": "gavel",
    "decision": "file-sign",
    "election": "vote",
    "outbreak": "virus",
    "other": "circle",
    "search": "magnify",
    "filter": "filter-variant",
    "share": "share-variant",
    "save": "download",
    "correct": "pencil",
    "undo": "undo",
    "previous": "skip-previous",
    "next": "skip-next",
    "play": "play",
    "pause": "pause",
    "light": "white-balance-sunny",
    "dark": "weather-night",
}
"""Icons by what they stand for on the page: the type of an event, or a button. One path each, on a grid of 24 by 24."""
ICON_SET = Package(
    "@mdi/svg", "7.4.47", "Apache-2.0 (Material Design Icons, Pictogrammers)", {"LICENSE": "icons/LICENSE"}
)
BASEMAP = {
    "basemap/world.packed.zlib": "Natural Earth 5.1.1 (countries) and 4.1 (lakes, rivers), public domain; "
    "tools/build_basemap.py",
}


def main() -> None:
    """Fetch or check, as asked."""
    if "--check" in sys.argv[1:]:
        check()
        return
    with tempfile.TemporaryDirectory() as folder:
        for package in VENDORED:
            fetch(package, Path(folder))
        (ASSETS / "icons" / "icons.js").write_text(icons(fetch(ICON_SET, Path(folder))), encoding="utf-8")
    MANIFEST.write_text(manifest(), encoding="utf-8")
    sys.stdout.write(f"wrote {MANIFEST.name}\n")


def fetch(package: Package, folder: Path) -> Path:
    """Download the package with npm and copy its files into the assets folder; the path of the archive."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    file_name = package.name.removeprefix("@").replace("/", "-")
    downloaded = folder / f"{file_name}-{package.version}.tgz"
    with tarfile.open(downloaded) as archive:
        for source, target in package.files.items():
            member = archive.extractfile(f"package/{source}")
            if member is None:
                raise SystemExit(f"{package.name} {package.version} has no {source}: change VENDORED")
            path = ASSETS / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kept(target, member.read()))
    return downloaded


def icons(downloaded: Path) -> str:
    """A script that holds the paths of the icons by what they stand for."""
    paths = {}
    with tarfile.open(downloaded) as archive:
        for name, icon in ICONS.items():
            member = archive.extractfile(f"package/svg/{icon}.svg")
            found = re.search(r' d="([^"]+)"', member.read().decode("utf-8")) if member else None
            if found is None:
                raise SystemExit(f"{ICON_SET.name} {ICON_SET.version} has no {icon} of one path: change ICONS")
            paths[name] = found[1]
    return f"window.geomap = window.geomap || {{}};\ngeomap.icons = {json.dumps(paths, indent=0)};\n"


def kept(target: str, content: bytes) -> bytes:
    """The content, or the part of it that is kept."""
    if target not in ONLY:
        return content
    found = re.search(ONLY[target], content, flags=re.DOTALL)
    if found is None:
        raise SystemExit(f"nothing in {target} is as ONLY expects: change its pattern")
    return found[0]


def manifest() -> str:
    """The manifest's text for the files as they are now."""
    lines = [HEADER]
    for package in VENDORED:
        origin = f"npm {package.name} {package.version}"
        lines += [entry(path, origin, package.licence) for path in sorted(package.files.values())]
    origin = f"npm {ICON_SET.name} {ICON_SET.version}"
    lines += [entry(path, origin, ICON_SET.licence) for path in ("icons/LICENSE", "icons/icons.js")]
    lines += [entry(path, origin, "public domain") for path, origin in BASEMAP.items()]
    return "\n".join(lines)


def entry(path: str, origin: str, licence: str) -> str:
    """One file's table."""
    digest = hashlib.sha256((ASSETS / path).read_bytes()).hexdigest()
    return f'["{path}"]\norigin = "{origin}"\nlicence = "{licence}"\nsha256 = "{digest}"\n'


def check() -> None:
    """Compare every listed file with its hash; exit with a message that names those that differ."""
    listed = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    different = [
        path
        for path, facts in listed.items()
        if hashlib.sha256((ASSETS / path).read_bytes()).hexdigest() != facts["sha256"]
    ]
    if different:
        raise SystemExit(f"not as in {MANIFEST.name}: {', '.join(different)}. Run tools/vendor_assets.py.")
    sys.stdout.write(f"{len(listed)} files are as in {MANIFEST.name}\n")


if __name__ == "__main__":
    main()
