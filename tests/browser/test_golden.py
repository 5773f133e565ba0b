"""Pages as they were looked at and found fit to publish: small pictures, compared with a tolerance.

``GEOMAP_RENEW_PICTURES=1 pytest tests/browser/test_golden.py`` draws them anew; docs/contributing.md tells how.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geomap.codec import load_story
from geomap.page import render

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
SCRIPT = (Path(__file__).parent / "pictures.js").read_text(encoding="utf-8")
STORIES = sorted(path.name.removesuffix(".story.json") for path in GOLDEN.glob("*.story.json"))
VIEWS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
RENEWING = bool(os.environ.get("GEOMAP_RENEW_PICTURES"))
MOST_APART = 0.12  # another font of the same width: 0.07; a panel, the timeline or the land gone: 0.13 to 0.47


@pytest.fixture(scope="module")
def compare(browser: Any) -> Iterator[Callable[[str, bytes, bytes | None, dict[str, int]], Any]]:
    """An empty page with the functions of pictures.js: ``compare("small", picture, None, view)``."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_script_tag(content=SCRIPT)

    def asked(name: str, first: bytes, second: bytes | None, view: dict[str, int]) -> Any:
        given = [f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in (first, second) if one]
        return page.evaluate(f"given => {name}(...given)", [*given, view["width"], view["height"]])

    yield asked
    context.close()


@pytest.fixture(scope="module")
def story_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("golden")

    def written(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(load_story(GOLDEN / f"{name}.story.json")), encoding="utf-8")
        return path

    return written


def picture(page: Any) -> bytes:
    page.page.wait_for_timeout(60)  # names on the map are placed in the frame after the marks
    return bytes(page.page.screenshot())


@pytest.mark.parametrize("view", sorted(VIEWS))
@pytest.mark.parametrize("name", STORIES)
def test_the_page_looks_as_it_did(
    opened: Any, story_page: Any, compare: Any, name: str, view: str, tmp_path: Path
) -> None:
    page = opened(story_page(name), VIEWS[view])
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)
        now = picture(page)
        kept = GOLDEN / f"{name}-{view}-{scheme}.png"
        if RENEWING:
            kept.write_bytes(base64.b64decode(compare("small", now, None, VIEWS[view]).partition(",")[2]))
            continue
        apart = compare("apart", kept.read_bytes(), now, VIEWS[view])
        (tmp_path / "now.png").write_bytes(now)
        assert apart <= MOST_APART, f"{apart:.0%} of {kept.name} looks otherwise: see {tmp_path / 'now.png'}"


@pytest.mark.parametrize("part", [".geomap-text", ".geomap-time", ".geomap-map"])
def test_a_part_that_is_gone_is_noticed(opened: Any, story_page: Any, compare: Any, part: str) -> None:
    page = opened(story_page("vessel-watch"), VIEWS["desktop"])
    kept = (GOLDEN / "vessel-watch-desktop-light.png").read_bytes()
    assert compare("apart", kept, picture(page), VIEWS["desktop"]) <= MOST_APART
    page.run(f"document.querySelector('{part}').style.display = 'none'")
    assert compare("apart", kept, picture(page), VIEWS["desktop"]) > MOST_APART
