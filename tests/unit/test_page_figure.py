"""SelfContainedFigure: any folium map as one file that loads nothing, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest
from branca.element import Element
from folium.plugins import MarkerCluster

from geomap.errors import DataMissing
from geomap.page import OfflineBasemap, PlacesLayer, SelfContainedFigure


def folium_map(figure: SelfContainedFigure) -> folium.Map:
    chart = folium.Map(location=[35, 18], zoom_start=4, tiles=None)
    figure.add_child(chart)
    return chart


def marked(figure: SelfContainedFigure) -> folium.Map:
    chart = folium_map(figure)
    folium.Marker([32.9, 13.2], popup="Tripoli", icon=folium.Icon(icon="star", angle=45)).add_to(chart)
    return chart


def test_nothing_is_linked() -> None:
    figure = SelfContainedFigure(title="Two towns")
    marked(figure)
    page = figure.render()
    assert not re.search(r"<link [^>]*href=.?http|<script [^>]*src=.?http|@import", page)
    assert "default-src &#x27;none&#x27;" in page
    assert "<title>Two towns</title>" in page


def test_only_what_the_map_needs_is_carried() -> None:
    plain = SelfContainedFigure()
    folium.CircleMarker([1, 2]).add_to(folium_map(plain))
    full = SelfContainedFigure()
    marked(full)
    assert "jQuery v3.7.1" not in plain.render()
    assert "Font Awesome" not in plain.render()
    assert len(plain.render()) < 200_000
    page = full.render()
    assert "jQuery v3.7.1" in page
    assert ".fa-rotate-45{transform:rotate(45deg)}" in page
    assert "L.AwesomeMarkers" in page
    assert "Glyphicons Halflings" in page
    assert "Font Awesome Free" not in page


def test_the_same_map_gives_the_same_bytes() -> None:
    figures = [SelfContainedFigure(), SelfContainedFigure()]
    for figure in figures:
        marked(figure)
    first, second = (figure.render() for figure in figures)
    assert first == second
    assert figures[0].render() == first


def test_the_elements_keep_their_own_names_afterwards() -> None:
    figure = SelfContainedFigure()
    chart = marked(figure)
    before = chart.get_name()
    page = figure.render()
    assert chart.get_name() == before
    assert before not in page


def test_a_title_can_not_end_the_title() -> None:
    figure = SelfContainedFigure(title="</title><script>1</script>")
    folium_map(figure)
    assert "<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;</title>" in figure.render()


def test_files_of_other_plugins_must_be_given() -> None:
    figure = SelfContainedFigure()
    MarkerCluster().add_to(folium_map(figure))
    with pytest.raises(DataMissing, match=r"the map needs 3 file\(s\).*markercluster.*assets="):
        figure.render()


def test_files_of_other_plugins_can_be_given(tmp_path: Path) -> None:
    script = tmp_path / "cluster.js"
    script.write_text("L.markerClusterGroup = function () { return L.featureGroup(); };", encoding="utf-8")
    cluster = MarkerCluster()
    given: dict[str, str | Path] = {url: "/* none */" for _, url in cluster.default_css}
    given |= {url: script for _, url in cluster.default_js}
    figure = SelfContainedFigure(assets=given)
    cluster.add_to(folium_map(figure))
    assert "L.markerClusterGroup = function ()" in figure.render()


def hashes(page: str, tag: str) -> set[str]:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    part = re.search(rf"{tag}-src ([^;]*)", policy[1].replace("&#x27;", "'"))
    assert part
    return set(re.findall(r"'sha256-([^']*)'", part[1]))


def digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def test_the_strict_policy_allows_exactly_what_was_built() -> None:
    figure = SelfContainedFigure(policy="strict")
    chart = folium_map(figure)
    OfflineBasemap().add_to(chart)
    figure.html.add_child(Element("<script>window.injected = 1</script>"))
    page = figure.render()
    found = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    injected = digest("window.injected = 1")
    assert injected in {digest(code) for code in found}
    assert injected not in hashes(page, "script")
    assert hashes(page, "script") < {digest(code) for code in found}
    assert "unsafe-inline" not in page[:6000]


def test_code_can_not_end_its_block() -> None:
    figure = SelfContainedFigure()
    chart = folium_map(figure)
    folium.Marker([1, 2], popup=folium.Popup("</script><b>x")).add_to(chart)
    page = figure.render()
    assert "<\\/script><b>x" in page


def test_our_layers_need_no_self_contained_figure() -> None:
    chart = folium.Map(tiles=None)
    PlacesLayer([], "Places").add_to(chart)
    page = chart.get_root().render()
    assert "data:text/javascript;charset=utf-8;base64," in page
    assert "geomap.placesLayer(" in page


def test_folium_comes_without_pandas_and_takes_data_frames_all_the_same() -> None:
    code = (
        "import sys; from geomap.page import OfflineBasemap; import folium;"
        "assert not {'pandas', 'requests', 'requests.api'} & set(sys.modules), 'loaded for nothing';"
        "import pandas; line = pandas.DataFrame({'lat': [1.0, 2.0], 'lon': [3.0, 4.0]});"
        "assert folium.PolyLine(line).locations == [[1.0, 3.0], [2.0, 4.0]];"
        "assert callable(folium.features.requests.get)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_templates_of_folium_wait_for_their_use_and_give_the_same_page() -> None:
    draw = (
        "chart = folium.Map([40, 10], zoom_start=4); folium.Marker([41, 17], popup='A').add_to(chart);"
        "folium.PolyLine([[1, 2], [3, 4]]).add_to(chart); folium.LayerControl().add_to(chart);"
        "import re, jinja2; page = re.sub('[0-9a-f]{32}', 'x', chart.get_root().render());"
        "assert jinja2.Template('{{ a }}').render(a=1) == '1'; print(page)"
    )
    lean = "from geomap.page.lean_folium import import_folium; import_folium(); import folium, jinja2;"
    waits = "assert not isinstance(vars(folium.Marker)['_template'], jinja2.Template);"
    pages = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for code in (f"import folium; {draw}", lean + waits + draw)
    ]
    assert pages[0] == pages[1]
