/* Lists of all events, movements and places, of names without a position, and what stands under "About". */
(function () {
  "use strict";
  const make = geomap.element;

  const byHand = (row) => ((row.corrected || []).length ? [geomap.say("correct", "by_hand")] : []);
  const joined = (parts) => parts.map(geomap.isolated).join(" · ");
  const firstQuote = (row) =>
    row.quotes.length ? make("span", { class: "row-quote", dir: "auto" }, `“${row.quotes[0][1]}”`) : null;

  /** What stands on the map is corrected from its popup; what has no position has none. */
  function correctButton(stage, item) {
    if (!stage.correcting || item.id.startsWith("by-hand")) return null;
    const button = geomap.button("popup-show row-correct", "correct", geomap.say("tool", "correct"));
    button.setAttribute("aria-label", `${geomap.say("tool", "correct")}: ${item.title}`);
    button.addEventListener("click", () => stage.correcting.openFor(item));
    return button;
  }

  function listRow(stage, item, sign, title, meta, more) {
    const button = make(
      "button",
      { type: "button", class: "row", "data-id": item.id },
      make("span", { class: "row-sign" }, sign),
      make(
        "span",
        { class: "row-words" },
        make("span", { class: "row-title" }, title, geomap.articleSigns(item.row.articles)),
        make("span", { class: "row-meta" }, meta),
        more,
      ),
    );
    return make("li", { class: "item" }, button, item.open ? null : correctButton(stage, item));
  }

  /** A list of items, long ones piece by piece. What filters leave out takes no room in a long one. */
  function listOf(panel, name, tag, items, row) {
    const all = items.length > 400 ? items.filter((item) => !panel.stage.hidden.has(item.id)) : items;
    const holder = make(tag, { class: "rows" });
    const render = (from, to) => all.slice(from, to).map(row);
    const list = geomap.chunked({ holder, total: all.length, render, done: () => panel.dress && panel.dress() });
    let order = null;
    panel.shows[name] = (id) => {
      order = order || new Map(all.map((item, nth) => [item.id, nth]));
      list.show(order.get(id) ?? -1);
    };
    return list.nodes;
  }

  function events(panel) {
    const { stage } = panel;
    const all = stage.all("event");
    if (!all.length) return make("p", { class: "lead" }, geomap.say("list", "no_events"));
    all.sort((a, b) => a.row.number - b.row.number);
    return listOf(panel, "events", "ol", all, (item) => {
      const sign = make("span", { class: `mark mark-event certainty-${item.row.certainty}` }, geomap.eventSign(item.row));
      const meta = [geomap.whenText(item.row.when), geomap.say("certainty", item.row.certainty)];
      if (!item.row.place) meta.push(geomap.say("list", "no_position"));
      meta.push(...byHand(item.row));
      return listRow(stage, item, sign, geomap.eventTitle(item.row), joined(meta), firstQuote(item.row));
    });
  }

  function routes(panel) {
    const { stage } = panel;
    const all = stage.all("route");
    if (!all.length) return make("p", { class: "lead" }, geomap.say("list", "no_routes"));
    return listOf(panel, "routes", "ul", all, (item) => {
      const sign = make(
        "span",
        { class: `mark-badge theme-${item.row.theme}` },
        make("span", { class: "badge-shape" }, geomap.glyph(item.row.theme)),
      );
      const meta = [geomap.say("theme", item.row.theme), geomap.say("status", item.row.status)];
      if (item.row.quantity) meta.push(item.row.quantity);
      if (item.row.when) meta.push(geomap.whenText(item.row.when));
      if (!item.row.path.length) meta.push(geomap.say("list", "no_position"));
      meta.push(...byHand(item.row));
      return listRow(stage, item, sign, geomap.way(item.row), joined(meta), firstQuote(item.row));
    });
  }

  function places(panel) {
    const { stage, data } = panel;
    const compare = new Intl.Collator(geomap.words().language).compare;
    const all = stage.all("place").sort((a, b) => b.row.count - a.row.count || compare(a.row.name, b.row.name));
    const row = (item) => {
      const kind = geomap.isArea(item.row) ? " mark-area" : "";
      const doubt = geomap.isUncertain(item.row) ? " mark-uncertain" : "";
      const sign = make("span", { class: `mark mark-place${kind}${doubt}` }, make("span", { class: "mark-shape" }));
      const meta = [
        geomap.placeWhere(item.row),
        geomap.count("count", "mentions", item.row.count),
        geomap.say("list", "confidence", { word: geomap.confidenceWord(item.row.confidence) }),
        ...byHand(item.row),
      ];
      return listRow(stage, item, sign, make("bdi", {}, item.row.name), joined(meta));
    };
    return [
      ...(all.length
        ? listOf(panel, "places", "ul", all, row)
        : [make("p", { class: "lead" }, geomap.say("page", "no_places"))]),
      named("unresolved", data.unresolved, (item) => geomap.toldIn("span", item.reason)),
      named("others", data.others, (item) => make("span", {}, geomap.say("other", item.kind))),
    ];
  }

  function named(key, items, why) {
    if (!items.length) return null;
    const row = (item) =>
      make(
        "li",
        {},
        make("b", {}, make("bdi", {}, item.name)),
        item.count > 1 ? ` (${geomap.number(item.count)}×)` : "",
        ": ",
        why(item),
      );
    const render = (from, to) => items.slice(from, to).map(row);
    const list = geomap.chunked({ holder: make("ul"), total: items.length, render });
    return make(
      "section",
      { class: "plain-list" },
      make("h2", {}, geomap.say("list", key)),
      make("p", { class: "lead" }, geomap.say("list", `${key}_lead`)),
      list.nodes,
    );
  }

  function about({ data }) {
    const words = geomap.words().list;
    const made = Object.entries(words.made_with).flatMap(([key, label]) =>
      data.provenance[key] ? [make("dt", {}, label), make("dd", {}, data.provenance[key])] : [],
    );
    const lost = (data.corrections || []).map((one) =>
      make(
        "li",
        {},
        `${geomap.say("correct", `did_${one.target}_${one.action}`)}: `,
        make("bdi", {}, one.about),
        ". ",
        geomap.toldIn("span", one.reason),
      ),
    );
    return [
      make("p", { class: "lead" }, words.caveat),
      lost.length
        ? make(
            "section",
            { class: "plain-list" },
            make("h2", {}, geomap.count("correct", "lost", lost.length)),
            make("ul", {}, lost),
          )
        : null,
      data.notes.length
        ? make(
            "section",
            { class: "plain-list" },
            make("h2", {}, words.notes),
            make(
              "ul",
              {},
              data.notes.map((note) => geomap.toldIn("li", note)),
            ),
          )
        : null,
      make(
        "section",
        { class: "plain-list" },
        make("h2", {}, words.provenance),
        make("dl", { class: "popup-facts" }, made),
      ),
      make(
        "section",
        { class: "plain-list" },
        make("h2", {}, words.credits),
        make(
          "ul",
          {},
          words.credit_lines.map((line) => make("li", {}, line)),
        ),
      ),
    ];
  }

  geomap.lists = { events, routes, places, about };
})();
