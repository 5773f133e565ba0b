"""What geomap builds on may be used with it, and the list of it is current."""

from __future__ import annotations

import list_licences
import pytest


def test_every_dependency_states_a_compatible_licence() -> None:
    assert list_licences.incompatible() == []


def test_the_list_names_every_locked_package_and_data_file() -> None:
    written = list_licences.DOCUMENT.read_text(encoding="utf-8")
    assert "| spacy |" in written
    names = [line.split(" | ")[0] for line in list_licences.document().splitlines() if line.startswith("| ")]
    assert [name for name in names if name not in written] == [], "run: python tools/list_licences.py"
    assert "unstated" not in written


@pytest.mark.parametrize(("licence", "wrong"), [("GPL-3.0", True), ("MIT", False), ("LGPLv2", False), ("", True)])
def test_a_licence_that_does_not_go_with_ours_is_found(
    licence: str, wrong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_licences, "licences", lambda lock: {"x": licence})
    assert bool(list_licences.incompatible()) is wrong
