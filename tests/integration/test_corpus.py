"""Many articles become a dataset: nothing lost, nothing twice, whatever happens in between."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from geomap.cli import run
from geomap.codec import dumps, loads
from geomap.corpus import Bounds, Dataset, Progress, make_dataset, overview
from geomap.errors import ConfigError, InputError

pytestmark = pytest.mark.model

TOWNS = ("Tripoli", "Palermo", "Valletta", "Tunis", "Algiers", "Naples")


def lines(number: int) -> list[str]:
    """Short articles, each of its own words."""
    return [
        json.dumps(
            {
                "id": f"a{index}",
                "title": f"Ferry {index}",
                "date": "2024-05-15",
                "text": f"A ferry with {index + 20} people sailed from {TOWNS[index % 6]} to "
                f"{TOWNS[(index + 1) % 6]} on Monday. Two men were arrested in {TOWNS[index % 6]}.",
            }
        )
        for index in range(number)
    ]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines(12)) + "\n", encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of a dataset in a fixed order, so that two can be compared."""
    dataset = Dataset(folder)
    return {layer: list(dataset.rows(layer)) for layer in ("places", "routes", "events", "articles")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What a run without incidents gives."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "articles.jsonl").write_text("\n".join(lines(12)) + "\n", encoding="utf-8")
    make_dataset([str(folder / "articles.jsonl")], folder / "dataset", workers=1, batch_size=3)
    return content(folder / "dataset")


def test_a_row_a_mark_with_its_evidence_and_a_row_an_article(whole: dict[str, list[dict[str, Any]]]) -> None:
    assert [row["id"] for row in whole["articles"]] == [f"{batch}-{place}" for batch in range(4) for place in range(3)]
    assert len(whole["routes"]) == 12
    assert all(row["article_id"] and row["quote"] for layer in ("places", "routes", "events") for row in whole[layer])
    assert {row["name"] for row in whole["places"]} == set(TOWNS)
    ids = {(row["article_id"], row["id"]) for row in whole["places"]}
    assert all((row["article_id"], row["from"]) in ids for row in whole["routes"])


def test_what_an_interrupted_run_left_is_told_again_and_only_that(
    articles: Path, tmp_path: Path, whole: dict[str, list[dict[str, Any]]]
) -> None:
    folder = tmp_path / "dataset"
    make_dataset([str(articles)], folder, workers=1, batch_size=3)
    (folder / "articles" / "000002.parquet").unlink()
    (folder / "places" / "000002.parquet").write_bytes(b"half")
    untouched = (folder / "places" / "000001.parquet").stat().st_mtime_ns
    done = make_dataset([str(articles)], folder, workers=1, batch_size=3)
    assert (done.articles, done.kept, done.failed) == (12, 9, 0)
    assert (folder / "places" / "000001.parquet").stat().st_mtime_ns == untouched
    assert content(folder) == whole


def test_two_processes_give_the_same_rows(
    articles: Path, tmp_path: Path, whole: dict[str, list[dict[str, Any]]]
) -> None:
    make_dataset([str(articles)], tmp_path / "dataset", workers=2, batch_size=3)
    assert content(tmp_path / "dataset") == whole


def test_killed_at_any_moment_it_goes_on_without_loss_or_double_rows(
    articles: Path, tmp_path: Path, whole: dict[str, list[dict[str, Any]]]
) -> None:
    folder = tmp_path / "dataset"
    command = [
        sys.executable,
        "-m",
        "geomap",
        "corpus",
        str(articles),
        "-o",
        str(folder),
        "--batch",
        "3",
        "--workers",
        "1",
    ]
    chance = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(1.0, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert content(folder) == whole


def test_an_article_that_cannot_be_read_is_a_row_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join([*lines(2), "{no json", '{"text": ""}', *lines(1)]) + "\n", encoding="utf-8")
    assert run(["corpus", str(source), "-o", str(tmp_path / "dataset"), "--workers", "1", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"dataset": str(tmp_path / "dataset"), "articles": 5, "kept": 0, "failed": 2}
    assert "2 articles could not be told" in said.err
    errors = [row["error"] for row in Dataset(tmp_path / "dataset").rows("articles")]
    assert [error is None for error in errors].count(False) == 2
    assert any(error and "line 3" in error for error in errors)


def test_one_bad_article_in_every_kind_of_source_is_a_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = "A ferry sailed from Tripoli to Palermo on Monday. Two men were arrested in Palermo on Tuesday morning."
    (folder := tmp_path / "folder").mkdir()
    (folder / "good.txt").write_text(good, encoding="utf-8")
    (folder / "bad.docx").write_bytes(b"PK no archive")
    (tmp_path / "lines.jsonl").write_text(json.dumps({"text": good}) + "\n[]\n", encoding="utf-8")
    entries = f"<item><title>Ferry</title><description>{good}</description></item><item></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'
    (tmp_path / "feed.xml").write_text(feed, encoding="utf-8")
    page = f"<html><head><title>Ferry</title></head><body><article><p>{good}</p></article></body></html>"
    with (tmp_path / "crawl.warc").open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for number, body in enumerate((page, "", page)):
            answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
            payload = io.BytesIO(body.encode())
            address = f"https://example.org/{number}"
            writer.write_record(writer.create_warc_record(address, "response", payload=payload, http_headers=answer))
    sources = [tmp_path / name for name in ("folder", "lines.jsonl", "feed.xml", "crawl.warc")]
    assert run(["corpus", *map(str, sources), "-o", str(tmp_path / "dataset"), "--workers", "1"]) == 0
    told: dict[str, list[bool]] = {}
    for row in Dataset(tmp_path / "dataset").rows("articles"):
        told.setdefault(row["source"], []).append(row["error"] is None)
    assert told == {
        "bad.docx": [False],
        "good.txt": [True],
        "lines.jsonl": [True, False],
        "feed.xml": [True, False],
        "crawl.warc": [True, False, True],
    }


def test_other_sources_or_settings_do_not_mix(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    make_dataset([str(articles)], folder, workers=1, batch_size=3)
    changed = articles.read_text(encoding="utf-8").replace("Palermo", "Catania")
    articles.write_text(changed, encoding="utf-8")
    with pytest.raises(ConfigError, match="other articles"):
        make_dataset([str(articles)], folder, workers=1, batch_size=3)
    with pytest.raises(ConfigError, match="batch_size"):
        make_dataset([str(articles)], folder, workers=1, batch_size=4)


def test_a_folder_of_other_things_is_left_alone(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not empty"):
        make_dataset([str(articles)], tmp_path, workers=1)
    with pytest.raises(InputError, match="no dataset"):
        Dataset(tmp_path).about()


def test_a_scheduler_that_is_not_there_is_told(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no Dask scheduler"):
        make_dataset([str(articles)], tmp_path / "dataset", scheduler="tcp://127.0.0.1:9")


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers as processes on loopback: the address, and the workers."""
    told = folder / "scheduler.json"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    started = [subprocess.Popen([*dask, "--scheduler-file", str(told)], **quiet)]
    try:
        deadline = time.monotonic() + 60
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        workers = [subprocess.Popen([*worker, "--no-nanny"], env=environment, **quiet) for _ in range(2)]
        started += workers
        yield address, workers
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_on_a_cluster_a_worker_may_die(articles: Path, tmp_path: Path, whole: dict[str, list[dict[str, Any]]]) -> None:
    with cluster(tmp_path) as (address, workers):
        _wait_for_workers(address, 2)

        def kill_one(progress: object) -> None:
            workers[0].kill()

        make_dataset([str(articles)], tmp_path / "dataset", scheduler=address, batch_size=3, report=kill_one)
    assert content(tmp_path / "dataset") == whole


def _wait_for_workers(address: str, number: int) -> None:
    import distributed

    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def test_a_wrong_date_is_told_before_an_article_is_read(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["corpus", str(articles), "-o", str(tmp_path / "dataset"), "--date", "Tuesday"]) == 2
    assert "write it as YYYY-MM-DD" in capsys.readouterr().err
    assert not (tmp_path / "dataset").exists()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of twelve articles, of which one can't be read, to draw."""
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "articles.jsonl").write_text("\n".join([*lines(12), "no JSON"]) + "\n", encoding="utf-8")
    make_dataset([str(folder / "articles.jsonl")], folder / "dataset", workers=1, batch_size=3)
    return folder / "dataset"


def test_a_dataset_is_drawn_as_one_story_that_says_how_often_things_are_told(drawn: Path) -> None:
    story = overview(Dataset(drawn))
    times = dict(story.times)
    assert {place.name: times[place.id] for place in story.places} == {
        row: sum(len(json.loads(one["mentions"])) for one in Dataset(drawn).rows("places") if one["name"] == row)
        for row in TOWNS
    }
    told = [times[route.id] for route in story.routes]
    assert (sum(told), max(told)) == (12, 2)
    assert told == sorted(told, reverse=True)
    assert sum(times[event.id] for event in story.events) == len(list(Dataset(drawn).rows("events")))
    assert {route.when.start for route in story.routes if route.when} == {"2024-05-13"}
    assert story.article.members[0].source == "articles.jsonl"
    assert story.article.title == "12 of 13 articles of dataset"
    assert story.notes == ("12 of 13 articles are told, 1 failed: see the column error of articles/.",)
    assert loads(dumps(story)) == story


def test_numbers_movers_and_actors_stay_where_all_tellings_agree(tmp_path: Path) -> None:
    texts = [
        "On Monday 200 migrants walked from Tripoli to Tunis. Police arrested two men in Naples on Monday.",
        "On Monday 200 migrants walked from Tripoli to Tunis. Police arrested two men in Naples on Monday .",
        "On Monday 300 migrants walked from Algiers to Tunis.",
        "On Monday 400 migrants walked from Algiers to Tunis.",
    ]
    source = tmp_path / "walks.jsonl"
    source.write_text(
        "".join(json.dumps({"date": "2024-05-15", "text": text}) + "\n" for text in texts), encoding="utf-8"
    )
    make_dataset([str(source)], tmp_path / "dataset", workers=1)
    story = overview(Dataset(tmp_path / "dataset"))
    same, other = story.routes
    assert dict(story.times)[same.id] == dict(story.times)[other.id] == 2
    assert (same.mover, same.quantity and same.quantity.value) == ("200 migrants", 200)
    assert (other.mover, other.quantity) == (None, None)
    assert "quantity" in same.stated
    assert "quantity" not in other.stated
    (arrest,) = (event for event in story.events if event.type == "arrest")
    assert {actor.text for actor in arrest.actors} == {"Police", "two men"}


def test_a_described_position_is_drawn_there_and_not_at_the_place(tmp_path: Path) -> None:
    text = "A boat with 40 people sank 30 km off Tripoli on Monday. Police arrested two men in Tripoli on Monday."
    source = tmp_path / "sea.jsonl"
    source.write_text(json.dumps({"id": "a", "date": "2024-05-15", "text": text}) + "\n", encoding="utf-8")
    make_dataset([str(source)], tmp_path / "dataset", workers=1)
    story = overview(Dataset(tmp_path / "dataset"))
    (tripoli,) = (place for place in story.places if place.name == "Tripoli")
    spots = {event.spot.text for event in story.events if event.spot}
    assert spots
    assert spots == {spot.text for spot in tripoli.spots}
    assert any(event.spot is None for event in story.events)
    assert loads(dumps(story)) == story


def test_a_run_that_did_not_come_to_its_end_is_told(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    with pytest.raises(KeyboardInterrupt):
        make_dataset([str(articles)], folder, workers=1, batch_size=3, report=lambda done: stop_at(done, 6))
    stopped = overview(Dataset(folder))
    assert stopped.article.title == "6 articles of dataset (unfinished)"
    assert "unfinished: its run stopped after 6 articles" in stopped.notes[0]
    make_dataset([str(articles)], folder, workers=1, batch_size=3)
    assert overview(Dataset(folder)).notes == ()
    with articles.open("a", encoding="utf-8") as stream:
        stream.write("".join(line + "\n" for line in lines(15)[12:]))
    with pytest.raises(KeyboardInterrupt):
        make_dataset([str(articles)], folder, workers=1, batch_size=3, report=lambda done: stop_at(done, 15))
    assert "15 articles" in overview(Dataset(folder)).notes[0]


def stop_at(progress: Progress, articles: int) -> None:
    if progress.articles == articles:
        raise KeyboardInterrupt


def test_what_failed_is_told_by_the_next_run_too(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join([*lines(2), "{no json"]) + "\n", encoding="utf-8")
    for kept in (0, 3):
        done = make_dataset([str(source)], tmp_path / "dataset", workers=1)
        assert (done.articles, done.kept, done.failed) == (3, kept, 1)


def test_a_movement_over_the_180th_meridian_stays_one_short_line(tmp_path: Path) -> None:
    text = "A ship sailed from Auckland to Honolulu on Monday."
    source = tmp_path / "sea.jsonl"
    source.write_text(json.dumps({"id": "a", "date": "2024-05-15", "text": text}) + "\n", encoding="utf-8")
    make_dataset([str(source)], tmp_path / "dataset", workers=1)
    (route,) = overview(Dataset(tmp_path / "dataset")).routes
    assert all(abs(end[0] - start[0]) < 90 for start, end in pairwise(route.path))
    assert len(route.path) > 1


def test_what_is_left_out_is_told_and_the_strongest_stay(drawn: Path) -> None:
    story = overview(Dataset(drawn), bounds=Bounds(places=2, routes=1, events=1, quotes=1))
    assert (len(story.routes), len(story.events)) == (1, 1)
    assert [len(story.routes[0].evidence), len(story.events[0].evidence)] == [1, 1]
    ends = {story.routes[0].origin, story.routes[0].destination}
    assert ends <= {place.id for place in story.places}
    assert any("movements are shown" in note for note in story.notes)


def test_map_draws_a_dataset_with_the_same_bytes_each_time(
    drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        assert run(["map", str(drawn), "-o", str(page), "--title", "Ferries"]) == 0
    assert capsys.readouterr().out.split() == [str(page) for page in pages]
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert (tmp_path / "one.story.json").exists()


def test_a_dataset_that_is_none_empty_or_damaged_is_told(drawn: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no dataset"):
        overview(Dataset(tmp_path))
    Dataset(tmp_path / "new").begin({"geomap": "0", "model": "m", "gazetteer": "g", "batch_size": 1})
    with pytest.raises(InputError, match="no article yet"):
        overview(Dataset(tmp_path / "new"))
    copy = tmp_path / "copy"
    shutil.copytree(drawn, copy)
    (copy / "places" / "000000.parquet").write_bytes(b"half")
    with pytest.raises(InputError, match="damaged"):
        overview(Dataset(copy))


def test_a_dataset_is_drawn_alone(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", str(drawn), "other.txt"]) == 2
    assert "draw it alone" in capsys.readouterr().err
