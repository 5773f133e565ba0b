/* The page as a whole: the map's frame, the header, the keys, light and dark, paper. */
(function () {
  "use strict";
  const make = geomap.element;

  geomap.pageHeader = function (map, data) {
    const header = document.querySelector(".geomap-header");
    const published = data.published
      ? geomap.say("page", "published", { date: geomap.dayText(geomap.day(data.published)) }) +
        geomap.words().page.published_by[data.published_by]
      : data.gathered // several articles have no date of their own
        ? null
        : geomap.say("page", "unpublished");
    const counts = ["places", "routes", "events"]
      .map((kind) => geomap.count("count", kind, data.counts[kind]));
    const told = [data.author ? make("bdi", {}, data.author) : null, published, geomap.listed(counts)];
    const meta = geomap.dotted(told);
    const skip = (key, to) => make("a", { class: "skip", href: `#${to}` }, geomap.say("page", key));
    header.append(
      skip("skip", "geomap-text"),
      skip("skip_map", map.getContainer().id),
      make("div", { class: "header-words" }, make("h1", { dir: "auto" }, data.title), make("p", { dir: "auto" }, meta)),
    );
    geomap.stage(map).article = { title: data.title, published: data.published };
    geomap.stage(map).header = header;
    geomap.stage(map).overview = data.overview;
    map.attributionControl.addAttribution(geomap.say("page", "credit_gazetteer"));
    map.attributionControl.addAttribution(geomap.plain(geomap.say("page", "made_by", { version: data.version })));
    return header;
  };

  /** Search, and the buttons for filters, sharing, saving, and light or dark. */
  function addTools(stage) {
    if (!stage.header) return;
    const tools = make(
      "div",
      { class: "header-tools" },
      geomap.finder(stage),
      geomap.toolButton("filter", geomap.filterDialog(stage)),
      geomap.toolButton("share", geomap.shareDialog(stage)),
      geomap.toolButton("save", geomap.saveDialog(stage)),
      stage.overview ? null : geomap.toolButton("correct", geomap.correcting(stage)),
      themeButton(),
    );
    stage.header.append(tools);
    geomap.addFilterNotice(stage);
  }

  function themeButton() {
    const root = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
    const button = make("button", { type: "button", class: "tool-button theme-button" });
    const name = () => {
      const word = geomap.say("page", isDark() ? "theme_light" : "theme_dark");
      button.replaceChildren(geomap.icon(isDark() ? "light" : "dark"), make("span", {}, word));
      button.setAttribute("aria-label", word);
      button.title = geomap.say("page", "theme_label");
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      name();
    });
    dark.addEventListener("change", name);
    name();
    return button;
  }

  const wishedPicture = () => new URLSearchParams(location.hash.slice(1)).get("picture") || "";

  /** The Leaflet map of a story's page. */
  geomap.storyMap = function (id) {
    const still = geomap.isStill() || Boolean(wishedPicture());
    const map = L.map(id, {
      zoomSnap: 0.25,
      zoomDelta: 1,
      wheelPxPerZoomLevel: 90,
      minZoom: 1,
      maxZoom: 10,
      zoomControl: false,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      maxBounds: [[-85, -540], [85, 540]],
      maxBoundsViscosity: 1,
    }); // prettier-ignore
    L.control.zoom({ position: "topleft" }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    map.attributionControl.setPrefix(geomap.say("page", "credit_leaflet"));
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", geomap.say("page", "map_label"));
    map.setView([25, 10], 2, { animate: false });
    geomap.stage(map).hold(); // until geomap.start fits the view
    return map;
  };

  /** Called last: everything is on the map. */
  geomap.start = function (map) {
    const stage = geomap.stage(map);
    const wish = wishedPicture();
    addTools(stage);
    if (map._geomapPanel) geomap.fillPanel(map._geomapPanel);
    geomap.addFit(map);
    geomap.fit(map);
    geomap.linkView(stage);
    geomap.openLegend(map);
    keepFocus(map, stage);
    forPaper(map);
    new ResizeObserver(() => geomap.fitAgain(map)).observe(map.getContainer());
    if (!map._geomapBasemap) return;
    map._geomapBasemap.ready.then(() => {
      document.documentElement.setAttribute("data-ready", "");
      if (wish) forPicture(stage, wish);
    });
  };

  /** Escape closes the popup and gives the focus back; a popup opened by keyboard takes it. */
  function keepFocus(map, stage) {
    map.on("popupopen", (event) => {
      if (!stage.byKeyboard) return;
      stage.before = document.activeElement;
      const frame = event.popup.getElement().querySelector(".popup");
      setTimeout(() => frame && frame.focus({ preventScroll: true }), 0);
    });
    map.on("popupclose", () => {
      if (stage.byKeyboard && stage.before && stage.before.isConnected) stage.before.focus({ preventScroll: true });
      stage.byKeyboard = false;
      stage.before = null;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) map.closePopup();
    });
  }

  /** For "geomap image", which opens the page at #picture=...: the legend unfolded; the map's SVG as the page's text. */
  function forPicture(stage, wish) {
    document.documentElement.dataset.theme = wish.startsWith("dark") ? "dark" : "light";
    document.documentElement.classList.add("is-picture");
    if (stage.legend) {
      stage.legend.open = true;
      if (wish.endsWith("png")) stage.map.getContainer().after(stage.legend); // below the map: it covers no mark
      stage.map.invalidateSize({ animate: false, pan: false });
    }
    geomap.fit(stage.map);
    if (!wish.endsWith("svg")) return;
    geomap.labels(stage.map).draw();
    const text = geomap.mapSVG(stage);
    document.body.replaceChildren(geomap.element("pre", { id: "geomap-picture" }, text));
  }

  /** Paper: light colours, a map of fixed size, everything unfolded; put back afterwards. */
  function forPaper(map) {
    const root = document.documentElement;
    let view = null;
    addEventListener("beforeprint", () => {
      const legend = geomap.stage(map).legend;
      view = { center: map.getCenter(), zoom: map.getZoom(), theme: root.dataset.theme, open: legend && legend.open };
      if (legend) legend.open = true;
      root.dataset.theme = "light";
      root.classList.add("is-printing");
      map.invalidateSize({ animate: false, pan: false });
      geomap.fit(map, true);
      geomap.labels(map).draw();
    });
    addEventListener("afterprint", () => {
      root.classList.remove("is-printing");
      if (view && geomap.stage(map).legend) geomap.stage(map).legend.open = view.open;
      if (view && view.theme) root.dataset.theme = view.theme;
      else delete root.dataset.theme;
      map.invalidateSize({ animate: false, pan: false });
      if (view) map.setView(view.center, view.zoom, { animate: false });
    });
  }
})();
