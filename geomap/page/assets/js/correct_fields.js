/* The fields of the forms in which a reader corrects the map: each a labelled control, with what was filled in. */
(function () {
  "use strict";
  const make = geomap.element;
  const say = (key, values) => geomap.say("correct", key, values);

  let fields = 0;
  /** A labelled field of a form; `input` is any control. */
  function field(label, input, hint) {
    input.id = `correct-${(fields += 1)}`;
    const help = hint ? make("small", { id: `${input.id}-hint` }, hint) : null;
    if (help) input.setAttribute("aria-describedby", help.id);
    return make("p", { class: "field" }, make("label", { for: input.id }, label), make("span", {}, input, help));
  }
  const text = (value, more) => {
    const input = make("input", { type: "text", ...more });
    input.value = value ?? "";
    return input;
  };
  function select(options, chosen) {
    const input = make("select", {}, options.map(([value, label]) => make("option", { value }, label))); // prettier-ignore
    input.value = chosen ?? "";
    return input;
  }
  const wordsOf = (section) =>
    Object.entries(geomap.words()[section]).filter(([key]) => !(section === "event" && key === "other")).map(([key, word]) => [key, geomap.capital(word)]); // prettier-ignore

  /** The places of the map to choose an end or a place from. A name that two bear is told apart by its id. */
  function placeSelect(stage, chosen) {
    const all = stage.all("place").map((item) => item.row);
    const bearers = new Map();
    for (const { name } of all) bearers.set(name, (bearers.get(name) || 0) + 1);
    const once = (row) => bearers.get(row.name) === 1 || row.id.startsWith("by-hand");
    const keyOf = (row) => (once(row) ? row.name : row.id);
    const options = all.map((row) => [keyOf(row), geomap.placeTitle(row)]);
    const { compare } = new Intl.Collator(geomap.words().language);
    options.sort((a, b) => compare(a[1], b[1]));
    const row = chosen && all.find((one) => one.id === chosen.id);
    return select([["", say("nowhere")], ...options], row ? keyOf(row) : "");
  }

  /** The date's field: days, months, years and ranges as the file has them. */
  function dateField(row) {
    const { start, end } = (row && row.when) || {};
    const now = !start && !end ? "" : start === end ? start : `${start || ".."}/${end || ".."}`;
    const input = text(now, { dir: "ltr", placeholder: "2016-04-19" });
    input.addEventListener("input", () =>
      input.setCustomValidity(geomap.whenOf(input.value) === undefined ? say("date_wrong") : ""),
    );
    return { input, was: now, node: field(say("date"), input, say("date_hint")) };
  }

  /** Latitude, longitude and radius, with a pin on the map that can be dragged. */
  function spotFields(stage, row) {
    const { map } = stage;
    const start = row || { lat: map.getCenter().lat, lon: map.getCenter().lng };
    const number = (value, low, high) =>
      make("input", {
        type: "number",
        step: "any",
        min: low,
        max: high,
        required: true,
        dir: "ltr",
        value: value.toFixed(5),
      });
    const [lat, lon] = [number(start.lat, -90, 90), number(L.latLng(0, start.lon).wrap().lng, -180, 180)];
    const radius = make("input", { type: "number", step: "any", min: 0, max: 5000, dir: "ltr", value: 0 });
    const icon = L.divIcon({
      className: "mark mark-pin",
      html: make("span", { class: "pin-shape" }),
      iconSize: [30, 30],
    });
    const pin = L.marker([start.lat, start.lon], {
      icon,
      draggable: true,
      autoPan: true,
      keyboard: false,
      zIndexOffset: 2000,
    });
    pin.on("drag", () => {
      const at = pin.getLatLng().wrap();
      [lat.value, lon.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
    });
    const follow = () => {
      if (lat.validity.valid && lon.validity.valid) pin.setLatLng([Number(lat.value), Number(lon.value)]);
    };
    lat.addEventListener("input", follow);
    lon.addEventListener("input", follow);
    return {
      nodes: [
        make("p", { class: "lead" }, say("drag")),
        field(say("lat"), lat),
        field(say("lon"), lon),
        field(say("radius"), radius),
      ],
      pin(on) {
        if (!on) return pin.remove();
        const beside = geomap.isNarrow() ? 40 : 440; // the dialog stands there
        map.panInside(pin.addTo(map).getLatLng(), {
          paddingTopLeft: [60, 60],
          paddingBottomRight: [beside, 60],
          animate: false,
        });
      },
      value: () => ({ lat: Number(lat.value), lon: Number(lon.value), ...(Number(radius.value) ? { radius_km: Number(radius.value) } : {}) }), // prettier-ignore
    };
  }

  /** The places passed, in their order: one choice each, and an empty one for the next. */
  function viaFields(stage, row) {
    const node = make("div", {});
    const inputs = [];
    const add = (chosen) => {
      const input = placeSelect(stage, chosen);
      inputs.push(input);
      node.append(field(say("via", { n: geomap.number(inputs.length) }), input));
      input.addEventListener("change", () => {
        if (inputs[inputs.length - 1].value) add(null);
      });
    };
    for (const stop of (row && row.via) || []) add(stop);
    add(null);
    const value = () => inputs.map((input) => input.value).filter((name) => name);
    return { node, value, was: value() };
  }

  /** How many of what: a number or two, how exactly, and the unit; nothing where it was left empty. */
  function amountFields(row) {
    const { value: had, unit, qualifier } = (row && row.amount) || {};
    const pair = Array.isArray(had) ? had : [had];
    const number = (value) => {
      const input = make("input", { type: "number", min: 0, step: "any", dir: "ltr" });
      input.value = value ?? "";
      return input;
    };
    const [exactness, low, high] = [select(wordsOf("qualifier"), qualifier || "exact"), number(pair[0]), number(pair[1])];
    const of = text(unit, { dir: "auto" });
    const upper = field(say("number_upper"), high);
    const check = () => {
      const range = exactness.value === "range";
      upper.hidden = !range;
      const given = Boolean(had !== undefined || low.value || of.value.trim() || (range && high.value));
      [low.required, of.required, high.required] = [given, given, given && range];
      const turned = range && low.value && high.value && Number(low.value) > Number(high.value);
      high.setCustomValidity(turned ? say("number_wrong") : "");
      of.setCustomValidity(given && of.value && !of.value.trim() ? say("unit_hint") : "");
    };
    for (const input of [exactness, low, high, of]) input.addEventListener("input", check);
    check();
    const value = () =>
      low.value && of.value.trim()
        ? {
            value: exactness.value === "range" ? [Number(low.value), Number(high.value)] : Number(low.value),
            unit: of.value.trim(),
            qualifier: exactness.value,
          }
        : undefined;
    const lead = row && row.quantity ? say("quantity_now", { text: row.quantity }) : null;
    const nodes = make(
      "fieldset",
      {},
      make("legend", {}, geomap.say("popup", "quantity")),
      lead ? make("p", { class: "lead", dir: "auto" }, lead) : null,
      field(say("qualifier"), exactness),
      field(say("number"), low),
      upper,
      field(say("unit"), of, say("unit_hint")),
    );
    return { node: nodes, value, was: value() };
  }

  /** Which mentions a correction of a place means: all of it, one, or all of these words whatever place they were. */
  function scopeFields(stage, row) {
    const name = row.quotes.length ? row.quotes[0][1] : row.name;
    const others = stage.all("place").some((item) => item.row.id !== row.id && item.row.quotes.some((one) => one[1] === name)); // prettier-ignore
    const choices = [
      ["", true],
      ["here", row.quotes.length > 1],
      ["everywhere", others],
    ].filter(([, fits]) => fits);
    if (choices.length < 2) return { nodes: [], value: () => ({}) };
    const scope = select(choices.map(([key]) => [key, say(`scope_${key || "place"}`, { text: name })]), ""); // prettier-ignore
    const shorten = (one) => `${one[0].slice(-40)}${one[1]}${one[2].slice(0, 40)}`.trim();
    const mention = select(row.quotes.map((one, nth) => [String(nth), shorten(one)]), "0"); // prettier-ignore
    const which = field(say("mention"), mention);
    const show = () => (which.hidden = scope.value !== "here");
    scope.addEventListener("change", show);
    show();
    const value = () => {
      if (!scope.value) return {};
      if (scope.value === "everywhere") return { where: "everywhere", also: undefined };
      const quote = row.quotes[Number(mention.value)];
      return { where: "here", name: quote[1], quote: around(quote), at: Number(mention.value), also: undefined };
    };
    return { nodes: [field(say("scope"), scope), which], value };
  }
  /** A mention with so much of its sentence that no other mention of these words lies in it. */
  function around([before, words, after]) {
    const last = before.lastIndexOf(words);
    const next = after.indexOf(words);
    const lead = (last < 0 ? before : before.slice(last + words.length)).replace(/^…/, "");
    return `${lead}${words}${next < 0 ? after.replace(/…$/, "") : after.slice(0, next)}`.trim();
  }

  geomap.correctFields = { field, text, select, wordsOf, placeSelect, dateField, spotFields, viaFields, amountFields, scopeFields }; // prettier-ignore
})();
