/* Which part of the world the map shows at first: the story's, without the few places that would shrink it. */
(function () {
  "use strict";
  const LEAVE_OUT = 0.15; // at most this share of all mentions may lie outside the first view
  const DOUBTFUL = 0.15; // how much a place counts that may well lie elsewhere
  const BROAD_KM = 2500; // the middle of a continent says little about where the story is
  const MANY = 400; // spots; one by one would take too long
  const GAIN = 0.6; // zoom levels that leaving a place out must gain

  /** Everything with a position: its corners, and its weight by mentions, events and movements. */
  function spots(stage) {
    const places = stage.all("place").map((item) => ({ id: item.id, at: [item.at()], weight: item.row.count }));
    const byId = new Map(places.map((spot) => [spot.id, spot]));
    for (const { row } of stage.all("event"))
      if (row.place && byId.has(row.place.id)) byId.get(row.place.id).weight += 1;
    for (const { row } of stage.all("route")) {
      const ends = [row.origin, ...row.via, row.destination].filter((end) => end && byId.has(end.id));
      ends.forEach((end) => (byId.get(end.id).weight += 2));
      const path = row.path.map(([lon, lat]) => L.latLng(lat, lon));
      if (ends.length) byId.get(ends[0].id).at.push(...path);
      else if (path.length) places.push({ id: row.id, at: path, weight: 2 });
    }
    const isBroad = (place) => place.kind === "region" && place.radius_km >= BROAD_KM;
    const isDoubtful = ({ id }) => {
      const { kind, row } = stage.get(id);
      return kind === "place" && (row.confidence < 0.5 || isBroad(row));
    };
    for (const spot of places.filter(isDoubtful))
      Object.assign(spot, { doubtful: true, weight: spot.weight * DOUBTFUL });
    return places;
  }

  function boundsOf(chosen) {
    const bounds = L.latLngBounds([]);
    for (const { at } of chosen) for (const point of at) bounds.extend(point);
    return bounds;
  }

  const sum = (chosen) => chosen.reduce((total, spot) => total + spot.weight, 0);

  /** The spots without the doubtful ones, and without those at the edge that cost the most zoom for the least weight. */
  function core(all, zoomOf) {
    const sure = all.filter((spot) => !spot.doubtful);
    let spare = sum(all) * LEAVE_OUT;
    const isFree = sure.length > 2 && sum(all) - sum(sure) <= spare && zoomOf(sure) - zoomOf(all) >= GAIN;
    let chosen = isFree ? sure : all;
    spare -= sum(all) - sum(chosen);
    for (;;) {
      const now = zoomOf(chosen);
      const gains = edges(chosen)
        .filter((spot) => spot.weight <= spare && chosen.length > 3)
        .map((spot) => ({ spot, gain: zoomOf(chosen.filter((other) => other !== spot)) - now }))
        .sort((a, b) => b.gain - a.gain);
      if (!gains.length || gains[0].gain < GAIN) return chosen;
      spare -= gains[0].spot.weight;
      chosen = chosen.filter((other) => other !== gains[0].spot);
    }
  }

  /** The same for many spots, in one sweep: a share of the weight is left out at each side, where that gains zoom. */
  function coreOfMany(all, zoomOf) {
    const spare = (sum(all) * LEAVE_OUT) / 4;
    const [south, north] = between(all, (at) => at.lat, spare);
    const [west, east] = between(all, (at) => at.lng, spare);
    const chosen = all.filter(
      ({ at: [{ lat, lng }] }) => lat >= south && lat <= north && lng >= west && lng <= east,
    );
    return chosen.length > 2 && zoomOf(chosen) - zoomOf(all) >= GAIN ? chosen : all;
  }

  /** The degrees between which all but a spare weight at each end lies. */
  function between(all, value, spare) {
    const weights = new Float64Array(1441); // a degree each, -720 to 720
    const bin = (degrees) => Math.max(0, Math.min(1440, Math.round(degrees) + 720));
    for (const { at, weight } of all) weights[bin(value(at[0]))] += weight;
    let [low, high] = [0, 1440];
    for (let left = spare; low < high && (left -= weights[low]) >= 0; ) low += 1;
    for (let left = spare; high > low && (left -= weights[high]) >= 0; ) high -= 1;
    return [low - 720.5, high - 719.5];
  }

  /** The spots that reach farthest in each direction. */
  function edges(chosen) {
    const extreme = (value) => chosen.reduce((best, spot) => (reach(spot, value) > reach(best, value) ? spot : best));
    const reach = (spot, value) => Math.max(...spot.at.map(value));
    const sides = [(at) => at.lat, (at) => -at.lat, (at) => at.lng, (at) => -at.lng];
    return [...new Set(sides.map(extreme))];
  }

  function padding(map, left) {
    const size = map.getSize();
    const wide = size.x >= 760;
    return {
      animate: false,
      maxZoom: 6.5,
      paddingTopLeft: [left || (wide ? 70 : 44), wide ? 60 : 40],
      paddingBottomRight: wide ? [90, 50] : [44, 44],
    };
  }

  /** Show the story's part of the world, or with `everything` all of its marks. */
  geomap.fit = function (map, everything) {
    const all = spots(geomap.stage(map));
    if (!all.length) return geomap.stage(map).release();
    const show = (options) => {
      const room = L.point(options.paddingTopLeft).add(options.paddingBottomRight);
      const zoomOf = (chosen) => Math.min(options.maxZoom, map.getBoundsZoom(boundsOf(chosen), false, room));
      const shown = everything ? all : (all.length > MANY ? coreOfMany : core)(all, zoomOf);
      map.fitBounds(boundsOf(shown), options);
      map.fire("geomap:fit", { outside: all.length - shown.length });
    };
    geomap.stage(map).hold();
    map.invalidateSize({ animate: false, pan: false });
    show(padding(map));
    for (let tries = 0; tries < 3; tries += 1) {
      const left = coveredUpTo(map);
      if (left) show(padding(map, left + 16 * (tries + 1)));
    }
    geomap.stage(map).release();
    const size = all.length > MANY ? map.getSize() : null;
    map._geomapFitted = { everything, centre: map.getCenter(), zoom: map.getZoom(), size };
  };

  /** Take the map's new size. A view that the reader has not changed shows the story's part of the world again. */
  geomap.fitAgain = function (map) {
    const fitted = map._geomapFitted;
    const untouched = fitted && map.getZoom() === fitted.zoom && map.getCenter().equals(fitted.centre, 1e-7);
    map.invalidateSize({ animate: false });
    if (fitted && fitted.size && fitted.size.equals(map.getSize())) return;
    if (untouched && !map._geomapStage.selected) geomap.fit(map, fitted.everything);
  };

  /** How far from the left edge a control reaches that covers a mark; 0 when none does. */
  function coveredUpTo(map) {
    const stage = geomap.stage(map);
    const marks = ["place", "event"].flatMap((kind) => stage.standing(kind)).flatMap((item) => item.boxes());
    const covers = (box) => (mark) => box[0] < mark[2] && box[2] > mark[0] && box[1] < mark[3] && box[3] > mark[1];
    const controls = geomap.controlBoxes(map, ".leaflet-top.leaflet-left .leaflet-control");
    return Math.max(0, ...controls.filter((box) => marks.some(covers(box))).map((box) => box[2]));
  }

  /** A button that shows all marks; it says how many lie outside at first. */
  geomap.addFit = function (map) {
    const control = L.control({ position: "topleft" });
    control.onAdd = function () {
      const button = geomap.element("button", { type: "button", class: "fit-button" });
      button.addEventListener("click", () => geomap.fit(map, true));
      map.on("geomap:fit", ({ outside }) => {
        const text = outside ? geomap.count("page", "fit_more", outside) : geomap.say("page", "fit");
        button.replaceChildren(text);
        button.hidden = !outside && geomap.isNarrow();
      });
      button.append(geomap.say("page", "fit"));
      L.DomEvent.disableClickPropagation(button);
      const box = geomap.element("div", { class: "leaflet-control fit-control" }, button);
      if (!geomap.stage(map).all("place").length) box.hidden = true;
      return box;
    };
    return control.addTo(map);
  };
})();
