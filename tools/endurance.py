"""Kill geomap at random moments, let many processes share its cache, and look at what is left.

    python tools/endurance.py [--kills 200] [--seconds 600] [--only map,sharing,...] [--seed 7]

Everything is loaded once; each run is a forked process, so that the moments fall on the work and the writing, not on
imports. After each kill every file must be whole, the old one or the new one; the next run must give exactly what an
undisturbed run gives, and leave no other file. Prints a JSON object; exit status 1 when anything was found.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache as once
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["TRIALS", "Finding", "kill_runs", "share_cache"]

ARTICLES = tuple(
    f"Ferry turned back\n\nLONDON, April 27, 2016 - A boat with about {people} people left Harwich for {port} on "
    f"Tuesday. Police arrested two men in {port} on Wednesday.\n"
    for people, port in ((40, "Ostend"), (55, "Rotterdam"))
)
SHARING = 8
TRIES = 5
"""For each kill that is to hit, at most so many tries."""
RECENT = 9
"""Whole runs whose median says how long one takes now."""


class Finding(Exception):  # noqa: N818 - what the search is for
    """A torn file, litter, or a run that doesn't mend."""


@dataclass
class Trial:
    """One kind of run: ``prepare`` makes the folder, ``work`` does run number N in it.

    ``known`` holds what undisturbed runs left, by run number modulo ``turns``.
    """

    prepare: Callable[[Path], None]
    work: Callable[[Path, int], None]
    turns: int = 2
    passing: Callable[[Path], bool] = lambda path: False
    fresh: bool = False
    known: list[dict[str, bytes]] = field(default_factory=list)


@once
def _tools() -> Any:
    """The language model, opened before anything forks."""
    from geomap.article import article_from_text
    from geomap.pipeline import Tools, tell

    tools = Tools.open()
    tell(article_from_text(ARTICLES[0], source="ferry.txt"), tools)
    return tools


def _map(folder: Path, number: int) -> None:
    from geomap.article import read_article
    from geomap.maps import save_map
    from geomap.pipeline import tell

    (source := folder / "ferry.txt").write_text(ARTICLES[number % 2], encoding="utf-8")
    save_map(tell(read_article(str(source)), _tools()), folder / "maps" / "ferry.html")


def _prepare_maps(folder: Path) -> None:
    from geomap.article import read_article
    from geomap.maps import save_map
    from geomap.pipeline import tell

    for name in ("a", "b", "c"):
        (folder / "maps").mkdir(exist_ok=True)
        (source := folder / "maps" / f"{name}.txt").write_text(ARTICLES[1], encoding="utf-8")
        save_map(tell(read_article(str(source)), _tools()), folder / "maps" / f"{name}.html")


def _regenerate(folder: Path, number: int) -> None:
    from geomap.regenerate import Failure, Run, Settings, jobs_for

    for name in ("a", "b", "c"):
        (folder / "maps" / f"{name}.txt").write_text(ARTICLES[number % 2], encoding="utf-8")
    os.chdir(folder)
    run = Run(Settings(cache=folder / "cache"), lambda model: _tools())
    outcomes = list(run.go(jobs_for(Path("maps"))))
    if any(isinstance(outcome, Failure) for outcome in outcomes):
        raise Finding(str(outcomes))


def _corpus(folder: Path, number: int) -> None:
    from geomap.corpus import make_dataset

    make_dataset([str(folder / "articles.jsonl")], folder / "dataset", workers=1, batch_size=2)


def _prepare_corpus(folder: Path) -> None:
    lines = [json.dumps({"id": f"a{number}", "text": ARTICLES[number % 2] + str(number)}) for number in range(6)]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _gazetteer(folder: Path, number: int) -> None:
    from geomap.gazetteer.building import build_from_dump

    build_from_dump(folder / f"dump-{number % 2}.txt", folder / "built.gazetteer")


