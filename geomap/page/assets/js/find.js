/* Search over places, events, movements and the article: "/" goes to the field, arrows choose, Enter goes there. */
(function () {
  "use strict";
  const make = geomap.element;
  const MOST = { place: 6, event: 5, route: 5, text: 6 };
  const AROUND = 34; // characters shown on each side of a hit in the text

  /** How well a folded text holds the folded words: 0 not at all, 3 begins with them. */
  function fit(text, words) {
    const at = text.indexOf(words);
    if (at < 0) return 0;
    if (at === 0) return 3;
    return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 1 : 2;
  }

  const namesOf = {
    place: (row) => [row.name, ...row.quotes.map((quote) => quote[1]), row.admin1 || "", geomap.unmarked(geomap.placeWhere(row))],
    event: (row) => [geomap.unmarked(geomap.eventTitle(row)), ...row.quotes.map((quote) => quote.join(""))],
    route: (row) => [
      geomap.wayName(row),
      geomap.unmarked(geomap.routeTitle(row)),
      row.mover || "",
      ...row.quotes.map((quote) => quote.join("")),
    ],
  };

  class Finder {
    constructor(stage) {
      this.stage = stage;
      stage.on("redraw", () => (this.index = null));
    }
    build() {
      this.index = [...this.stage.items.values()].map((item) => ({
        item,
        names: [...new Set(namesOf[item.kind](item.row))].filter((name) => name).map(geomap.folded),
      }));
    }
    /** Hits for what was typed, best first: { kind, item } or { kind: "text", node, at, length, piece }. */
    find(typed) {
      const words = geomap.folded(typed.trim().replace(/\s+/g, " "));
      if (!words) return [];
      if (!this.index) this.build();
      const hits = [];
      for (const kind of ["place", "event", "route"]) {
        const found = this.index
          .filter(({ item }) => item.kind === kind && !this.stage.hidden.has(item.id))
          .map(({ item, names }) => ({
            kind,
            item,
            fit: names.reduce((best, name, nth) => Math.max(best, fit(name, words) * (nth ? 1 : 2)), 0),
          }))
          .filter((hit) => hit.fit > 0)
          .sort((a, b) => b.fit - a.fit || (b.item.row.count || 0) - (a.item.row.count || 0));
        hits.push(...found.slice(0, MOST[kind]));
      }
      return [...hits, ...this.inText(words)];
    }
    /** In the text of a large story, of which only a piece stands on the page. */
    inBlocks(words, { blocks }) {
      const hits = [];
      if (!this.texts) this.texts = Array.from({ length: blocks.length }, (_, nth) => geomap.folded(blocks.textOf(nth)));
      for (let block = 0; block < blocks.length && hits.length < MOST.text; block += 1) {
        const at = this.texts[block].indexOf(words);
        if (at >= 0) hits.push({ kind: "text", block, at, length: words.length, piece: around(blocks.textOf(block), at, words) }); // prettier-ignore
      }
      return hits;
    }
    inText(words) {
      const panel = this.stage.map._geomapPanel;
      if (panel && panel.isLarge) return this.inBlocks(words, panel);
      const hits = [];
      for (const node of document.querySelectorAll(".article > *, .article li")) {
        if (node.tagName === "UL") continue;
        const text = textNodes(node)
          .map((one) => one.data)
          .join("");
        const folded = geomap.folded(text.replace(/\s/g, " "));
        for (let at = folded.indexOf(words); at >= 0 && hits.length < MOST.text; at = folded.indexOf(words, at + 1)) {
          hits.push({ kind: "text", node, at, length: words.length, piece: around(text, at, words) });
        }
      }
      return hits;
    }
  }

  /** The words that were found, with some of the text on both sides. */
  const around = (text, at, words) => [
    text.slice(Math.max(0, at - AROUND), at),
    text.slice(at, at + words.length),
    text.slice(at + words.length, at + words.length + AROUND),
  ];

  /** The node of a block of a large story, and where its text begins there: a dateline may stand before it. */
  function inPage(stage, { block, at, length }) {
    const panel = stage.map._geomapPanel;
    panel.showBlock(block);
    const text = panel.blocks.textOf(block);
    const own = document.querySelector(`[data-block="${block}"]`) || document.querySelector(`[data-block="${block - 1}"]`);
    const whole = textNodes(own).map((one) => one.data).join(""); // prettier-ignore
    return { node: own, at: Math.max(0, whole.indexOf(text)) + at, length };
  }

  /** The words of the article in a node, without the badges between them. */
  function textNodes(node) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT, (one) =>
      one.parentElement.closest(".text-badge") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  /** Show and light up a stretch of the article. */
  function showWords(stage, hit) {
    geomap.openTab(stage.map, "article");
    const { node, at, length } = hit.node ? hit : inPage(stage, hit);
    const range = document.createRange();
    let upTo = 0;
    for (const one of textNodes(node)) {
      const next = upTo + one.data.length;
      if (at >= upTo && at < next) range.setStart(one, at - upTo);
      if (at + length > upTo && at + length <= next) range.setEnd(one, at + length - upTo);
      upTo = next;
    }
    node.scrollIntoView({ block: "center", behavior: geomap.isStill() ? "auto" : "smooth" });
    if (window.Highlight && CSS.highlights) CSS.highlights.set("found", new Highlight(range));
    else getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  }

  function label(hit) {
    if (hit.kind === "text") return [hit.piece[0], make("mark", {}, hit.piece[1]), hit.piece[2]];
    if (hit.kind === "place") return [make("bdi", {}, hit.item.row.name), make("small", {}, ` ${geomap.placeWhere(hit.item.row)}`)];
    return [hit.item.title];
  }

  const signs = {
    place: () => make("span", { class: "mark mark-place" }, make("span", { class: "mark-shape" })),
    event: (row) => make("span", { class: "legend-icon" }, geomap.icon(row.type)),
    route: (row) =>
      make(
        "span",
        { class: `mark-badge theme-${row.theme}` },
        make("span", { class: "badge-shape" }, geomap.glyph(row.theme)),
      ),
    text: () => make("span", { class: "text-sign" }, "¶"),
  };

  /** The field with its list of hits: a combobox. */
  geomap.finder = function (stage) {
    const finder = new Finder(stage);
    const say = (key, values) => geomap.say("find", key, values);
    const input = make("input", {
      type: "search",
      id: "geomap-find",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: say("placeholder"),
      "aria-label": say("label"),
      "aria-expanded": "false",
      "aria-controls": "geomap-found",
      "aria-autocomplete": "list",
      "aria-keyshortcuts": "/",
    });
    const list = make("ul", { id: "geomap-found", role: "listbox", "aria-label": say("found"), hidden: true });
    const told = make("span", { class: "for-readers", role: "status" });
    let [hits, at] = [[], -1];

    function choose(index) {
      at = index;
      [...list.children].forEach((node, nth) => node.setAttribute("aria-selected", String(nth === at)));
      if (list.children[at]) list.children[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", at >= 0 ? `found-${at}` : "");
    }
    function show() {
      hits = finder.find(input.value);
      const rows = hits.map((hit, nth) =>
        make(
          "li",
          { role: "option", id: `found-${nth}`, class: `found found-${hit.kind}`, "aria-selected": "false" },
          make("span", { class: "found-sign" }, signs[hit.kind](hit.item && hit.item.row)),
          make("span", { class: "found-words", dir: "auto" }, label(hit)),
        ),
      );
      const nothing = make(
        "li",
        { role: "option", "aria-disabled": "true", class: "found found-nothing" },
        say("nothing"),
      );
      const asked = Boolean(input.value.trim());
      list.replaceChildren(...(rows.length || !asked ? rows : [nothing]));
      open(asked);
      choose(rows.length ? 0 : -1);
      told.textContent = asked ? geomap.count("find", "hits", hits.length) : "";
    }
    function open(on) {
      list.hidden = !on;
      input.setAttribute("aria-expanded", String(on));
    }
    function go(hit) {
      open(false);
      if (CSS.highlights) CSS.highlights.delete("found");
      stage.byKeyboard = true;
      if (hit.kind === "text") return showWords(stage, hit);
      const tab = { place: "places", event: "events", route: "routes" }[hit.kind];
      if (!stage.open(hit.item.id, "list")) geomap.openTab(stage.map, tab);
      else if (hit.item.at) stage.map.panInside(hit.item.at(), { padding: [60, 60] });
    }
    input.addEventListener("input", show);
    input.addEventListener("focus", () => input.value.trim() && show());
    input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && open(false), 150));
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && hits.length) choose((at + step + hits.length) % hits.length);
      else if (event.key === "Enter" && hits[at]) go(hits[at]);
      else if (event.key === "Escape" && !list.hidden) open(false);
      else if (event.key === "Escape") input.blur();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest(".found");
      const hit = row && hits[[...list.children].indexOf(row)];
      if (hit) go(hit);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest && event.target.closest("input, textarea, select, dialog")) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
    return make("div", { class: "finder", role: "search" }, geomap.icon("search"), input, list, told);
  };
})();
