"""READ THIS FIRST: the whole way from an article to a Story, on one page.

A source becomes an :class:`~geomap.model.Article`; the Article is read once by spaCy; names become mentions; mentions
become places; places and sentences become routes and events; what a person has corrected takes its part at each of
these steps; all of it becomes one frozen Story, which :mod:`geomap.page` draws and :mod:`geomap.export` writes. Data
flows one way, down; every arrow is one function with plain values on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.lock import lock_identity
from geomap.model import Article, Provenance, Story
from geomap.wording import say

if TYPE_CHECKING:
    from spacy.language import Language

    from geomap.corrections import Corrections
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.online import OnlineGeocoder
    from geomap.language.dates import DateMention

__all__ = ["Tools", "tell"]


@dataclass(frozen=True)
class Tools:
    """What reading an article needs: a spaCy pipeline and a gazetteer, both opened once and used for many articles.

    ``online`` is a service to ask for names that the gazetteer lacks; None, the default, stays offline.
    """

    model: Language
    gazetteer: Gazetteer
    online: OnlineGeocoder | None = None
    _of_other_languages: dict[str, Language] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(
        cls,
        model: str | None = None,
        gazetteer: Path | None = None,
        language: str = "en",
        online: OnlineGeocoder | None = None,
    ) -> Tools:
        """Load the spaCy pipeline (by name or path; None takes the best installed one) and map the gazetteer file.

        Articles in a language other than the pipeline's are read with the best installed one for theirs.

        Raises:
            ModelMissing: there is no suitable pipeline; the message names the command that installs one.
            GazetteerMissing: the gazetteer file is absent or damaged.
        """
        from geomap.gazetteer import Gazetteer
        from geomap.language.model_loading import load_model

        pipeline = load_model(model, language=None if model else language)
        return cls(model=pipeline, gazetteer=Gazetteer.open(gazetteer), online=online)

    def for_language(self, language: str) -> Tools:
        """The same with a pipeline that reads the language: its own, else the best installed one, loaded once.

        Raises:
            ModelMissing: there is no pipeline for the language; the message names the command that installs one.
        """
        if self.model.lang == language:
            return self
        from geomap.language.model_loading import load_model

        if language not in self._of_other_languages:
            self._of_other_languages[language] = load_model(language=language)
        return replace(self, model=self._of_other_languages[language])

    @contextmanager
    def forgetting_words(self) -> Iterator[None]:
        """For many articles: words that the pipelines learn meanwhile go again, and memory stays the same."""
        from geomap.language.memory import forgetting_words

        with ExitStack() as zones:
            for model in (self.model, *self._of_other_languages.values()):
                zones.enter_context(forgetting_words(model))
            yield


def tell(
    article: Article,
    tools: Tools,
    *,
    options: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
) -> Story:
    """Read the article and tell what it reports: places, routes and events, each with its evidence.

    ``options`` are the user's settings that shaped the article (date, title, model; a ``language`` is the one to read
    it in); they are kept in the story's provenance so that it can be made again. ``corrections`` are what a person says
    about the story; what became of each is in :attr:`~geomap.model.Story.corrections`. The same article, tools and
    corrections give an equal Story.
    """
    from geomap.corrections import Application, Corrections
    from geomap.gazetteer.local import in_language
    from geomap.language.dates import find_dates
    from geomap.language.mentions import find_mentions
    from geomap.language.quantities import find_quantities
    from geomap.language.reading import read
    from geomap.narrative import narrate
    from geomap.places import resolve
    from geomap.places.asking import with_answers

    said = Application(corrections or Corrections())
    article = said.article(article)
    if options and "language" in options:
        article = replace(article, language=options["language"])
    tools = tools.for_language(article.language)
    reading = read(article, tools.model)
    known = in_language(tools.gazetteer, reading.language)
    mentions = find_mentions(reading, known)
    gazetteer, online_notes = with_answers(mentions, known, tools.online)
    resolution = resolve(mentions, reading, gazetteer, revise=lambda named: said.named(named, article, gazetteer))
    resolution = said.described(resolution)
    dates = said.dates(find_dates(article, language=reading.language), article)
    quantities = find_quantities(article.text, language=reading.language)
    narrative = narrate(reading, resolution.places, dates, quantities, gazetteer)
    routes, events = said.marks(narrative.routes, narrative.events, resolution.places, article)
    return Story(
        article=article,
        places=resolution.places,
        routes=routes,
        events=events,
        unresolved=resolution.unresolved,
        others=resolution.others,
        notes=(*_date_notes(article, dates), *_cut_notes(reading.cuts), *online_notes, *narrative.notes),
        corrections=said.report(),
        provenance=_provenance(reading.model_name, tools.gazetteer.version, options or {}),
    )


def _date_notes(article: Article, dates: tuple[DateMention, ...]) -> tuple[str, ...]:
    """Say which dates could not be placed because nobody knows when the article was published."""
    if article.published is not None:
        return ()
    unresolved = [date.when.text for date in dates if date.when.start is None and date.when.end is None]
    if not unresolved:
        return (say("note.undated"),)
    examples = ", ".join(f"“{text}”" for text in dict.fromkeys(unresolved[:3]))
    return (say("note.relative_dates", count=len(unresolved), examples=examples),)


def _cut_notes(cuts: int) -> tuple[str, ...]:
    """Say where sentences were too long to be read whole."""
    from geomap.language.reading import LONGEST_SENTENCE

    return (say("note.cut", count=cuts, longest=LONGEST_SENTENCE),) if cuts else ()


def _provenance(model_name: str, gazetteer_version: str, options: Mapping[str, str]) -> Provenance:
    return Provenance(
        geomap=_version("geomap"),
        model=model_name,
        spacy=_version("spacy"),
        gazetteer=gazetteer_version,
        options=tuple(sorted(options.items())),
        lock=lock_identity(),
    )


@cache
def _version(package: str) -> str:
    """Of an installed package; looked up once, because its metadata are read from a file each time."""
    return version(package)
