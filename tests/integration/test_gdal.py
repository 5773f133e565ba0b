"""Debian's GDAL, which is years older than the one inside pyogrio, opens what geomap exports."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.export.formats import FORMATS
from geomap.maps import save_as

pytestmark = pytest.mark.integration
LAYERS = {
    "geojson": ["x"],
    "csv": ["x"],
    "kml": ["Places", "Routes", "Events", "Unresolved names"],
    "gpx": ["waypoints", "tracks"],
    "geopackage": ["places", "routes", "events", "unresolved"],
}


@pytest.fixture(scope="module")
def ogrinfo() -> str:
    """The program ogrinfo, out of the package gdal-bin where it is not there yet (needs root)."""
    if not shutil.which("ogrinfo"):
        reason = "ogrinfo needs the Debian package gdal-bin, and root to install it"
        if not shutil.which("apt-get") or os.geteuid() != 0:
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True, capture_output=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "gdal-bin"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    return str(shutil.which("ogrinfo"))


@pytest.mark.parametrize("format", LAYERS)
def test_ogrinfo_opens_the_files(format: str, ogrinfo: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{FORMATS[format].endings[0]}"
    save_as(sample_story(), path)
    for layer in LAYERS[format]:
        command = [ogrinfo, "-ro", "-so", str(path), *([layer] if layer != "x" else ["-al"])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "successful" in done.stdout
        assert "Feature Count: 0" not in done.stdout
        assert done.stderr == ""
