"""Which maps are to be looked at: those of a folder, and those that the project lists for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import InputError
from geomap.maps import PAGE_SUFFIX, STORY_SUFFIX, corrections_beside, page_beside, story_beside
from geomap.regenerate.project import ProjectMap
from geomap.suggestions import did_you_mean

__all__ = ["Job", "jobs_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One map to look at. ``listed`` is what the project says of it; without that the story's own record counts."""

    story: Path
    listed: ProjectMap | None = None

    @property
    def page(self) -> Path:
        """The page of the map."""
        return page_beside(self.story)

    @property
    def corrections(self) -> Path:
        """Where a person's corrections of the map lie, if there are any."""
        return corrections_beside(self.story)


def jobs_for(target: Path, listed: Sequence[ProjectMap] = ()) -> tuple[Job, ...]:
    """The maps of a folder, or the one map whose page or story is named, in the order of their names.

    ``listed`` are the project's maps; those whose page lies in the folder take part even where it is not made yet.

    :raises InputError: when there is no such folder or map, or no map in it.
    """
    folder, only = target, None
    if target.name.endswith((STORY_SUFFIX, PAGE_SUFFIX)) and not target.is_dir():
        folder = target.parent
        only = target if target.name.endswith(STORY_SUFFIX) else story_beside(target)
    here = {story_beside(entry.page): entry for entry in listed if entry.page.parent.resolve() == folder.resolve()}
    if not folder.is_dir() and not here:
        raise InputError(f"there is no folder {folder}; maps are made with: geomap map SOURCE")
    by_name: dict[str, Job] = {path.name: Job(story=path) for path in folder.glob("*" + STORY_SUFFIX)}
    by_name |= {story.name: Job(story=story, listed=entry) for story, entry in here.items()}
    if only is not None:
        if only.name not in by_name:
            raise InputError(f"there is no story file {only}{did_you_mean(only.name, by_name)}")
        return (by_name[only.name],)
    if not by_name:
        raise InputError(f"there are no maps (NAME{STORY_SUFFIX}) in {folder}; make one with: geomap map SOURCE")
    return tuple(by_name[name] for name in sorted(by_name))
