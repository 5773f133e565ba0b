/* Events as signs with the icon of their type and their number in date order. Those at one place stand side by side. */
(function () {
  "use strict";
  const [WIDE, HIGH] = [42, 25]; // of a sign with the room around it
  const NARROW = 27; // of one without its icon: many events on a small map
  const COLUMNS = 3;
  const OFF = 8;
  const HIDDEN = 8; // so many dots may be covered before a square is cut or stands on another

  const longer = (number) => (number > 9999 ? " is-long is-longest" : number > 999 ? " is-long" : "");

  /** The inside of an event's sign: icon and number. */
  geomap.eventSign = (event) =>
    geomap.element(
      "span",
      { class: "mark-shape" },
      geomap.icon(geomap.icons[event.type] ? event.type : "other"),
      geomap.element("span", { class: `mark-number${longer(event.number)}` }, geomap.number(event.number)),
    );

  /** An event on the map. It stands there as a sign only when it is risen. */
  class EventItem {
    constructor(stage, group, row, renderer) {
      Object.assign(this, { stage, group, row, renderer, id: row.id, kind: "event", marker: null, ring: null });
    }
    get title() {
      return geomap.listed([`${this.row.number}. ${geomap.eventTitle(this.row)}`, geomap.whenText(this.row.when)]);
    }
    at() {
      const position = this.row.spot || this.row.place;
      return L.latLng(position.lat, position.lon);
    }
    spot() {
      return this.at();
    }
    open() {
      if (!this.marker) {
        this.rise();
        fanOut(this.stage);
      }
      this.marker.openPopup();
    }
    elements() {
      return [this.marker && this.marker.getElement(), this.ring && this.ring.getElement()].filter((node) => node);
    }
    boxes() {
      if (!this.box || !this.marker) return [];
      const point = this.stage.map.latLngToContainerPoint(this.at());
      return [[point.x + this.box[0], point.y + this.box[1], point.x + this.box[2], point.y + this.box[3]]];
    }
    rise() {
      if (this.marker) return;
      const { stage, row, group } = this;
      const className = `mark mark-event certainty-${row.certainty}`;
      const icon = L.divIcon({ className, html: geomap.eventSign(row), iconSize: [WIDE - 2, HIGH - 2] });
      this.marker = L.marker(this.at(), { icon, keyboard: false, zIndexOffset: 400, riseOnHover: true });
      this.ring = addRing(this, group);
      geomap.link(stage, this, this.marker, () => geomap.eventPopup(row));
      this.marker.addTo(group);
    }
    sink() {
      for (const layer of [this.marker, this.ring]) if (layer) this.group.removeLayer(layer);
      this.marker = this.ring = this.box = null;
    }
  }

  /** The ring around a described position; one for all events there. */
  function addRing({ row, renderer, stage }, group) {
    if (!row.spot) return null;
    const isHere = (item) => item.ring && item.row.spot.lat === row.spot.lat && item.row.spot.lon === row.spot.lon;
    if (stage.standing("event").some(isHere)) return null;
    return geomap.uncertainty(row.spot, renderer).addTo(group);
  }

  /** Where beside a mark a block of squares can stand: how far its middle lies from the mark's, in halves of both. */
  const SIDES = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1], [1, 0], [-1, 0], [0, 1]]; // prettier-ignore

  /** Whether the map's edge cuts a block whose place lies in the view. */
  const isCut = (box, point, { x, y }) =>
    point.x >= 0 && point.y >= 0 && point.x <= x && point.y <= y && (box[0] < 0 || box[1] < 0 || box[2] > x || box[3] > y);

  /** Stand each place's squares where they cover least; the edge of the map and other squares count more than dots. */
  function fanOut(stage) {
    const map = stage.map;
    const byPlace = new Map();
    const small = map.getSize().x < 560 && stage.standing("event").length > 5;
    const cell = small ? NARROW : WIDE;
    map.getContainer().classList.toggle("has-small-signs", small);
    for (const item of stage.standing("event")) {
      const where = `${item.at().lat} ${item.at().lng}`;
      byPlace.set(where, [...(byPlace.get(where) || []), item]);
    }
    const [dots, squares] = [new geomap.Boxes(), new geomap.Boxes()];
    geomap.controlBoxes(map).forEach((box) => squares.add(box));
    for (const item of stage.standing("place")) item.boxes().forEach((box) => dots.add(box));
    for (const items of byPlace.values()) {
      const point = map.latLngToContainerPoint(items[0].at());
      const columns = Math.min(items.length, Math.max(COLUMNS, Math.ceil(Math.sqrt(items.length))));
      const rows = Math.ceil(items.length / columns);
      const [wide, high] = [columns * cell, rows * HIGH];
      let best = null;
      for (const [index, [across, down]] of SIDES.entries()) {
        const x = point.x + across * (wide / 2 + (down ? OFF : OFF + 6)) - wide / 2;
        const y = point.y + down * (high / 2 + (across ? OFF : OFF + 6)) - high / 2;
        const box = [x, y, x + wide, y + high];
        const hidden = squares.hits(box) + (isCut(box, point, map.getSize()) ? 1 : 0);
        const cost = hidden * HIDDEN + dots.hits(box) + index * 0.1;
        if (!best || cost < best.cost) best = { cost, box };
      }
      squares.add(best.box);
      items.forEach((item, index) => settle(item, index, columns, best.box, point, cell));
    }
  }

  function settle(item, index, columns, box, point, cell) {
    const node = item.marker.getElement();
    if (!node) return;
    const line = Math.floor(index / columns);
    const x = box[0] + (index % columns) * cell + 1;
    const y = box[1] + line * HIGH + 1;
    node.style.width = `${cell - 2}px`;
    node.style.marginLeft = `${Math.round(x - point.x)}px`;
    node.style.marginTop = `${Math.round(y - point.y)}px`;
    item.box = [x - point.x, y - point.y, x - point.x + cell - 2, y - point.y + HIGH - 2];
    item.marker.getPopup().options.offset = L.point(x - point.x + cell / 2, y - point.y + 4);
    item.marker.getTooltip().options.offset = L.point(x - point.x + cell / 2, y - point.y);
  }

  geomap.eventsLayer = function (map, events) {
    const stage = geomap.stage(map);
    geomap.pane(map, "geomap-areas", 300);
    const renderer = L.svg({ pane: "geomap-areas", padding: 0.6 });
    const group = geomap.rowsLayer(stage, "event", events, (into, rows) => {
      const items = rows.map((row) =>
        row.place
          ? new EventItem(stage, into, row, renderer)
          : { id: row.id, kind: "event", row, title: geomap.eventTitle(row), elements: () => [] },
      );
      items.forEach((item) => stage.add(item));
      return items.filter((item) => item.open);
    });
    stage.on("arranged", () => map._loaded && map.hasLayer(group) && fanOut(stage));
    return group;
  };
})();
