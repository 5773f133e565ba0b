/* What a reader corrects: a list of entries, applied to the rows at once, undone one by one, and written as TOML.
   The entries are those of the corrections file; docs/corrections.md describes it. */
(function () {
  "use strict";

  const copy = (rows) => JSON.parse(JSON.stringify(rows));

  class Corrections {
    constructor(stage) {
      this.stage = stage;
      this.entries = [];
      this.author = "";
      this.base = Object.fromEntries(Object.entries(stage.layers).map(([kind, layer]) => [kind, layer.rows]));
    }
    /** Add an entry: { target, action, mark (the id on this page), at (which mention), and the keys of the file }. */
    add(entry) {
      this.entries.push(entry);
      this.apply();
    }
    undo() {
      this.entries.pop();
      this.apply();
    }
    apply() {
      const rows = copy(this.base);
      this.entries.forEach((entry, index) => APPLY[entry.target](rows, entry, index));
      numbered(rows.event);
      this.stage.redraw(rows);
      this.stage.fire("corrected", { count: this.entries.length });
    }
    /** The file, for `geomap regenerate`. */
    toml() {
      const head = { format: 1, title: (this.stage.article && this.stage.article.title) || undefined };
      if (this.author) head.author = this.author;
      const tables = this.entries.map(({ target, mark, at, ...keys }) => `[[${target}]]\n${lines(keys)}`);
      return [lines(head), ...tables].join("\n");
    }
  }

  geomap.corrections = function (stage) {
    stage.corrections = stage.corrections || new Corrections(stage);
    return stage.corrections;
  };

  /* TOML */

  /** A TOML basic string. */
  function quoted(text) {
    const named = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };
    const escaped = text.replace(
      /[\\"\u0000-\u001f\u007f]/g,
      (sign) => named[sign] || `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return `"${escaped.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")}"`;
  }
  function value(one) {
    if (Array.isArray(one)) return `[${one.map(value).join(", ")}]`;
    if (one && typeof one === "object") {
      const pairs = Object.entries(one).map(([key, inner]) => `${key} = ${value(inner)}`);
      return `{ ${pairs.join(", ")} }`;
    }
    return typeof one === "number" ? String(one) : quoted(String(one));
  }
  const lines = (keys) =>
    Object.entries(keys)
      .filter(([, one]) => one !== undefined && one !== null)
      .map(([key, one]) => `${key} = ${value(one)}\n`)
      .join("");

  /* Applying an entry to rows */

  /** What the popup says of it: who set what. */
  const told = (entry, fields) => ({
    action: entry.action,
    fields,
    comment: entry.comment || null,
    author: entry.author || null,
    made_on: entry.made_on || null,
  });
  function mark(row, entry, fields) {
    row.corrected = [...(row.corrected || []), told(entry, fields)];
    for (const list of ["stated", "inferred"])
      if (Array.isArray(row[list])) row[list] = row[list].filter((field) => !fields.includes(field));
  }
  const byId = (rows, id) => rows.find((row) => row.id === id);
  const byName = (rows, name) => byId(rows.place, name) || rows.place.find((row) => row.name === name);
  const stop = (rows, name) => {
    const place = name ? byName(rows, name) : null;
    return place ? { id: place.id, name: place.name } : null;
  };
  const stopsOf = (route) => [route.origin, ...route.via, route.destination].filter((end) => end);

  /** The line through the places as they stand now; the program works out the real way when it applies the file. */
  function straighten(rows, route) {
    route.path = stopsOf(route)
      .map((end) => byId(rows.place, end.id))
      .filter((place) => place)
      .map((place) => [place.lon, place.lat])
      .filter(([lon, lat], nth, all) => !nth || lon !== all[nth - 1][0] || lat !== all[nth - 1][1]); // a way has a length
    route.length_km = null;
  }

  function place(rows, entry, index) {
    if (entry.where === "here") return onlyHere(rows, entry, index);
    if (entry.where !== "everywhere") return wholePlace(rows, entry, index);
    const bearers = rows.place.filter((row) => row.quotes.some((quote) => quote[1] === entry.name));
    for (const row of bearers) wholePlace(rows, { ...entry, mark: row.id }, index);
  }
  /** One mention of a place is another place, or none. What rests on it moves when the program applies the file. */
  function onlyHere(rows, entry, index) {
    const old = byId(rows.place, entry.mark);
    if (!old || !old.quotes[entry.at]) return;
    const [quote] = old.quotes.splice(entry.at, 1);
    old.count = Math.max(1, old.count - 1);
    if (entry.action === "ignore") return mark(old, entry, ["mentions"]);
    const made = { ...newPlace(entry, index), kind: old.kind, alternatives: old.alternatives, quotes: [quote] };
    rows.place.push(made);
    wholePlace(rows, { ...entry, mark: made.id }, index);
  }
  function wholePlace(rows, entry, index) {
    let row = byId(rows.place, entry.mark);
    if (entry.action === "ignore") return forget(rows, entry);
    if (!row) {
      row = newPlace(entry, index);
      rows.place.push(row);
    }
    const fields = [];
    if (entry.rename) {
      row.name = entry.rename;
      fields.push("name");
    }
    const to = entry.action === "choose" ? row.alternatives.find((one) => one.gazetteer_id === entry.candidate) : entry;
    if (entry.action !== "rename" && to) {
      Object.assign(row, { lat: to.lat, lon: to.lon, confidence: 1, inferred: false, footprint: [], reasons: [] });
      if (entry.action === "choose") {
        Object.assign(row, { kind: to.kind, country: to.country, admin1: to.admin1, gazetteer_id: to.gazetteer_id });
        if (!entry.rename) row.name = to.name;
      }
      row.radius_km = entry.radius_km || 0;
      fields.push("position");
    }
    mark(row, entry, fields);
    for (const event of rows.event) {
      if (!event.place || event.place.id !== row.id) continue;
      event.place = { id: row.id, name: row.name, lat: row.lat, lon: row.lon };
      if (fields.includes("position")) event.spot = null;
    }
    for (const route of rows.route) {
      const ends = stopsOf(route).filter((end) => end.id === row.id);
      ends.forEach((end) => (end.name = row.name));
      if (ends.length && fields.includes("position")) straighten(rows, route);
    }
  }
  const newPlace = (entry, index) => ({
    id: `by-hand-${index}`, name: entry.rename || entry.name, kind: entry.kind || "town", lat: entry.lat, lon: entry.lon,
    radius_km: 0, confidence: 1, inferred: false, country: null, admin1: null, gazetteer_id: null, count: 1,
    quotes: [["", entry.quote || entry.name, ""]], reasons: [], alternatives: [], footprint: [],
  }); // prettier-ignore

  /** A place that is none: off the map, no end of any route, no place of any event. */
  function forget(rows, entry) {
    rows.place = rows.place.filter((row) => row.id !== entry.mark);
    for (const event of rows.event) {
      if (!event.place || event.place.id !== entry.mark) continue;
      [event.place, event.spot] = [null, null];
      mark(event, entry, ["place"]);
    }
    const gone = (end) => end && end.id === entry.mark;
    for (const route of rows.route) {
      if (!stopsOf(route).some(gone)) continue;
      const fields = [gone(route.origin) && "from", route.via.some(gone) && "via", gone(route.destination) && "to"];
      route.origin = gone(route.origin) ? null : route.origin;
      route.destination = gone(route.destination) ? null : route.destination;
      route.via = route.via.filter((end) => !gone(end));
      straighten(rows, route);
      mark(
        route,
        entry,
        fields.filter((field) => field),
      );
    }
    rows.route = rows.route.filter((route) => stopsOf(route).length);
  }

  /** How many of what, as the program tells it. */
  function setAmount(row, amount) {
    const numbers = [amount.value].flat();
    row.amount = amount;
    row.quantity = `${numbers.join(" to ")} ${amount.unit}`;
    if ("size" in row) row.size = numbers[numbers.length - 1];
  }

  /** The interval that the words of a correction name: a day, month, year, or a range with ".." for an open end. */
  geomap.whenOf = function (text) {
    const trimmed = text.trim();
    if (!trimmed) return null;
    const one = (part, last) => {
      const found = /^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(part);
      if (!found) return undefined;
      const [, year, month, day] = found;
      const end = new Date(0);
      end.setUTCFullYear(Number(year), Number(month || 12), 0);
      const last_day = String(end.getUTCDate()).padStart(2, "0");
      const iso = last ? `${year}-${month || "12"}-${day || last_day}` : `${year}-${month || "01"}-${day || "01"}`;
      return geomap.iso(geomap.day(iso)) === iso ? iso : undefined;
    };
    const parts = trimmed.split("/");
    const [first, last] = parts.length === 2 ? parts : [parts[0], parts[0]];
    if (parts.length > 2 || (first === ".." && last === "..")) return undefined;
    const [start, end] = [first === ".." ? null : one(first, false), last === ".." ? null : one(last, true)];
    if (start === undefined || end === undefined) return undefined;
    if (start && end && geomap.day(start) > geomap.day(end)) return undefined;
    const shape = parts.length === 2 ? "range" : { 4: "year", 7: "month", 10: "day" }[trimmed.replace(/^-/, "").length];
    return { start, end, granularity: start && end ? shape : "open", text: trimmed, rule: "by_hand", anchor: null };
  };

  /** A date expression that was read wrongly: everything that is dated by the same words follows. */
  function date(rows, entry) {
    const when = entry.action === "drop" ? null : geomap.whenOf(entry.when);
    for (const row of [...rows.event, ...rows.route]) {
      if (!row.when || row.when.text !== entry.text || !sameSentence(row, entry)) continue;
      row.when = when && { ...when, text: entry.text };
      mark(row, entry, ["dates"]);
    }
  }
  const sameSentence = (row, entry) =>
    !entry.quote || row.quotes.some((quote) => quote.slice(0, 3).join("") === entry.quote);

  function route(rows, entry, index) {
    if (entry.action === "drop") {
      rows.route = rows.route.filter((row) => row.id !== entry.mark);
      return;
    }
    let row = byId(rows.route, entry.mark);
    if (!row) {
      row = { id: `by-hand-${index}`, theme: "other", status: "reported", path: [], origin: null, via: [], destination: null, mover: null, quantity: null, size: null, when: null, quotes: [["", entry.quote, ""]], stated: [], inferred: [], length_km: null, vague: false }; // prettier-ignore
      rows.route.push(row);
    }
    const fields = [];
    const take = (key, field, set) => {
      if (entry[key] === undefined) return;
      set(entry[key]);
      fields.push(field);
    };
    take("from", "from", (name) => (row.origin = stop(rows, name)));
    take("via", "via", (names) => (row.via = names.map((name) => stop(rows, name)).filter((end) => end)));
    take("to", "to", (name) => (row.destination = stop(rows, name)));
    if (fields.length) straighten(rows, row);
    take("theme", "theme", (theme) => (row.theme = theme));
    take("status", "status", (status) => (row.status = status));
    take("mover", "mover", (mover) => (row.mover = mover || null));
    take("quantity", "quantity", (amount) => setAmount(row, amount));
    take("when", "dates", (text) => (row.when = geomap.whenOf(text)));
    mark(row, entry, fields);
  }

  function event(rows, entry, index) {
    if (entry.action === "drop") {
      rows.event = rows.event.filter((row) => row.id !== entry.mark);
      return;
    }
    let row = byId(rows.event, entry.mark);
    if (!row) {
      row = { id: `by-hand-${index}`, number: 0, type: entry.type, certainty: "happened", place: null, spot: null, when: null, actors: [], quantity: null, quotes: [["", entry.quote, ""]], stated: [], inferred: [] }; // prettier-ignore
      rows.event.push(row);
    }
    const fields = [];
    if (entry.type) fields.push("type");
    row.type = entry.type || row.type;
    if (entry.certainty) fields.push("certainty");
    row.certainty = entry.certainty || row.certainty;
    if (entry.place !== undefined) {
      const found = entry.place ? byName(rows, entry.place) : null;
      row.place = found ? { id: found.id, name: found.name, lat: found.lat, lon: found.lon } : null;
      row.spot = null;
      fields.push("place");
    }
    if (entry.quantity !== undefined) {
      setAmount(row, entry.quantity);
      fields.push("quantity");
    }
    if (entry.when !== undefined) {
      row.when = geomap.whenOf(entry.when);
      fields.push("dates");
    }
    mark(row, entry, fields);
  }

  const APPLY = { place, date, route, event };

  /** Events keep the order of their dates, the undated last. */
  function numbered(events) {
    const day = (row) => (isNaN(geomap.firstDay(row.when)) ? Infinity : geomap.firstDay(row.when));
    events.sort((a, b) => day(a) - day(b) || 0);
    events.forEach((row, index) => (row.number = index + 1));
  }
})();
