"""The spaCy component ``"geomap_places"``: the places of a Doc in people's own pipelines, as ``doc._.places``.

::

    nlp = spacy.load("en_core_web_sm")
    nlp.add_pipe("geomap_places")
    for place in nlp("A ferry left Harwich for Ostend.")._.places:
        print(place.name, place.lon, place.lat)

An entry point makes the factory known to spaCy; nothing has to be imported. The component reads what the pipeline has
found so far (tags, dependencies, sentences, entities) and stays offline. What it finds is kept in ``doc.user_data`` as
JSON text, so that it goes through ``Doc.to_bytes``, ``DocBin(store_user_data=True)`` and several processes.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc

from geomap.codec import dump_places, load_places
from geomap.errors import ConfigError
from geomap.model import Article, Block, Place

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["PlacesComponent", "make_component"]

FACTORY = "geomap_places"
KEPT_UNDER = "geomap_places"
NEEDED = {"TAG": "tagger", "DEP": "parser", "SENT_START": "parser", "ENT_IOB": "ner"}


class PlacesComponent:
    """Finds the places that a Doc names; offsets in them are those of ``doc.text``.

    :param nlp: the pipeline that it belongs to.
    :param gazetteer: path of a gazetteer file; None takes the embedded one.
    :raises GazetteerMissing: when the component first runs and the gazetteer is absent or damaged.
    """

    def __init__(self, nlp: Language, name: str = FACTORY, *, gazetteer: str | None = None) -> None:
        self.nlp, self.name, self.path = nlp, name, gazetteer
        self._gazetteer: Gazetteer | None = None
        if not Doc.has_extension("places"):
            Doc.set_extension("places", getter=places_of)

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, opened at its first use in each process."""
        if self._gazetteer is None:
            from geomap.gazetteer import Gazetteer

            self._gazetteer = Gazetteer.open(Path(self.path) if self.path else None)
        return self._gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Find the places of one Doc.

        :raises ConfigError: when tagger, parser or entity recogniser have not run before.
        """
        from geomap.gazetteer.local import in_language
        from geomap.language.mentions import find_mentions
        from geomap.language.reading import Reading, passage_of
        from geomap.places import resolve

        if not doc.text.strip():
            return doc
        missing = sorted({part for annotation, part in NEEDED.items() if not doc.has_annotation(annotation)})
        if missing:
            raise ConfigError(
                f"{self.name} needs {' and '.join(missing)} before it in the pipeline, which did not run on this "
                f'text. Load a pipeline that has them, such as spacy.load("en_core_web_sm"), and add {FACTORY} last.'
            )
        block = Block(kind="paragraph", start=0, end=len(doc.text))
        language = doc.lang_ or "en"
        article = Article(text=doc.text, blocks=(block,), title="", source="-", language=language)
        passages = (passage_of(block, doc, language),)
        reading = Reading(article=article, passages=passages, nlp=self.nlp, model_name=self.name)
        gazetteer = in_language(self.gazetteer, language)
        found = resolve(find_mentions(reading, gazetteer), reading, gazetteer).places
        doc.user_data[KEPT_UNDER] = dump_places(found)
        return doc

    def to_bytes(self, **options: Any) -> bytes:
        """What a saved pipeline keeps of this component: which gazetteer it was used with."""
        return json.dumps({"gazetteer": self.gazetteer.version}).encode()

    def from_bytes(self, data: bytes, **options: Any) -> PlacesComponent:
        """Take up what :meth:`to_bytes` kept; another gazetteer than then is a warning, for places may differ."""
        kept = json.loads(data)["gazetteer"]
        if kept != self.gazetteer.version:
            warnings.warn(
                f"this pipeline was saved with geomap's gazetteer {kept}; here is {self.gazetteer.version}, "
                "which may know other places",
                stacklevel=2,
            )
        return self

    def to_disk(self, path: str | Path, **options: Any) -> None:
        """The same as :meth:`to_bytes`, as a file."""
        from geomap.files import write_atomically

        write_atomically(path, self.to_bytes())

    def from_disk(self, path: str | Path, **options: Any) -> PlacesComponent:
        """The same as :meth:`from_bytes`, from a file."""
        return self.from_bytes(Path(path).read_bytes())

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_gazetteer": None}  # a mapped file can't be sent to another process


@Language.factory(FACTORY, default_config={"gazetteer": None}, assigns=["doc._.places"], requires=["doc.ents"])
def make_component(nlp: Language, name: str, gazetteer: str | None) -> PlacesComponent:
    """Make the component: ``nlp.add_pipe("geomap_places", config={"gazetteer": "geonames.gazetteer"})``."""
    return PlacesComponent(nlp, name, gazetteer=gazetteer)


def places_of(doc: Doc) -> tuple[Place, ...]:
    """The places that the component found in a Doc; none where it has not run."""
    kept = doc.user_data.get(KEPT_UNDER)
    return load_places(kept) if kept else ()
