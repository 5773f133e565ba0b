/* The view in the address: #map=zoom/lat/lon&open=id&tab=name&from=day&to=day&hide=facet:value,… and back from it. */
(function () {
  "use strict";

  function stateOf(stage) {
    const { map } = stage;
    const filters = geomap.filters(stage);
    const centre = map.getCenter();
    const digits = Math.max(2, Math.round(map.getZoom() / 2));
    const state = new URLSearchParams();
    state.set("map", [map.getZoom(), centre.lat.toFixed(digits), centre.lng.toFixed(digits)].join("/"));
    if (stage.selected) state.set("open", stage.selected);
    const tab = map._geomapPanel && map._geomapPanel.shown;
    if (tab && tab !== map._geomapPanel.names[0]) state.set("tab", tab);
    if (filters.from !== null) state.set("from", geomap.iso(filters.from));
    if (filters.to !== null) state.set("to", geomap.iso(filters.to));
    if (!filters.undated) state.set("undated", "0");
    if (filters.confidence) state.set("sure", filters.confidence);
    const off = Object.entries(filters.off).filter(([, values]) => values.size);
    if (off.length) state.set("hide", off.map(([facet, values]) => `${facet}:${[...values].join(",")}`).join(";"));
    const layers = Object.entries(stage.layers).filter(([, layer]) => !map.hasLayer(layer));
    if (layers.length) state.set("without", layers.map(([kind]) => kind).join(","));
    return `#${state.toString().replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3B/g, ";")}`;
  }

  /** Anyone can write an address: only values that this page has are taken. */
  function restore(stage, hash) {
    const state = new URLSearchParams(hash.replace(/^#/, ""));
    if (!state.has("map")) return false;
    const { map } = stage;
    const [zoom, lat, lon] = state.get("map").split("/").map(Number);
    if ([zoom, lat, lon].every(isFinite))
      map.setView([Math.max(-85, Math.min(85, lat)), lon], zoom, { animate: false });
    const filters = geomap.filters(stage);
    filters.clear();
    const day = (key) => (isNaN(geomap.day(state.get(key))) ? null : geomap.day(state.get(key)));
    for (const part of (state.get("hide") || "").split(";")) {
      const [facet, values] = part.split(":");
      if (values && Object.hasOwn(filters.off, facet)) filters.off[facet] = new Set(values.split(","));
    }
    const confidence = Number(state.get("sure"));
    filters.set({
      from: day("from"),
      to: day("to"),
      undated: state.get("undated") !== "0",
      confidence: [0.5, 0.8].includes(confidence) ? confidence : 0,
    });
    const without = (state.get("without") || "").split(",");
    for (const [kind, layer] of Object.entries(stage.layers)) {
      if (without.includes(kind)) map.removeLayer(layer);
      else if (!map.hasLayer(layer)) map.addLayer(layer);
    }
    const panel = map._geomapPanel;
    const tab = state.get("tab") || (panel && panel.names[0]);
    if (panel && panel.names.includes(tab)) geomap.openTab(map, tab);
    if (stage.get(state.get("open"))) stage.open(state.get("open"), "list");
    else map.closePopup();
    return true;
  }

  /** The address of the view as it is now. */
  geomap.viewLink = (stage) => location.href.replace(/#.*$/, "") + stateOf(stage);

  /** Keep the address in step with the view, and the view with the address. */
  geomap.linkView = function (stage) {
    let [waiting, written] = [null, null];
    const write = () => {
      written = stateOf(stage);
      try {
        history.replaceState(null, "", written);
      } catch (error) {
        return; // a frame without an address of its own
      }
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(write, 250);
    };
    const found = restore(stage, location.hash);
    stage.map.on("moveend layeradd layerremove", soon);
    stage.on("select view tab", soon);
    addEventListener("hashchange", () => location.hash !== written && restore(stage, location.hash));
    return found;
  };

  /** Copy a link to this view, or the lines that show the page inside another one. */
  geomap.shareDialog = function (stage) {
    const make = geomap.element;
    const say = (key, values) => geomap.say("share", key, values);
    const content = () => {
      const isFile = location.protocol === "file:" || location.protocol === "about:";
      const address = isFile ? `${geomap.pageName()}.html${stateOf(stage)}` : geomap.viewLink(stage);
      const attribute = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
      const snippet =
        `<iframe src="${attribute(address)}" title="${attribute(document.title)}" width="100%" height="640" ` +
        'sandbox="allow-scripts allow-downloads" loading="lazy" style="border:0"></iframe>';
      return [
        geomap.copyField(say("link"), isFile ? geomap.viewLink(stage) : address),
        isFile ? make("p", { class: "lead" }, say("link_file")) : null,
        geomap.copyField(say("embed"), snippet, 4),
        make("p", { class: "lead" }, say(isFile ? "embed_file" : "embed_note")),
      ];
    };
    return geomap.dialog("share", say("title"), content);
  };
})();
