"""What all tests share: the development data beside the repository, a story to work on, and no network."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "default")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_report_header() -> str:
    from importlib.metadata import version

    names = ("geomap", "spacy", "folium", "pydantic", "click", "playwright")
    return "versions: " + ", ".join(f"{name} {version(name)}" for name in names)


@pytest.fixture
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def shared() -> Path:
    """The folder of development data."""
    _require_shared()
    return SHARED


@pytest.fixture(autouse=True)
def _shared_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("shared"):
        _require_shared()


def _require_shared() -> None:
    """Skip where the development data is absent; in CI that is a failure: there nothing may be skipped unseen."""
    if not SHARED.is_dir():
        message = f"there is no development data at {SHARED.name}/ beside the repository"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for name in [name for name in os.environ if name.startswith("GEOMAP_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection that leaves the machine fails at once; a browser under test talks over loopback or a pipe."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in LOOPBACK:  # type: ignore[index]
            raise OSError(f"tests have no network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
