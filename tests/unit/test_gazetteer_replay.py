"""Answers of online services are kept for ever, also by several processes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from geopy.exc import GeocoderTimedOut
from geopy.geocoders import Nominatim
from helpers.services import Service, service

from geomap.errors import OutputError
from geomap.gazetteer.replay import AnswerCache, NotKept, ReplayAdapter, replaying, without_secrets

URL = "https://geocoder.example/search?q=Qwxyz"


def adapter(path: Path, inner: type[Service] | None, waits: list[float] | None = None) -> ReplayAdapter:
    made = inner(proxies=None, ssl_context=None) if inner else None
    noted = [] if waits is None else waits
    return ReplayAdapter(proxies=None, ssl_context=None, cache=AnswerCache(path), inner=made, sleep=noted.append)


def test_an_answer_is_asked_for_once_and_replayed_offline(tmp_path: Path) -> None:
    path, inner = tmp_path / "deep" / "answers.sqlite", service(Qwxyz=[{"lat": "1", "name": "Qwxyz é ☃"}])
    first = adapter(path, inner).get_json(URL, timeout=1, headers={})
    assert first == adapter(path, inner).get_json(URL, timeout=1, headers={})
    assert first == adapter(path, None).get_json(URL, timeout=1, headers={})
    assert len(inner.asked) == 1


def test_that_there_is_nothing_is_kept_too(tmp_path: Path) -> None:
    inner = service()
    for _ in range(2):
        assert adapter(tmp_path / "a.sqlite", inner).get_json(URL, timeout=1, headers={}) == []
    assert len(inner.asked) == 1
    assert len(AnswerCache(tmp_path / "a.sqlite")) == 1


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    inner = service(Qwxyz=GeocoderTimedOut("late"))
    for _ in range(2):
        with pytest.raises(GeocoderTimedOut):
            adapter(tmp_path / "a.sqlite", inner).get_json(URL, timeout=1, headers={})
    assert len(inner.asked) == 2
    assert len(AnswerCache(tmp_path / "a.sqlite")) == 0


def test_offline_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotKept):
        adapter(tmp_path / "cache" / "a.sqlite", None).get_json(URL, timeout=1, headers={})
    assert list(tmp_path.iterdir()) == []


def test_only_real_requests_wait_their_turn(tmp_path: Path) -> None:
    waits: list[float] = []
    asker = adapter(tmp_path / "a.sqlite", service(), waits)
    for name in ("a", "b", "a", "a", "c"):
        asker.get_json(f"https://geocoder.example/search?q={name}", timeout=1, headers={})
    assert len(waits) == 3
    assert waits[0] == 0
    assert waits[1] == pytest.approx(1, abs=0.5)
    assert waits[2] == pytest.approx(2, abs=0.7)


def test_processes_share_the_turns_and_a_clock_put_back_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    turns = [AnswerCache(path).take_turn(URL, now=lambda: 1000.0) for _ in range(3)]
    assert turns == [0, 1, 2]
    assert AnswerCache(path).take_turn("https://other.example/", now=lambda: 1000.0) == 0
    assert AnswerCache(path).take_turn(URL, now=lambda: 10.0) == 1


def test_keys_are_not_kept(tmp_path: Path) -> None:
    asker = adapter(tmp_path / "a.sqlite", service())
    asker.get_json("https://me:pw123@geocoder.example/?q=x&api_key=hush456&access_token=hush456", timeout=1, headers={})
    assert asker.get_json("https://geocoder.example/?api_key=other&q=x", timeout=1, headers={}) == []
    assert len(AnswerCache(tmp_path / "a.sqlite")) == 1
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"hush456" not in content
    assert b"pw123" not in content
    assert without_secrets("https://h/?b=2&a=1&token=x") == "https://h/?a=1&b=2"


def test_a_geopy_geocoder_works_over_it(tmp_path: Path) -> None:
    inner = service(Qwxyz=[{"lat": "10.5", "lon": "20.25", "display_name": "Qwxyz, Chad"}])
    cache = AnswerCache(tmp_path / "a.sqlite")
    cache.take_turn = lambda url: 0.0  # type: ignore[method-assign]
    assert Nominatim(user_agent="t", adapter_factory=replaying(cache, inner)).geocode("Qwxyz").latitude == 10.5
    offline = Nominatim(user_agent="t", adapter_factory=replaying(cache))
    assert offline.geocode("Qwxyz").longitude == 20.25
    with pytest.raises(NotKept):
        offline.geocode("Other")


def test_a_damaged_cache_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"no database at all" * 300)
    with pytest.raises(OutputError, match="Delete the file"):
        adapter(tmp_path / "a.sqlite", service()).get_json(URL, timeout=1, headers={})


def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x")
    with pytest.raises(OutputError, match="choose another cache folder"):
        adapter(tmp_path / "cache" / "a.sqlite", service()).get_json(URL, timeout=1, headers={})


WRITER = """
import sys
from pathlib import Path
from geomap.gazetteer.replay import AnswerCache
cache = AnswerCache(Path(sys.argv[1]))
for number in range(60):
    cache.put(f"https://h/?q={number}", "text", str(number))
    assert cache.get(f"https://h/?q={number}") == ("text", str(number))
"""


def test_several_processes_write_one_cache_and_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "a.sqlite")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path], stderr=subprocess.PIPE) for _ in range(4)]
    errors = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, errors
    assert len(AnswerCache(Path(path))) == 60
