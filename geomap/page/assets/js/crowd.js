/* Many marks on one map: the most important of the view stand there as marks, all others are drawn on one canvas, where
   the pointer finds them by the cells of a grid. What is a dot becomes a mark as the reader comes nearer. */
(function () {
  "use strict";
  const CELL = 3; // pixels: of the marks in a cell the first is drawn, and found
  const REACH = { fine: 8, coarse: 18 }; // pixels from the pointer
  const SHARE = 4; // of the marks that have room, so many times as many are asked: what is rarely told stays a dot
  const FEWEST = 30; // so few marks are no crowd, however large the story
  const PIECES = 12; // of a movement's line, where the pointer is near
  const RULES = {
    place: { pane: 405, room: 9000, most: 110, apart: 52 },
    event: { pane: 406, room: 42000, most: 30, apart: 70 },
    route: { pane: 402, room: 50000, most: 20, apart: 0 },
  };

  const weightOf = {
    place: ({ row }) => row.count + row.confidence,
    event: ({ row }) => (row.articles || []).length + row.quotes.length + (row.certainty === "happened" ? 0.5 : 0),
    route: ({ row }) => (row.articles || []).length + row.quotes.length + Math.log10(1 + (row.size || 0)),
  };

  /** Spherical Mercator, the world from 0 to 1. */
  const across = (lon) => (lon + 180) / 360;
  function down(lat) {
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  const Crowd = L.Renderer.extend({
    initialize(stage, kind, items) {
      L.Renderer.prototype.initialize.call(this, { pane: `geomap-crowd-${kind}`, padding: 0.25 });
      geomap.pane(stage.map, `geomap-crowd-${kind}`, RULES[kind].pane).classList.add("crowd-pane");
      Object.assign(this, { stage, kind, rule: RULES[kind], risen: new Set() });
      const weights = new Map(items.map((item) => [item, weightOf[kind](item)]));
      this.items = items.sort((a, b) => weights.get(b) - weights.get(a));
      this.ends = items.map((item) => item.stops || [item.at()]);
      const all = this.ends;
      this.x = Float64Array.from(all, (ends) => across(ends[0].lng));
      this.y = Float64Array.from(all, (ends) => down(ends[0].lat));
      this.toX = Float64Array.from(all, (ends) => across(ends[ends.length - 1].lng));
      this.toY = Float64Array.from(all, (ends) => down(ends[ends.length - 1].lat));
    },
    onAdd(map) {
      L.Renderer.prototype.onAdd.call(this, map);
      this.stage.on("filter time", this.again, this);
      this.stage.on("select", this.keepOpen, this);
      this.watch = new MutationObserver(() => this.paint());
      this.watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      map.on("moveend", this.choose, this);
      map.on("click", this.press, this);
      map.on("mousemove", this.point, this);
      map.on("mouseout zoomstart movestart", this.leave, this);
    },
    onRemove(map) {
      this.leave();
      this.stage.off("filter time", this.again, this);
      this.stage.off("select", this.keepOpen, this);
      this.watch.disconnect();
      map.off("moveend", this.choose, this);
      map.off("click", this.press, this);
      map.off("mousemove", this.point, this);
      map.off("mouseout zoomstart movestart", this.leave, this);
      L.Renderer.prototype.onRemove.call(this, map);
    },
    _initContainer() {
      this._container = geomap.element("canvas", { class: "crowd", "aria-hidden": "true" });
      this.pen = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      if (!this.stage.isHeld) this.lay();
    },
    draw() {
      this._update();
      this.choose();
    },
    /** The canvas where the view is now. */
    lay() {
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const fine = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this._container, min);
      [this._container.width, this._container.height] = [size.x * fine, size.y * fine];
      [this._container.style.width, this._container.style.height] = [`${size.x}px`, `${size.y}px`];
      Object.assign(this, { size, fine });
      this.locate();
      this.paint();
    },
    /** Each item's point on the canvas. The world goes on beyond 180 degrees: the copy nearest to the view. */
    locate() {
      const scale = 256 * 2 ** this._map.getZoom();
      const corner = this._bounds.min.add(this._map.getPixelOrigin());
      const centre = corner.x + this.size.x / 2;
      const n = this.items.length;
      if (!this.px) [this.px, this.py, this.qx, this.qy] = [0, 1, 2, 3].map(() => new Float32Array(n));
      for (let nth = 0; nth < n; nth += 1) {
        const x = this.x[nth] * scale;
        const turn = Math.round((centre - x) / scale) * scale - corner.x;
        this.px[nth] = x + turn;
        this.py[nth] = this.y[nth] * scale - corner.y;
        this.qx[nth] = this.toX[nth] * scale + turn;
        this.qy[nth] = this.toY[nth] * scale - corner.y;
      }
    },
    isSeen(nth, edge) {
      const { px, py, qx, qy, size } = this;
      return (
        Math.max(px[nth], qx[nth]) >= edge.x && Math.min(px[nth], qx[nth]) <= size.x - edge.x &&
        Math.max(py[nth], qy[nth]) >= edge.y && Math.min(py[nth], qy[nth]) <= size.y - edge.y
      ); // prettier-ignore
    },
    /** A filter or the chosen days have changed. */
    again() {
      this.choose();
      this.paint();
    },
    /** Nothing moves: what was opened from a list stands there as long as it is open. */
    keepOpen({ item }) {
      if (item && item.kind === this.kind) this.risen.add(item);
    },

    /* Which stand as marks */

    choose() {
      if (!this._map || this._map._animatingZoom || this.stage.isHeld || !this.px) return;
      const chosen = this.chosen();
      const active = document.activeElement;
      for (const item of this.risen) {
        const isHeld = item.id === this.stage.selected || item.elements().some((node) => node.contains(active));
        if (chosen.has(item) || isHeld) chosen.add(item);
        else item.sink();
      }
      const fresh = [...chosen].filter((item) => !this.risen.has(item));
      fresh.forEach((item) => item.rise());
      this.risen = chosen;
      if (fresh.length || this.wasPainted !== chosen.size) this.stage.layers[this.kind].arrange();
      this.wasPainted = chosen.size;
    },
    /** The first of the items that lie in the view with some room around each. */
    chosen() {
      const { rule, stage } = this;
      const view = this._map.getSize();
      const edge = this.size.subtract(view).divideBy(2).add([10, 10]);
      const most = Math.max(6, Math.min(rule.most, Math.round((view.x * view.y) / rule.room)));
      const taken = new geomap.Boxes();
      const chosen = new Set();
      for (let nth = 0; nth < this.items.length && chosen.size < most; nth += 1) {
        const item = this.items[nth];
        if (!this.isSeen(nth, edge) || stage.hidden.has(item.id) || stage.outside.has(item.id)) continue;
        if (rule.apart) {
          const half = rule.apart / 2;
          const box = [this.px[nth] - half, this.py[nth] - half, this.px[nth] + half, this.py[nth] + half];
          if (taken.hits(box)) continue;
          taken.add(box);
        }
        chosen.add(item);
      }
      return chosen;
    },

    /** An arrow that would be hardly longer than its head. */
    isShort(nth) {
      const { stops } = this.items[nth];
      return stops && stops.length > 1 && Math.hypot(this.px[nth] - this.qx[nth], this.py[nth] - this.qy[nth]) < 28;
    },

    /* The canvas */

    paint() {
      if (!this._container || !this.size) return;
      const style = getComputedStyle(this._map.getContainer());
      this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
      this.pen.setTransform(this.fine, 0, 0, this.fine, 0, 0);
      this.pen.clearRect(0, 0, this.size.x, this.size.y);
      if (this.kind === "route") this.paintLines();
      else this.paintDots();
    },
    /** The first item of each cell, with how many lie there. Pale ones give way to others. */
    cells() {
      const wide = Math.ceil(this.size.x / CELL) + 1;
      const high = Math.ceil(this.size.y / CELL) + 1;
      const [owner, count] = [new Int32Array(wide * high).fill(-1), new Uint16Array(wide * high)];
      const { hidden, outside } = this.stage;
      for (const pale of outside.size ? [false, true] : [false]) {
        for (let nth = 0; nth < this.items.length; nth += 1) {
          const [x, y] = [this.px[nth], this.py[nth]];
          if (!(x >= 0 && y >= 0 && x < this.size.x && y < this.size.y)) continue;
          const { id } = this.items[nth];
          if ((hidden.size && hidden.has(id)) || (outside.size && outside.has(id) !== pale)) continue;
          const cell = Math.floor(y / CELL) * wide + Math.floor(x / CELL);
          if (owner[cell] < 0) owner[cell] = nth;
          count[cell] += 1;
        }
      }
      return { wide, owner, count };
    },
    paintDots() {
      this.grid = this.cells();
      const { owner, count } = this.grid;
      let filled = 0;
      for (const nth of owner) filled += nth >= 0 ? 1 : 0;
      const size = filled > 6000 ? 1.5 : filled > 1500 ? 2 : filled > 300 ? 2.6 : 3.4;
      const base = this.kind === "event" ? size * 0.5 : size; // it stands on its place's dot
      const grows = this.kind === "event" ? 0.1 : 0.35;
      const looks = { sure: new Path2D(), doubtful: new Path2D(), pale: new Path2D() };
      for (let cell = 0; cell < owner.length; cell += 1) {
        const nth = owner[cell];
        if (nth < 0) continue;
        const item = this.items[nth];
        const look = this.stage.outside.has(item.id) ? "pale" : isDoubtful(item) ? "doubtful" : "sure";
        addDot(looks[look], this.kind, this.px[nth], this.py[nth], base + Math.min(1.6, Math.log2(count[cell]) * grows));
      }
      const [ink, page] = [this.colour(this.kind === "place" ? "place" : "event"), this.colour("page")];
      const { pen } = this;
      pen.fillStyle = ink;
      pen.globalAlpha = 0.14;
      pen.fill(looks.pale);
      pen.globalAlpha = 1;
      pen.lineWidth = filled > 1500 ? 0.5 : 1;
      pen.strokeStyle = page;
      if (this.kind === "place") pen.stroke(looks.sure);
      pen.globalAlpha = 0.85;
      pen.fill(looks.sure);
      pen.globalAlpha = 1;
      pen.fillStyle = page;
      pen.fill(looks.doubtful);
      pen.strokeStyle = ink;
      pen.lineWidth = 1.1;
      pen.stroke(looks.doubtful);
    },
    paintLines() {
      const lines = { sure: new Path2D(), pale: new Path2D() };
      let drawn = 0;
      for (let nth = 0; nth < this.items.length; nth += 1) {
        const { id } = this.items[nth];
        if (this.stage.hidden.has(id) || !this.endsHere(nth)) continue;
        const [x, y] = this.bend(nth);
        const line = lines[this.stage.outside.has(id) ? "pale" : "sure"];
        line.moveTo(this.px[nth], this.py[nth]);
        line.quadraticCurveTo(x, y, this.qx[nth], this.qy[nth]);
        drawn += 1;
      }
      const { pen } = this;
      pen.strokeStyle = this.colour("route-people");
      pen.lineWidth = 1;
      pen.globalAlpha = drawn > 800 ? 0.07 : drawn > 200 ? 0.15 : 0.35;
      pen.stroke(lines.sure);
      pen.globalAlpha = 0.05;
      pen.stroke(lines.pale);
      pen.globalAlpha = 1;
    },
    /** Whether the line begins or ends in the view: one that only passes tells nothing of it. */
    endsHere(nth) {
      const isIn = (x, y) => x >= 0 && y >= 0 && x <= this.size.x && y <= this.size.y;
      return isIn(this.px[nth], this.py[nth]) || isIn(this.qx[nth], this.qy[nth]);
    },
    /** Where the line's curve is drawn to: to its left, as arrows.js bends it. */
    bend(nth) {
      const { px, py, qx, qy } = this;
      const [dx, dy] = [qx[nth] - px[nth], qy[nth] - py[nth]];
      return [(px[nth] + qx[nth]) / 2 + dy * 0.16, (py[nth] + qy[nth]) / 2 - dx * 0.16];
    },

    /* The pointer */

    /** The item that is drawn nearest to a point of the map's frame, not further than the pointer reaches. */
    find(point) {
      const at = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min);
      const reach = matchMedia("(pointer: coarse)").matches ? REACH.coarse : REACH.fine;
      return this.kind === "route" ? this.lineAt(at, reach - 3) : this.dotAt(at, reach);
    },
    dotAt(at, reach) {
      const { wide, owner } = this.grid;
      const span = Math.ceil(reach / CELL);
      const [column, row] = [Math.floor(at.x / CELL), Math.floor(at.y / CELL)];
      let best = null;
      for (let y = row - span; y <= row + span; y += 1) {
        for (let x = Math.max(0, column - span); x <= Math.min(wide - 1, column + span); x += 1) {
          const nth = owner[y * wide + x] ?? -1;
          if (nth < 0) continue;
          const away = Math.hypot(this.px[nth] - at.x, this.py[nth] - at.y);
          if (away <= reach && (!best || away < best.away)) best = { away, item: this.items[nth] };
        }
      }
      return best;
    },
    lineAt(at, reach) {
      let best = null;
      for (let nth = 0; nth < this.items.length; nth += 1) {
        if (this.stage.hidden.has(this.items[nth].id) || !this.endsHere(nth)) continue;
        const [x, y] = this.bend(nth);
        const far = (low, high, value) => value < low - reach || value > high + reach;
        const [px, py, qx, qy] = [this.px[nth], this.py[nth], this.qx[nth], this.qy[nth]];
        if (far(Math.min(px, qx, x), Math.max(px, qx, x), at.x) || far(Math.min(py, qy, y), Math.max(py, qy, y), at.y))
          continue;
        for (let step = 0; step <= PIECES * 4; step += 1) {
          const [t, u] = [step / (PIECES * 4), 1 - step / (PIECES * 4)];
          const away = Math.hypot(u * u * px + 2 * u * t * x + t * t * qx - at.x, u * u * py + 2 * u * t * y + t * t * qy - at.y); // prettier-ignore
          if (away <= reach && (!best || away < best.away)) best = { away: away + 4, item: this.items[nth] };
        }
      }
      return best;
    },
    press(event) {
      if (isTaken(event)) return;
      const found = nearest(this.stage, event.containerPoint);
      if (found && found.item.kind === this.kind) this.stage.open(found.item.id, "map");
    },
    /** Once a frame is often enough. */
    point(event) {
      if (this.kind !== firstKind(this.stage)) return;
      this.pointed = event;
      if (!this.waiting) this.waiting = requestAnimationFrame(() => this.tell());
    },
    tell() {
      this.waiting = null;
      const event = this.pointed;
      if (!event || !this._map || isTaken(event)) return this.leave();
      const found = nearest(this.stage, event.containerPoint);
      const item = found && found.item;
      if (item === this.told) return;
      this.leave();
      if (!item) return;
      this.told = item;
      this._map.getContainer().classList.add("has-target");
      const name = geomap.element("span", {}, item.title);
      this.tip = L.tooltip({ direction: "top", offset: [0, -4], opacity: 1 }).setLatLng(item.spot()).setContent(name).addTo(this._map); // prettier-ignore
      this.stage.hover(item.id, true);
    },
    leave() {
      if (!this.told) return;
      this.stage.hover(this.told.id, false);
      this._map.getContainer().classList.remove("has-target");
      this.tip.remove();
      this.told = null;
    },
  });

  const isDoubtful = ({ kind, row }) =>
    kind === "place" ? geomap.isUncertain(row) : row.certainty !== "happened" && row.certainty !== "ongoing";

  function addDot(path, kind, x, y, radius) {
    if (kind === "event") return path.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }

  /** Whether the pointer is on something that answers itself. */
  function isTaken({ originalEvent }) {
    const { target } = originalEvent;
    return Boolean(target.closest && target.closest(".leaflet-interactive, .leaflet-control, .leaflet-popup, button"));
  }
  const shown = (stage) => Object.values(stage.crowds).filter((crowd) => crowd._map);
  const firstKind = (stage) => shown(stage)[0].kind;
  const nearest = (stage, point) =>
    shown(stage)
      .map((crowd) => crowd.find(point))
      .filter((found) => found)
      .sort((a, b) => a.away - b.away)[0];

  /** Draw these items as a crowd in the group; false when they are so few that each can stand as a mark. */
  geomap.crowd = function (stage, group, kind, items, isPacked) {
    delete stage.crowds[kind];
    if (!isPacked || items.length <= FEWEST) return false;
    stage.crowds[kind] = new Crowd(stage, kind, items);
    group.addLayer(stage.crowds[kind]);
    return true;
  };

  /** The dots of the view as SVG, for a picture of the map. */
  geomap.crowdShapes = function (stage) {
    const shapes = [];
    for (const crowd of shown(stage).filter((one) => one.grid)) {
      const picture = new Set(crowd.grid.owner);
      picture.delete(-1);
      const ink = crowd.colour(crowd.kind === "place" ? "place" : "event");
      const shift = crowd._bounds.min;
      let d = "";
      for (const nth of picture) {
        if (crowd.stage.outside.has(crowd.items[nth].id)) continue;
        d += `M${(crowd.px[nth] + shift.x - 2).toFixed(1)} ${(crowd.py[nth] + shift.y).toFixed(1)}a2 2 0 1 0 4 0a2 2 0 1 0-4 0z`;
      }
      shapes.push(geomap.svg("path", { d, fill: ink, "fill-opacity": 0.85 }));
    }
    return shapes;
  };
})();
