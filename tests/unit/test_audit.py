"""Dependencies are pinned, installed as pinned, and unchanged; what is wrong with one is found."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import audit_dependencies as audit
import pytest
from list_licences import LOCKS, REPOSITORY


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_the_locks_is_pinned_by_hash(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert audit.unpinned(text) == []
    assert len(audit.locked([text])) > 50


def test_what_is_wrong_is_found() -> None:
    lock = "a==1.0 \\\n    --hash=sha256:00\nb>=2 \\\n    --hash=sha256:00\nc==3\n"
    assert audit.unpinned(lock) == ["b>=2", "c==3"]
    assert audit.not_as_locked({"pytest": ("0.1",), "no-such-package": ("1",)})[0].endswith("locked 0.1")
    assert audit.not_as_locked({"pytest": (pytest.__version__, "0.1")}) == []
    known = {"a": [{"specs": ["<1.5"], "cve": "CVE-0"}, {"specs": [">2"], "cve": "CVE-1"}]}
    assert audit.advisories_about({"a": ("1.0", "3.0"), "b": ("1",)}, known) == [
        "a 1.0: CVE-0 (<1.5)",
        "a 3.0: CVE-1 (>2)",
    ]


def test_a_changed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "tiny-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n", encoding="utf-8")
    code = tmp_path / "tiny.py"
    code.write_text("x = 1\n", encoding="utf-8")
    digest = base64.urlsafe_b64encode(hashlib.sha256(code.read_bytes()).digest()).rstrip(b"=").decode()
    (about / "RECORD").write_text(f"tiny.py,sha256={digest},6\ngone.py,sha256={digest},6\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(audit.changed_files("tiny")) == ["gone.py is gone"]
    code.write_text("x = 2\n", encoding="utf-8")
    assert list(audit.changed_files("tiny")) == ["tiny.py was changed", "gone.py is gone"]
