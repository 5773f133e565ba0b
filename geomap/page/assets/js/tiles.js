/* Online tiles: off until the reader switches them on; then a notice tells whom the page asks. */
(function () {
  "use strict";

  geomap.onlineTiles = function (map, data) {
    geomap.pane(map, "geomap-tiles", 200);
    const layer = L.tileLayer(data.url, {
      pane: "geomap-tiles",
      subdomains: data.subdomains,
      maxZoom: 18,
      maxNativeZoom: data.max_zoom,
      attribution: geomap.plain(data.attribution),
    });
    const hosts = [...new Set(data.hosts.map((host) => host.replace(/^[a-z0-9]\./, "")))].join(", ");
    const text = geomap.element("span", { role: "status" });
    const off = geomap.element("button", { type: "button", class: "plain-button" }, geomap.say("tiles", "off"));
    const bar = geomap.element("div", { class: "map-notice tiles-notice", hidden: true }, text, off);
    geomap.notices(map).append(bar);
    off.addEventListener("click", () => layer.remove());
    layer.on("add", () => {
      bar.hidden = false;
      text.textContent = geomap.say("tiles", "notice", { hosts });
    });
    layer.on("remove", () => (bar.hidden = true));
    layer.on("tileerror", () => (text.textContent = geomap.say("tiles", "failed", { hosts })));
    return layer;
  };
})();
