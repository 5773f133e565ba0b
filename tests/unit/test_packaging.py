"""The locks cover what the project asks for, by hash; wheel and sdist hold what geomap needs, and no more."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = ROOT / "requirements.lock"
TESTS = ROOT / "tests" / "requirements.lock"


def pinned(lock: Path) -> dict[str, list[str]]:
    """The hashes of each pinned package by its name."""
    entries = re.findall(r"^([\w.-]+)==\S+.*?((?:\\\n +--hash=\S+ ?)*)$", lock.read_text(encoding="utf-8"), re.M)
    found: dict[str, list[str]] = {}
    for name, hashes in entries:
        found.setdefault(plain(name), []).extend(re.findall(r"--hash=(sha256:[0-9a-f]{64})", hashes))
    return found


def plain(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNTIME, [*PROJECT["dependencies"], "hatchling", "editables"]),
        (TESTS, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]),
    ],
    ids=["runtime", "tests"],
)
def test_every_dependency_is_pinned_by_hash(lock: Path, wanted: list[str]) -> None:
    hashes = pinned(lock)
    assert {plain(requirement) for requirement in wanted} <= set(hashes)
    assert all(hashes.values())


def test_the_locks_agree() -> None:
    runtime, tests = pinned(RUNTIME), pinned(TESTS)
    shared = set(runtime) & set(tests)
    assert len(shared) > 40
    assert all(set(runtime[name]) == set(tests[name]) for name in shared)


@pytest.mark.parametrize("lock", [RUNTIME, TESTS], ids=["runtime", "tests"])
def test_no_address_stands_in_a_lock(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_top_level_stays_what_it_is() -> None:
    allowed = {
        "pyproject.toml", "geomap", "tests", "maps", "cache", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md",
        "Makefile", "requirements.lock", "docs", "tools", "benchmarks",
    }  # fmt: skip
    made = {"dist", "geomap.egg-info", "node_modules"}
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - made <= allowed


LARGEST_WHEEL = 40_000_000
ARTICLE = "Ferry turned back\n\nLONDON, April 27, 2016 - A boat with 40 people left Harwich for Ostend on Tuesday.\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel, the sdist, and the wheel that the sdist builds."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    build(source, folder / "again", "wheel")
    return {
        "wheel": next(folder.glob("*.whl")),
        "sdist": sdist,
        "wheel of the sdist": next((folder / "again").glob("*.whl")),
    }


def build(source: Path, target: Path, *kinds: str) -> None:
    options = [word for kind in kinds for word in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target), *options]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_is_whole_and_small(built: dict[str, Path]) -> None:
    assert built["wheel"].stat().st_size <= LARGEST_WHEEL
    names = names_in(built["wheel"])
    assert {"geomap/py.typed", "geomap/data/world.gazetteer", "geomap/data/DATA.toml"} <= names
    tracked = subprocess.run(["git", "ls-files", "geomap"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert set(tracked.stdout.split()) - names == set()
    assert not [name for name in names if not name.startswith(("geomap/", "geomap-"))]


def test_the_sdist_builds_the_same_wheel(built: dict[str, Path]) -> None:
    assert names_in(built["wheel of the sdist"]) == names_in(built["wheel"])


@pytest.mark.model
def test_the_wheel_works_where_nothing_of_the_project_is(built: dict[str, Path], tmp_path: Path) -> None:
    """A new environment with the wheel; its dependencies are borrowed from this one, without the project in it."""
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(built["wheel"])], check=True)
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (tmp_path / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    where = subprocess.run(
        [python, "-c", "import geomap; print(geomap.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(home))
    made = subprocess.run(
        [home / "bin" / "geomap", "map", "ferry.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout == "maps/ferry.html\n"
    shutil.rmtree(home)
