/* What the parts on one map share: all marks by id, which one is selected, what the time slider hides. */
(function () {
  "use strict";

  const Stage = L.Evented.extend({
    initialize(map) {
      this.map = map;
      this.items = new Map();
      this.selected = null;
      this.later = new Set();
      const frame = map.getContainer().classList;
      map.on("popupopen", () => frame.add("has-popup"));
      map.on("popupclose", () => {
        frame.remove("has-popup");
        this.select(null);
      });
    },
    /** Add a mark: { id, kind, row, layer, open(), elements(), box() (its place in container pixels, or null) }. */
    add(item) {
      this.items.set(item.id, item);
    },
    get(id) {
      return this.items.get(id);
    },
    all(kind) {
      return [...this.items.values()].filter((item) => item.kind === kind);
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
      if (!item || !item.open) {
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
    /** Fade what begins after the given day; null shows everything. */
    showUpTo(day) {
      this.later = new Set();
      for (const item of this.items.values()) {
        const first = geomap.firstDay(item.row.when);
        const later = day !== null && !isNaN(first) && first > day;
        if (later) this.later.add(item.id);
        item.elements().forEach((node) => node.classList.toggle("is-later", later));
      }
      this.fire("time", { day, later: this.later });
    },
  });

  geomap.stage = function (map) {
    map._geomapStage = map._geomapStage || new Stage(map);
    return map._geomapStage;
  };

  /** Give a mark its popup, tooltip and links with the text. `anchor()` is the point that the popup points at. */
  geomap.link = function (stage, item, layer, content, title) {
    const narrow = stage.map.getSize().x < 560;
    const options = {
      minWidth: 190,
      maxWidth: Math.min(320, stage.map.getSize().x - 30),
      closeButton: false,
      autoPanPaddingTopLeft: narrow ? [8, 8] : [64, 12],
      autoPanPaddingBottomRight: narrow ? [8, 8] : [12, 24],
    };
    layer.bindPopup(() => geomap.popupFrame(stage, item, content()), options);
    layer.bindTooltip(() => geomap.element("span", { dir: "auto" }, title), {
      direction: "top",
      offset: [0, -8],
      opacity: 1,
    });
    layer.on("popupopen", () => stage.select(item.id, stage.opening || "map"));
    layer.on("mouseover", () => stage.hover(item.id, true));
    layer.on("mouseout", () => stage.hover(item.id, false));
  };

  /** One tab stop for a group of marks; arrow keys, Home and End walk through it, Enter and Space open. */
  geomap.rove = function (stage, ids) {
    const nodeOf = (id) => (stage.get(id) ? stage.get(id).elements()[0] : null);
    ids.forEach((id, index) => {
      const node = nodeOf(id);
      if (!node || node._geomapRoves) return;
      node._geomapRoves = true;
      node.setAttribute("tabindex", index === 0 ? "0" : "-1");
      node.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          stage.byKeyboard = true;
          stage.open(id, "map");
          return;
        }
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const to = step ? index + step : { Home: 0, End: ids.length - 1 }[event.key];
        const target = ids[to] && nodeOf(ids[to]);
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (target) move(node, target, ids[to]);
      });
    });
    function move(from, target, id) {
      from.setAttribute("tabindex", "-1");
      target.setAttribute("tabindex", "0");
      const item = stage.get(id);
      if (item.at && !stage.map.getBounds().contains(item.at())) stage.map.panTo(item.at(), { animate: false });
      target.focus({ preventScroll: true });
    }
  };
})();
