"""The documents tell the truth: every command, option, setting and public name stands in them, and no link is dead."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

import geomap
from geomap.cli import commands
from geomap.config import Config

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
COMMON = {"--model", "--gazetteer"}
"""Options that the guide explains once for all commands."""
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "maps" / "README.md",
]


@pytest.mark.parametrize("verb", commands.commands)
def test_every_command_and_option_is_in_the_guide(verb: str) -> None:
    section = re.search(rf"^### geomap {verb}\n(.*?)(?=^### |\Z)", GUIDE, re.M | re.S)
    assert section, f"the guide has no section on geomap {verb}"
    command = commands.commands[verb]
    for part in command.commands.values() if isinstance(command, click.Group) else [command]:
        assert part.help
        if part is not command:
            assert f"geomap {verb} {part.name}" in section[1]
        for parameter in part.params:
            if isinstance(parameter, click.Option) and not COMMON & set(parameter.opts):
                explained = any(name in section[1] for name in parameter.opts)
                assert explained, f"geomap {verb} {part.name}: {parameter.opts} is not explained"


def test_common_options_are_in_the_guide() -> None:
    common = GUIDE.partition("## Commands")[2].partition("###")[0]
    for option in COMMON:
        assert option in common
        for name, verb in commands.commands.items():
            if any(option in parameter.opts for parameter in verb.params):
                assert f"`{name}`" in common


def test_the_guide_has_no_command_that_is_gone() -> None:
    assert set(re.findall(r"^### geomap (\w+)$", GUIDE, re.M)) == set(commands.commands)


def test_every_document_is_linked_from_the_guide() -> None:
    for document in (ROOT / "docs").glob("*.md"):
        assert document.name == "index.md" or f"]({document.name}" in GUIDE


def test_every_setting_is_in_the_guide() -> None:
    for field in fields(Config):
        assert f"| `{field.name}` | `GEOMAP_{field.name.upper()}` |" in GUIDE


def test_the_readme_shows_only_public_names() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"\bgeomap\.([A-Za-z_]+)", readme))
    assert {"read", "tell", "render", "to_geojson"} <= used
    assert used <= set(geomap.__all__)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), f"{document.name}: {target} is not there"
