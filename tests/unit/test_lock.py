"""Which lock an output was made under: from the lock in the repository, and told where something else is installed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.stories import sample_story
from write_lock_identity import identity_of

from geomap import lock
from geomap.codec import dumps, loads
from geomap.export.geojson import to_geojson
from geomap.export.tables import made_with
from geomap.gathering import gather

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    lock.lock_identity.cache_clear()
    yield
    lock.lock_identity.cache_clear()


def test_the_identity_is_that_of_the_lock_in_the_repository() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    made = identity_of((REPOSITORY / "requirements.lock").read_bytes(), project["dependencies"])
    assert lock.LOCK_FILE.read_text("utf-8") == made, "run: python tools/write_lock_identity.py"


def test_a_changed_lock_has_another_identity() -> None:
    pins = b"blis==1.0\nnumpy==2.4 ; python_full_version < '3.12' \\\nnumpy==2.5 ; python_full_version >= '3.12' \\\n"
    one, other = (json.loads(identity_of(pins + thinc, ["NumPy>=1"])) for thinc in (b"thinc==8.1\n", b"thinc==8.2\n"))
    assert one["pins"] == {"blis": ["1.0"], "numpy": ["2.4", "2.5"], "thinc": ["8.1"]}
    assert one["sha256"] != other["sha256"]
    with pytest.raises(KeyError, match="spacy"):
        identity_of(pins + b"thinc==8.1\n", ["spacy>=3.8"])


def test_what_differs_from_the_lock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = json.loads(lock.LOCK_FILE.read_text("utf-8"))
    versions = {name: pins[-1] for name, pins in pinned["pins"].items()}
    monkeypatch.setattr(lock, "_installed", versions.__getitem__)
    assert lock.lock_identity() == pinned["sha256"][:12]
    lock.lock_identity.cache_clear()
    monkeypatch.setattr(lock, "_installed", {**versions, "numpy": "1.0", "shapely": "missing"}.__getitem__)
    assert lock.lock_identity() == pinned["sha256"][:12] + " but numpy 1.0, shapely missing"


def test_stories_from_before_are_read_and_stay_as_they_were() -> None:
    story = sample_story()
    before = dumps(story)
    assert '"lock"' not in before
    assert dumps(loads(before)) == before
    assert to_geojson(story)["geomap"]["lock"] is None
    assert "lock" not in made_with(story.provenance)


def test_story_exports_and_gathered_stories_name_the_lock() -> None:
    story = sample_story()
    one, other = (
        replace(story, provenance=replace(story.provenance, lock=name)) for name in ("abc", "def but numpy 1.0")
    )
    assert loads(dumps(other)) == other
    assert to_geojson(one)["geomap"]["lock"] == "abc"
    assert made_with(other.provenance).endswith("; lock def but numpy 1.0")
    assert gather([one, other]).provenance.lock == "abc, def but numpy 1.0"
    assert gather([story, one]).provenance.lock == "abc"
