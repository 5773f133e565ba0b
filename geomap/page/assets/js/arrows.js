/* The shape of an arrow in pixels: a curve through the stops, tapered, cut into dashes, with a head, a bar or a cross. */
(function () {
  "use strict";
  const minus = (a, b) => ({ x: a.x - b.x, y: a.y - b.y });
  const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

  /** A bent line between two points: a quadratic Bézier curve that leaves the straight line by `bend` of its length. */
  function bent(from, to, bend) {
    const d = minus(to, from);
    const control = { x: (from.x + to.x) / 2 + d.y * bend, y: (from.y + to.y) / 2 - d.x * bend };
    const steps = 40;
    return Array.from({ length: steps + 1 }, (_, index) => {
      const t = index / steps;
      const u = 1 - t;
      return {
        x: u * u * from.x + 2 * u * t * control.x + t * t * to.x,
        y: u * u * from.y + 2 * u * t * control.y + t * t * to.y,
      };
    });
  }

  /** A smooth line through all points: Hermite curves with tangents short enough not to overshoot. Long lines stay. */
  function smooth(points) {
    if (points.length > 24) return points;
    const tangent = points.map((point, index) => {
      const [before, after] = [points[index - 1] || point, points[index + 1] || point];
      const spans = [apart(before, point), apart(point, after)].filter((span) => span > 0);
      const length = apart(before, after) || 1;
      const size = (Math.min(...spans, Infinity) * 0.8) / length;
      const along = minus(after, before);
      return { x: along.x * size, y: along.y * size };
    });
    const line = [points[0]];
    for (let index = 0; index < points.length - 1; index += 1) {
      for (let step = 1; step <= 14; step += 1) {
        line.push(between(points[index], points[index + 1], tangent[index], tangent[index + 1], step / 14));
      }
    }
    return line;
  }
  function between(p, q, m, n, t) {
    const [a, b, c, d] = [2 * t ** 3 - 3 * t * t + 1, t ** 3 - 2 * t * t + t, 3 * t * t - 2 * t ** 3, t ** 3 - t * t];
    return { x: a * p.x + b * m.x + c * q.x + d * n.x, y: a * p.y + b * m.y + c * q.y + d * n.y };
  }

  /** A line that can be asked for the point, and the direction, at a distance from its start. */
  class Way {
    constructor(points) {
      this.points = points;
      this.upTo = [0];
      for (let index = 1; index < points.length; index += 1) {
        this.upTo.push(this.upTo[index - 1] + apart(points[index - 1], points[index]));
      }
      this.length = this.upTo[this.upTo.length - 1];
    }
    at(distance) {
      const d = Math.max(0, Math.min(this.length, distance));
      let index = 1;
      while (index < this.points.length - 1 && this.upTo[index] < d) index += 1;
      const span = this.upTo[index] - this.upTo[index - 1] || 1;
      const share = (d - this.upTo[index - 1]) / span;
      const [a, b] = [this.points[index - 1], this.points[index]];
      return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    }
    /** The unit normal (to the right of travel on the screen), over a stretch long enough to be steady. */
    normal(distance) {
      const a = this.at(Math.max(0, distance - 3));
      const b = this.at(Math.min(this.length, distance + 3));
      const length = apart(a, b) || 1;
      return { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
    }
    side(distance, away) {
      const point = this.at(distance);
      const normal = this.normal(distance);
      return { x: point.x + normal.x * away, y: point.y + normal.y * away };
    }
  }

  const path = (points) => `M${points.map((point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join("L")}Z`;

  /** A stretch of the body between two distances, as wide as `width(distance)`. */
  function strip(way, first, last, width) {
    const steps = Math.max(1, Math.ceil((last - first) / 6));
    const left = [];
    const right = [];
    for (let index = 0; index <= steps; index += 1) {
      const d = first + ((last - first) * index) / steps;
      left.push(way.side(d, -width(d) / 2));
      right.unshift(way.side(d, width(d) / 2));
    }
    return path([...left, ...right]);
  }

  /** The body from `first` to `last`, whole or cut into dashes of [on, off] pixels. */
  function body(way, first, last, width, dash) {
    if (!dash) return last > first ? strip(way, first, last, width) : "";
    let d = "";
    for (let from = first; from < last; from += dash[0] + dash[1]) {
      d += strip(way, from, Math.min(from + dash[0], last), width);
    }
    return d;
  }

  /** A solid head: its tip at `tip`, its base `long` pixels before. */
  function head(way, tip, long, wide) {
    const base = tip - long;
    return path([way.side(base, -wide / 2), way.at(tip), way.side(base, wide / 2), way.at(base + long * 0.22)]);
  }

  /** An open head: two strokes. */
  function openHead(way, tip, long, wide, stroke) {
    const end = way.at(tip);
    const inner = way.at(tip - stroke * 1.9);
    return path([
      way.side(tip - long, -wide / 2),
      end,
      way.side(tip - long, wide / 2),
      way.side(tip - long - stroke * 0.7, wide / 2 - stroke * 0.7),
      inner,
      way.side(tip - long - stroke * 0.7, -(wide / 2 - stroke * 0.7)),
    ]);
  }

  /** A hollow head: the outline of a solid one, for what was tried and not achieved. */
  function hollowHead(way, tip, long, wide, stroke) {
    const base = tip - long;
    const [inner, half] = [base + stroke, wide / 2 - stroke * 1.7];
    const outline = path([way.side(base, -wide / 2), way.at(tip), way.side(base, wide / 2)]);
    return outline + path([way.side(inner, half), way.at(tip - stroke * 2.3), way.side(inner, -half)]);
  }

  /** A bar across the way. */
  function bar(way, at, wide, thick) {
    const centre = way.at(at);
    const across = way.normal(at);
    const along = { x: across.y * (thick / 2), y: -across.x * (thick / 2) };
    const corner = (side, end) => ({
      x: centre.x + across.x * (wide / 2) * side + along.x * end,
      y: centre.y + across.y * (wide / 2) * side + along.y * end,
    });
    return path([corner(1, 1), corner(1, -1), corner(-1, -1), corner(-1, 1)]);
  }

  function cross(way, at, size, thick) {
    const centre = way.at(at);
    const stroke = (dx, dy) => {
      const [nx, ny] = [-dy * (thick / 2), dx * (thick / 2)];
      const [a, b] = [
        { x: centre.x - dx * size, y: centre.y - dy * size },
        { x: centre.x + dx * size, y: centre.y + dy * size },
      ];
      return path([
        { x: a.x + nx, y: a.y + ny },
        { x: b.x + nx, y: b.y + ny },
        { x: b.x - nx, y: b.y - ny },
        { x: a.x - nx, y: a.y - ny },
      ]);
    };
    const k = Math.SQRT1_2;
    return stroke(k, k) + stroke(k, -k);
  }

  const DASHES = { planned: [9, 5], feared: [4, 4.5], ruled_out: [2.5, 5] };

  /** The whole arrow along a way, by status. `gap` keeps it off the marks at both ends. */
  function arrow(way, width, status, gap) {
    const first = Math.min(gap, way.length * 0.15);
    const end = Math.max(first, way.length - Math.min(gap, way.length * 0.15));
    const tip = status === "blocked" ? end - Math.min(9, way.length * 0.1) : end;
    const long = Math.min((tip - first) * 0.5, width * 1.5 + 8);
    const taper = (d) => width * (0.4 + (0.6 * (d - first)) / Math.max(1, tip - first));
    const neck = tip - long * 0.8;
    if (status === "attempted") {
      const hollow = Math.min(long + 5, (tip - first) * 0.5);
      return body(way, first, tip - hollow, taper, null) + hollowHead(way, tip, hollow, width + 13, 3);
    }
    let d = body(way, first, neck, taper, DASHES[status]) + head(way, tip, long, width + 9);
    if (status === "blocked") d += bar(way, tip + 4, width + 15, 4.5);
    if (status === "ruled_out") d += cross(way, first + (tip - first) * 0.3, 9, 4);
    return d;
  }

  /** A short open arrow for a movement of which only one end is told. */
  function oneEnded(way, width, status) {
    const stroke = 3;
    const thin = (d) => Math.min(width, 4.5) * (0.55 + (0.45 * d) / way.length);
    let d = body(way, 0, way.length - 3, thin, [7, 4.5]);
    d += openHead(way, way.length, 11, 18, stroke);
    if (status === "blocked") d += bar(way, way.length, 20, 4);
    if (status === "ruled_out") d += cross(way, way.length * 0.45, 8, 3.6);
    return d;
  }

  geomap.arrows = { Way, bent, smooth, arrow, oneEnded };
})();
