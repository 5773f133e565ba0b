/* The article with its marks, and lists of everything (lists.js, table.js), in tabs beside the map. */
(function () {
  "use strict";
  const make = geomap.element;
  const MOST_NOTES = 20; // over the article; all stand under "About"
  const TABS = ["article", "events", "routes", "places", "table", "about"];

  geomap.textPanel = function (map, data) {
    const stage = geomap.stage(map);
    const section = document.querySelector(".geomap-text");
    section.id = "geomap-text";
    section.setAttribute("aria-label", geomap.say("tab", "label"));
    const panel = { stage, data, section, tabs: new Map(), names: TABS, shows: {}, isLarge: !Array.isArray(data.blocks) };
    panel.blocks = geomap.blocks(stage, data);
    stage.hasText = data;
    geomap.articles = data.articles || [];
    map._geomapPanel = panel;
    return panel;
  };

  const CONTENT = { article, ...geomap.lists, table: geomap.table };

  /** Called once all layers are there: the lists show their rows. */
  geomap.fillPanel = function (panel) {
    const { section } = panel;
    const bar = make("div", { class: "tabs", role: "tablist", "aria-label": geomap.say("tab", "label") });
    section.append(bar);
    for (const name of panel.names) {
      const tab = make(
        "button",
        { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}` },
        geomap.say("tab", name === "article" && panel.data.quoted ? "quotes" : name),
      );
      const body = make("div", {
        class: `tab-panel panel-${name}`,
        role: "tabpanel",
        id: `panel-${name}`,
        "aria-labelledby": `tab-${name}`,
        tabindex: "0",
      });
      tab.addEventListener("click", () => showTab(panel, name));
      bar.append(tab);
      section.append(body);
      panel.tabs.set(name, { tab, body });
    }
    panel.unfilled = new Set();
    panel.dress = () => dress(panel);
    fillTabs(panel);
    bar.addEventListener("keydown", (event) => walkTabs(panel, event));
    showTab(panel, panel.names[0]);
    listen(panel);
  };

  function fillTabs(panel) {
    for (const [name, { tab, body }] of panel.tabs) {
      const kind = { events: "event", routes: "route", places: "place" }[name];
      if (kind) {
        const number = make("span", { class: "tab-count" }, geomap.number(panel.stage.all(kind).length));
        tab.replaceChildren(geomap.say("tab", name), number);
      }
      panel.unfilled.add(name);
      if (!panel.isLarge || name === panel.shown) fill(panel, name);
    }
    dress(panel);
  }

  /** What a tab shows. Those of a large story are filled when they are first opened, or printed. */
  function fill(panel, name) {
    if (!panel.unfilled.delete(name)) return;
    const content = [CONTENT[name](panel)].flat(2).filter((part) => part);
    panel.tabs.get(name).body.replaceChildren(make("h2", { class: "print-title" }, geomap.say("tab", name)), ...content);
  }

  /** Filters have changed what long lists hold. */
  function refill(panel) {
    for (const name of ["events", "routes", "places", "table"]) panel.unfilled.add(name);
    if (panel.unfilled.has(panel.shown)) fill(panel, panel.shown);
  }

  geomap.openTab = (map, name) => showTab(map._geomapPanel, name);

  function showTab(panel, name) {
    const before = panel.shown;
    panel.shown = name;
    if (panel.unfilled.has(name)) {
      fill(panel, name);
      dress(panel);
    }
    for (const [each, { tab, body }] of panel.tabs) {
      const on = each === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      body.classList.toggle("is-shown", on);
    }
    document.body.classList.toggle("has-wide-panel", name === "table");
    if (before !== name) panel.stage.fire("tab", { name });
  }

  function walkTabs(panel, event) {
    const { names } = panel;
    const at = names.indexOf(panel.shown);
    const on = getComputedStyle(panel.section).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const name = names[(to + names.length) % names.length];
    showTab(panel, name);
    panel.tabs.get(name).tab.focus();
  }

  /* The article */

  function article(panel) {
    const empty = panel.stage.all("place").length
      ? null
      : make("p", { class: "notice", role: "status" }, geomap.say("page", "no_places"));
    const notes = panel.data.notes
      .slice(0, MOST_NOTES)
      .map((note) => geomap.toldIn("p", note, "note"));
    const { quoted, source } = panel.data;
    const lead = quoted && make("p", { class: "notice" }, geomap.say("list", "quoted"));
    const from =
      quoted &&
      source !== "-" &&
      make("p", { class: "lead", dir: "auto" }, geomap.say("list", "quoted_source", { source }));
    const kind = quoted ? "article is-quoted" : "article";
    const text = make("article", { class: kind, lang: panel.data.language });
    const render = (first, last) => grouped(blockNodes(panel, first, last));
    const list = geomap.chunked({ holder: text, total: panel.blocks.length, render, done: () => panel.dress() });
    panel.shows.article = (id) => list.isWhole || list.show(panel.blocks.blockOf(id));
    panel.showBlock = list.show;
    return [empty, lead, from, notes, list.nodes].flat().filter((part) => part);
  }

  /** The blocks from the first to before the last; a dateline stands in its paragraph's line. */
  function blockNodes(panel, first, last) {
    const nodes = [];
    let open = null;
    let begun = first ? geomap.articleAt(panel.blocks.at(first - 1).start) : -1;
    const heading = panel.blocks.hasHeadline() ? "h3" : "h2";
    for (let nth = first; nth < last; nth += 1) {
      const block = panel.blocks.at(nth);
      const number = geomap.articleAt(block.start);
      if (number >= 0 && number !== begun) {
        begun = number;
        nodes.push(articleHead(geomap.articles[number], number));
        open = null;
      }
      const tag = { headline: "h2", heading, list_item: "li" }[block.kind] || "p";
      const node = open || make(tag, { class: `block-${block.kind}`, dir: "auto", "data-block": nth });
      const parts = block.parts.map((part) => words(panel, part));
      if (typeof block.inline === "string" && !open) {
        node.append(make("span", { class: "dateline" }, ...parts), block.inline);
        node.className = "block-paragraph";
        open = node;
        nodes.push(node);
        continue;
      }
      node.append(...parts.flat());
      if (block.kind === "list_item" && /^\s*[-–—•*·]\s/.test(node.textContent)) node.classList.add("has-own-bullet");
      if (!open) nodes.push(node);
      open = null;
    }
    return nodes;
  }

  /** What stands over each of several articles: its sign, title, date and source. */
  function articleHead(article, number) {
    const day = article.published ? geomap.dayText(geomap.day(article.published)) : geomap.say("page", "unpublished");
    const meta = geomap.dotted([day, article.source === "-" ? null : make("bdi", {}, article.source)]);
    return make(
      "header",
      { class: "article-head", id: `article-${number + 1}` },
      make("h2", { dir: "auto" }, geomap.articleSigns([number]), make("bdi", {}, article.title)),
      make("p", { class: "lead", dir: "auto", lang: geomap.words().language }, meta),
    );
  }

  /** List items stand in lists. */
  function grouped(blocks) {
    const out = [];
    for (const node of blocks) {
      if (node.tagName !== "LI") out.push(node);
      else if (out.length && out[out.length - 1].tagName === "UL") out[out.length - 1].append(node);
      else out.push(make("ul", {}, node));
    }
    return out;
  }

  /** One piece of text: a place's name as a button, other words plain, then the badges of what rests on them. */
  function words(panel, [text, place, ids, ending]) {
    const kinds = ids.map((id) => panel.stage.get(id)).filter((item) => item);
    const classes = [...new Set(kinds.map((item) => `rests-${item.kind}`))];
    const inner = place && panel.stage.get(place) ? placeButton(panel, place, text) : text;
    const node =
      classes.length || place
        ? make(
            "span",
            { class: ["words", ...classes].join(" "), "data-ids": ids.map(encodeURIComponent).join(" ") },
            inner,
          )
        : text;
    return [node, ...ending.map((id) => badge(panel, id)).filter((one) => one)];
  }

  function placeButton(panel, id, text) {
    const node = make("span", { role: "button", tabindex: "0", class: "text-place", "data-id": id }, text);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      panel.stage.byKeyboard = true;
      panel.stage.open(id, "text");
    });
    return node;
  }

  function badge(panel, id) {
    const item = panel.stage.get(id);
    if (!item) return null;
    const shape =
      item.kind === "event" ? [geomap.icon(item.row.type), geomap.number(item.row.number)] : geomap.glyph(item.row.theme);
    const label = item.kind === "event" ? item.title : geomap.routeTitle(item.row);
    const theme = item.kind === "route" ? ` theme-${item.row.theme}` : "";
    return make(
      "button",
      {
        type: "button",
        class: `text-badge badge-${item.kind}${theme}`,
        "data-id": id,
        "aria-label": label,
        title: label,
      },
      shape,
    );
  }

  /* Both ways: what is done here shows on the map, what is done on the map shows here. */

  function listen(panel) {
    const { stage, section } = panel;
    section.addEventListener("click", (event) => {
      const node = event.target.closest("[data-id]");
      const id = node ? node.dataset.id : smallest(stage, event.target.closest("[data-ids]"));
      if (!id) return;
      if (!node && String(getSelection())) return;
      stage.byKeyboard = event.detail === 0;
      stage.opener = node;
      stage.open(id, node && node.closest(".rows, table") ? "list" : "text");
    });
    for (const [kind, on] of [
      ["mouseover", true],
      ["mouseout", false],
    ]) {
      section.addEventListener(kind, (event) => {
        const node = event.target.closest("[data-id]");
        if (node) stage.hover(node.dataset.id, on);
      });
    }
    stage.on("select", ({ id, from }) => lightUp(panel, id, from));
    stage.on("hover", ({ id, on }) => nodesOf(section, id).forEach((node) => node.classList.toggle("is-hovered", on)));
    stage.on("filter", () => panel.isLarge && refill(panel));
    stage.on("time filter", () => dress(panel));
    addEventListener("beforeprint", () => panel.names.forEach((name) => fill(panel, name)));
    stage.on("redraw", () => fillTabs(panel));
    stage.on("show", ({ id }) => {
      showTab(panel, "article");
      reveal(panel, id, true);
    });
  }

  /** Of what rests on these words, that with the shortest quotation. */
  function smallest(stage, node) {
    const ids = node
      ? node.dataset.ids
          .split(" ")
          .map(decodeURIComponent)
          .filter((id) => stage.get(id))
      : [];
    const length = (id) => Math.min(...stage.get(id).row.quotes.map((quote) => quote[1].length));
    return ids.sort((a, b) => length(a) - length(b))[0];
  }

  function nodesOf(section, id) {
    if (!id) return [];
    const name = CSS.escape(id);
    return [...section.querySelectorAll(`[data-id="${name}"], [data-ids~="${CSS.escape(encodeURIComponent(id))}"]`)];
  }

  function lightUp(panel, id, from) {
    panel.section.querySelectorAll(".is-selected").forEach((node) => node.classList.remove("is-selected"));
    if (!id) return;
    if (from === "map") showTab(panel, "article");
    bring(panel, id);
    nodesOf(panel.section, id).forEach((node) => node.classList.add("is-selected"));
    if (from !== "text") reveal(panel, id, false);
  }

  /** Have the piece of a long list ready that holds an item. */
  function bring(panel, id) {
    if (panel.shows[panel.shown]) panel.shows[panel.shown](id);
  }

  /** Scroll to the first of an item's nodes in the tab that is shown. */
  function reveal(panel, id, focus) {
    bring(panel, id);
    const body = panel.tabs.get(panel.shown).body;
    const target = nodesOf(body, id)[0];
    if (!target) return;
    const scroller = getComputedStyle(body).overflowY === "auto" ? body : null;
    const behavior = geomap.isStill() ? "auto" : "smooth";
    if (scroller) {
      const box = target.getBoundingClientRect();
      const frame = scroller.getBoundingClientRect();
      if (box.top < frame.top + 40 || box.bottom > frame.bottom - 40) {
        scroller.scrollTo({ top: scroller.scrollTop + box.top - frame.top - frame.height / 3, behavior });
      }
    } else if (focus) {
      target.scrollIntoView({ block: "center", behavior });
    }
    if (focus)
      (target.matches("button, [role=button]")
        ? target
        : nodesOf(body, id).find((node) => node.matches("button, [role=button]")) || target
      ).focus({ preventScroll: true });
  }

  /** What filters leave out is gone from the lists and plain in the text; what lies outside the dates is pale. */
  function dress({ stage, section }) {
    for (const node of section.querySelectorAll("[data-id]")) {
      const { id } = node.dataset;
      node.classList.toggle("is-outside", stage.outside.has(id));
      if (node.matches(".text-place")) setPlain(node, stage.hidden.has(id));
      else (node.closest(".item") || node).classList.toggle("is-filtered", stage.hidden.has(id));
    }
    for (const node of section.querySelectorAll("[data-ids]:not([data-ids=''])")) {
      const ids = node.dataset.ids.split(" ").map(decodeURIComponent);
      node.classList.toggle(
        "is-plain",
        ids.every((id) => stage.hidden.has(id)),
      );
    }
  }

  function setPlain(node, plain) {
    node.classList.toggle("is-plain", plain);
    node.tabIndex = plain ? -1 : 0;
    if (plain) node.removeAttribute("role");
    else node.setAttribute("role", "button");
  }
})();
