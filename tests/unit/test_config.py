"""Flag > environment > geomap.toml > default."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.config import Config, load_config
from geomap.errors import ConfigError


def test_precedence(tmp_path: Path) -> None:
    assert load_config({}, environment={}, folder=tmp_path) == Config(maps="maps", model=None, gazetteer=None)
    (tmp_path / "geomap.toml").write_text('maps = "file"\nmodel = "file"\ngazetteer = "file"\n', encoding="utf-8")
    environment = {"GEOMAP_MODEL": "environment", "GEOMAP_GAZETTEER": "environment", "GEOMAP_OTHER": "x"}
    config = load_config({"gazetteer": "flag", "model": None}, environment=environment, folder=tmp_path)
    assert config == Config(maps="file", model="environment", gazetteer="flag")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("mapps = 'x'", "did you mean 'maps'"),
        ("zzz = 'x'", "the settings are maps, model"),
        ("maps = ''", "text in quotes"),
    ],
)
def test_what_is_no_setting(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "geomap.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_config({}, environment={}, folder=tmp_path)
