/* ISO dates as day numbers and as words. Years before 1 are astronomical: -0217 is 218 BCE. */
(function () {
  "use strict";
  const DAY = 86400000;

  /** Days since 1970 of an ISO date, NaN for null. */
  geomap.day = function (iso) {
    const found = /^(-?\d{4,6})-(\d\d)-(\d\d)$/.exec(iso || "");
    if (!found) return NaN;
    const date = new Date(0);
    date.setUTCFullYear(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
    return Math.round(date.getTime() / DAY);
  };

  const SHAPES = {
    day: { day: "numeric", month: "short", year: "numeric" },
    month: { month: "long", year: "numeric" },
    year: { year: "numeric" },
    axis_day: { day: "numeric", month: "short" },
    axis_month: { month: "short", year: "numeric" },
  };

  geomap.dayText = function (day, shape) {
    const date = new Date(day * DAY);
    const year = date.getUTCFullYear();
    if (year >= 1) return format(date, SHAPES[shape || "day"]);
    const bce = new Date(0); // the same day in a year that Intl writes without an era
    bce.setUTCFullYear(1 - year, date.getUTCMonth(), date.getUTCDate());
    return geomap.fill(geomap.words().days_bce, { date: format(bce, SHAPES[shape || "day"]) });
  };
  const formats = new Map(); // making one takes longer than using it
  function format(date, shape) {
    const key = JSON.stringify(shape);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(geomap.words().locale, { ...shape, timeZone: "UTC" }));
    return formats.get(key).format(date);
  }

  /** A date expression's interval in words; "undated" for null. */
  geomap.whenText = function (when) {
    const words = geomap.words();
    if (!when) return words.undated;
    const start = geomap.day(when.start);
    const end = geomap.day(when.end);
    if (isNaN(start) && isNaN(end)) return geomap.fill(words.unread_date, { text: when.text });
    if (isNaN(start)) return geomap.fill(words.bound.open_start, { end: geomap.dayText(end) });
    if (isNaN(end)) return geomap.fill(words.bound.open_end, { start: geomap.dayText(start) });
    if (start === end) return geomap.dayText(start);
    const whole = wholePeriod(when, start);
    if (whole) return whole;
    return geomap.fill(words.bound.range, { start: firstOfRange(start, end), end: geomap.dayText(end) });
  };

  function wholePeriod(when, start) {
    if (when.granularity === "month") return geomap.dayText(start, "month");
    if (when.granularity === "year") return geomap.dayText(start, "year");
    return null;
  }

  /** The first day of a range without the year or month that the last one repeats. */
  function firstOfRange(start, end) {
    const [first, last] = [new Date(start * DAY), new Date(end * DAY)];
    if (first.getUTCFullYear() !== last.getUTCFullYear()) return geomap.dayText(start);
    if (first.getUTCMonth() !== last.getUTCMonth()) return format(first, { day: "numeric", month: "short" });
    return String(first.getUTCDate());
  }

  /** Whether something of this date may lie within the days from..to; what has no date always does. */
  geomap.isWithin = function (when, from, to) {
    const [start, end] = [geomap.day(when && when.start), geomap.day(when && when.end)];
    if (isNaN(start) && isNaN(end)) return true;
    return !(start > to) && !(end < from);
  };

  /** The ISO date of a day number; "" for null. */
  geomap.iso = function (day) {
    if (day === null || !isFinite(day)) return "";
    const date = new Date(day * DAY);
    const year = date.getUTCFullYear();
    const sign = year < 0 ? "-" : "";
    const two = (number) => String(number).padStart(2, "0");
    return `${sign}${String(Math.abs(year)).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  };

  /** The first and the last day that a mark's date names; null when none does. */
  geomap.span = function (stage) {
    const days = [...stage.items.values()]
      .flatMap(({ row }) => (row.when ? [geomap.day(row.when.start), geomap.day(row.when.end)] : []))
      .filter((day) => !isNaN(day));
    const end = (choose) => days.reduce((one, other) => choose(one, other));
    return days.length ? [end(Math.min), end(Math.max)] : null;
  };

  /** The day from which a dated thing is shown, NaN when it has none. */
  geomap.firstDay = (when) => (when ? geomap.day(when.start || when.end) : NaN);
})();
