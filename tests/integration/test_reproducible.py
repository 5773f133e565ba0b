"""The same article gives the same bytes from another path, in another time zone, language and hash order."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import geomap

ARTICLE = (
    "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about 40 people left Harwich for Ostend on Tuesday. "
    "Police arrested two men in Ostend on Wednesday. The café of Perpignan was 90 km west of Crete.\n"
)
MAKE = """
import sys, time
import geomap
assert geomap.__file__.startswith(sys.argv[1]), geomap.__file__
time.time = lambda: float(sys.argv[2])
from geomap.cli import run
sys.exit(run(["map", "ferry.txt", "-o", "out.html"]) or run(["export", "out.story.json", "-o", "out.kml"]))
"""
PLACES = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "COLUMNS": "80"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "COLUMNS": "200"},
)


@pytest.mark.model
def test_two_copies_at_other_paths_times_and_locales_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number, environment in enumerate(PLACES):
        folder = tmp_path / ("a" if number == 0 else "another place with spaces")
        shutil.copytree(
            Path(geomap.__file__).parent, folder / "code" / "geomap", ignore=shutil.ignore_patterns("__pycache__")
        )
        (folder / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", MAKE, str(folder / "code"), str(number * 4e9)],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(folder / "code"), **environment},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        made.append({name: (folder / name).read_bytes() for name in ("out.html", "out.story.json", "out.kml")})
    assert made[0] == made[1]
    provenance = json.loads(made[0]["out.story.json"])["provenance"]
    assert all(provenance[name] for name in ("geomap", "model", "spacy", "gazetteer", "lock"))
    assert str(tmp_path).encode() not in b"".join(made[0].values())
