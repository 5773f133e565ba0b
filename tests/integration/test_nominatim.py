"""geomap asks a real Nominatim on loopback, keeps its answers, and bears its failures."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geomap.cli import run
from geomap.codec import load_story
from geomap.gazetteer import Gazetteer
from geomap.gazetteer.online import GazetteerWithAnswers, OnlineGeocoder
from geomap.gazetteer.replay import AnswerCache
from integration.nominatim_server import CannotSetUp, serving, set_up

pytestmark = pytest.mark.integration

Server = tuple["subprocess.Popen[bytes]", str]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="nominatim-") as folder:
        try:
            project = set_up(Path(folder))
        except CannotSetUp as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(str(reason))
            pytest.skip(str(reason))
        with serving(project) as running:
            yield running


def asker(server: Server, folder: Path, connect: bool = True) -> OnlineGeocoder:
    settings = {"domain": server[1], "scheme": "http"}
    return OnlineGeocoder("nominatim", settings, cache=AnswerCache(folder / "answers.sqlite"), connect=connect)


def test_names_become_matches(server: Server, tmp_path: Path) -> None:
    answers = asker(server, tmp_path).ask(["Qwxyzville", "Tripoli", "Qwzara", "Nowherequx", "طبرق"])
    assert answers.notes == ()
    found = GazetteerWithAnswers(Gazetteer.open(), answers)
    (village,) = found.lookup("Qwxyzville")
    assert (village.feature.kind, village.feature.country) == ("town", "TD")
    assert (village.feature.lat, village.feature.lon) == pytest.approx((13.595, 21.82), abs=1e-4)
    assert village.feature.id.startswith("nominatim:node.")
    assert found.lookup("Old Qwxyzville") == ()
    assert [match.feature.country for match in answers.matches["tripoli"]] == ["LY", "LB"]
    assert answers.matches["nowherequx"] == ()
    assert answers.matches["طبرق"][0].feature.name == "Tobruk"


def test_requests_keep_a_second_apart_and_replays_do_not(server: Server, tmp_path: Path) -> None:
    start = time.monotonic()
    first = asker(server, tmp_path).ask(["Qwxyzville", "Tobruk", "Nowherequx"])
    assert time.monotonic() - start >= 2
    start = time.monotonic()
    assert asker(server, tmp_path, connect=False).ask(["Qwxyzville", "Tobruk", "Nowherequx"]) == first
    assert time.monotonic() - start < 1


@pytest.mark.model
def test_a_map_is_made_online_and_again_offline(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOMAP_GEOCODER_SETTINGS", f"domain={server[1]} scheme=http")
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    text = "The convoy left Tripoli, Libya, on Monday and reached the town of Qwxyzville in Chad on Friday.\n"
    Path("report.txt").write_text(text)
    assert run(["story", "report.txt", "--online", "--date", "2024-05-01", "-o", "online.story.json"]) == 0
    assert run(["story", "report.txt", "--date", "2024-05-01", "-o", "offline.story.json"]) == 0
    online, offline = (load_story(Path(f"{name}.story.json")) for name in ("online", "offline"))
    ids = {str(place.gazetteer_id).partition(":")[0] for place in online.places}
    assert "nominatim" in ids
    assert not any(str(place.gazetteer_id).startswith("nominatim") for place in offline.places)
    assert run(["map", "report.txt", "--online", "--date", "2024-05-01"]) == 0
    capsys.readouterr()
    assert run(["regenerate", "--check"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_server_that_hangs_or_is_gone_is_a_note(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geomap.gazetteer.online.TIMEOUT_SECONDS", 0.3)
    process, _ = server
    process.send_signal(signal.SIGSTOP)
    try:
        (note,) = asker(server, tmp_path).ask(["Qwxyzville", "Tobruk", "Tripoli"]).notes
    finally:
        process.send_signal(signal.SIGCONT)
    assert "could not be asked about 3 name(s)" in note
    assert asker(server, tmp_path).ask(["Qwxyzville"]).matches["qwxyzville"]
    process.terminate()
    process.wait(30)
    (note,) = asker(server, tmp_path).ask(["Tobruk"]).notes
    assert "could not be asked about 1 name(s)" in note
