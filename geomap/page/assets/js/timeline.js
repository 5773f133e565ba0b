/* Time under the map: events and movements as intervals on a linear scale of days, with two handles that choose days. */
(function () {
  "use strict";
  const make = geomap.element;
  const STEP_MS = 1100;
  const [BAR, GAP, AXIS, MOST_LANES] = [7, 2, 15, 4];
  const MOST_BARS = 250;
  const VAGUE = new Set(["month", "season", "quarter", "year", "decade", "open"]);
  const DAYS_OF = { day: 1, week: 7, month: 30.44, year: 365.24 };

  geomap.timeSlider = function (map) {
    const section = document.querySelector(".geomap-time");
    return new Timeline(geomap.stage(map), section);
  };

  class Timeline {
    constructor(stage, section) {
      Object.assign(this, { stage, section, filters: geomap.filters(stage) });
      section.setAttribute("aria-label", geomap.say("time", "label"));
      section.setAttribute("role", "region");
      this.back = geomap.button("time-step", "previous", null, geomap.say("time", "back"));
      this.play = make("button", { type: "button", class: "time-play" });
      this.forth = geomap.button("time-step", "next", null, geomap.say("time", "forth"));
      this.picture = geomap.svg("svg", { class: "time-picture", "aria-hidden": "true" });
      this.from = this.handle("geomap-time-from", "slider_from");
      this.to = this.handle("geomap-time", "slider");
      this.text = make("output", { for: "geomap-time-from geomap-time", class: "time-text", "aria-live": "polite" });
      const handles = make("div", { class: "time-handles" }, this.from, this.to);
      this.track = make("div", { class: "time-track" }, this.picture, handles);
      section.append(make("div", { class: "time-buttons" }, this.back, this.play, this.forth), this.track, this.text);
      this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
      this.back.addEventListener("click", () => this.step(-1));
      this.forth.addEventListener("click", () => this.step(1));
      this.brush();
      this.stop();
      stage.on("redraw", () => this.refresh());
      stage.on("view", () => this.follow());
      stage.on("filter select hover", (event) => this.dress(event));
      new ResizeObserver(() => this.draw()).observe(this.track);
      this.refresh();
    }
    handle(id, label) {
      const input = make("input", { type: "range", id, step: 1, "aria-label": geomap.say("time", label) });
      input.addEventListener("input", () => {
        const [from, to] = [Number(this.from.value), Number(this.to.value)];
        if (input === this.from) this.choose(Math.min(from, to), to);
        else this.choose(from, Math.max(from, to));
      });
      return input;
    }
    /** Read the dated marks anew. With one date or none there is no timeline. */
    refresh() {
      const all = [...this.stage.items.values()].filter((item) => item.kind !== "place");
      this.marks = all.filter((item) => !isNaN(geomap.firstDay(item.row.when)));
      this.undated = all.length - this.marks.length;
      this.days = [...new Set(this.marks.map((item) => geomap.firstDay(item.row.when)))].sort((a, b) => a - b);
      this.section.hidden = this.days.length < 2;
      if (this.section.hidden) return;
      [this.first, this.last] = geomap.span(this.stage);
      for (const input of [this.from, this.to]) Object.assign(input, { min: this.first, max: this.last });
      this.follow();
      this.draw();
    }
    /** The days that are chosen, whole span when none are. */
    chosen() {
      const { from, to } = this.filters;
      return [Math.max(this.first, from ?? this.first), Math.min(this.last, to ?? this.last)];
    }
    choose(from, to) {
      this.filters.set({ from: from <= this.first ? null : from, to: to >= this.last ? null : to });
    }
    /** Show what was chosen here or elsewhere (the filter's fields, the address). */
    follow() {
      if (this.section.hidden) return;
      const [from, to] = this.chosen();
      [this.from.value, this.to.value] = [from, to];
      const text = this.words(from, to);
      const dated = this.marks.filter((item) => geomap.isWithin(item.row.when, from, to)).length;
      const count = geomap.say("time", "shown", { shown: dated, all: this.marks.length });
      const undated = this.undated ? geomap.count("time", "undated", this.undated) : null;
      this.text.replaceChildren(text, ...(undated ? [make("small", {}, undated)] : []));
      this.from.setAttribute("aria-valuetext", geomap.dayText(from));
      this.to.setAttribute("aria-valuetext", `${text}; ${count}`);
      this.from.style.zIndex = from > (this.first + this.last) / 2 ? 3 : 1;
      this.shade();
    }
    words(from, to) {
      const [start, end] = [geomap.dayText(from), geomap.dayText(to)];
      if (from <= this.first && to >= this.last) return geomap.say("time", "everything", { start, end });
      if (from <= this.first) return geomap.say("time", "up_to", { date: end });
      if (to >= this.last) return geomap.say("time", "since", { date: start });
      return from === to ? end : geomap.say("time", "between", { start, end });
    }

    /* The picture */

    x(day) {
      const share = (day - this.first) / Math.max(1, this.last - this.first);
      return getComputedStyle(this.section).direction === "rtl" ? this.wide * (1 - share) : this.wide * share;
    }
    day(x) {
      const share = Math.max(0, Math.min(1, x / this.wide));
      const along = getComputedStyle(this.section).direction === "rtl" ? 1 - share : share;
      return Math.round(this.first + along * (this.last - this.first));
    }
    draw() {
      if (this.section.hidden) return;
      this.wide = Math.max(40, this.track.clientWidth - 18);
      const isMany = this.marks.length > MOST_BARS;
      const { marks } = isMany ? { marks: [] } : this.lanes();
      const lanes = isMany ? MOST_LANES : Math.max(1, ...marks.map((mark) => mark.lane + 1));
      this.high = lanes * (BAR + GAP);
      this.picture.setAttribute("width", this.wide);
      this.picture.setAttribute("height", this.high + AXIS);
      this.veil = geomap.svg("rect", { class: "time-window", y: 0, height: this.high });
      this.picture.replaceChildren(fades(), this.veil, ...this.axis(), ...(isMany ? this.columns() : marks.map((mark) => this.bar(mark))));
      this.dress();
      this.shade();
    }
    /** Each mark's bar in the first lane that is free there; what finds none lies over others in the last. */
    lanes() {
      const ends = [];
      const marks = this.marks
        .map((item) => {
          const { when } = item.row;
          const [start, end] = [geomap.day(when.start), geomap.day(when.end)];
          const [a, b] = [this.x(isNaN(start) ? this.first : start), this.x(isNaN(end) ? this.last : end)];
          const wide = Math.max(5, Math.abs(b - a));
          const left = Math.max(0, Math.min(a, b, this.wide - wide));
          return { item, left, wide, open: [isNaN(start), isNaN(end)] };
        })
        .sort((a, b) => a.left - b.left || b.wide - a.wide);
      for (const mark of marks) {
        const free = ends.findIndex((end) => end + 2 <= mark.left);
        mark.lane = free >= 0 ? free : Math.min(ends.length, MOST_LANES - 1);
        ends[mark.lane] = Math.max(ends[mark.lane] || 0, mark.left + mark.wide);
      }
      return { marks };
    }
    /** Too many for a bar each: how many begin in each stretch of the time, as columns. */
    columns() {
      const count = Math.max(10, Math.floor(this.wide / 6));
      const sums = { event: new Array(count).fill(0), route: new Array(count).fill(0) };
      const span = this.last - this.first || 1;
      for (const { kind, row } of this.marks)
        sums[kind][Math.min(count - 1, Math.floor(((geomap.firstDay(row.when) - this.first) / span) * count))] += 1;
      const most = sums.event.reduce((top, events, nth) => Math.max(top, events + sums.route[nth]), 1);
      const rtl = getComputedStyle(this.section).direction === "rtl";
      const wide = this.wide / count;
      const column = (kind, nth, below) => {
        const high = (sums[kind][nth] / most) * this.high;
        const x = (rtl ? count - 1 - nth : nth) * wide;
        const place = { x, y: this.high - high - below, width: wide - 1, height: high };
        return high ? [geomap.svg("rect", { ...place, class: `tick tick-${kind} theme-other` })] : [];
      };
      return sums.event.flatMap((events, nth) => [
        ...column("event", nth, 0),
        ...column("route", nth, (events / most) * this.high),
      ]);
    }
    bar({ item, left, wide, lane, open }) {
      const rtl = getComputedStyle(this.section).direction === "rtl";
      const vague = VAGUE.has(item.row.when.granularity);
      const fade =
        wide < 12 ? "" : open[0] ? (rtl ? "end" : "start") : open[1] ? (rtl ? "start" : "end") : vague ? "both" : "";
      const theme = item.kind === "route" ? ` theme-${item.row.theme}` : "";
      const node = geomap.svg("rect", {
        x: left,
        y: lane * (BAR + GAP),
        width: wide,
        height: BAR,
        rx: item.kind === "event" ? 1.5 : 3.5,
        class: `tick tick-${item.kind}${theme}`,
        "data-mark": item.id,
      });
      if (fade) node.setAttribute("mask", `url(#fade-${fade})`);
      const title = geomap.svg("title", {});
      title.textContent = `${item.title} · ${geomap.whenText(item.row.when)}`;
      node.append(title);
      return node;
    }
    /** Lines and names of years, months, weeks or days: as many as there is room for. */
    axis() {
      const room = this.wide / (this.last - this.first || 1);
      const { step, every } = axisSteps(62 / room);
      const nodes = [];
      let free = 0;
      for (const day of daysOfAxis(this.first, this.last, step, every)) {
        const x = this.x(day);
        nodes.push(geomap.svg("path", { class: "time-line", d: `M${x.toFixed(1)} 0V${this.high + 3}` }));
        const text = geomap.dayText(day, step === "year" ? "year" : step === "month" ? "axis_month" : "axis_day");
        const half = text.length * 3.1;
        if (x - half < free || x + half > this.wide) continue;
        free = x + half + 6;
        const name = geomap.svg("text", { x: x.toFixed(1), y: this.high + 13, class: "time-name" });
        name.textContent = text;
        nodes.push(name);
      }
      return nodes;
    }
    shade() {
      if (!this.veil) return;
      const [a, b] = this.chosen().map((day) => this.x(day));
      this.veil.setAttribute("x", Math.min(a, b));
      this.veil.setAttribute("width", Math.max(2, Math.abs(b - a)));
      this.dress();
    }
    dress() {
      for (const node of this.picture.querySelectorAll("[data-mark]")) {
        const id = node.dataset.mark;
        node.classList.toggle("is-filtered", this.stage.hidden.has(id));
        node.classList.toggle("is-outside", this.stage.outside.has(id));
        node.classList.toggle("is-selected", this.stage.selected === id);
      }
    }

    /* Choosing by pointer: a drag inside the window moves it, elsewhere it draws a new one; a click opens a mark. */

    brush() {
      this.picture.addEventListener("pointerdown", (down) => {
        const left = this.picture.getBoundingClientRect().left;
        const at = this.day(down.clientX - left);
        const [from, to] = this.chosen();
        const isWhole = from === this.first && to === this.last;
        const moves = !isWhole && at >= from && at <= to;
        let dragged = false;
        const move = (event) => {
          if (!dragged && Math.abs(event.clientX - down.clientX) < 4) return;
          dragged = true;
          const now = this.day(event.clientX - left);
          const shift = Math.max(this.first - from, Math.min(this.last - to, now - at));
          if (moves) this.choose(from + shift, to + shift);
          else this.choose(Math.min(at, now), Math.max(at, now));
        };
        const up = () => {
          removeEventListener("pointermove", move);
          removeEventListener("pointerup", up);
          if (!dragged && down.target.dataset.mark) this.stage.open(down.target.dataset.mark, "list");
        };
        addEventListener("pointermove", move);
        addEventListener("pointerup", up);
        down.preventDefault();
      });
    }

    /* Step and play: the later end walks from date to date. */

    step(by) {
      const [from, to] = this.chosen();
      const next = by > 0 ? this.days.find((day) => day > to) : this.days.filter((day) => day < to).pop();
      const there = next ?? (by > 0 ? this.last : this.first);
      this.choose(Math.min(from, there), there);
    }
    start() {
      this.label("pause");
      if (this.chosen()[1] >= this.last)
        this.choose(
          this.chosen()[0],
          this.days.find((day) => day >= this.chosen()[0]),
        );
      this.timer = setInterval(() => {
        this.step(1);
        if (this.chosen()[1] >= this.last) this.stop();
      }, STEP_MS);
    }
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.label("play");
    }
    label(name) {
      const word = geomap.say("time", name);
      this.play.replaceChildren(geomap.icon(name), make("span", {}, word));
      this.play.setAttribute("aria-label", word);
    }
  }

  /** The finest unit of time, and how many of it, that lasts at least so many days. */
  function axisSteps(least) {
    for (const step of ["day", "week"]) if (DAYS_OF[step] >= least) return { step, every: 1 };
    const months = [1, 2, 3, 6].find((every) => every * DAYS_OF.month >= least);
    return months ? { step: "month", every: months } : { step: "year", every: niceStep(least / DAYS_OF.year) };
  }

  /** 1, 2, 5, 10, 20 ...: the first that is not below the number. */
  function niceStep(least) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
    return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least);
  }

  function* daysOfAxis(first, last, step, every) {
    if (step === "day" || step === "week") {
      for (let day = first; day <= last; day += DAYS_OF[step]) yield day;
      return;
    }
    const date = new Date(first * 86400000);
    let [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    for (;;) {
      if (step === "month") {
        const next = Math.floor(month / every) * every + every;
        [year, month] = next > 11 ? [year + 1, 0] : [year, next];
      } else [year, month] = [Math.floor(year / every) * every + every, 0];
      const next = new Date(0);
      next.setUTCFullYear(year, month, 1);
      const day = Math.round(next.getTime() / 86400000);
      if (day > last) return;
      yield day;
    }
  }

  /** Masks that let a bar fade out at its uncertain ends. */
  function fades() {
    const shades = { start: [0, 1], end: [1, 0], both: [0.15, 1, 0.15] };
    return geomap.svg(
      "defs",
      {},
      ...Object.entries(shades).flatMap(([name, steps]) => [
        geomap.svg(
          "linearGradient",
          { id: `shade-${name}` },
          ...steps.map((step, index) =>
            geomap.svg("stop", { offset: index / (steps.length - 1), "stop-color": "#fff", "stop-opacity": step }),
          ),
        ),
        geomap.svg(
          "mask",
          { id: `fade-${name}`, maskContentUnits: "objectBoundingBox" },
          geomap.svg("rect", { width: 1, height: 1, fill: `url(#shade-${name})` }),
        ),
      ]),
    );
  }
})();
