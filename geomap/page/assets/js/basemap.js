/* The world as one quiet background: land, borders, lakes, rivers from packed TopoJSON; names are drawn by labels.js.
   The shapes become SVG paths once; zooming only changes their group's transform, so it costs next to nothing. */
(function () {
  "use strict";
  const WORLD = 65536; // the world's width in the units of the paths
  const COARSE_BELOW = 3.75; // below this zoom a coarse version is shown
  const COARSE = 18; // its tolerance in those units: a tenth of a degree
  const SPECK = 0.1; // degrees: smaller parts are left out of the coarse version
  const CELL = 30; // lines are gathered in cells of so many degrees

  /** Inflate base64 of zlib data; resolves to the bytes. Works from file:// and in a sandboxed frame. */
  async function inflated(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** The topology in those bytes; tools/build_basemap.py describes the format. */
  function unpacked(bytes) {
    let at = 4 + new DataView(bytes.buffer).getUint32(0);
    const topology = JSON.parse(new TextDecoder().decode(bytes.subarray(4, at)));
    const next = () => {
      let [number, shift] = [0, 0];
      for (; bytes[at] > 127; at += 1, shift += 7) number |= (bytes[at] & 127) << shift;
      return number | (bytes[at++] << shift);
    };
    const signed = () => {
      const number = next();
      return number & 1 ? -(number + 1) / 2 : number / 2;
    };
    const arcs = Array.from({ length: next() }, () => new Array(next() + 1));
    let [x, y] = [0, 0];
    for (const arc of arcs) arc[0] = [(x += signed()), (y += signed())];
    for (const axis of [0, 1]) {
      for (const arc of arcs) {
        for (let step = 1; step < arc.length; step += 1) (arc[step] = arc[step] || [0, 0])[axis] = signed();
      }
    }
    return { ...topology, arcs };
  }

  /** A position in the units of the paths (spherical Mercator, as the map's own). */
  function placed([lon, lat]) {
    const bounded = Math.max(-85.0511, Math.min(85.0511, lat));
    const sine = Math.sin((bounded * Math.PI) / 180);
    return [((lon + 180) / 360) * WORLD, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD];
  }

  /** Lines to be drawn, with the box that they fill. Their path data is made when the view first touches them. */
  function shape(className, lines, closed) {
    const [west, north, east, south] = boxOf(lines);
    const [x0, y0] = placed([west, north]);
    const [x1, y1] = placed([east, south]);
    return { className, lines, closed, box: [x0, y0, x1, y1] };
  }

  function boxOf(lines) {
    const box = [Infinity, -Infinity, -Infinity, Infinity];
    for (const line of lines) {
      for (const [lon, lat] of line) {
        if (lon < box[0]) box[0] = lon;
        if (lat > box[1]) box[1] = lat;
        if (lon > box[2]) box[2] = lon;
        if (lat < box[3]) box[3] = lat;
      }
    }
    return box;
  }

  function dataOf({ lines, closed }, level) {
    const end = closed ? "Z" : "";
    const drawn = level === "fine" ? lines : lines.filter((line) => lines.length === 1 || !isSpeck(line));
    return drawn.map((line) => data(level === "fine" ? line.map(placed) : thinned(line.map(placed))) + end).join("");
  }

  function isSpeck(line) {
    const [west, north, east, south] = boxOf([line]);
    return east - west < SPECK && north - south < SPECK;
  }

  const data = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

  /** The points without those that lie too near the one before. */
  function thinned(points) {
    const kept = [points[0]];
    for (const point of points) {
      const last = kept[kept.length - 1];
      if (Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) > COARSE) kept.push(point);
    }
    kept.push(points[points.length - 1]);
    return kept;
  }

  const ringsOf = (geometry) => (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat());

  /** Many lines as a few shapes, by the cell in which they begin. */
  function gathered(className, geometry) {
    const cells = new Map();
    for (const line of geometry.coordinates) {
      const key = line[0].map((value) => Math.floor(value / CELL)).join(" ");
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(line);
    }
    return [...cells.values()].map((lines) => shape(className, lines, false));
  }

  /** Leaflet moves and scales the frame as it does for its own vectors; what is in it is ours. */
  const World = L.Renderer.extend({
    _initContainer() {
      this._container = geomap.svg("svg", { "aria-hidden": "true" });
      this.group = geomap.svg("g", {});
      this._container.append(this.group);
      this.shapes = [];
      this.copies = new Map();
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    show(shapes) {
      this.shapes = shapes;
      if (this._map) this._update();
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, min);
      this._container.setAttribute("width", size.x);
      this._container.setAttribute("height", size.y);
      this._container.setAttribute("viewBox", `${min.x} ${min.y} ${size.x} ${size.y}`);
      const zoom = this._map.getZoom();
      const scale = (256 * 2 ** zoom) / WORLD;
      const origin = this._map.getPixelOrigin();
      this.group.setAttribute("transform", `translate(${-origin.x} ${-origin.y}) scale(${scale})`);
      this.group.style.setProperty("--pixel", 1 / scale);
      const corner = min.add(origin).divideBy(scale);
      this.draw([corner.x, corner.y, corner.x + size.x / scale, corner.y + size.y / scale], zoom);
      this.fire("update");
    },
    /** Only what the view touches is displayed; beyond 180 degrees the world goes on. */
    draw(view, zoom) {
      if (!this.shapes.length) return;
      const level = zoom < COARSE_BELOW ? "coarse" : "fine";
      const first = Math.max(-2, Math.floor(view[0] / WORLD));
      const last = Math.min(2, Math.floor(view[2] / WORLD));
      for (let turn = first; turn <= last; turn += 1) {
        if (!this.copies.has(turn)) this.copies.set(turn, this.copy(turn));
      }
      for (const [turn, nodes] of this.copies) {
        this.shapes.forEach((one, index) => {
          const shift = turn * WORLD;
          const [west, north, east, south] = one.box;
          const seen = west + shift < view[2] && east + shift > view[0] && north < view[3] && south > view[1];
          const node = nodes[index];
          if (seen && node._level !== level) {
            one[level] = one[level] || dataOf(one, level);
            node.setAttribute("d", one[level]);
            node._level = level;
          }
          if (node._seen !== seen) node.style.display = seen ? "" : "none";
          node._seen = seen;
        });
      }
    },
    copy(turn) {
      const frame = geomap.svg("g", { transform: `translate(${turn * WORLD} 0)` });
      const nodes = this.shapes.map((one) => geomap.svg("path", { class: one.className }));
      frame.append(...nodes);
      this.group.append(frame);
      return nodes;
    },
  });

  /** The layer that the reader switches is the names; the land stays. */
  const Basemap = L.LayerGroup.extend({
    initialize(map, packed) {
      L.LayerGroup.prototype.initialize.call(this);
      pane(map, "geomap-base", 150);
      this.world = new World({ pane: "geomap-base", padding: 0.5 }).addTo(map);
      this.names = geomap.labels(map);
      this.names.seas = packed.seas;
      map.attributionControl.addAttribution(geomap.say("page", "credit_basemap"));
      const near = () => map.getPane("geomap-base").classList.toggle("is-near", map.getZoom() >= 4.5);
      map.on("zoomend", near);
      near();
      this.ready = this.load(map, packed.world);
    },
    async load(map, base64) {
      if (typeof DecompressionStream === "undefined") {
        map.attributionControl.addAttribution(geomap.say("page", "old_browser"));
        return;
      }
      const topology = unpacked(await inflated(base64));
      const { countries, lakes, rivers } = topology.objects;
      const land = topojson.feature(topology, countries).features;
      this.shapes = new Map(land.filter((one) => one.properties.c).map((one) => [one.properties.c, one]));
      this.names.countries = land.map((one) => ({ ...one.properties, wide: width(one.geometry) }));
      this.world.show([
        ...land.map((one) => shape("base-land", ringsOf(one.geometry), true)),
        ...gathered(
          "base-coast",
          topojson.mesh(topology, countries, (a, b) => a === b),
        ),
        ...gathered(
          "base-border",
          topojson.mesh(topology, countries, (a, b) => a !== b),
        ),
        ...gathered("base-river", topojson.mesh(topology, rivers)),
        ...topojson.feature(topology, lakes).features.map((one) => shape("base-lake", ringsOf(one.geometry), true)),
      ]);
      this.names.redraw();
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
      let [west, east] = [Infinity, -Infinity];
      for (const [lon] of ring) [west, east] = [Math.min(west, lon), Math.max(east, lon)];
      return east - west;
    });
    return Math.max(0, ...widths);
  }

  function pane(map, name, level) {
    if (!map.getPane(name)) map.createPane(name).style.zIndex = level;
    return map.getPane(name);
  }
  geomap.pane = pane;

  geomap.basemap = function (map, packed) {
    map._geomapBasemap = new Basemap(map, packed);
    return map._geomapBasemap;
  };
})();
