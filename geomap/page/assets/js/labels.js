/* Names on the map, as SVG so that they print well. None overlaps another or a mark; the important ones come first. */
(function () {
  "use strict";
  const FAMILY = 'system-ui, "Noto Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const FONTS = {
    place: `600 13px ${FAMILY}`,
    sea: `italic 12.5px ${FAMILY}`,
    country: `500 11.5px ${FAMILY}`,
  };
  const HEIGHT = 16;
  const LONGEST = 30;
  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  function width(text, kind) {
    const key = `${kind} ${text}`;
    if (!widths.has(key)) {
      pen.font = FONTS[kind];
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  }

  /** Boxes in container pixels, found by the cells of 64 pixels that they touch. */
  class Boxes {
    constructor() {
      this.cells = new Map();
    }
    /** The numbers of those cells. */
    cellsOf(box) {
      const cells = [];
      const [left, top, right, bottom] = box.map((edge) => Math.floor(edge / 64));
      for (let x = left; x <= right; x += 1) for (let y = top; y <= bottom; y += 1) cells.push(x * 65536 + y);
      return cells;
    }
    add(box) {
      for (const cell of this.cellsOf(box)) {
        if (!this.cells.has(cell)) this.cells.set(cell, []);
        this.cells.get(cell).push(box);
      }
    }
    hits(box, except) {
      let hits = 0;
      for (const cell of this.cellsOf(box)) {
        for (const other of this.cells.get(cell) || []) {
          if (other === except) continue;
          if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) hits += 1;
        }
      }
      return hits;
    }
  }
  geomap.Boxes = Boxes;

  class Labels {
    constructor(map) {
      this.map = map;
      this.stage = geomap.stage(map);
      this.countries = [];
      this.seas = [];
      this.withNames = false;
      const pane = geomap.pane(map, "geomap-labels", 450);
      this.svg = geomap.svg("svg", { class: "geomap-labels leaflet-zoom-hide", "aria-hidden": "true" });
      pane.appendChild(this.svg);
      map.on("moveend resize viewreset layeradd layerremove", () => this.redraw());
      this.stage.on("layout time", () => this.redraw());
    }
    show(on) {
      this.withNames = on;
      this.redraw();
    }
    redraw() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = null;
        if (this.map._loaded) this.draw();
      });
    }
    /** Everything anew for the view as it is. */
    draw() {
      const size = this.map.getSize();
      L.DomUtil.setPosition(this.svg, this.map.containerPointToLayerPoint([0, 0]));
      this.svg.setAttribute("width", size.x);
      this.svg.setAttribute("height", size.y);
      this.svg.replaceChildren();
      this.size = size;
      this.hard = new Boxes();
      this.soft = new Boxes();
      const shown = ["place", "route", "event"]
        .flatMap((kind) => this.stage.standing(kind))
        .filter((item) => this.map.hasLayer(item.group));
      for (const item of shown) {
        (item.boxes ? item.boxes() : []).forEach((box) => this.hard.add(box));
        (item.softBoxes ? item.softBoxes() : []).forEach((box) => this.soft.add(box));
      }
      geomap.controlBoxes(this.map).forEach((box) => this.hard.add(box));
      this.named = new Set(shown.filter((item) => item.kind === "place").map((item) => item.row.name));
      shown
        .filter((item) => item.kind === "place")
        .sort((a, b) => b.row.count - a.row.count || (a.row.name < b.row.name ? -1 : 1))
        .forEach((item) => this.drawPlace(item));
      if (this.withNames) this.drawNames();
    }
    drawPlace(item) {
      const at = this.map.latLngToContainerPoint(item.at());
      if (at.x < -20 || at.y < -20 || at.x > this.size.x + 20 || at.y > this.size.y + 20) return;
      const away = item.size / 2 + 4;
      const name = item.row.name.length > LONGEST ? `${item.row.name.slice(0, LONGEST - 1)}…` : item.row.name;
      const half = width(name, "place") / 2;
      const [side, up] = [away + half, away + HEIGHT / 2];
      const corners = [1, -1].flatMap((down) => [1, -1].map((across) => [across * side, down * up * 0.75]));
      const tries = [[side, 0], [-side, 0], [0, up], [0, -up], ...corners]; // prettier-ignore
      let best = null;
      for (const [index, [dx, dy]] of tries.entries()) {
        const box = this.box(at.x + dx, at.y + dy, half);
        if (box[0] < 2 || box[1] < 2 || box[2] > this.size.x - 2 || box[3] > this.size.y - 2) continue;
        if (this.hard.hits(box)) continue;
        const cost = this.soft.hits(box) * 3 + index * 0.6;
        if (!best || cost < best.cost) best = { cost, box, x: at.x + dx, y: at.y + dy };
      }
      if (!best) return;
      const later = this.stage.outside.has(item.id) ? " is-outside" : "";
      const area = geomap.isArea(item.row) ? " is-area" : "";
      this.write(name, best, `label-place${area}${later}`);
    }
    drawNames() {
      const zoom = this.map.getZoom();
      const view = this.map.getBounds();
      const shift = Math.round((view.getCenter().lng || 0) / 360) * 360;
      for (const sea of this.seas) {
        if (zoom >= sea.zoom) this.tryName(sea.name, sea.lat, sea.lon, "sea", shift, view);
      }
      const near = zoom + 0.3;
      const degree = (256 * 2 ** zoom) / 360;
      const nameOf = (one) => {
        const told = geomap.words().language === "en" ? one.c : geomap.country(one.c);
        return told === one.c ? one.n : told; // the browser knows no name for the code
      };
      const fits = (one) => one.wide * degree * 2 > width(nameOf(one), "country") || zoom >= 6.5;
      const countries = this.countries.filter((one) => one.c && one.z <= near && fits(one));
      countries.sort((a, b) => a.r - b.r || a.z - b.z);
      for (const one of countries) this.tryName(nameOf(one), one.p[1], one.p[0], "country", shift, view);
    }
    /** A name of the background at its point, or a little above or below; left out where there is no room. */
    tryName(name, lat, lon, kind, shift, view) {
      if (this.named.has(name)) return;
      for (const turn of [shift, shift + 360, shift - 360]) {
        const at = this.map.latLngToContainerPoint([lat, lon + turn]);
        const half = width(name, kind) / 2;
        if (at.x + half < 0 || at.x - half > this.size.x || at.y < 0 || at.y > this.size.y) continue;
        for (const dy of [0, -14, 14, -26, 26]) {
          const box = this.box(at.x, at.y + dy, half);
          if (box[0] < 2 || box[2] > this.size.x - 2 || box[1] < 2 || box[3] > this.size.y - 2) continue;
          if (this.hard.hits(box) || this.soft.hits(box)) continue;
          this.write(name, { box, x: at.x, y: at.y + dy }, `label-${kind}`);
          break;
        }
      }
    }
    box(x, y, half) {
      return [x - half - 2, y - HEIGHT / 2, x + half + 2, y + HEIGHT / 2];
    }
    write(text, spot, className) {
      this.hard.add(spot.box);
      const node = geomap.svg("text", { x: spot.x.toFixed(1), y: (spot.y + 4.5).toFixed(1), class: className });
      node.textContent = text;
      this.svg.appendChild(node);
    }
  }

  /** Where controls lie over the map, in container pixels. */
  geomap.controlBoxes = function (map, selector) {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(selector || ".leaflet-control")].map((control) => {
      const box = control.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    });
  };

  geomap.labels = function (map) {
    map._geomapLabels = map._geomapLabels || new Labels(map);
    return map._geomapLabels;
  };
})();
