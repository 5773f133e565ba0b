"""Make a map again from what lies beside it, and say what changed and why.

A story knows the name of its source and the options that made it. Where a file of that name lies beside the story it is
read again; otherwise the article kept in the story is used. What comes out the same to the byte is left untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.codec import dumps, load_story
from geomap.errors import GeomapError, InputError
from geomap.files import holds, write_where_different
from geomap.maps import STORY_SUFFIX, page_beside
from geomap.model import Article, Story

if TYPE_CHECKING:
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.pipeline import Tools

__all__ = ["Outcome", "find_stories", "recorded_options", "regenerate_map"]

ToolsForModel = Callable[[str | None], "Tools"]
KeptAnswers = Callable[[str, bool], "OnlineGeocoder"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one map: ``what`` is for people, ``stale`` says whether it was out of date."""

    page: Path
    what: str
    stale: bool


def find_stories(folder: Path) -> tuple[Path, ...]:
    """The story files of a folder, by name.

    :raises InputError: when there is no such folder, or no story in it.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}; maps are made with: geomap map SOURCE")
    stories = tuple(sorted(folder.glob("*" + STORY_SUFFIX)))
    if not stories:
        raise InputError(f"there are no maps (NAME{STORY_SUFFIX}) in {folder}; make one with: geomap map SOURCE")
    return stories


def recorded_options(options: Mapping[str, str]) -> dict[str, str]:
    """The options as a story keeps them: a model's path is of this machine only, so its last part stands for it."""
    return {name: Path(value).name if name == "model" else value for name, value in options.items()}


def regenerate_map(
    story_path: Path,
    tools_for: ToolsForModel,
    *,
    model: str | None = None,
    check: bool = False,
    kept_answers: KeptAnswers | None = None,
) -> Outcome:
    """Make one map anew; write its page and story only where their bytes differ, and nothing at all with ``check``.

    :param tools_for: gives the opened tools for a model's name (None: the best one installed).
    :param kept_answers: gives the replayed answers of a service (and whether it was asked for every name), for maps
        that were made with them.
    :param model: the model to use instead of the one that the story names.
    :raises GeomapError: when the story is damaged, its source can't be read, or something is missing; the message
        begins with the story's path.
    """
    from geomap.page import render
    from geomap.pipeline import tell

    try:
        old = load_story(story_path)
    except GeomapError as error:
        raise type(error)(f"{error} (this map was left as it is)") from error
    page = page_beside(story_path)
    options = dict(old.provenance.options)
    if model is not None:
        options = {**options, "model": model}
    try:
        article = _article(old, story_path, options)
        tools = tools_for(options.get("model"))
        if kept_answers is not None and "geocoder" in options:
            tools = replace(tools, online=kept_answers(options["geocoder"], "ask_all" in options))
        new = tell(article, tools, options=recorded_options(options))
    except GeomapError as error:
        raise type(error)(f"{story_path}: {error} (this map was left as it is)") from error
    files: dict[Path, str | bytes] = {page: render(new), story_path: dumps(new)}
    different = [path for path, data in files.items() if not holds(path, data)]
    if different and not check:
        write_where_different(files)
    return _outcome(old, new, page, different, check)


def _article(old: Story, story_path: Path, options: Mapping[str, str]) -> Article:
    """The article as its source file says it today, or as the story kept it."""
    from geomap.article import read_article

    source = story_path.parent / old.article.source
    is_name = Path(old.article.source).name == old.article.source and old.article.source != "-"
    if is_name and source.is_file() and source not in (page_beside(story_path), story_path):
        return read_article(source, published=options.get("date"), title=options.get("title"))
    return old.article


def _outcome(old: Story, new: Story, page: Path, different: list[Path], check: bool) -> Outcome:
    if not different:
        return Outcome(page, "up to date", stale=False)
    what = "would be made anew" if check else "made anew"
    return Outcome(page, f"{what}: {_reason(old, new, page, different)}", stale=True)


def _reason(old: Story, new: Story, page: Path, different: list[Path]) -> str:
    """Why the map was out of date, the deciding cause first."""
    if old.article != new.article:
        return f"{new.article.source} has changed"
    if old.provenance != new.provenance:
        names = ("geomap", "model", "spacy", "gazetteer", "options")
        changed = [name for name in names if getattr(old.provenance, name) != getattr(new.provenance, name)]
        return f"another version of {', '.join(changed)}" if changed != ["options"] else "other options"
    if replace(old, provenance=new.provenance) != new:
        return "this geomap reads the article differently"
    if different == [page]:
        return "the page was missing or out of date"
    return "the story file was laid out differently"
