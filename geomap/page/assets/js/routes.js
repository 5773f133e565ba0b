/* Movements as arrows. Leaflet moves and clips them; their shape is ours (arrows.js) and is made anew at each zoom. */
(function () {
  "use strict";
  const { Way, bent, smooth, arrow, oneEnded } = geomap.arrows;
  const ONE_ENDED_LENGTH = 58;
  const GAP = 10;

  /** Glyphs of what moves, on a 16 by 16 grid. They carry the theme beside its colour. */
  geomap.themeGlyphs = {
    people: "M8 1.5a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 0 1 0-5.2zM3 14.5c0-4.4 2-6.6 5-6.6s5 2.2 5 6.6z",
    goods: "M1.5 4.5h13v9h-13zM6.5 4.5v3.5h3v-3.5zM3 2h10l1 1.8h-12z",
    vessel: "M1 10.5h14l-2.5 4h-9zM7.3 1h1.5v8.5h-1.5zM9.6 2.2l4.4 6.8h-4.4zM6.4 3.5v5.5h-3.9z",
    vehicle:
      "M1 3.5h8.5v7.5h-8.5zM10.3 6h2.7l2.3 2.6v2.4h-5zM4 10.2a1.9 1.9 0 1 1 0 3.8a1.9 1.9 0 0 1 0-3.8zM12 10.2a1.9 1.9 0 1 1 0 3.8a1.9 1.9 0 0 1 0-3.8z",
    aircraft:
      "M7 2.2c.5-1.3 1.5-1.3 2 0v4l6 3.6v1.7l-6-1.8v3l1.8 1.3v1.3l-2.8-.8l-2.8.8v-1.3l1.8-1.3v-3l-6 1.8v-1.7l6-3.6z",
    force: "M8 1l6 2v5c0 3.8-2.8 6-6 7.2c-3.2-1.2-6-3.4-6-7.2v-5z",
    other: "M8 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z",
  };

  /** An arrow's width in pixels: steps by the power of ten of the number told, whatever its unit. */
  geomap.routeWidth = function (size) {
    if (!size || size < 100) return 4.5;
    return Math.min(12, 4.5 + (Math.log10(size) - 1.5) * 2);
  };

  const Arrow = L.Polygon.extend({
    initialize(stage, route, nth, renderer) {
      this.stage = stage;
      this.route = route;
      this.nth = nth;
      this.width = geomap.routeWidth(route.size);
      this.stops = route.path.map(([lon, lat]) => L.latLng(lat, lon));
      const status = `status-${route.status}`;
      const open = this.stops.length < 2 ? " is-open" : "";
      L.Polygon.prototype.initialize.call(this, this.stops, {
        renderer,
        pane: "geomap-routes",
        className: `route theme-${route.theme} ${status}${open}${route.vague ? " is-vague" : ""}`,
      });
    },
    /** Leaflet asks for this at each zoom: pixels relative to the map's origin. */
    _project() {
      const origin = this._map.getPixelOrigin();
      const points = this.stops.map((stop) => this._map.project(stop).subtract(origin));
      this.way = points.length < 2 ? this.openWay(points[0]) : this.closedWay(points);
      this.shape = this.drawn();
      const corners = this.way.points.map((point) => L.point(point.x, point.y));
      this._pxBounds = this._rawPxBounds = L.bounds(corners);
      this._parts = this._rings = [corners];
    },
    closedWay(points) {
      const turn = 0.16 + 0.12 * this.nth;
      return new Way(points.length === 2 ? bent(points[0], points[1], turn) : this.beside(smooth(points)));
    },
    /** The nth line along the same stops keeps some pixels to the side. */
    beside(points) {
      if (!this.nth) return points;
      const way = new Way(points);
      const step = (way.length / (points.length - 1)) * 1;
      return points.map((_, index) =>
        way.side(index * step, Math.sin((Math.PI * index) / (points.length - 1)) * this.nth * 14),
      );
    },
    openWay(point) {
      const angle = this.freeAngle(point);
      const reach = (length) => ({ x: point.x + Math.cos(angle) * length, y: point.y + Math.sin(angle) * length });
      const [near, far] = [reach(14), reach(14 + ONE_ENDED_LENGTH)];
      if (this.route.origin) return new Way([near, far]);
      if (this.route.destination) return new Way([far, near]);
      return new Way([reach(-ONE_ENDED_LENGTH / 2), reach(ONE_ENDED_LENGTH / 2)]);
    },
    /** The direction with the fewest marks in the way; it means nothing else. */
    freeAngle(point) {
      const origin = this._map.getPixelOrigin();
      const boxes = this.stage.standing("event").flatMap((item) => item.boxes());
      const squares = boxes.map((box) =>
        this._map.containerPointToLayerPoint([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]),
      );
      const near = this.stage
        .standing("place")
        .map((item) => this._map.project(item.at()).subtract(origin))
        .concat(squares, this.otherTips())
        .filter((other) => other.distanceTo(point) < 120 && other.distanceTo(point) > 4);
      let best = null;
      for (let step = 0; step < 12; step += 1) {
        const angle = ((step * 30 + 150 + this.nth * 60) * Math.PI) / 180;
        const cost = near.reduce((sum, other) => sum + this.crowding(point, angle, other), step * 0.15);
        if (!best || cost < best.cost) best = { cost, angle };
      }
      return best.angle;
    },
    /** Where the other short arrows stand; this one's own place is noted for them. */
    otherTips() {
      const others = this.stage
        .standing("route")
        .filter((item) => item.line && item.line !== this && item.line.stops.length < 2);
      return others.flatMap((item) => (item.line.way ? item.line.way.points.map((tip) => L.point(tip)) : []));
    },
    crowding(point, angle, other) {
      return [24, 48, 72].reduce((sum, reach) => {
        const away = Math.hypot(
          point.x + Math.cos(angle) * reach - other.x,
          point.y + Math.sin(angle) * reach - other.y,
        );
        return sum + Math.max(0, 36 - away) / 36;
      }, 0);
    },
    drawn() {
      if (this.stops.length < 2) return oneEnded(this.way, this.width, this.route.status);
      return arrow(this.way, this.width, this.route.status, GAP);
    },
    _update() {
      if (this._map) this._updatePath();
    },
    _updatePath() {
      this._renderer._setPath(this, this.shape);
    },
    /** Where the badge and the popup stand: about half way, clear of other marks where that can be. */
    middle() {
      const half = this.clear || this.way.at(this.way.length / 2);
      return this._map.layerPointToLatLng(L.point(half));
    },
    clearFrom(boxes) {
      this.clear = null;
      let best = Infinity;
      for (const share of [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]) {
        const point = this.way.at(this.way.length * share);
        const at = this._map.layerPointToContainerPoint(L.point(point));
        const hits = boxes.hits([at.x - 12, at.y - 12, at.x + 12, at.y + 12]);
        if (hits < best) [best, this.clear] = [hits, point];
      }
    },
    redraw() {
      this._project();
      this._updatePath();
      return this;
    },
    getCenter() {
      return this.middle();
    },
  });

  function badge(route) {
    const node = geomap.element("span", { class: "badge-shape" }, geomap.glyph(route.theme));
    const className = `mark-badge theme-${route.theme} status-${route.status}`;
    return L.marker([0, 0], {
      icon: L.divIcon({ className, html: node, iconSize: [20, 20] }),
      pane: "geomap-badges",
      keyboard: false,
    });
  }

  /** A movement on the map. Its arrow is drawn only when it is risen. */
  class RouteItem {
    constructor(stage, group, row, nth, renderer) {
      Object.assign(this, { stage, group, row, nth, renderer, id: row.id, kind: "route", line: null, mark: null });
      this.stops = row.path.map(([lon, lat]) => L.latLng(lat, lon));
    }
    get title() {
      return geomap.routeTitle(this.row);
    }
    at() {
      return this.line && this.line._map ? this.line.middle() : this.stops[0];
    }
    /** Where its name stands while it is but a thin line. */
    spot() {
      return L.latLngBounds(this.stops).getCenter();
    }
    open() {
      this.rise();
      this.line.openPopup(this.line.middle());
    }
    elements() {
      return [this.line && this.line.getElement(), this.mark && this.mark.getElement()].filter((node) => node);
    }
    softBoxes() {
      return this.line ? boxesAlong(this.stage.map, this.line) : [];
    }
    boxes() {
      const node = this.mark && this.mark.getElement();
      return node && !node.classList.contains("is-hidden") ? [around(this.stage.map, this.line)] : [];
    }
    settle() {
      const { line, mark, stage } = this;
      if (!line || !line._map || !mark._map) return;
      const boxes = new geomap.Boxes();
      const others = stage.standing("place").concat(stage.standing("event"));
      if (line.stops.length < 2) line.redraw();
      others.forEach((other) => other.boxes().forEach((box) => boxes.add(box)));
      line.clearFrom(boxes);
      mark.setLatLng(line.middle());
      mark.getElement().classList.toggle("is-hidden", line.way.length < 90 || this.row.path.length < 2);
    }
    rise() {
      if (this.line) return;
      const { stage, row, group } = this;
      this.line = new Arrow(stage, row, this.nth, this.renderer);
      this.mark = badge(row);
      this.mark.on("add", () => this.mark.getElement().setAttribute("aria-hidden", "true"));
      this.mark.on("add", () => this.settle());
      this.mark.on("click", () => this.open());
      geomap.link(stage, this, this.line, () => geomap.routePopup(row));
      group.addLayer(this.line);
      group.addLayer(this.mark);
    }
    sink() {
      for (const layer of [this.line, this.mark]) if (layer) this.group.removeLayer(layer);
      this.line = this.mark = null;
    }
  }

  function around(map, line) {
    const point = map.latLngToContainerPoint(line.middle());
    return [point.x - 11, point.y - 11, point.x + 11, point.y + 11];
  }

  function boxesAlong(map, line) {
    if (!line._map || !line.way) return [];
    const half = line.width / 2 + 3;
    const boxes = [];
    for (let d = 0; d <= line.way.length; d += 12) {
      const point = map.layerPointToContainerPoint(L.point(line.way.at(d)));
      boxes.push([point.x - half, point.y - half, point.x + half, point.y + half]);
    }
    return boxes;
  }

  /** How many of the movements before it have the same ends; a way over several vertices counts in both directions. */
  function nthOnWay(routes) {
    const seen = new Map();
    return routes.map(({ path }) => {
      const ends = [path[0], path.length > 1 ? path[path.length - 1] : null].map((end) => JSON.stringify(end));
      const key = (path.length > 2 ? ends.sort() : ends).join(" ");
      const nth = seen.get(key) || 0;
      seen.set(key, nth + 1);
      return nth;
    });
  }

  geomap.routesLayer = function (map, routes) {
    const stage = geomap.stage(map);
    geomap.pane(map, "geomap-routes", 420);
    geomap.pane(map, "geomap-badges", 440);
    const renderer = L.svg({ pane: "geomap-routes", padding: 0.8 });
    stage.on("arranged", () => stage.standing("route").forEach((item) => item.settle()));
    const group = geomap.rowsLayer(stage, "route", routes, (into, rows) => {
      const drawn = rows.filter((route) => route.path.length);
      const nth = nthOnWay(drawn);
      const items = drawn.map((route, index) => new RouteItem(stage, into, route, nth[index], renderer));
      items.forEach((item) => stage.add(item));
      for (const row of rows.filter((route) => !route.path.length))
        stage.add({ id: row.id, kind: "route", row, title: geomap.routeTitle(row), elements: () => [] });
      return items;
    });
    geomap.labels(map);
    return group;
  };
})();
