/* The world as one quiet background: land, borders, lakes, rivers from packed TopoJSON; names are drawn by labels.js. */
(function () {
  "use strict";

  /** Inflate and decode base64 of zlib data; resolves to the text. Works from file:// and in a sandboxed frame. */
  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).text();
  }

  const Basemap = L.LayerGroup.extend({
    initialize(map, data) {
      L.LayerGroup.prototype.initialize.call(this);
      this.data = data;
      pane(map, "geomap-base", 150);
      this.renderer = L.svg({ pane: "geomap-base", padding: 0.6 });
      this.copies = new Map();
      this.names = geomap.labels(map);
      this.names.seas = data.seas;
      map.attributionControl.addAttribution(geomap.say("page", "credit_basemap"));
      this.ready = this.load(map);
    },
    async load(map) {
      if (typeof DecompressionStream === "undefined") {
        this.fire("missing");
        return;
      }
      const world = JSON.parse(await unpack(this.data.world));
      this.data.world = null;
      this.world = world;
      const features = topojson.feature(world, world.objects.countries).features;
      this.shapes = new Map(features.filter((one) => one.properties.c).map((one) => [one.properties.c, one]));
      this.names.countries = features.map((one) => ({ ...one.properties, wide: width(one.geometry) }));
      this.land = features;
      this.borders = topojson.mesh(world, world.objects.countries, (a, b) => a !== b);
      this.coast = topojson.mesh(world, world.objects.countries, (a, b) => a === b);
      this.lakes = topojson.feature(world, world.objects.lakes).features;
      this.rivers = topojson.mesh(world, world.objects.rivers);
      this.draw(map);
      map.on("moveend", () => this.draw(map));
      this.names.redraw();
      map.fire("geomap:basemap", { basemap: this });
    },
    /** Draw the copies of the world that the view touches: beyond 180 degrees it goes on. */
    draw(map) {
      const bounds = map.getBounds().pad(0.2);
      const first = Math.floor((bounds.getWest() + 180) / 360);
      const last = Math.floor((bounds.getEast() + 180) / 360);
      for (let copy = Math.max(first, -2); copy <= Math.min(last, 2); copy += 1) {
        if (!this.copies.has(copy)) this.copies.set(copy, this.drawCopy(map, copy * 360));
      }
      map.getPane("geomap-base").classList.toggle("is-near", map.getZoom() >= 4.5);
    },
    drawCopy(map, shift) {
      const common = { pane: "geomap-base", renderer: this.renderer, interactive: false, smoothFactor: 1.2 };
      const moved = { coordsToLatLng: (place) => L.latLng(place[1], place[0] + shift) };
      const add = (shape, className, more) =>
        L.geoJSON(shape, { ...common, ...moved, style: { className, ...more } }).addTo(map);
      const line = { fill: false };
      return [
        add(this.land, "base-land"),
        add(this.coast, "base-coast", line),
        add(this.borders, "base-border", line),
        add(this.rivers, "base-river", line),
        add(this.lakes, "base-lake"),
      ];
    },
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      this.names.show(true);
    },
    onRemove(map) {
      L.LayerGroup.prototype.onRemove.call(this, map);
      this.names.show(false);
    },
  });

  /** How many degrees of longitude the largest part of a country covers. */
  function width(geometry) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const widths = parts.map(([ring]) => {
      const longitudes = ring.map((point) => point[0]);
      return Math.max(...longitudes) - Math.min(...longitudes);
    });
    return Math.max(0, ...widths);
  }

  function pane(map, name, level) {
    if (!map.getPane(name)) map.createPane(name).style.zIndex = level;
    return map.getPane(name);
  }
  geomap.pane = pane;

  /** The layer that the reader switches is the names; the land stays. */
  geomap.basemap = function (map, data) {
    map._geomapBasemap = new Basemap(map, data);
    return map._geomapBasemap;
  };
})();
