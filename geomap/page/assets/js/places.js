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

  /** A place on the map. It stands there as a mark only when it is risen. */
  class PlaceItem {
    constructor(stage, group, row, size, renderer) {
      Object.assign(this, { stage, group, row, size, renderer, id: row.id, kind: "place", marker: null, ring: null });
    }
    get title() {
      return geomap.placeTitle(this.row);
    }
    at() {
      return L.latLng(this.row.lat, this.row.lon);
    }
    spot() {
      return this.at();
    }
    open() {
      this.rise();
      this.marker.openPopup();
    }
    elements() {
      return [this.marker && this.marker.getElement(), this.ring && this.ring.getElement()].filter((node) => node);
    }
    boxes() {
      if (!this.marker) return [];
      const point = this.stage.map.latLngToContainerPoint(this.at());
      const half = this.size / 2 + 2;
      return [[point.x - half, point.y - half, point.x + half, point.y + half]];
    }
    rise() {
      if (this.marker) return;
      const { stage, row, group } = this;
      this.marker = L.marker(this.at(), { icon: icon(row, this.size), keyboard: false, riseOnHover: true });
      this.ring = addRing(group, row, this.renderer);
      geomap.link(stage, this, this.marker, () => geomap.placePopup(row));
      this.marker.addTo(group);
    }
    sink() {
      for (const layer of [this.marker, this.ring]) if (layer) this.group.removeLayer(layer);
      this.marker = this.ring = null;
    }
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
      const most = rows.reduce((top, place) => Math.max(top, place.count), 1);
      const items = rows.map((row) => new PlaceItem(stage, into, row, sizeOf(row.count, most), renderer));
      items.forEach((item) => stage.add(item));
      return items;
    });
    lightFootprints(stage, group, renderer);
    geomap.labels(map);
    return group;
  };
})();
