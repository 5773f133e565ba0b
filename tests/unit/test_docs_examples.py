"""The examples of the documentation run as they stand: commands, Python, the notebook."""

from __future__ import annotations

import re
import shlex
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geomap.cli import run

DOCS = Path(__file__).resolve().parents[2] / "docs"
pytestmark = pytest.mark.model


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial has been followed, with the files that the other pages speak of."""
    folder = tmp_path_factory.mktemp("docs")
    (article,) = blocks("tutorial.md", "text")
    (folder / "ferry.txt").write_text(article, encoding="utf-8")
    (folder / "report.txt").write_text(article, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _in_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(folder)
    if not (folder / "report.story.json").exists():
        assert run(["story", "report.txt", "-o", "report.story.json"]) == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the libraries
        yield


def test_the_tutorial(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ""
    for line in "".join(blocks("tutorial.md", "sh")).splitlines():
        program, *arguments = shlex.split(line)
        assert program == "geomap"
        assert run(arguments) == 0, line
        told += capsys.readouterr().out
    assert (folder / "maps" / "ferry.html").exists()
    assert b"planned" in (folder / "ferry.csv").read_bytes()
    assert "Hull" in (folder / "ferry.kml").read_text(encoding="utf-8")
    assert "up to date" in told


@pytest.mark.parametrize("page", ["python.md", "exports.md", "gazetteer.md", "folium.md", "page.md"])
def test_python_examples(page: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = blocks(page, "python")
    assert found
    for example in found:
        exec(compile(example, page, "exec"), {})
    expected = {"python.md": "report.gpkg", "exports.md": "outlines.gpkg", "folium.md": "ports.html"}
    expected["page.md"] = "grid.html"
    if page in expected:
        assert (folder / expected[page]).stat().st_size > 1000
    if page == "folium.md":
        assert "https://cdn" not in (folder / "ports.html").read_text(encoding="utf-8")
    if page == "gazetteer.md":
        assert "Paris, Texas, United States" in capsys.readouterr().out


def test_the_notebook() -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook: Any = nbformat.read(DOCS / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(DOCS)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = [output["data"].get("text/html", "") for output in outputs if "data" in output]
    assert any(html.startswith("<iframe srcdoc=") for html in shown)
    assert sum("<table" in html for html in shown) >= 3
    assert not any(output["output_type"] == "error" for output in outputs)
