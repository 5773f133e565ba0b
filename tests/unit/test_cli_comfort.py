"""Completion, machine-readable answers, colours and progress: what makes a day with the command line pleasant."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.stories import sample_story

from geomap import doctor
from geomap.cli import commands, run
from geomap.codec import save_story

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]")
SHOWING = (
    "import time; from geomap.cli import terminal; terminal.PATIENCE_SECONDS = 0\n"
    "with terminal.Steps() as step:\n"
    "    step('reading', 1, 2); time.sleep(0.4)\n"
)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_GEOMAP_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_no_script_for_another_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "fihs"]) == 2
    assert "did you mean 'fish'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("geomap exp", ["plain,explain", "plain,export"]),
        ("geomap export --format geo", ["plain,geojson", "plain,geopackage", "plain,geoparquet"]),
        ("geomap export fer", ["file,fer"]),
        ("geomap explain ferry.story.json o", ["plain,Ostend"]),
        ("geomap explain nothing.json o", []),
        ("geomap locate --geocoder nom", ["plain,nominatim"]),
        ("geomap cache cl", ["plain,clear"]),
    ],
)
def test_what_a_shell_is_offered(line: str, offered: list[str], tmp_path: Path) -> None:
    save_story(sample_story(), tmp_path / "ferry.story.json")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1), "_GEOMAP_COMPLETE": "bash_complete"}
    command = [sys.executable, "-m", "geomap"]
    done = subprocess.run(
        command, env={**os.environ, **asked}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert sorted(done.stdout.split()) == offered, done.stderr


def test_what_can_be_scripted_speaks_json() -> None:
    """Verbs that answer in words have --json; the others write JSON or a file, or are no answers."""
    writing = {"story", "render", "export", "places", "completion", "cache export", "cache clear"}
    writing |= {"gazetteer build", "gather", "image"}
    for name, verb in commands.commands.items():
        for part_name, part in getattr(verb, "commands", {"": verb}).items():
            full_name = f"{name} {part_name}".strip()
            options = {option for parameter in part.params for option in parameter.opts}
            assert "--json" in options or full_name in writing, full_name


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_respect_no_color(environment: dict[str, str], coloured: bool) -> None:
    shown = on_a_terminal(environment)
    assert "reading" in shown
    assert "0:00:0" in shown
    assert bool(COLOUR.search(shown)) is coloured


def on_a_terminal(environment: dict[str, str]) -> str:
    """What Steps shows on standard error when that is a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-c", SHOWING], stderr=theirs, env={**kept, "TERM": "xterm-256color", **environment}
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait() == 0
    return shown.decode("utf-8", "replace")


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    done = subprocess.run([sys.executable, "-c", SHOWING], capture_output=True, check=True)
    assert done.stderr == b""


def test_doctor_says_how_to_mend_an_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = doctor.version

    def version_of(name: str) -> str:
        if name == "pyogrio":
            raise doctor.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(doctor, "version", version_of)
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "file" / "cache"))
    assert run(["doctor", "--json"]) == 0
    parts = {one["part"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert parts["extra geo"]["state"] == "absent"
    assert 'pip install "geomap[geo]"' in parts["extra geo"]["remedy"]
    assert parts["cache"]["state"] == "absent"
    assert "GEOMAP_CACHE" in parts["cache"]["remedy"]
    assert {"click", "shapely", "geopy", "gazetteer", "language model"} <= set(parts)
