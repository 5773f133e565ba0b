/* What the parts on one map share: all marks by id, which one is selected, what filters hide and dates fade. */
(function () {
  "use strict";

  const Stage = L.Evented.extend({
    initialize(map) {
      this.map = map;
      this.items = new Map();
      this.layers = {};
      this.crowds = {}; // of what is too much for an element each: crowd.js
      this.walks = {}; // ids of the marks that arrow keys walk through, by kind
      this.selected = null;
      this.outside = new Set(); // ids of what lies outside the chosen dates: faded
      this.hidden = new Set(); // ids of what a filter leaves out: not shown at all
      const frame = map.getContainer().classList;
      map.on("popupopen", () => frame.add("has-popup"));
      map.on("popupclose", () => {
        frame.remove("has-popup");
        this.select(null);
      });
      map.on("zoomend viewreset", () => this.fire("arranged"));
    },
    /** The view is about to change several times: crowds are drawn when it stands. */
    hold() {
      this.isHeld = true;
    },
    release() {
      this.isHeld = false;
      for (const crowd of Object.values(this.crowds)) if (crowd._map) crowd.draw();
    },
    /** Add a mark: { id, kind, row, title, group, at(), open(), elements(), boxes() (in container pixels) }. */
    add(item) {
      this.items.set(item.id, item);
    },
    /** Forget all marks of a kind; their layer is about to be filled anew. */
    drop(kind) {
      for (const item of this.all(kind)) this.items.delete(item.id);
    },
    get(id) {
      return this.items.get(id);
    },
    all(kind) {
      return [...this.items.values()].filter((item) => item.kind === kind);
    },
    /** The marks of a kind that stand on the map and take room there. */
    standing(kind) {
      const crowd = this.crowds[kind];
      const able = crowd ? [...crowd.risen] : this.all(kind).filter((item) => item.boxes);
      return able.filter((item) => !this.hidden.has(item.id));
    },
    /** Select a mark. `from` says where the reader did it: "map", "text" or "list". */
    select(id, from) {
      if (this.selected === id) return;
      const before = this.items.get(this.selected);
      this.selected = id;
      if (before) before.elements().forEach((node) => node.classList.remove("is-selected"));
      const item = this.items.get(id);
      if (item) item.elements().forEach((node) => node.classList.add("is-selected"));
      this.fire("select", { id, item, from });
    },
    /** Open a mark's popup on the map, switching its layer on if need be. False when it has no position. */
    open(id, from) {
      const item = this.items.get(id);
      if (!item || !item.open || this.hidden.has(id)) {
        this.select(id, from);
        return false;
      }
      if (!this.map.hasLayer(item.group)) this.map.addLayer(item.group);
      this.opening = from;
      item.open();
      this.opening = null;
      return true;
    },
    hover(id, on) {
      const item = this.items.get(id);
      if (item) item.elements().forEach((node) => node.classList.toggle("is-hovered", on));
      this.fire("hover", { id, on });
    },
    /** Fade what has a date and lies outside the days from..to; null shows everything. */
    showBetween(from, to) {
      this.days = from === null ? null : { from, to };
      const out = (item) => this.days && !geomap.isWithin(item.row.when, from, to);
      this.outside = new Set([...this.items.values()].filter(out).map((item) => item.id));
      this.dressAll();
      this.fire("time", { days: this.days, outside: this.outside });
    },
    /** Hide the marks that the test leaves out. */
    showOnly(keeps) {
      this.keeps = keeps;
      const all = [...this.items.values()];
      this.hidden = new Set(keeps ? all.filter((item) => !keeps(item)).map((item) => item.id) : []);
      if (this.hidden.has(this.selected)) this.map.closePopup();
      this.dressAll();
      this.fire("arranged");
      this.fire("filter", { hidden: this.hidden });
      this.fire("layout");
    },
    /** Give a mark's elements the looks of its state; they are new whenever its layer was switched on. */
    dress(item) {
      for (const node of item.elements()) {
        node.classList.toggle("is-outside", this.outside.has(item.id));
        node.classList.toggle("is-filtered", this.hidden.has(item.id));
        node.classList.toggle("is-selected", this.selected === item.id);
      }
    },
    dressAll() {
      for (const item of this.items.values()) this.dress(item);
    },
    /** Draw other rows in place of those of now: { place, route, event }. */
    redraw(rows) {
      this.map.closePopup();
      for (const [kind, layer] of Object.entries(this.layers)) if (rows[kind]) layer.fill(rows[kind]);
      if (this.keeps) this.showOnly(this.keeps);
      if (this.days) this.showBetween(this.days.from, this.days.to);
      this.fire("redraw");
      this.fire("arranged");
      this.fire("layout");
    },
    /** Told to screen readers once. */
    announce(text) {
      if (!this.voice) {
        this.voice = geomap.element("div", { class: "for-readers", role: "status", "aria-live": "polite" });
        document.body.append(this.voice);
      }
      this.voice.textContent = text;
    },
  });

  geomap.stage = function (map) {
    map._geomapStage = map._geomapStage || new Stage(map);
    return map._geomapStage;
  };

  /** Where lines stand that tell something of the whole map, over its lower edge. */
  geomap.notices = function (map) {
    if (!map._geomapNotices) {
      map._geomapNotices = geomap.element("div", { class: "map-notices" });
      L.DomEvent.disableClickPropagation(map._geomapNotices);
      map.getContainer().append(map._geomapNotices);
    }
    return map._geomapNotices;
  };

  /** What the layers of marks have in common: rows to draw, and to draw anew. */
  geomap.rowsLayer = function (stage, kind, data, draw) {
    const group = L.featureGroup();
    const isPacked = !Array.isArray(data);
    const arrange = () => {
      if (!stage.map.hasLayer(group)) return;
      stage.fire("arranged");
      const walk = stage.standing(kind);
      geomap.rove(
        stage,
        kind,
        walk.map((item) => item.id),
      );
      walk.forEach((item) => stage.dress(item));
      stage.fire("layout");
    };
    group.fill = function (own) {
      group.rows = own;
      group.clearLayers();
      stage.drop(kind);
      const items = draw(group, own);
      if (!geomap.crowd(stage, group, kind, items, isPacked)) items.forEach((item) => item.rise());
      arrange();
      if (stage.crowds[kind]) stage.crowds[kind].choose();
    };
    group.arrange = arrange;
    stage.layers[kind] = group;
    group.fill(geomap.unpacked(stage, data));
    group.on("add", arrange);
    group.on("remove", () => stage.fire("layout"));
    return group;
  };

  /** Give a mark its role, name, popup, tooltip and links with the text. */
  geomap.link = function (stage, item, layer, content) {
    layer.on("add", () => {
      const node = layer.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", item.title);
      node.dataset.id = item.id;
      stage.dress(item);
    });
    const narrow = stage.map.getSize().x < 560;
    const options = {
      minWidth: 190,
      maxWidth: Math.min(320, stage.map.getSize().x - 30),
      closeButton: false,
      autoPanPaddingTopLeft: narrow ? [8, 8] : [116, 12],
      autoPanPaddingBottomRight: narrow ? [8, 8] : [12, 24],
    };
    layer.bindPopup(() => geomap.popupFrame(stage, item, content()), options);
    layer.bindTooltip(() => geomap.element("span", {}, item.title), {
      direction: "top",
      offset: [0, -8],
      opacity: 1,
    });
    layer.on("popupopen", () => stage.select(item.id, stage.opening || "map"));
    layer.on("mouseover", () => stage.hover(item.id, true));
    layer.on("mouseout", () => stage.hover(item.id, false));
  };

  /** One tab stop for a group of marks; arrow keys, Home and End walk through it, Enter and Space open. */
  geomap.rove = function (stage, kind, ids) {
    const nodeOf = (id) => (stage.get(id) ? stage.get(id).elements()[0] : null);
    const canStand = (id) => !stage.hidden.has(id) && nodeOf(id);
    stage.walks[kind] = ids;
    for (const id of ids) {
      const node = nodeOf(id);
      if (!node || node._geomapRoves) continue;
      node._geomapRoves = true;
      node.setAttribute("tabindex", "-1");
      node.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          stage.byKeyboard = true;
          stage.open(id, "map");
          return;
        }
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: 1, End: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        const walk = stage.walks[kind]; // a crowd's marks change with the view
        let to = { Home: 0, End: walk.length - 1 }[event.key] ?? walk.indexOf(id) + step;
        while (walk[to] && !canStand(walk[to])) to += step;
        if (walk[to]) move(node, nodeOf(walk[to]), walk[to]);
      });
    }
    const first = ids.find(canStand);
    const holder = ids.find((id) => canStand(id) && nodeOf(id).getAttribute("tabindex") === "0");
    if (first && !holder) nodeOf(first).setAttribute("tabindex", "0");

    function move(from, target, id) {
      from.setAttribute("tabindex", "-1");
      target.setAttribute("tabindex", "0");
      target.focus({ preventScroll: true });
      const item = stage.get(id);
      if (item.at && !stage.map.getBounds().contains(item.at())) stage.map.panTo(item.at(), { animate: false });
    }
  };
})();
