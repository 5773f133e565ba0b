"""Nothing torn, nothing lost, nothing left lying about: kills, shared caches, full disks, clocks that jump.

GEOMAP_ENDURANCE_KILLS=200 and GEOMAP_ENDURANCE_SECONDS=600 make the long run of it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap.cli import run
from geomap.codec import load_story
from geomap.corpus import Dataset
from geomap.errors import GeomapError, OutputError
from geomap.files import write_all, write_atomically
from geomap.maps import save_map

KILLS = os.environ.get("GEOMAP_ENDURANCE_KILLS", "4")
SECONDS = os.environ.get("GEOMAP_ENDURANCE_SECONDS", "2")
TOOL = Path(__file__).resolve().parents[2] / "tools" / "endurance.py"


@pytest.mark.model
def test_killed_at_random_moments_or_sharing_a_cache_nothing_is_torn_or_lost() -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "--kills", KILLS, "--seconds", SECONDS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(item for line in done.stdout.splitlines() for item in json.loads(line).items())
    assert set(found) == {"map", "regenerate", "corpus", "gazetteer", "cache", "sharing"}
    hits = {name: one["hit_while_running"] for name, one in found.items() if name != "sharing"}
    assert hits == dict.fromkeys(hits, int(KILLS))


def test_the_next_writer_removes_what_a_killed_one_left_and_nothing_of_one_that_lives(tmp_path: Path) -> None:
    write = "from geomap.files import write_atomically; import sys, os; os.fsync = lambda _: os.kill(os.getpid(), 9);"
    subprocess.run([sys.executable, "-c", write + "write_atomically(sys.argv[1], 'x')", tmp_path / "x"], check=False)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".x.")
    alive = left.with_name(left.name.replace(left.name.split("-")[-1], f"{os.getppid()}.part"))
    elsewhere = left.with_name(".x.00000000-999999999.part")
    for path in (alive, elsewhere):
        path.write_text("", encoding="utf-8")
    write_atomically(tmp_path / "y", "y")
    assert set(tmp_path.iterdir()) == {alive, elsewhere, tmp_path / "y"}


def test_a_dataset_killed_at_its_very_first_file_can_be_begun_again(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    write = "from geomap.corpus import Dataset; import sys, os; os.fsync = lambda _: os.kill(os.getpid(), 9);"
    subprocess.run([sys.executable, "-c", write + "Dataset(sys.argv[1]).begin({})", folder], check=False)
    assert [path.suffix for path in folder.iterdir()] == [".part"]
    Dataset(folder).begin({})
    assert [path.name for path in folder.iterdir()] == ["dataset.json"]


def test_a_full_disk_is_told_and_the_old_files_stay(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    save_map(sample_story(), page)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(OutputError, match="nothing was changed"):
            write_all({page: "x" * 5000, tmp_path / "map.story.json": "y"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="no users here")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    folder.mkdir(mode=0o555)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            save_map(sample_story(), folder / "map.html")
    finally:
        os.seteuid(was)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("change", ["{", "[]", "null", '{"schema": 99}', "\x00", '{"a": ' * 3000])
def test_a_story_edited_by_hand_is_told(tmp_path: Path, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "map.story.json"
    path.write_text(change, encoding="utf-8")
    with pytest.raises(GeomapError) as told:
        load_story(path)
    assert "map.story.json" in str(told.value)
    assert run(["render", str(path)]) != 0
    assert "Traceback" not in capsys.readouterr().err


def test_every_value_of_a_story_replaced_by_another_kind_is_told_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "map.story.json"
    save_map(sample_story(), tmp_path / "map.html")
    whole = json.loads(path.read_text(encoding="utf-8"))
    refused = 0
    for where in list(_paths(whole))[::3]:
        for value in (None, -1, "x", [], {}, 1e308):
            changed = json.loads(path.read_text(encoding="utf-8"))
            spot = changed
            for step in where[:-1]:
                spot = spot[step]
            spot[where[-1]] = value
            write_atomically(other := tmp_path / "other.story.json", json.dumps(changed))
            try:
                load_story(other)
            except GeomapError:
                refused += 1
    assert refused > 100


def _paths(value: object, where: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for name, one in items for path in ((*where, name), *_paths(one, (*where, name)))]


@pytest.mark.model
@pytest.mark.parametrize("stamp", [0, 4_000_000_000])
def test_regenerate_sees_a_change_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stamp: int
) -> None:
    monkeypatch.chdir(tmp_path)
    source, page = tmp_path / "a.txt", tmp_path / "maps" / "a.html"
    source.write_text("A boat left Harwich for Ostend on Tuesday.\n", encoding="utf-8")
    assert run(["map", "a.txt"]) == 0
    assert run(["regenerate"]) == 0
    source.write_text("A boat left Harwich for London on Tuesday.\n", encoding="utf-8")  # as long as before
    os.utime(source, (stamp, stamp))
    assert run(["regenerate", "--check"]) == 1
    assert run(["regenerate"]) == 0
    assert b"London" in page.read_bytes()
    assert run(["regenerate", "--check"]) == 0


@pytest.mark.model
def test_a_kill_between_page_and_story_is_reported_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two are renamed one after the other; a kill between them leaves one new and one old."""
    monkeypatch.chdir(tmp_path)
    source, page, story = tmp_path / "a.txt", tmp_path / "maps" / "a.html", tmp_path / "maps" / "a.story.json"
    source.write_text("A boat left Harwich for Ostend on Tuesday.\n", encoding="utf-8")
    assert run(["map", "a.txt"]) == 0
    assert run(["regenerate"]) == 0
    old = page.read_bytes(), story.read_bytes()
    source.write_text("A boat left Harwich for London on Tuesday.\n", encoding="utf-8")
    killed = (
        "import os, pathlib, sys; from geomap.cli import run; rename = pathlib.Path.replace\n"
        "def replace(self, target):\n"
        "    rename(self, target)\n"
        "    if str(target).endswith('a.html'): os.kill(os.getpid(), 9)\n"
        "pathlib.Path.replace = replace; sys.exit(run(['map', 'a.txt']))"
    )
    assert subprocess.run([sys.executable, "-c", killed], capture_output=True, check=False).returncode == -9
    assert page.read_bytes() != old[0]
    assert story.read_bytes() == old[1]
    assert run(["regenerate", "--check"]) == 1
    assert run(["regenerate"]) == 0
    assert b"London" in story.read_bytes()
    assert run(["regenerate", "--check"]) == 0
