"""Many articles become a dataset: nothing lost, nothing twice, whatever happens in between."""

from __future__ import annotations

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
from pathlib import Path
from typing import Any

import pytest

from geomap.cli import run
from geomap.codec import dumps, loads
from geomap.corpus import Bounds, Dataset, make_dataset, overview
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
    assert "1 of 13 articles could not be read." in story.notes
    assert loads(dumps(story)) == story


def test_what_is_left_out_is_told_and_the_strongest_stay(drawn: Path) -> None:
    story = overview(Dataset(drawn), bounds=Bounds(places=2, routes=1, events=1, quotes=1))
    assert (len(story.routes), len(story.events)) == (1, 1)
    assert [len(story.routes[0].evidence), len(story.events[0].evidence)] == [1, 1]
    ends = {story.routes[0].origin, story.routes[0].destination}
    assert ends <= {place.id for place in story.places}
    assert any("movements are drawn" in note for note in story.notes)


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