def _prepare_gazetteer(folder: Path) -> None:
    import make_synthetic_geonames

    for number in range(2):
        make_synthetic_geonames.write(folder / f"dump-{number}.txt", rows=300, seed=number + 1)


def _pages(folder: Path, number: int) -> None:
    from geomap.article.web.keeping import keep

    for page in range(40):
        keep(
            folder / "cache", f"https://example.org/{page}", "", "text/html", (f"{number % 2} {page} " * 2000).encode()
        )


TRIALS = {
    "map": Trial(lambda folder: None, _map),
    "regenerate": Trial(
        _prepare_maps, _regenerate, passing=lambda path: path.parent.name != "maps" and path.suffix == ".json"
    ),
    "corpus": Trial(_prepare_corpus, _corpus, turns=1, fresh=True),
    "gazetteer": Trial(_prepare_gazetteer, _gazetteer),
    "cache": Trial(lambda folder: None, _pages),
}


def kill_runs(name: str, kills: int, seed: int = 7) -> dict[str, Any]:
    """Kill runs of one kind until so many were hit while they ran; what they had changed, and litter.

    A moment is drawn from the time that whole runs take here and now, half of them from its last fifth, where files are
    written. A run that was over before its moment came is counted as a try, not as a kill.

    :raises Finding: a file was torn, the next run didn't mend everything, or too few tries met a running process.
    """
    trial, chance = TRIALS[name], random.Random(seed)
    hit = tries = litter = changed = 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        if name != "gazetteer":
            _tools()
        seconds = _undisturbed(name, trial, folder)
        while hit < kills:
            if tries == TRIES * kills:
                raise Finding(f"{name}: only {hit} of {tries} kills met a running process")
            number, tries = tries, tries + 1
            if trial.fresh:
                shutil.rmtree(folder / "dataset")
            hit += _killed_run(trial, folder, number, chance.uniform(chance.choice((0, 0.8)), 1.0) * median(seconds))
            left = _files(folder, trial)
            litter += any(file.endswith(".part") for file in left)
            changed += left != trial.known[(number - 1) % trial.turns]
            _check_whole(trial, left)
            seconds = [*seconds, _whole_run(trial, folder, number)][-RECENT:]
            _check_mended(name, trial, folder, number)
    return {
        "hit_while_running": hit,
        "tries": tries,
        "seconds_a_run": round(median(seconds), 3),
        "already_new_or_unfinished": changed,
        "left_temporary_files": litter,
    }


def _undisturbed(name: str, trial: Trial, folder: Path) -> list[float]:
    """Learn what whole runs leave; the seconds of those after the first round, which also warms up."""
    trial.prepare(folder)
    trial.known = []
    seconds = []
    for number in range(2 * trial.turns):
        seconds.append(_whole_run(trial, folder, number))
        trial.known = [*trial.known, _files(folder, trial)][-trial.turns :]
    if trial.turns > 1 and trial.known[0] == trial.known[1]:
        raise Finding(f"{name}: old and new can't be told apart, so nothing is tested")
    return seconds[trial.turns :]


def _whole_run(trial: Trial, folder: Path, number: int) -> float:
    """The seconds that it took."""
    start = time.perf_counter()
    process = multiprocessing.get_context("fork").Process(target=trial.work, args=(folder, number))
    process.start()
    process.join()
    if process.exitcode:
        raise Finding(f"run {number} ended with {process.exitcode}")
    return time.perf_counter() - start


def _killed_run(trial: Trial, folder: Path, number: int, seconds: float) -> bool:
    """Whether the run was still going on when it was killed: it died of the signal, it didn't end by itself."""
    process = multiprocessing.get_context("fork").Process(target=trial.work, args=(folder, number))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        raise Finding(f"run {number} ended with {process.exitcode} before it was killed")
    return process.exitcode == -signal.SIGKILL


