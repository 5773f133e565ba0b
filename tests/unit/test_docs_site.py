"""The documentation as a site: nothing is left out, it builds strictly, every public name is in the reference."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import geomap
import geomap.component
import geomap.page

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "tools" / "site" / "mkdocs.yml"
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
LOADED_BY_A_BROWSER = re.compile(
    r"<(?:script|img|iframe|source)[^>]+src=[\"']?(?:https?:)?//|<link[^>]+stylesheet[^>]+href=[\"']?(?:https?:)?//"
)


def in_navigation() -> set[str]:
    return set(re.findall(r"^ +- [^:\n]+: (\S+)$", SITE.read_text(encoding="utf-8").partition("\nnav:")[2], re.M))


def test_every_page_is_in_the_navigation() -> None:
    pages = {path.name for path in (ROOT / "docs").iterdir() if path.suffix in (".md", ".ipynb", ".json")}
    assert in_navigation() == pages, "add it to the nav of tools/site/mkdocs.yml, or take it out"


def test_every_public_name_is_in_the_reference() -> None:
    documented = set(re.findall(r"^::: geomap\.(\S+)$", REFERENCE, re.M))
    assert set(geomap.__all__) <= documented
    assert {f"page.{name}" for name in geomap.page.__all__} - {"page.render"} <= documented
    assert {f"component.{name}" for name in geomap.component.__all__} <= documented
    for name in documented:
        assert thing(name).__doc__, f"geomap.{name} says nothing"


def thing(name: str) -> Any:
    from importlib import import_module

    module, _, last = f"geomap.{name}".rpartition(".")
    try:
        return getattr(import_module(module), last)
    except AttributeError:
        return import_module(f"geomap.{name}")


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "-f", str(SITE), "-d", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    reference = (site / "reference.html").read_text(encoding="utf-8")
    for words in ("publication date", "Write one story or several", "Another place of the same name", "geomap_places"):
        assert words in reference
    for page in site.glob("*.html"):
        assert not LOADED_BY_A_BROWSER.search(page.read_text(encoding="utf-8")), f"{page.name} loads something"


def test_the_package_is_typed() -> None:
    assert (Path(geomap.__file__).parent / "py.typed").exists()


def test_the_notebook_carries_no_outputs() -> None:
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    assert not any(cell.get("outputs") for cell in notebook["cells"])
