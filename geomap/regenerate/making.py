"""Make one map again, and say what changed and why.

A story knows the name of its source and the options that made it. The source is read again where it is found:
where the project has it, beside the story, or where this machine's ledger has it; otherwise the article kept in the
story is used. What comes out the same to the byte is left untouched.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from geomap.codec import dumps, load_story
from geomap.errors import GeomapError, InputError, SourceGone
from geomap.files import holds, write_where_different
from geomap.gathering import gather, members_of
from geomap.maps import page_beside
from geomap.model import Article, Story
from geomap.regenerate.jobs import Job
from geomap.regenerate.outcome import KeptAnswers, Outcome, ToolsForModel

__all__ = ["recorded_options", "remake", "source_beside"]


def recorded_options(options: Mapping[str, str]) -> dict[str, str]:
    """The options as a story keeps them: a model's path is of this machine only, so its last part stands for it."""
    return {name: Path(value).name if name == "model" else value for name, value in options.items()}


def source_beside(story_path: Path, name: str) -> Path | None:
    """The file of the source's name beside a story; None where there is none, or it is the map's own page."""
    source = story_path.parent / name
    if Path(name).name != name or name == "-" or source in (page_beside(story_path), story_path):
        return None
    return source if source.is_file() else None


def remake(
    job: Job,
    tools_for: ToolsForModel,
    *,
    source: Path | None = None,
    model: str | None = None,
    check: bool = False,
    kept_answers: KeptAnswers | None = None,
    cache: Path | None = None,
) -> Outcome:
    """Make one map anew; write its page and story only where their bytes differ, and nothing at all with ``check``.

    :param tools_for: gives the opened tools for a model's name (None: the best one installed).
    :param source: where the source is known to have been; where it is gone, the article kept in the story is used.
    :param kept_answers: gives the replayed answers of a service (and whether it was asked for every name), for maps
        that were made with them.
    :param cache: the folder of kept pages, for maps of addresses. The network is never used.
    :param model: the model to use instead of the one that the story names.
    :raises GeomapError: when the story is damaged, its source can't be read, or something is missing; the message
        begins with the story's path.
    """
    from geomap.corrections import load_corrections
    from geomap.pipeline import tell

    old = _old_story(job)
    if old is not None and old.times:  # the overview of a dataset: its articles are not here, only quotations
        return _written(job, old, old, check)
    options = _options(job, old)
    if model is not None:
        options = {**options, "model": model}
    try:
        article = _article(job, old, options, source, cache)
        corrections = load_corrections(job.corrections)
        tools = tools_for(options.get("model"))
        if kept_answers is not None and "geocoder" in options:
            tools = replace(tools, online=kept_answers(options["geocoder"], "ask_all" in options))
        recorded = recorded_options(options)
        told = [tell(one, tools, options=recorded, corrections=corrections) for one in members_of(article)]
        new = gather(told, article.title) if article.members else told[0]
    except GeomapError as error:
        raise type(error)(f"{job.story}: {error} (this map was left as it is)") from error
    return replace(_written(job, old, new, check), answers="geocoder" in options, source=new.article.source)


def _written(job: Job, old: Story | None, new: Story, check: bool) -> Outcome:
    """Page and story written where their bytes differ, but for ``check``."""
    from geomap.page import render

    files: dict[Path, str | bytes] = {job.page: render(new), job.story: dumps(new)}
    different = [path for path, data in files.items() if not holds(path, data)]
    if different and not check:
        write_where_different(files)
    return _outcome(job, old, new, different, check)


def _old_story(job: Job) -> Story | None:
    """The story as it is; None for a map that the project lists and that isn't made yet."""
    if job.listed is not None and not job.story.exists():
        return None
    try:
        return load_story(job.story)
    except GeomapError as error:
        raise type(error)(f"{error} (this map was left as it is)") from error


def _options(job: Job, old: Story | None) -> dict[str, str]:
    """The project's options; for a map that it does not list those that the story recorded."""
    if job.listed is not None:
        return dict(job.listed.options)
    return dict(old.provenance.options) if old is not None else {}


def _article(
    job: Job, old: Story | None, options: Mapping[str, str], source: Path | None, cache: Path | None
) -> Article:
    """The article as its source says it today, or as the story kept it."""
    from geomap.article import Web, read_article

    web, linked = Web(cache=cache, connect=False), "linked" in options
    published, title = options.get("date"), options.get("title")
    part = old.article.part if old is not None else None
    if job.listed is not None:
        return read_article(job.listed.source, published=published, title=title, part=part, web=web, linked=linked)
    if old is None:
        raise InputError("there is no such story")
    found: str | Path | None = source_beside(job.story, old.article.source)
    if found is None and source is not None and source.is_file():
        found = source
    if old.article.source.startswith(("http://", "https://")):
        found = old.article.source
    if found is not None:
        with suppress(SourceGone):
            return read_article(found, published=published, title=title, part=part, web=web, linked=linked)
    return _as_before_corrections(old.article)


def _as_before_corrections(article: Article) -> Article:
    """The kept article without the day of publication that a person gave: their file says it anew, or no more."""
    if article.published_by != "correction":
        return article
    from geomap.article import article_from_text

    read = article_from_text(article.text, source=article.source, title=article.title)
    return replace(article, published=read.published, published_by=read.published_by)


def _outcome(job: Job, old: Story | None, new: Story, different: list[Path], check: bool) -> Outcome:
    from geomap.corrections import in_words

    remarks = tuple(in_words(said) for said in new.corrections if said.outcome not in ("applied", "already so"))
    if not different:
        return Outcome(job.page, "up to date", stale=False, remarks=remarks)
    what = "would be made anew" if check else "made anew"
    why = _reason(old, new, job.page, different)
    return Outcome(job.page, f"{what}: {why}", stale=True, why=why, remarks=remarks)


def _reason(old: Story | None, new: Story, page: Path, different: list[Path]) -> str:
    """Why the map was out of date, the deciding cause first."""
    if old is None:
        return "it is new"
    if _is_other_source(old.article, new.article):
        return f"{new.article.source} has changed"
    if old.provenance != new.provenance:
        names = ("geomap", "model", "spacy", "gazetteer", "lock", "options")
        changed = [name for name in names if getattr(old.provenance, name) != getattr(new.provenance, name)]
        return f"another version of {', '.join(changed)}" if changed != ["options"] else "other options"
    if old.corrections != new.corrections:
        return "its corrections have changed"
    if replace(old, provenance=new.provenance) != new:
        return "this geomap reads the article differently"
    if different == [page]:
        return "the page was missing or out of date"
    return "the story file was laid out differently"


def _is_other_source(old: Article, new: Article) -> bool:
    """Whether more of the article differs than the day of publication that a person gave or gave no more."""
    if "correction" in (old.published_by, new.published_by):
        old = replace(old, published=new.published, published_by=new.published_by)
    return old != new
