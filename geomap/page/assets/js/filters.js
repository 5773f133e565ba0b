/* What is shown: kinds, types, statuses, confidence and dates. One state for map, text, lists, table and timeline. */
(function () {
  "use strict";
  const make = geomap.element;
  const FACETS = {
    type: { kind: "event", of: (row) => row.type, section: "event" },
    certainty: { kind: "event", of: (row) => row.certainty, section: "certainty" },
    theme: { kind: "route", of: (row) => row.theme, section: "theme" },
    status: { kind: "route", of: (row) => row.status, section: "status" },
    place: { kind: "place", of: (row) => row.kind, section: "kind" },
  };

  class Filters {
    constructor(stage) {
      this.stage = stage;
      this.clear();
      stage.on("redraw", () => this.apply());
    }
    clear() {
      this.off = Object.fromEntries([...Object.keys(FACETS), "article"].map((facet) => [facet, new Set()]));
      Object.assign(this, { confidence: 0, undated: true, from: null, to: null });
    }
    reset() {
      this.clear();
      this.apply();
    }
    set(changes) {
      Object.assign(this, changes);
      this.apply();
    }
    turn(facet, value, on) {
      if (on) this.off[facet].delete(value);
      else this.off[facet].add(value);
      this.apply();
    }
    isActive() {
      return this.confidence > 0 || !this.undated || Object.values(this.off).some((set) => set.size);
    }
    /** Whether a mark passes. What rests on a place that is too doubtful goes with it. */
    keeps({ kind, row }) {
      for (const [facet, one] of Object.entries(FACETS))
        if (one.kind === kind && this.off[facet].has(one.of(row))) return false;
      if (!this.isTold(row)) return false;
      if (kind === "place") return row.confidence >= this.confidence;
      if (!this.undated && isNaN(geomap.firstDay(row.when))) return false;
      const ends = kind === "event" ? [row.place] : [row.origin, ...row.via, row.destination];
      return ends.every((end) => !end || this.isSure(end.id));
    }
    /** Whether an article that is shown tells of it. */
    isTold({ articles }) {
      return !articles || !articles.length || articles.some((number) => !this.off.article.has(String(number)));
    }
    isSure(id) {
      const place = this.stage.get(id);
      return !place || place.row.confidence >= this.confidence;
    }
    apply() {
      const { stage, from, to } = this;
      stage.showOnly(this.isActive() ? (item) => this.keeps(item) : null);
      if (from === null && to === null) stage.showBetween(null, null);
      else stage.showBetween(from ?? -Infinity, to ?? Infinity);
      stage.fire("view");
    }
    /** How many marks are hidden by the filters, and how many more are pale for their date. */
    counts() {
      const { hidden, outside, items } = this.stage;
      return { all: items.size, hidden: hidden.size, pale: [...outside].filter((id) => !hidden.has(id)).length };
    }
  }

  geomap.filters = function (stage) {
    stage.filters = stage.filters || new Filters(stage);
    return stage.filters;
  };

  /** The values of a facet that occur, with their numbers, in the order of the words. */
  function valuesOf(stage, facet) {
    const { kind, of, section } = FACETS[facet];
    const counts = new Map();
    for (const item of stage.all(kind)) counts.set(of(item.row), (counts.get(of(item.row)) || 0) + 1);
    return Object.keys(geomap.words()[section])
      .filter((value) => counts.has(value))
      .map((value) => [value, counts.get(value)]);
  }

  function check(label, checked, change) {
    const box = make("input", { type: "checkbox" });
    box.checked = checked;
    box.addEventListener("change", () => change(box.checked));
    return make("label", { class: "check" }, box, make("span", {}, label));
  }

  function facetGroup(filters, facet) {
    const values = valuesOf(filters.stage, facet);
    if (!values.length) return null;
    const boxes = values.map(([value, count]) =>
      check(
        [geomap.capital(geomap.say(FACETS[facet].section, value)), make("small", {}, ` ${geomap.number(count)}`)],
        !filters.off[facet].has(value),
        (on) => filters.turn(facet, value, on),
      ),
    );
    return make(
      "fieldset",
      {},
      make("legend", {}, geomap.say("filter", facet)),
      make("div", { class: "checks" }, boxes),
    );
  }

  function articleGroup(filters) {
    if (!geomap.articles.length) return null;
    const box = (article, nth) =>
      check(
        [geomap.articleSigns([nth]), make("span", { dir: "auto" }, article.title)],
        !filters.off.article.has(String(nth)),
        (on) => filters.turn("article", String(nth), on),
      );
    const list = geomap.chunked({
      holder: make("div", { class: "checks is-long" }),
      total: geomap.articles.length,
      render: (from, to) => geomap.articles.slice(from, to).map((article, nth) => box(article, from + nth)),
    });
    return make("fieldset", {}, make("legend", {}, geomap.say("filter", "article")), list.nodes);
  }

  function confidenceGroup(filters) {
    const words = geomap.words().filter.confidence_steps;
    const choice = make(
      "select",
      { id: "filter-confidence" },
      Object.entries({ any: 0, fair: 0.5, high: 0.8 }).map(([key, least]) =>
        make("option", { value: least, selected: filters.confidence === least }, words[key]),
      ),
    );
    choice.addEventListener("change", () => filters.set({ confidence: Number(choice.value) }));
    return make(
      "p",
      { class: "field" },
      make("label", { for: "filter-confidence" }, geomap.say("filter", "confidence")),
      choice,
    );
  }

  function dateGroup(filters) {
    const span = geomap.span(filters.stage);
    if (!span) return null;
    const field = (key, day) => {
      const input = make("input", {
        type: "date",
        id: `filter-${key}`,
        min: geomap.iso(span[0]),
        max: geomap.iso(span[1]),
      });
      input.value = geomap.iso(day);
      input.addEventListener("change", () => {
        const value = geomap.day(input.value);
        filters.set({ [key]: isNaN(value) ? null : value });
      });
      return make("p", { class: "field" }, make("label", { for: `filter-${key}` }, geomap.say("filter", key)), input);
    };
    const known = span[0] > geomap.day("0100-01-01"); // a date field can't hold years before
    return make(
      "fieldset",
      {},
      make("legend", {}, geomap.say("filter", "dates")),
      known ? [field("from", filters.from), field("to", filters.to)] : null,
      check(geomap.say("filter", "undated"), filters.undated, (on) => filters.set({ undated: on })),
    );
  }

  /** The dialog with everything that can be chosen. */
  geomap.filterDialog = function (stage) {
    const filters = geomap.filters(stage);
    const content = () => {
      const reset = make("button", { type: "button", class: "plain-button" }, geomap.say("filter", "reset"));
      reset.addEventListener("click", () => {
        filters.reset();
        body.replaceChildren(...build());
        body.querySelector("input, select").focus();
      });
      const build = () =>
        [
          articleGroup(filters),
          ...["type", "certainty", "theme", "status", "place"].map((facet) => facetGroup(filters, facet)),
          confidenceGroup(filters),
          dateGroup(filters),
        ].filter((part) => part);
      const body = make("div", { class: "filter-groups" }, build());
      return [body, reset];
    };
    return geomap.dialog("filter", geomap.say("filter", "title"), content, { beside: true });
  };

  /** A line over the map that tells what is hidden, with a button that shows everything again. */
  geomap.addFilterNotice = function (stage) {
    const filters = geomap.filters(stage);
    const text = make("span", { role: "status" });
    const reset = make("button", { type: "button", class: "plain-button" }, geomap.say("filter", "show_all"));
    reset.addEventListener("click", () => filters.reset());
    const bar = make("div", { class: "map-notice filter-notice", hidden: true }, text, reset);
    geomap.notices(stage.map).append(bar);
    stage.on("view", () => {
      const counts = filters.counts();
      const parts = [];
      if (counts.hidden)
        parts.push(geomap.say("filter", "hidden", { n: geomap.number(counts.hidden), all: geomap.number(counts.all) }));
      if (counts.pale) parts.push(geomap.count("filter", "pale", counts.pale));
      const said = parts.join("; ");
      if (text.textContent !== said) text.textContent = said;
      bar.hidden = !parts.length;
    });
  };
})();