def _check_mended(name: str, trial: Trial, folder: Path, number: int) -> None:
    mended, known = _files(folder, trial), trial.known[number % trial.turns]
    other = sorted(file for file in mended.keys() | known.keys() if mended.get(file) != known.get(file))
    if other:
        raise Finding(f"{name}, kill {number}: the next run didn't mend {other}")


def _files(folder: Path, trial: Trial) -> dict[str, bytes]:
    """What is in the folder, but the inputs, which the harness itself writes, and what states times."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".txt", ".jsonl", ".toml") and not trial.passing(path)
    }


def _check_whole(trial: Trial, left: dict[str, bytes]) -> None:
    for file, content in left.items():
        if not file.endswith(".part") and all(known.get(file) != content for known in trial.known):
            raise Finding(f"{file} is neither the old nor the new one")


def share_cache(seconds: float, processes: int = SHARING, seed: int = 7) -> dict[str, Any]:
    """Let processes read and write one cache of answers and pages; what they wrote.

    :raises Finding: one of them failed, or an answer that was kept is gone or another's.
    """
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as work:
        queue = context.Queue()
        workers = [
            context.Process(target=_share, args=(Path(work), number, seconds, seed, queue))
            for number in range(processes)
        ]
        for worker in workers:
            worker.start()
        told = [queue.get(timeout=seconds + 120) for _ in workers]
        for worker in workers:
            worker.join()
        errors = [one for one in told if isinstance(one, str)]
        if errors:
            raise Finding("; ".join(errors))
        with closing(sqlite3.connect(Path(work) / "geocoder.sqlite")) as database:
            kept = database.execute("SELECT count(*) FROM answer").fetchone()[0]
        wanted = len(set().union(*(set(one) for one in told)))
        if kept != wanted:
            raise Finding(f"{wanted} answers were kept, {kept} are there")
        litter = [path.name for path in Path(work).rglob("*.part")]
        if litter:
            raise Finding(f"left: {litter}")
    return {"processes": processes, "seconds": seconds, "answers": kept, "writes": sum(len(one) for one in told)}


def _share(folder: Path, number: int, seconds: float, seed: int, queue: Any) -> None:
    try:
        queue.put(list(_shared_work(folder, random.Random(seed * 100 + number), time.monotonic() + seconds)))
    except BaseException as error:
        queue.put(f"process {number}: {error!r}")


def _shared_work(folder: Path, chance: random.Random, until: float) -> Iterator[int]:
    """Numbers of the answers kept; each is looked up again, as are others'."""
    from geomap.article.web.keeping import keep, kept
    from geomap.gazetteer.replay import AnswerCache

    answers = AnswerCache(folder / "geocoder.sqlite")
    mine: list[int] = []
    while time.monotonic() < until:
        number = chance.randrange(100_000)
        url = f"https://geocoder.example/search?q={number}"
        answers.put(url, "json", str(number))
        mine.append(number)
        for wanted in (number, chance.choice(mine)):
            if answers.get(f"https://geocoder.example/search?q={wanted}") != ("json", str(wanted)):
                raise Finding(f"the answer {wanted} is lost")
        page = f"https://example.org/{number % 50}"
        body = (f"{number % 50} " * 5000).encode()
        keep(folder, page, page, "text/html", body)
        if kept(folder, page) != (page, "text/html", body):
            raise Finding(f"the page {number % 50} is lost")
        yield number


def main() -> int:
    """Run what is asked for and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--only", default=",".join((*TRIALS, "sharing")))
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    result: dict[str, Any] = {}
    for name in options.only.split(","):
        try:
            if name == "sharing":
                result[name] = share_cache(options.seconds, seed=options.seed)
            else:
                result[name] = kill_runs(name, options.kills, options.seed)
        except Finding as finding:
            result[name] = {"finding": str(finding)}
        print(json.dumps({name: result[name]}), flush=True)
    return int(any("finding" in one for one in result.values()))


if __name__ == "__main__":
    sys.exit(main())
