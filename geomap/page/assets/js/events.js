/* Events as numbered squares in date order. Those at one place stand side by side, off the place's own mark. */
(function () {
  "use strict";
  const CELL = 24;
  const COLUMNS = 4;
  const OFF = 8;

  function addEvent(stage, group, event) {
    const position = event.spot || event.place;
    const at = L.latLng(position.lat, position.lon);
    const shape = geomap.element(
      "span",
      { class: event.number > 99 ? "mark-shape is-long" : "mark-shape" },
      String(event.number),
    );
    const className = `mark mark-event certainty-${event.certainty}`;
    const icon = L.divIcon({ className, html: shape, iconSize: [CELL - 2, CELL - 2] });
    const marker = L.marker(at, { icon, keyboard: false, zIndexOffset: 400, riseOnHover: true });
    const item = {
      id: event.id,
      kind: "event",
      row: event,
      group,
      marker,
      title: `${event.number}. ${geomap.eventTitle(event)}, ${geomap.whenText(event.when)}`,
      at: () => at,
      open: () => marker.openPopup(),
      elements: () => (marker.getElement() ? [marker.getElement()] : []),
      boxes() {
        const point = stage.map.latLngToContainerPoint(at);
        return item.box
          ? [[point.x + item.box[0], point.y + item.box[1], point.x + item.box[2], point.y + item.box[3]]]
          : [];
      },
    };
    marker.on("add", () => {
      const node = marker.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", item.title);
      node.dataset.id = event.id;
      if (stage.later.has(event.id)) node.classList.add("is-later");
    });
    geomap.link(stage, item, marker, () => geomap.eventPopup(event), item.title);
    stage.add(item);
    marker.addTo(group);
    return item;
  }

  /** Where beside a mark a block of squares can stand: how far its middle lies from the mark's, in halves of both. */
  const SIDES = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1], [1, 0], [-1, 0], [0, 1]]; // prettier-ignore

  /** Stand each place's squares where they cover least; other squares count more than dots. */
  function fanOut(stage, byPlace) {
    const map = stage.map;
    const [dots, squares] = [new geomap.Boxes(), new geomap.Boxes()];
    for (const item of stage.all("place")) item.boxes().forEach((box) => dots.add(box));
    for (const items of byPlace) {
      const point = map.latLngToContainerPoint(items[0].at());
      const columns = Math.min(items.length, Math.max(COLUMNS, Math.ceil(Math.sqrt(items.length))));
      const rows = Math.ceil(items.length / columns);
      const [wide, high] = [columns * CELL, rows * CELL];
      let best = null;
      for (const [index, [across, down]] of SIDES.entries()) {
        const x = point.x + across * (wide / 2 + (down ? OFF : OFF + 6)) - wide / 2;
        const y = point.y + down * (high / 2 + (across ? OFF : OFF + 6)) - high / 2;
        const box = [x, y, x + wide, y + high];
        const cost = squares.hits(box) * 3 + dots.hits(box) + index * 0.1;
        if (!best || cost < best.cost) best = { cost, box };
      }
      squares.add(best.box);
      items.forEach((item, index) => settle(item, index, columns, best.box, point));
    }
  }

  function settle(item, index, columns, box, point) {
    const node = item.marker.getElement();
    if (!node) return;
    const line = Math.floor(index / columns);
    const x = box[0] + (index % columns) * CELL + 1;
    const y = box[1] + line * CELL + 1;
    node.style.marginLeft = `${Math.round(x - point.x)}px`;
    node.style.marginTop = `${Math.round(y - point.y)}px`;
    item.box = [x - point.x, y - point.y, x - point.x + CELL - 2, y - point.y + CELL - 2];
    item.marker.getPopup().options.offset = L.point(x - point.x + CELL / 2, y - point.y + 4);
    item.marker.getTooltip().options.offset = L.point(x - point.x + CELL / 2, y - point.y);
  }

  geomap.eventsLayer = function (map, events) {
    const stage = geomap.stage(map);
    const group = L.featureGroup();
    const placed = events.filter((event) => event.place);
    const byPlace = new Map();
    geomap.pane(map, "geomap-areas", 300);
    const renderer = L.svg({ pane: "geomap-areas", padding: 0.6 });
    for (const event of placed) {
      const item = addEvent(stage, group, event);
      const where = `${item.at().lat} ${item.at().lng}`;
      if (!byPlace.has(where)) {
        byPlace.set(where, []);
        if (event.spot) geomap.uncertainty(event.spot, renderer).addTo(group);
      }
      byPlace.get(where).push(item);
    }
    events
      .filter((event) => !event.place)
      .forEach((event) =>
        stage.add({ id: event.id, kind: "event", row: event, title: geomap.eventTitle(event), elements: () => [] }),
      );
    const arrange = () => {
      if (!map._loaded || !map.hasLayer(group)) return;
      fanOut(stage, [...byPlace.values()]);
      stage.fire("arranged");
    };
    map.on("zoomend viewreset", arrange);
    group.on("add", () => {
      arrange();
      geomap.rove(
        stage,
        placed.map((event) => event.id),
      );
      stage.fire("layout");
    });
    group.on("remove", () => stage.fire("layout"));
    return group;
  };
})();
