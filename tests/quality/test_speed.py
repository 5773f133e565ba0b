"""Calls of functions per stage stay near what is kept: a figure that no machine changes (see benchmarks/counts.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


@pytest.mark.model
def test_no_stage_calls_much_more_than_it_did() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "counts.py"), "--json"], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)
    kept = json.loads((BENCHMARKS / "results" / "counts.json").read_text(encoding="utf-8"))
    if not found["figures"]:
        pytest.skip(f"calls are kept for {kept['with']}, and this is {found['details']['with']}")
    assert {figure["name"] for figure in found["figures"]} == {
        f"calls per word: {stage}, beside what is kept" for stage in kept["calls per word"]
    }
    crept = {figure["name"]: figure["value"] for figure in found["figures"] if figure["value"] > figure["limit"]}
    assert not crept, "see why, or keep the new figures: python benchmarks/counts.py --keep"
