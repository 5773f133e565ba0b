"""The house keeps its order: a public door, rooms that import downward only, nothing heavy before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from helpers.stories import sample_story

import geomap
from geomap.codec import save_story

PACKAGE = Path(geomap.__file__).parent
LONGEST_MODULE = 450

LAYERS = (
    {"__main__"},
    {"cli"},
    {"regenerate", "doctor", "toponyms", "component", "corpus"},
    {"pipeline", "maps", "picture", "gathering"},
    {"page", "export", "explaining"},
    {"corrections"},
    {"narrative"},
    {"places"},
    {"gazetteer"},
    {"language"},
    {"article"},
    {"codec", "config", "lock"},
    {"story_checks"},
    {"files", "geodesy", "jsontext", "suggestions", "wording"},
    {"model", "errors"},
    {"views"},
)
"""The rooms from top to bottom; a room imports itself and what lies below."""

HOMES = {
    "spacy": {"language", "component"},
    "folium": {"page"},
    "branca": {"page"},
    "pydantic": {"codec"},
    "trafilatura": {"article"},
    "htmldate": {"article"},
    "urllib3": {"article"},
    "feedparser": {"article"},
    "pypdf": {"article"},
    "docx": {"article"},
    "warcio": {"article"},
    "protego": {"article"},
    "py3langid": {"article"},
    "geopy": {"gazetteer"},
    "click": {"cli"},
    "rich": {"cli"},
}
"""The only rooms that import a package when they run (an annotation may name its types elsewhere)."""

PUBLIC = [
    "Article", "ConfigError", "Corrections", "DataMissing", "EmbeddedGeocoder", "Event", "Gazetteer", "GeomapError",
    "InputError", "OutputError", "Place", "Route", "Story", "StoryFormatError", "Tools", "gather",
    "load_corrections", "load_story", "read", "render", "save_as", "save_map", "save_story", "tell",
    "to_geodataframes", "to_geojson",
]  # fmt: skip


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def imports(path: Path, *, when_run: bool = False) -> Iterator[str]:
    """The full names that a file imports; with ``when_run`` without those that only serve annotations."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(part)
        for node in ast.walk(tree)
        if when_run and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_public_door() -> None:
    assert sorted(geomap.__all__) == geomap.__all__ == PUBLIC
    for name in geomap.__all__:
        assert getattr(geomap, name).__doc__, f"{name} is public and says nothing"
    assert geomap.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'maps_of'"):
        _ = geomap.maps_of


def test_every_room_has_its_layer() -> None:
    rooms = {room(module) for module in modules()} - {"__init__"}
    assert rooms - {"data"} == set().union(*LAYERS)


def test_rooms_import_downward_only() -> None:
    depth = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    wrong = []
    for module, path in modules().items():
        if module == "geomap":
            continue
        for target in imports(path):
            if not target.startswith("geomap.") or room(target) == room(module):
                continue
            if depth.get(room(target), -1) <= depth[room(module)]:
                wrong.append(f"{module} imports {target}")
    assert not wrong


def test_drawing_and_exporting_know_only_the_model() -> None:
    for module, path in modules().items():
        if room(module) in ("page", "export"):
            rooms = {room(name) for name in imports(path) if name.startswith("geomap.")}
            assert rooms <= {room(module), "model", "errors", "jsontext", "suggestions", "wording"}, module


def test_no_module_imports_itself_round_a_corner() -> None:
    known = modules()
    graph = {}
    for module, path in known.items():
        targets = {name if name in known else name.rpartition(".")[0] for name in imports(path, when_run=True)}
        graph[module] = (targets & set(known)) - {"geomap", module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_each_package_is_used_in_its_own_room() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules().items()
        for name in imports(path, when_run=True)
        if room(module) not in HOMES.get(name.partition(".")[0], {room(module)})
    ]
    assert not wrong


def test_modules_stay_short() -> None:
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in modules().items()}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def loaded_after(code: str) -> set[str]:
    """The top-level modules that a fresh Python has loaded after running the code."""
    script = f"{code}\nimport sys\nprint('\\n' + ' '.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"spacy", "thinc", "folium", "branca", "shapely", "trafilatura", "dateparser", "numpy", "pydantic", "rich"}


def test_importing_geomap_loads_nothing_heavy() -> None:
    assert not loaded_after("import geomap") & (HEAVY | {"click"})


def test_help_loads_nothing_heavy() -> None:
    assert not loaded_after("from geomap.cli import run; run(['--help'])") & HEAVY
    assert not loaded_after("from geomap.cli import run; run(['map', '--help'])") & HEAVY


def test_drawing_and_exporting_a_story_load_no_spacy(tmp_path: Path) -> None:
    path = tmp_path / "x.story.json"
    save_story(sample_story(), path)
    drawn = loaded_after(f"from geomap.cli import run; assert run(['render', {str(path)!r}]) == 0")
    assert not drawn & {"spacy", "thinc", "trafilatura", "dateparser"}
    exported = loaded_after(f"from geomap.cli import run; assert run(['export', {str(path)!r}, '--shapes']) == 0")
    assert not exported & {"spacy", "thinc", "trafilatura", "dateparser", "folium", "branca"}


def test_importing_geomap_takes_under_50_milliseconds() -> None:
    code = "import time; start = time.perf_counter(); import geomap; print(time.perf_counter() - start)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(times) < 0.05
