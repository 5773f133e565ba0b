/* geomap: the one name that our scripts add to a page. Small helpers that all others use. */
(function () {
  "use strict";
  const geomap = (window.geomap = window.geomap || {});

  geomap.read = (id) => JSON.parse(document.getElementById(id).textContent);
  geomap.words = () => (geomap._words = geomap._words || geomap.read("geomap_words"));

  /** A text of the page's own, by section and key, with its {values} filled in. */
  geomap.say = function (section, key, values) {
    const text = geomap.wordOf(geomap.words()[section] || {}, key) ?? String(key).replace(/_/g, " ");
    return geomap.fill(text, values);
  };
  /** A table's word for a key that may come from a story: what objects inherit ("constructor") is no word. */
  geomap.wordOf = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
  geomap.fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  geomap.count = function (section, key, n) {
    const forms = geomap.words()[section][key];
    return geomap.fill(forms[plural(n)] || forms.other, { n: geomap.number(n) });
  };
  const plural = (n) => asked("plural", () => new Intl.PluralRules(geomap.words().language)).select(n);
  geomap.number = (n) => asked("number", () => new Intl.NumberFormat(geomap.words().locale)).format(n);
  /** What takes long to make is made once. */
  const made = new Map();
  function asked(name, make) {
    if (!made.has(name)) made.set(name, make());
    return made.get(name);
  }

  /** What geomap says of its findings: a template's name and values, in the page's language; else English as it is. */
  geomap.told = function (said) {
    if (typeof said === "string") return said;
    const [section, key] = said[0].split(".");
    const forms = geomap.words().said[section][key];
    const text = typeof forms === "string" ? forms : forms[plural(said[1].count)] || forms.other;
    return geomap.fill(text, Object.fromEntries(Object.entries(said[1]).map(([slot, value]) => [slot, valueOf(value)])));
  };
  geomap.toldIn = (tag, said, className) =>
    geomap.element(
      tag,
      { class: className, ...(typeof said === "string" ? { dir: "auto", lang: "en" } : {}) },
      geomap.told(said),
    );
  const valueOf = function (value) {
    if (typeof value === "string") return value && geomap.isolated(value);
    if (typeof value === "number") return geomap.number(value);
    if (Array.isArray(value)) return geomap.told(value);
    if (value.near) return geomap.listed(value.near.map(([name, km]) => `${geomap.isolated(name)} (${inKm(km)})`));
    if (value.quoted) return geomap.listed(value.quoted.map(quoted));
    if (value.said || value.who) return aside(value);
    const kind = value.kind && geomap.say("kind", value.kind);
    const where = [kind, value.admin1 && geomap.isolated(value.admin1), value.country && geomap.country(value.country)];
    const about = geomap.listed(where);
    return value.name ? `${geomap.isolated(value.name)}${about && ` (${about})`}` : about;
  };
  /** What there is of some texts as a list, with the comma of the page's language, or another sign of it. */
  geomap.listed = (parts, sign) => parts.filter((part) => part).join(geomap.sign(sign || ","));
  geomap.sign = (sign) => `${(SIGNS[geomap.words().language] || {})[sign] || sign} `;
  const SIGNS = { ar: { ",": "،", ";": "؛" }, fr: { ":": "\u00a0:", ";": "\u00a0;" } };
  const quoted = (text) => geomap.fill(geomap.words().quoted, { text: geomap.isolated(text) });
  const aside = ({ said, who }) =>
    (said ? geomap.sign(":") + quoted(said) : "") + (who ? ` (${geomap.isolated(who)})` : "");
  const inKm = (km) => geomap.say("popup", "km", { km: geomap.number(km) });

  /** A new element. Children that are text become text nodes: nothing is ever read as markup. */
  geomap.element = function (tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };
  /** Leaflet reads some texts as HTML (names of layers, attributions); this makes it show any text as it is. */
  geomap.plain = function (text) {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  };
  /** Words of the article among those of a page that may run the other way: neither reorders the other. */
  const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
  const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
  /** Whether a text runs from right to left: by its first letter that runs anywhere. */
  geomap.isTurned = (text) => RIGHT_TO_LEFT.test((/\p{L}/u.exec(text) || [""])[0]);
  geomap.isolated = (text) =>
    document.documentElement.dir === "rtl" || RIGHT_TO_LEFT.test(text) || text.search(TURNING) >= 0
      ? `\u2068${text.replace(TURNING, "")}\u2069`
      : text;
  /** What there is of some parts, texts or elements, with dots between them. */
  geomap.dotted = (parts) => parts.filter((part) => part).flatMap((part, nth) => (nth ? [" · ", part] : [part]));
  const SVG = "http://www.w3.org/2000/svg";
  geomap.svg = function (tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /** An icon on a grid of 24 by 24 (icons.js), or of 16 by 16 for what moves (routes.js). */
  geomap.icon = (name) => geomap.picture(geomap.icons[name], 24);
  geomap.glyph = (theme) => geomap.picture(geomap.themeGlyphs[theme], 16);
  geomap.picture = (path, size) =>
    geomap.svg(
      "svg",
      { viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true", class: "icon" },
      geomap.svg("path", { d: path, "fill-rule": "evenodd" }),
    );
  geomap.button = (className, icon, text, label) =>
    geomap.element(
      "button",
      { type: "button", class: className, "aria-label": label, title: label },
      icon ? geomap.icon(icon) : null,
      text ? geomap.element("span", {}, text) : null,
    );

  /** A text as it is compared: no accents, no case, and as long as it was, so that positions stay. */
  geomap.folded = (text) => (PLAIN.test(text) ? text.toLowerCase() : [...text].map(foldedSign).join(""));
  const PLAIN = /^[\x00-\x7f]*$/;
  function foldedSign(one) {
    const plain = one.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === one.length ? plain : (plain + one).slice(0, one.length);
  }

  /** The name of a country by its ISO 3166-1 alpha-2 code, in the page's language. */
  geomap.country = function (code) {
    if (!countries.has(code)) countries.set(code, countryName(code));
    return countries.get(code);
  };
  const countries = new Map();
  function countryName(code) {
    try {
      return new Intl.DisplayNames([geomap.words().language], { type: "region" }).of(code);
    } catch (error) {
      return code;
    }
  }
  geomap.capital = (text) => (text ? text[0].toLocaleUpperCase(geomap.words().language) + text.slice(1) : text);
  geomap.isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  geomap.isNarrow = () => matchMedia("(max-width: 759px)").matches;

  /** Areas are meant as a whole; everything else, and what is worked out from a description, is a point. */
  const AREAS = new Set("country region sea strait river lake coast mountain desert canal road".split(" "));
  geomap.isArea = (place) => AREAS.has(place.kind) && !place.inferred;
  geomap.isUncertain = (place) => place.inferred || place.confidence < 0.5;
  geomap.confidenceWord = function (confidence) {
    const step = confidence >= 0.8 ? "high" : confidence >= 0.5 ? "fair" : "low";
    return geomap.words().popup.confidence_words[step];
  };

  /** Several articles on one page have letters: A, B, ... Z, AA. */
  geomap.articles = [];
  geomap.articleAt = function (offset) {
    let [low, high] = [0, geomap.articles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (geomap.articles[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    return low < geomap.articles.length && geomap.articles[low].start <= offset ? low : -1;
  };
  geomap.articleLetter = (number) =>
    (number >= 26 ? geomap.articleLetter(Math.floor(number / 26) - 1) : "") + String.fromCharCode(65 + (number % 26));
  geomap.articleSigns = (numbers) =>
    (numbers || []).slice(0, 6).map((number) =>
      geomap.element("span", { class: "article-sign", title: geomap.articles[number].title }, geomap.articleLetter(number)),
    );
  /** The articles that tell of a mark, for a cell: "A, C". */
  geomap.articleNames = (row) => (row.articles || []).map(geomap.articleLetter).join(", ");

  /** Names of the ends of a movement, as "Tobruk → Malta"; an end that is not told is an ellipsis. */
  geomap.wayName = (route) => stopNames(route).join(" → ");
  function stopNames(route) {
    const stops = [route.origin, ...route.via, route.destination].map((stop) => (stop ? stop.name : null));
    return stops.map((name, nth) => name || (nth === 0 || nth === stops.length - 1 ? UNKNOWN : null)).filter((name) => name);
  }
  const UNKNOWN = "…";
  /** The same as readers see it: apart from words of the other direction, its arrows in the direction of its names. */
  geomap.way = function (route) {
    const stops = stopNames(route);
    const turned = geomap.isTurned(stops.find((name) => name !== UNKNOWN) || "");
    const text = stops.map((name) => (name === UNKNOWN ? name : geomap.isolated(name))).join(turned ? " ← " : " → ");
    if (!turned && document.documentElement.dir !== "rtl") return text;
    return `${turned ? "\u2067" : "\u2066"}${text}\u2069`;
  };
  geomap.placeTitle = (place) => geomap.listed([geomap.isolated(place.name), geomap.placeWhere(place)]);
  geomap.routeTitle = (route) => `${geomap.say("theme", route.theme)}: ${geomap.way(route)}`;
  geomap.eventTitle = (event) =>
    geomap.say("event", event.type) + (event.place ? `: ${geomap.isolated(event.place.name)}` : "");
  /** A text for a file or to be searched: without the signs that keep directions apart. */
  geomap.unmarked = (text) => text.replace(/[\u2066-\u2069]/g, "");
})();
