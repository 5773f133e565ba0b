"""From sources to a dataset: batches go to workers and their results to files, a few at a time, until all are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from geomap.corpus.batches import Batch, batches_of, entries_of
from geomap.corpus.dataset import Dataset
from geomap.corpus.telling import Settings, Told, tell_batch
from geomap.errors import ConfigError, GeomapError
from geomap.export.extras import needed
from geomap.gazetteer.in_processes import processors
from geomap.lock import lock_identity

__all__ = ["BATCH_SIZE", "Progress", "make_dataset"]

PURPOSE = "a run on a cluster"
BATCH_SIZE = 50
AHEAD = 2
"""Batches that wait for each worker: enough to keep it busy, few enough to keep memory constant."""
ATTEMPTS = 3
"""How often a batch is given to workers that die over it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: articles told or found done, and those among them that could not be read or told."""

    articles: int = 0
    kept: int = 0
    failed: int = 0

    def plus(self, told: Told) -> Progress:
        """The progress after one more batch."""
        failed = sum(row["error"] is not None for row in told.articles)
        return Progress(self.articles + len(told.articles), self.kept, self.failed + failed)

    def with_kept(self, number: int, failed: int) -> Progress:
        """The progress after a batch that an earlier run had done."""
        return Progress(self.articles + number, self.kept + number, self.failed + failed)


def make_dataset(
    sources: Sequence[str],
    folder: str | Path,
    *,
    settings: Settings | None = None,
    published: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    batch_size: int = BATCH_SIZE,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Tell every article of the sources and keep the results as a dataset; go on where an earlier run was stopped.

    :param workers: processes on this machine; None is one for each processor, 1 is this process alone.
    :param scheduler: address of a Dask scheduler ("tcp://host:8786"); its workers need geomap and its model.
    :raises ConfigError: when the folder holds a dataset of other sources or settings, or no scheduler answers.
    :raises DataMissing: when pyarrow (or, with a scheduler, distributed) is not installed.
    :raises OutputError: when a file can't be written; what is done stays.
    """
    settings = settings or Settings()
    dataset = Dataset(folder)
    dataset.begin(_about(settings, batch_size))
    progress = Progress()
    with _workers(workers or processors(), scheduler) as crew:
        open_batches = _Open(crew, settings)
        for batch in batches_of(entries_of(sources, published), batch_size):
            kept = dataset.digest_of(batch.number)
            if kept == batch.digest:
                progress = progress.with_kept(len(batch.entries), dataset.failed_in(batch.number))
                report(progress)
                continue
            if kept is not None:
                raise ConfigError(_other_sources(dataset, batch))
            open_batches.add(batch)
            while open_batches.are_many:
                progress = _keep(open_batches.next(), dataset, progress, report)
        while open_batches:
            progress = _keep(open_batches.next(), dataset, progress, report)
    dataset.finish(progress.articles, progress.failed)
    return progress


def _keep(told: Told, dataset: Dataset, progress: Progress, report: Callable[[Progress], None]) -> Progress:
    dataset.write(told)
    progress = progress.plus(told)
    report(progress)
    return progress


def _about(settings: Settings, batch_size: int) -> dict[str, object]:
    from geomap.gazetteer import Gazetteer
    from geomap.language.model_loading import installed_model

    gazetteer = Gazetteer.open(Path(settings.gazetteer) if settings.gazetteer else None)
    return {
        "geomap": version("geomap"),
        "model": settings.model or installed_model(),
        "gazetteer": gazetteer.version,
        "lock": lock_identity(),
        "batch_size": batch_size,
    }


def _other_sources(dataset: Dataset, batch: Batch) -> str:
    first = batch.entries[0]
    return (
        f"{dataset.folder} holds other articles than these from batch {batch.number} on ({first.source}): sources have "
        "changed or come in another order. Choose another folder, or name the same sources."
    )


@dataclass(slots=True)
class _Crew:
    """Workers; ``renew`` gives new ones for those that died (None where somebody else looks after them)."""

    executor: Executor
    size: int
    renew: Callable[[], Executor] | None = None


class _Open:
    """The batches that workers have; what comes back first is kept first."""

    def __init__(self, crew: _Crew, settings: Settings) -> None:
        self._crew = crew
        self._settings = settings
        self._waiting: dict[Future[Told], tuple[Batch, int]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def are_many(self) -> bool:
        """Whether it is time to wait before the next batch is read."""
        return len(self._waiting) >= AHEAD * self._crew.size

    def add(self, batch: Batch, attempt: int = 1) -> None:
        """Give a batch to a worker."""
        try:
            future = self._crew.executor.submit(tell_batch, batch, self._settings)
        except BrokenProcessPool:
            self._again()
            future = self._crew.executor.submit(tell_batch, batch, self._settings)
        self._waiting[future] = (batch, attempt)

    def next(self) -> Told:
        """The next batch that is told; those of workers that died are given out again.

        :raises GeomapError: when workers die over the same batch again and again.
        """
        while True:
            done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
            future = min(done, key=lambda one: self._waiting[one][0].number)
            error = future.exception()
            if not isinstance(error, BrokenProcessPool):
                del self._waiting[future]
                return future.result()
            self._again()

    def _again(self) -> None:
        if self._crew.renew is None:
            raise GeomapError("the workers are gone; run the same command again, it goes on where it was")
        lost = sorted(self._waiting.values(), key=lambda item: item[0].number)
        if any(attempt >= ATTEMPTS for _, attempt in lost):
            raise GeomapError(
                f"a worker process died {ATTEMPTS} times (out of memory?); what is done is kept: run the same command "
                "again with fewer --workers"
            )
        self._waiting.clear()
        self._crew.executor = self._crew.renew()
        for batch, attempt in lost:
            self.add(batch, attempt + 1)


@contextmanager
def _workers(number: int, scheduler: str | None) -> Iterator[_Crew]:
    """Workers as the user wants them; gone when the block ends."""
    if scheduler is not None:
        yield from _cluster(scheduler)
    elif number == 1:
        yield _Crew(_Here(), 1)
    else:
        yield from _processes(number)


class _Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, work, /, *arguments, **named):  # type: ignore[no-untyped-def]
        """Do it; the future is done when it is returned."""
        future: Future[Told] = Future()
        try:
            future.set_result(work(*arguments, **named))
        except BaseException as error:
            if not isinstance(error, Exception):
                raise
            future.set_exception(error)
        return future


def _processes(number: int) -> Iterator[_Crew]:
    from multiprocessing import get_context

    def start() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(number, mp_context=get_context("spawn"))

    crew = _Crew(start(), number, start)
    try:
        yield crew
    except BaseException:
        crew.executor.shutdown(wait=False, cancel_futures=True)
        raise
    crew.executor.shutdown()


def _cluster(address: str) -> Iterator[_Crew]:
    distributed = needed("distributed", PURPOSE)
    try:
        client = distributed.Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConfigError(f"there is no Dask scheduler at {address} ({error}); is it running?") from error
    try:
        size = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        yield _Crew(client.get_executor(pure=False, retries=ATTEMPTS), size)
    finally:
        client.close()
