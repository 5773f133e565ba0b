/* A slider over a linear scale of days. What begins after the chosen day is faded; what has no date always stays. */
(function () {
  "use strict";
  const make = geomap.element;
  const STEP_MS = 1100;

  geomap.timeSlider = function (map, data) {
    const stage = geomap.stage(map);
    const section = document.querySelector(".geomap-time");
    const marks = data.marks
      .map((mark) => ({ ...mark, day: geomap.firstDay(mark.when) }))
      .filter((mark) => !isNaN(mark.day));
    const days = [...new Set(marks.map((mark) => mark.day))].sort((a, b) => a - b);
    if (days.length < 2) return null;
    const slider = new Slider(stage, section, marks, days);
    section.hidden = false;
    return slider;
  };

  class Slider {
    constructor(stage, section, marks, days) {
      Object.assign(this, { stage, marks, days });
      this.first = days[0];
      this.last = days[days.length - 1];
      section.setAttribute("aria-label", geomap.say("time", "label"));
      this.play = make("button", { type: "button", class: "time-play" });
      this.range = make("input", {
        type: "range",
        id: "geomap-time",
        min: this.first,
        max: this.last,
        step: 1,
        "aria-label": geomap.say("time", "slider"),
      });
      this.text = make("output", { for: "geomap-time", class: "time-text", "aria-live": "polite" });
      const track = make("div", { class: "time-track" }, this.ticks(), this.range);
      section.append(this.play, track, this.text);
      this.range.value = this.last;
      this.range.addEventListener("input", () => this.show());
      this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
      this.stop();
      this.show(true);
    }
    /** Small bars where dated marks begin, at their place on the linear scale. */
    ticks() {
      const box = geomap.svg("svg", {
        class: "time-ticks",
        viewBox: "0 0 1000 20",
        preserveAspectRatio: "none",
        "aria-hidden": "true",
      });
      const x = (day) => ((day - this.first) / (this.last - this.first)) * 1000;
      for (const mark of this.marks) {
        const end = Math.min(this.last, geomap.day(mark.when.end) || mark.day);
        const wide = Math.max(3, x(Math.max(end, mark.day)) - x(mark.day));
        box.append(
          geomap.svg("rect", {
            x: Math.min(x(mark.day), 997),
            y: mark.kind === "event" ? 0 : 11,
            width: wide,
            height: 8,
            rx: 1.5,
            class: `tick-${mark.kind}`,
          }),
        );
      }
      return box;
    }
    show(quiet) {
      const day = Number(this.range.value);
      const all = day >= this.last;
      const text = all
        ? geomap.say("time", "everything", { start: geomap.dayText(this.first), end: geomap.dayText(this.last) })
        : geomap.say("time", "up_to", { date: geomap.dayText(day) });
      const shown = this.marks.filter((mark) => mark.day <= day).length;
      const count = geomap.say("time", "shown", { shown, all: this.marks.length });
      this.text.textContent = text;
      this.range.setAttribute("aria-valuetext", `${text}; ${count}`);
      this.range.style.setProperty("--share", `${((day - this.first) / (this.last - this.first)) * 100}%`);
      if (!quiet) this.stage.showUpTo(all ? null : day);
    }
    start() {
      this.play.replaceChildren(make("span", { "aria-hidden": "true" }, "❚❚ "), geomap.say("time", "pause"));
      if (Number(this.range.value) >= this.last) this.go(this.first);
      this.timer = setInterval(() => {
        const next = this.days.find((day) => day > Number(this.range.value));
        if (next === undefined) this.stop();
        else this.go(next);
      }, STEP_MS);
    }
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.play.replaceChildren(make("span", { "aria-hidden": "true" }, "▶ "), geomap.say("time", "play"));
    }
    go(day) {
      this.range.value = day;
      this.show();
    }
  }
})();
