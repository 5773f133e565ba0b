/* Everything as one table that can be sorted, for those who can't or won't use a map. */
(function () {
  "use strict";
  const make = geomap.element;

  const status = (row) => {
    if ((row.corrected || []).length) return geomap.capital(geomap.say("correct", "by_hand"));
    if (row.status) return geomap.capital(geomap.say("status", row.status));
    if (row.certainty) return geomap.capital(geomap.say("certainty", row.certainty));
    return geomap.capital(geomap.say("list", "confidence", { word: geomap.confidenceWord(row.confidence) }));
  };
  const KINDS = { event: "events", route: "routes", place: "places" };
  const COLUMNS = {
    kind: { text: ({ kind }) => geomap.say("table", kind), key: ({ kind }) => Object.keys(KINDS).indexOf(kind) },
    what: {
      text: ({ kind, row }) =>
        kind === "event"
          ? `${row.number}. ${geomap.say("event", row.type)}`
          : kind === "route"
            ? geomap.say("theme", row.theme)
            : geomap.capital(geomap.say("kind", row.kind)),
      key: ({ kind, row }) => (kind === "event" ? row.number : row.theme || row.kind),
    },
    where: {
      text: ({ kind, row }) =>
        kind === "route"
          ? geomap.way(row)
          : kind === "event"
            ? row.place
              ? row.place.name
              : "–"
            : geomap.listed([
                geomap.isolated(row.name),
                row.admin1 && row.admin1 !== row.name ? geomap.isolated(row.admin1) : null,
                row.country && row.kind !== "country" ? geomap.country(row.country) : null,
              ]),
    },
    when: {
      text: ({ kind, row }) => (kind === "place" ? "–" : geomap.whenText(row.when)),
      key: ({ row }) => (isNaN(geomap.firstDay(row.when)) ? Infinity : geomap.firstDay(row.when)),
    },
    status: { text: ({ row }) => status(row) },
    number: {
      text: ({ kind, row }) => (kind === "place" ? geomap.count("count", "mentions", row.count) : row.quantity || "–"),
      key: ({ row }) => -(row.count || row.size || 0),
    },
    quote: { text: ({ row }) => (row.quotes.length ? row.quotes[0][1] : "–") },
    article: { text: ({ row }) => geomap.articleNames(row) || "–" },
  };

  /** There is a column of articles where there are several. */
  const columns = () => Object.entries(COLUMNS).filter(([name]) => name !== "article" || geomap.articles.length);

  const opener = (item, text) => make("button", { type: "button", class: "cell-button", "data-id": item.id }, text);

  /** The table of all marks; its rows are sorted by the column whose head is pressed. */
  geomap.table = function (panel) {
    const { stage } = panel;
    const every = [...stage.items.values()];
    const all = every.length > 400 ? every.filter((item) => !stage.hidden.has(item.id)) : every;
    const compare = new Intl.Collator(geomap.words().language, { numeric: true }).compare;
    const body = make("tbody");
    const heads = new Map();
    const buttons = [make("div"), make("div")];
    let [by, up] = ["kind", true];
    let rows = [];
    let list = null;

    function rowOf(item) {
      const cells = columns().map(([name, column]) =>
        name === "where"
          ? make("th", { scope: "row" }, opener(item, column.text(item)))
          : make("td", { dir: name === "quote" ? "auto" : null, class: `cell-${name}` }, column.text(item)),
      );
      return make("tr", { class: "item" }, cells);
    }
    /** Every row is asked for its key once. Equal rows stay as they stood. */
    function sort() {
      const column = COLUMNS[by];
      const key = column.key || column.text;
      const keys = new Map(all.map((item) => [item, key(item)]));
      const order = (a, b) => {
        const [one, other] = [keys.get(a), keys.get(b)];
        const step =
          typeof one === "number" && typeof other === "number" ? one - other || 0 : compare(String(one), String(other));
        return up ? step : -step;
      };
      rows = all.sort(order);
      body.replaceChildren();
      const render = (from, to) => rows.slice(from, to).map(rowOf);
      list = geomap.chunked({ holder: body, total: rows.length, render, done: () => panel.dress && panel.dress() });
      if (panel.dress) panel.dress();
      const [before, , after] = list.isWhole ? [] : list.nodes;
      buttons.forEach((box, nth) => box.replaceChildren(...[nth ? after : before].filter((button) => button)));
      for (const [name, head] of heads)
        head.setAttribute("aria-sort", name !== by ? "none" : up ? "ascending" : "descending");
    }
    panel.shows.table = (id) => list.isWhole || list.show(rows.findIndex((item) => item.id === id));
    const head = columns().map(([name]) => {
      const button = make("button", { type: "button", class: "sort-button" }, geomap.say("table", name));
      button.addEventListener("click", () => {
        [by, up] = [name, by === name ? !up : true];
        sort();
      });
      const cell = make("th", { scope: "col", "aria-sort": "none" }, button);
      heads.set(name, cell);
      return cell;
    });
    sort();
    const table = make(
      "table",
      { class: "all-table" },
      make("caption", {}, geomap.say("table", "caption")),
      make("thead", {}, make("tr", {}, head)),
      body,
    );
    return make(
      "div",
      { class: "table-frame", tabindex: "0", role: "region", "aria-label": geomap.say("table", "caption") },
      [buttons[0], table, buttons[1]],
    );
  };
})();
