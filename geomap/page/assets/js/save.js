/* The story as files, made in the browser: GeoJSON and CSV of what the page shows. */
(function () {
  "use strict";
  const make = geomap.element;

  const around = (lon) => Number((((((lon + 180) % 360) + 360) % 360) - 180).toFixed(5));
  const place = ([lon, lat]) => [around(lon), lat];
  const pointOf = (at) => (at ? { type: "Point", coordinates: place([at.lon, at.lat]) } : null);

  /** A line as RFC 7946 wants it: cut where it crosses the 180th meridian. */
  function lineOf(path) {
    if (!path.length) return null;
    if (path.length === 1) return { type: "Point", coordinates: place(path[0]) };
    const parts = [[]];
    path.forEach((vertex, index) => {
      const before = path[index - 1];
      const turn = (lon) => Math.floor((lon + 180) / 360);
      if (before && turn(before[0]) !== turn(vertex[0])) {
        const edge = 360 * Math.max(turn(before[0]), turn(vertex[0])) - 180;
        const lat = before[1] + ((vertex[1] - before[1]) * (edge - before[0])) / (vertex[0] - before[0]);
        const side = vertex[0] > before[0] ? 180 : -180;
        parts[parts.length - 1].push([side, lat]);
        parts.push([[-side, lat]]);
      }
      parts[parts.length - 1].push(place(vertex));
    });
    return parts.length > 1
      ? { type: "MultiLineString", coordinates: parts }
      : { type: "LineString", coordinates: parts[0] };
  }

  const evidence = (row) =>
    row.quotes.map(([, text, , start]) =>
      start === undefined ? { text } : { start, end: start + [...text].length, text },
    );
  const dates = ({ when }) => ({
    start: when ? when.start : null,
    end: when ? when.end : null,
    granularity: when ? when.granularity : null,
    date_text: when ? when.text : null,
  });
  const told = (row) => ({
    evidence: evidence(row),
    stated: row.stated,
    inferred: row.inferred,
    corrected: (row.corrected || []).length > 0,
  });
  const id = (end) => (end ? end.id : null);

  const PROPERTIES = {
    place: (row) => ({
      name: row.name, kind: row.kind, country: row.country, admin1: row.admin1, gazetteer_id: row.gazetteer_id || null,
      radius_km: row.radius_km, confidence: row.confidence, inferred_position: row.inferred, mentions: evidence(row),
      alternatives: row.alternatives, corrected: (row.corrected || []).length > 0,
    }),
    route: (row) => ({
      from: id(row.origin), via: row.via.map(id), to: id(row.destination), theme: row.theme, status: row.status,
      mover: row.mover, quantity: row.quantity, length_km: row.length_km, vague: row.vague, ...dates(row), ...told(row),
    }),
    event: (row) => ({
      number: row.number, type: row.type, place: id(row.place), certainty: row.certainty, actors: row.actors,
      quantity: row.quantity, ...dates(row), ...told(row),
    }),
  }; // prettier-ignore
  const GEOMETRY = {
    place: (row) => pointOf(row),
    route: (row) => lineOf(row.path),
    event: (row) => pointOf(row.spot || row.place),
  };

  const rowsOf = (stage, onlyShown) =>
    [...stage.items.values()].filter(
      (item) => !onlyShown || !(stage.hidden.has(item.id) || stage.outside.has(item.id)),
    );

  geomap.toGeoJSON = function (stage, onlyShown) {
    const features = rowsOf(stage, onlyShown).map(({ id, kind, row }) => ({
      type: "Feature",
      id,
      geometry: GEOMETRY[kind](row),
      properties: { layer: kind, ...PROPERTIES[kind](row) },
    }));
    return JSON.stringify({ type: "FeatureCollection", article: stage.article || null, features }, null, 1) + "\n";
  };

  const COLUMNS = {
    layer: (item) => item.kind,
    id: (item) => item.id,
    name: ({ kind, row, title }) => (kind === "place" ? row.name : kind === "route" ? geomap.wayName(row) : geomap.unmarked(title)),
    kind: ({ row }) => row.kind || row.theme || row.type,
    status: ({ row }) => row.status || row.certainty || "",
    place: ({ row }) => (row.place ? row.place.name : ""),
    from: ({ row }) => (row.origin ? row.origin.name : ""),
    via: ({ row }) => (row.via || []).map((stop) => stop.name).join(" | "),
    to: ({ row }) => (row.destination ? row.destination.name : ""),
    start: ({ row }) => (row.when ? row.when.start : ""),
    end: ({ row }) => (row.when ? row.when.end : ""),
    date_text: ({ row }) => (row.when ? row.when.text : ""),
    quantity: ({ row }) => row.quantity || "",
    who: ({ row }) => row.mover || (row.actors || []).join(" | "),
    lat: (item) => pointFor(item)[1],
    lon: (item) => pointFor(item)[0],
    country: ({ row }) => row.country || "",
    admin1: ({ row }) => row.admin1 || "",
    gazetteer_id: ({ row }) => row.gazetteer_id || "",
    radius_km: ({ row }) => row.radius_km ?? "",
    confidence: ({ row }) => row.confidence ?? "",
    stated: ({ row }) => (row.stated || []).join(" "),
    inferred: ({ row }) => (Array.isArray(row.inferred) ? row.inferred.join(" ") : row.inferred ? "position" : ""),
    corrected: ({ row }) => ((row.corrected || []).length ? "yes" : ""),
    quote: ({ row }) => (row.quotes.length ? row.quotes[0][1] : ""),
  };
  function pointFor({ kind, row }) {
    const shape = GEOMETRY[kind](row);
    return shape && shape.type === "Point" ? shape.coordinates : ["", ""];
  }

  /** A cell that a spreadsheet reads as text: what begins like a formula gets an apostrophe before it. */
  geomap.csvCell = function (value) {
    if (typeof value === "number") return String(value);
    let text = String(value ?? "");
    if (/^[\s]*[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n;']/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };

  geomap.toCSV = function (stage, onlyShown) {
    const names = Object.keys(COLUMNS);
    const lines = rowsOf(stage, onlyShown).map((item) =>
      names.map((name) => geomap.csvCell(COLUMNS[name](item))).join(","),
    );
    return `\ufeff${[names.join(","), ...lines].join("\r\n")}\r\n`;
  };

  /** What can be saved, each with what makes it. */
  geomap.saveDialog = function (stage) {
    const say = (key) => geomap.say("save", key);
    const content = () => {
      const only = make("input", { type: "checkbox" });
      const name = geomap.pageName();
      const shown = make("div", { class: "save-text", "aria-live": "polite" });
      const asText = (label, text) => shown.replaceChildren(geomap.copyField(label, text, 8));
      const choice = (key, act) => {
        const button = geomap.button("plain-button", "save", say(key));
        button.addEventListener("click", act);
        return make("li", {}, button, make("span", {}, say(`${key}_note`)));
      };
      const text = (key, ending, type, made) =>
        choice(key, () => {
          geomap.saveFile(`${name}.${ending}`, made(), type);
          asText(`${name}.${ending}`, made().replace(/^\ufeff/, ""));
        });
      const hiding = stage.hidden.size || stage.outside.size;
      return [
        make("ul", { class: "choices" },
          text("geojson", "geojson", "application/geo+json", () => geomap.toGeoJSON(stage, only.checked)),
          text("csv", "csv", "text/csv;charset=utf-8", () => geomap.toCSV(stage, only.checked)),
          choice("svg", () => geomap.saveFile(`${name}.svg`, geomap.mapSVG(stage), "image/svg+xml")),
          choice("png", () => geomap.mapPNG(stage).then((blob) => geomap.saveFile(`${name}.png`, blob))),
        ), // prettier-ignore
        hiding ? make("label", { class: "check" }, only, make("span", {}, say("only_shown"))) : null,
        make("p", { class: "lead" }, say("note")),
        shown,
      ];
    };
    return geomap.dialog("save", say("title"), content);
  };
})();
