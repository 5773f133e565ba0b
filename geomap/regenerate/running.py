"""Go through many maps: leave those where nothing has happened, make the others anew, and keep what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geomap.errors import GeomapError
from geomap.files import clear_left_overs
from geomap.regenerate.jobs import Job
from geomap.regenerate.ledger import Ledger
from geomap.regenerate.outcome import Failure, KeptAnswers, Outcome, ToolsForModel
from geomap.regenerate.project import ADDRESS
from geomap.regenerate.states import FileState, file_state, state_of_model, state_of_program

__all__ = ["Run", "Settings"]

SAVE_EVERY = 25
"""Maps made anew between two savings of the ledger: so much is looked at again after a kill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line and the settings say for all maps."""

    cache: Path
    model: str | None = None
    gazetteer: str | None = None
    check: bool = False


@dataclass(slots=True)
class Run:
    """One going through maps, or several with the same settings; ``tools_for`` is asked only where a map is made."""

    settings: Settings
    tools_for: ToolsForModel
    kept_answers: KeptAnswers | None = None
    before_each: Callable[[Job, int, int], None] | None = None
    _ledgers: dict[Path, Ledger] = field(default_factory=dict)

    def go(self, jobs: Sequence[Job]) -> Iterator[Outcome | Failure]:
        """What became of each map, one after the other."""
        for folder in dict.fromkeys(job.story.parent for job in jobs):
            clear_left_overs(folder)
        made = 0
        try:
            for number, job in enumerate(jobs):
                if self.is_settled(job):
                    remarks = self._ledger(job).record(job.story).remarks
                    yield Outcome(job.page, "up to date", stale=False, remarks=remarks)
                    continue
                if self.before_each is not None:
                    self.before_each(job, number, len(jobs))
                yield self._look_at(job)
                made += 1
                if made % SAVE_EVERY == 0:
                    self.save()
        finally:
            self.save()

    def is_settled(self, job: Job) -> bool:
        """Whether nothing has happened since the map was last found up to date. Reads nothing but the ledger."""
        return self._ledger(job).is_settled(job.story, self._state(job), self._files(job))

    def look(self, job: Job) -> tuple[str, tuple[FileState, ...]]:
        """How everything that the map is made of looks now: for telling one look from another."""
        return self._state(job), tuple(file_state(path) for path in self._files(job).values())

    def save(self) -> None:
        """Write the ledgers."""
        for ledger in self._ledgers.values():
            ledger.save()

    def _look_at(self, job: Job) -> Outcome | Failure:
        from geomap.regenerate.making import remake

        ledger = self._ledger(job)
        source = ledger.source_of(job.story)
        before = {role: file_state(path) for role, path in self._files(job).items()}
        try:
            outcome = remake(
                job,
                self.tools_for,
                source=source,
                model=self.settings.model,
                check=self.settings.check,
                kept_answers=self.kept_answers,
                cache=self.settings.cache,
            )
        except GeomapError as error:
            ledger.forget(job.story)
            return Failure(job.page, error)
        if self.settings.check and outcome.stale:
            ledger.forget(job.story)
            return outcome
        ledger.describe(job.story, name=outcome.source, answers=outcome.answers, remarks=outcome.remarks)
        files = self._files(job)
        fresh = {role for role in files if role not in before or (outcome.stale and role in ("page", "story"))}
        states = {role: file_state(path) if role in fresh else before[role] for role, path in files.items()}
        ledger.settle(job.story, self._state(job), files, states)
        return outcome

    def _ledger(self, job: Job) -> Ledger:
        folder = job.story.parent
        if folder not in self._ledgers:
            self._ledgers[folder] = Ledger(self.settings.cache, folder)
        return self._ledgers[folder]

    def _state(self, job: Job) -> str:
        """The program and the options, in short."""
        state = state_of_program(self.settings.gazetteer)
        options = dict(job.listed.options) if job.listed else {}
        model = self.settings.model or options.get("model")
        if job.listed is None and model is None:
            return state
        parts = (state, state_of_model(model) if model else "", str(job.listed and job.listed.source), str(options))
        return hashlib.sha256("\n".join((*parts, str(model))).encode()).hexdigest()[:32]

    def _files(self, job: Job) -> dict[str, Path]:
        """What the map consists of and is made of, by what it is to the map."""
        files = {"page": job.page, "story": job.story, "corrections": job.corrections}
        if job.listed is not None:
            files["source"] = self._file_of(job.listed.source)
            return files
        ledger = self._ledger(job)
        record = ledger.record(job.story)
        if (source := ledger.source_of(job.story)) is not None:
            files["source"] = source
        if record.name and ADDRESS.match(record.name):
            files["source"] = self._file_of(record.name)
        elif record.name and "/" not in record.name and record.name not in (job.page.name, "-"):
            files["beside"] = job.story.with_name(record.name)
        if record.answers:
            files["answers"] = self.settings.cache / "geocoder.sqlite"
        return files

    def _file_of(self, source: str) -> Path:
        """The file that changes when a source does: itself, or what the cache says of an address."""
        if not ADDRESS.match(source):
            return Path(source)
        from geomap.article.web.addresses import without_fragment
        from geomap.article.web.keeping import index_file

        return index_file(self.settings.cache, without_fragment(source))
