/* Places: a dot for a town or site, a diamond for a whole area, a broken ring where the position is uncertain. */
(function () {
  "use strict";
  const SMALLEST = 13;
  const LARGEST = 24;

  /** A mark's width in pixels: its area grows with the number of mentions. */
  function sizeOf(count, most) {
    const share = most > 1 ? Math.sqrt((count - 1) / (most - 1)) : 0;
    return Math.round(SMALLEST + (LARGEST - SMALLEST) * share);
  }

  function icon(place, size) {
    const node = geomap.element("span", { class: "mark-shape" });
    const kinds = ["mark", "mark-place"];
    if (geomap.isArea(place)) kinds.push("mark-area");
    if (geomap.isUncertain(place)) kinds.push("mark-uncertain");
    return L.divIcon({ className: kinds.join(" "), html: node, iconSize: [size, size] });
  }

  function titleOf(place) {
    return `${place.name}, ${geomap.placeWhere(place)}`;
  }

  function addPlace(stage, group, place, size, ring) {
    const at = L.latLng(place.lat, place.lon);
    const marker = L.marker(at, { icon: icon(place, size), keyboard: false, riseOnHover: true });
    const item = {
      id: place.id,
      kind: "place",
      row: place,
      group,
      size,
      title: titleOf(place),
      at: () => at,
      open: () => marker.openPopup(),
      elements: () => [marker.getElement(), ring && ring.getElement()].filter((node) => node),
      boxes() {
        const point = stage.map.latLngToContainerPoint(at);
        const half = size / 2 + 2;
        return [[point.x - half, point.y - half, point.x + half, point.y + half]];
      },
    };
    marker.on("add", () => {
      const node = marker.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", item.title);
      node.dataset.id = place.id;
      stage.dress(item);
    });
    geomap.link(stage, item, marker, () => geomap.placePopup(place), titleOf(place));
    stage.add(item);
    marker.addTo(group);
  }

  function addRing(group, place, renderer) {
    return place.inferred && place.radius_km >= 1 ? geomap.uncertainty(place, renderer).addTo(group) : null;
  }

  /** Where an uncertain position may lie: its outline, or a ring of its radius. */
  geomap.uncertainty = function (position, renderer) {
    const options = { className: "ring-uncertain", interactive: false, renderer };
    const rings = position.footprint.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    if (rings.length) return L.polygon(rings.map((ring) => [ring]), options); // prettier-ignore
    return L.circle([position.lat, position.lon], { ...options, radius: position.radius_km * 1000 });
  };

  /** Light up the outline of an area while its mark is selected or hovered. */
  function lightFootprints(stage, group, renderer) {
    let lit = null;
    const light = (id) => {
      if (lit) lit.remove();
      lit = null;
      const item = id && stage.get(id);
      if (!item || item.kind !== "place" || !stage.map.hasLayer(group)) return;
      const shape = footprint(stage.map, item.row);
      if (shape) lit = shape.addTo(stage.map);
    };
    stage.on("select", (event) => light(event.id));
    stage.on("hover", (event) => light(event.on ? event.id : stage.selected));
    function footprint(map, place) {
      const options = { className: "footprint", interactive: false, renderer };
      const basemap = map._geomapBasemap;
      if (place.kind === "country" && basemap && basemap.shapes && basemap.shapes.has(place.country)) {
        const turn = Math.round((place.lon - basemap.shapes.get(place.country).properties.p[0]) / 360) * 360;
        const coordsToLatLng = (spot) => L.latLng(spot[1], spot[0] + turn);
        return L.geoJSON(basemap.shapes.get(place.country), {
          ...options,
          coordsToLatLng,
          style: { className: "footprint" },
        });
      }
      if (!place.footprint.length) return null;
      return L.polygon(
        place.footprint.map((ring) => ring.map(([lon, lat]) => [lat, lon])),
        options,
      );
    }
  }

  geomap.placesLayer = function (map, places) {
    const stage = geomap.stage(map);
    geomap.pane(map, "geomap-areas", 300);
    const renderer = L.svg({ pane: "geomap-areas", padding: 0.6 });
    const group = geomap.rowsLayer(stage, "place", places, (into, rows) => {
      const most = Math.max(1, ...rows.map((place) => place.count));
      for (const place of rows) addPlace(stage, into, place, sizeOf(place.count, most), addRing(into, place, renderer));
    });
    lightFootprints(stage, group, renderer);
    geomap.labels(map);
    return group;
  };
})();
