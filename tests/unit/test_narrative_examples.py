"""The examples of every frame, and our own sentence sets, told by the real pipeline."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from narrative_examples import event_mismatch, known_misses, marked_lines, motion_mismatch, tell

from geomap.language.frames import load_frames
from geomap.language.model_loading import load_model

pytestmark = pytest.mark.model

DATA = Path(__file__).resolve().parent.parent / "data"
model = cache(load_model)


def examples(family: str) -> list[tuple[str, str]]:
    found = [example.split(" => ") for frame in load_frames(family).frames for example in frame.examples]
    return [(marked, wanted) for marked, wanted in found]


def short(value: object) -> str:
    return str(value)[:60]


@pytest.mark.parametrize(("marked", "wanted"), examples("motion"), ids=short)
def test_motion_frames_tell_their_examples(marked: str, wanted: str) -> None:
    assert motion_mismatch(marked, wanted, model()) is None


@pytest.mark.parametrize(("marked", "wanted"), examples("events"), ids=short)
def test_event_frames_tell_their_examples(marked: str, wanted: str) -> None:
    assert event_mismatch(marked, wanted, model()) is None


@pytest.mark.parametrize(("marked", "wanted"), marked_lines(DATA / "frames_motion.tsv"), ids=short)
def test_motion_sentences(marked: str, wanted: str) -> None:
    assert motion_mismatch(marked, wanted, model()) is None


@pytest.mark.parametrize(("marked", "wanted"), marked_lines(DATA / "frames_events.tsv"), ids=short)
def test_event_sentences(marked: str, wanted: str) -> None:
    assert event_mismatch(marked, wanted, model()) is None


@pytest.mark.parametrize(("marked", "wanted"), marked_lines(DATA / "frames_motion_fr.tsv"), ids=short)
def test_french_motion_sentences(marked: str, wanted: str) -> None:
    assert motion_mismatch(marked, wanted, model(language="fr")) is None


@pytest.mark.parametrize(("marked", "wanted"), marked_lines(DATA / "frames_events_fr.tsv"), ids=short)
def test_french_event_sentences(marked: str, wanted: str) -> None:
    assert event_mismatch(marked, wanted, model(language="fr")) is None


def dated_rows() -> list[list[str]]:
    lines = (DATA / "event_dates.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("published", "marked", "wanted"), dated_rows(), ids=short)
def test_dates_of_events(published: str, marked: str, wanted: str) -> None:
    events = tell(marked.replace("\\n", "\n"), model(), published=published).events
    told = ["none" if e.when is None else f"{e.when.start or ''}..{e.when.end or ''}" for e in events]
    assert set(told) & set(wanted.split("|")), told


# What our own sentences show to be wrong still. A number here only falls, except when new sentences are added.
MISSES = {"frames_motion.tsv": 26, "frames_events.tsv": 49, "assertion.tsv": 20}


@pytest.mark.parametrize(("name", "most"), MISSES.items())
def test_known_misses_only_fall(name: str, most: int) -> None:
    assert known_misses(DATA / name) <= most


@pytest.mark.parametrize("name", MISSES)
def test_every_family_has_sentences_enough(name: str) -> None:
    assert len(marked_lines(DATA / name)) >= 150
