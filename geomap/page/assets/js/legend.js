/* A legend of what is in fact on the map, and the control that switches layers. Both fold on small maps. */
(function () {
  "use strict";
  const make = geomap.element;
  const WIDE = 760;
  const THEMES = ["people", "goods", "vessel", "vehicle", "aircraft", "force", "other"];
  const STATUSES = ["reported", "attempted", "blocked", "planned", "feared", "ended", "ruled_out"];

  function sampleMark(className, text) {
    const mark = make(
      "span",
      { class: `mark ${className}` },
      make("span", { class: "mark-shape" }, text ? make("span", { class: "mark-number" }, text) : null),
    );
    return make("span", { class: "legend-sample" }, mark);
  }

  function sampleArrow(theme, status, width, open) {
    const { Way, arrow, oneEnded } = geomap.arrows;
    const way = new Way([{ x: 1, y: 10 }, { x: 43, y: 10 }]); // prettier-ignore
    const d = open ? oneEnded(way, width, status) : arrow(way, width, status, 0);
    const path = geomap.svg("path", { d, class: `route theme-${theme} status-${status}` });
    const picture = geomap.svg("svg", { viewBox: "0 0 48 20", width: 48, height: 20, "aria-hidden": "true" }, path);
    return make("span", { class: "legend-sample" }, picture);
  }

  function sampleGlyph(theme) {
    const shape = make("span", { class: "badge-shape" }, geomap.glyph(theme));
    return make("span", { class: "legend-sample" }, make("span", { class: `mark-badge theme-${theme}` }, shape));
  }

  const sampleDots = () =>
    make("span", { class: "legend-sample" }, make("span", { class: "legend-dots" }, [1, 2, 3].map(() => make("i"))));

  const sampleIcon = (type) =>
    make("span", { class: "legend-sample" }, make("span", { class: "legend-icon" }, geomap.icon(type)));

  const row = (sample, text) => make("li", {}, sample, make("span", {}, text));

  /** Round numbers that show what widths mean: the powers of ten at both ends of those told, and one between. */
  function numbersFor(sizes) {
    if (!sizes.length) return [];
    const ends = [Math.min, Math.max].map((end) => sizes.reduce((so, size) => end(so, size)));
    const [low, high] = ends.map((size) =>
      Math.round(Math.log10(Math.max(1, size))),
    );
    return [...new Set([low, Math.round((low + high) / 2), high])].map((power) => 10 ** power);
  }

  function rowsFor(stage) {
    const say = (key) => geomap.say("legend", key);
    const [places, routes, events] = ["place", "route", "event"].map((kind) => stage.all(kind).map((item) => item.row));
    const drawn = routes.filter((route) => route.path.length);
    const rows = [];
    if (places.some((place) => !geomap.isArea(place))) rows.push(row(sampleMark("mark-place"), say("place")));
    if (places.some((place) => geomap.isArea(place))) rows.push(row(sampleMark("mark-place mark-area"), say("area")));
    if (places.some(geomap.isUncertain)) rows.push(row(sampleMark("mark-place mark-uncertain"), say("uncertain")));
    if (events.some((event) => event.place)) rows.push(row(sampleMark("mark-event", "1"), say("event")));
    if (Object.keys(stage.crowds).length) rows.push(row(sampleDots(), say("dot")));
    const types = [...new Set(events.map((event) => event.type))];
    types.forEach((type) => rows.push(row(sampleIcon(type), geomap.say("event", type))));
    const themes = THEMES.filter((theme) => drawn.some((route) => route.theme === theme));
    themes.forEach((theme) => rows.push(row(sampleGlyph(theme), geomap.say("theme", theme))));
    STATUSES.filter((status) => drawn.some((route) => route.status === status)).forEach((status) =>
      rows.push(row(sampleArrow(themes[0], status, 5), geomap.capital(geomap.say("status", status)))),
    );
    if (drawn.some((route) => route.path.length < 2))
      rows.push(row(sampleArrow(themes[0], "reported", 5, true), say("open_end")));
    for (const number of numbersFor(drawn.map((route) => route.size).filter((size) => size))) {
      const text = geomap.say("legend", "width", { n: geomap.number(number) });
      rows.push(row(sampleArrow(themes[0], "reported", geomap.routeWidth(number)), text));
    }
    return rows;
  }

  geomap.legend = function (map) {
    const stage = geomap.stage(map);
    const control = L.control({ position: "bottomright" });
    stage.on("redraw", () => {
      const list = make("ul", {}, rowsFor(stage));
      stage.legend.querySelector("ul").replaceWith(list);
      stage.legend.hidden = !list.children.length;
    });
    control.onAdd = function () {
      const rows = rowsFor(stage);
      const box = make(
        "details",
        { class: "geomap-legend leaflet-control" },
        make("summary", {}, geomap.say("legend", "title")),
        make("ul", {}, rows),
      );
      if (!rows.length) box.hidden = true;
      stage.legend = box;
      box.addEventListener("toggle", () => stage.fire("layout"));
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    return control.addTo(map);
  };

  /** Leave the legend open where there is room for it beside the marks. */
  geomap.openLegend = function (map) {
    const stage = geomap.stage(map);
    if (!stage.legend || map.getSize().x < WIDE) return;
    stage.legend.open = true;
    const frame = map.getContainer().getBoundingClientRect();
    const legend = stage.legend.getBoundingClientRect();
    const [left, top] = [legend.left - frame.left - 12, legend.top - frame.top - 12];
    const covers = ([, , right, bottom]) => right > left && bottom > top;
    const marks = stage
      .all("place")
      .concat(stage.all("event"), stage.all("route"))
      .filter((item) => item.boxes);
    const boxes = (item) => item.boxes().concat(item.softBoxes ? item.softBoxes() : []);
    if (legend.height > frame.height * 0.7 || marks.some((item) => boxes(item).some(covers)))
      stage.legend.open = false;
  };

  /** Folium's layer control, open on a wide map. */
  geomap.layerControl = function (map, layers) {
    const collapsed = map.getSize().x < WIDE;
    const control = L.control.layers(null, null, { collapsed, position: "topright" }).addTo(map);
    layers.forEach(([name, layer]) => control.addOverlay(layer, geomap.plain(name)));
    const box = control.getContainer();
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", geomap.say("layer", "control"));
    const toggle = box.querySelector(".leaflet-control-layers-toggle");
    if (toggle) {
      toggle.title = geomap.say("layer", "control");
      toggle.setAttribute("aria-label", geomap.say("layer", "control"));
    }
    return control;
  };
})();
