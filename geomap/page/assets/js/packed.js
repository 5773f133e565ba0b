/* Rows of large stories, as geomap/page/packing.py writes them: columns, each text once. Rows become plain objects at
   once, but for their quotations and outlines, which are made when asked for.

   A column is one of { all: value }, { of: values, at: numbers }, { is: values }, { scaled: whole numbers, by },
   { steps }, { id }, { name }, { reasons: column }, { quotes: column of counts, kinds }, { lists: column of counts,
   table }, { stops, keys }, { rings, by }. */
(function () {
  "use strict";
  const OWN = "\ufffc";
  const NAME = new RegExp(OWN, "g");

  /** A sentence, or the template and values behind it, with the row's own name in it. */
  const named = (said, name) =>
    typeof said === "string"
      ? said.replace(NAME, () => name)
      : [said[0], Object.fromEntries(Object.entries(said[1]).map(([slot, one]) => [slot, one === OWN ? name : one]))];

  const sums = function (steps) {
    let sum = 0;
    return steps.map((step) => (sum += step));
  };

  /** What gives the value of a row by its number, for the columns that need no other. */
  function reader(column) {
    if ("all" in column) return () => column.all;
    if ("of" in column) return (row) => column.of[column.at[row]];
    if ("scaled" in column) return (row) => column.scaled[row] / column.by;
    if ("steps" in column) {
      const values = sums(column.steps);
      return (row) => values[row];
    }
    return (row) => column.is[row];
  }

  /** Where each row's part begins in a list that holds so many of each. */
  function starts(count, n) {
    const first = new Int32Array(n + 1);
    for (let row = 0; row < n; row += 1) first[row + 1] = first[row] + count(row);
    return first;
  }

  /** The quotations of a row: [before, words, after, offset in the article]. */
  function quotations({ quotes, kinds }, n, texts, startOf) {
    const first = starts(reader(quotes), n);
    const [numbers, ...rest] = [sums(kinds[0]), ...kinds.slice(1)];
    return function (row) {
      const found = [];
      for (let at = first[row]; at < first[row + 1]; at += 1) {
        const text = texts[numbers[at]];
        const [head, before, words, behind, signs, off] = rest.map((kind) => kind[at]);
        const from = head + before;
        const start = off + from + (startOf(numbers[at]) || 0);
        const after = text.slice(from + words, text.length - behind);
        const lead = (signs & 1 ? "…" : "") + text.slice(head, from);
        found.push([lead, text.substr(from, words), after + (signs & 2 ? "…" : ""), start < 0 ? undefined : start]);
      }
      return found;
    };
  }

  /** The outline of a row: rings of [lon, lat]. */
  function outlines({ rings, by }, n) {
    const [firstRing, grid] = [new Int32Array(n + 1), new Int32Array(n)];
    for (let row = 0, at = 0; row < n; row += 1) {
      const count = rings.head[at++];
      if (count) grid[row] = rings.head[at++];
      firstRing[row + 1] = firstRing[row] + count;
    }
    const stepsBefore = starts((ring) => rings.points[ring] - 1, rings.points.length);
    const ringAt = function (ring, unit) {
      let [x, y] = [rings.first[2 * ring], rings.first[2 * ring + 1]];
      const line = [[(x * unit) / by, (y * unit) / by]];
      for (let at = stepsBefore[ring]; at < stepsBefore[ring + 1]; at += 1)
        line.push([((x += rings.x[at]) * unit) / by, ((y += rings.y[at]) * unit) / by]);
      return line;
    };
    return function (row) {
      const found = [];
      for (let ring = firstRing[row]; ring < firstRing[row + 1]; ring += 1) found.push(ringAt(ring, grid[row]));
      return found;
    };
  }

  /** Each row's part of a table of its own. */
  function lists({ lists: counts, table }, n, columns) {
    const first = starts(reader(counts), n);
    const rows = expanded(table, {});
    const name = (row) => columns.name(row);
    return (row) =>
      rows.slice(first[row], first[row + 1]).map((one) => ({ ...one, name: one.name === null ? name(row) : one.name }));
  }

  const pick = (row, keys) => Object.fromEntries(keys.map((key) => [key, row[key]]));

  /** Readers for all columns of a table; those of LATE are asked only when a row is. */
  function readers(table, { texts, startOf, places }) {
    const { n, columns } = table;
    const made = {};
    const special = {
      quotes: (column) => quotations(column, n, table.texts || texts, table.texts ? () => 0 : startOf),
      rings: (column) => outlines(column, n),
      lists: (column) => lists(column, n, made),
      id: (column) => (row) => column.id[row] ?? `place-${String(made.gazetteer_id(row)).replace(/:/g, "-")}`,
      name: (column) => (row) => column.name[row] ?? made.quotes(row)[0][1],
      stops: (column) => (row) => (column.stops[row] < 0 ? null : pick(places[column.stops[row]], column.keys)),
      reasons: (column) => {
        const read = reader(column.reasons);
        return (row) => read(row).map((said) => named(said, made.name(row)));
      },
    };
    for (const [key, column] of Object.entries(columns)) {
      const form = Object.keys(special).find((name) => name in column);
      made[key] = form ? special[form](column) : reader(column);
    }
    return made;
  }

  const LATE = ["quotes", "footprint", "alternatives", "reasons"];

  /** The rows of a table as objects. What is late is made when it is first asked for. */
  function expanded(table, known) {
    const made = readers(table, known);
    const late = LATE.filter((key) => key in made);
    class Row {
      toJSON() {
        return { ...this, ...pick(this, late) };
      }
    }
    for (const key of late) {
      Object.defineProperty(Row.prototype, key, {
        get() {
          return made[key](this.nth);
        },
        set(value) {
          Object.defineProperty(this, key, { value, writable: true, enumerable: true });
        },
      });
    }
    const soon = Object.keys(made).filter((key) => !late.includes(key));
    return Array.from({ length: table.n }, (_, nth) => {
      const row = new Row();
      if (late.length) Object.defineProperty(row, "nth", { value: nth });
      for (const key of soon) row[key] = made[key](nth);
      return row;
    });
  }

  /** The rows of a layer, packed or not. */
  geomap.unpacked = function (stage, data) {
    if (Array.isArray(data)) return data;
    return expanded(data, { ...stage.passages, places: stage.layers.place ? stage.layers.place.rows : [] });
  };

  /** The blocks of an article, made one at a time: { length, at(n), blockOf(id), textOf(n) }. */
  class PackedBlocks {
    constructor(stage, { blocks, texts }) {
      Object.assign(this, { stage, blocks, texts, length: blocks.n });
      const columns = readers(blocks, {});
      this.columns = columns;
      this.firstPart = starts(columns.parts, blocks.n);
      const places = new Map();
      for (let nth = 0; nth < blocks.n; nth += 1)
        if (!places.has(columns.text(nth))) places.set(columns.text(nth), columns.start(nth));
      stage.passages = { texts, startOf: (number) => places.get(number) };
    }
    /** Where the marks of each part begin in their list. */
    marksAt() {
      if (this.marks) return this.marks;
      const { marks, lengths } = this.blocks;
      this.marks = new Int32Array(lengths.length + 1);
      for (let part = 0, at = 0; part < lengths.length; part += 1) {
        at += 1 + marks[at];
        at += 1 + marks[at];
        this.marks[part + 1] = at;
      }
      return this.marks;
    }
    ids() {
      const { place, route, event } = this.rows || this.stage.layers;
      this.rows = this.rows || { place: { rows: place.rows }, route: { rows: route.rows }, event: { rows: event.rows } };
      this.known = this.known || [place, route, event].flatMap((layer) => layer.rows.map((row) => row.id));
      return this.known;
    }
    hasHeadline() {
      const { all, of, is } = this.blocks.columns.kind;
      return (all ? [all] : of || is).includes("headline");
    }
    textOf(nth) {
      return this.texts[this.columns.text(nth)];
    }
    at(nth) {
      const [ids, text, marks] = [this.ids(), this.textOf(nth), this.marksAt()];
      const { lengths, places, marks: list } = this.blocks;
      const parts = [];
      for (let part = this.firstPart[nth], from = 0; part < this.firstPart[nth + 1]; from += lengths[part], part += 1) {
        const at = marks[part];
        const resting = list.slice(at + 1, at + 1 + list[at]);
        const ending = list.slice(at + 2 + list[at], marks[part + 1]);
        const place = places[part] ? ids[places[part] - 1] : null;
        const named = (number) => ids[number];
        parts.push([text.substr(from, lengths[part]), place, resting.map(named), ending.map(named)]);
      }
      const [kind, inline, start] = ["kind", "inline", "start"].map((key) => this.columns[key](nth));
      return { kind, inline, start, parts };
    }
    /** The first block that names or tells of a mark; -1 where none does. */
    blockOf(id) {
      if (!this.first) this.first = this.index();
      return this.first.get(id) ?? -1;
    }
    index() {
      const [first, ids, marks] = [new Map(), this.ids(), this.marksAt()];
      const { places, marks: list } = this.blocks;
      const note = (id, nth) => first.has(id) || first.set(id, nth);
      for (let nth = 0; nth < this.length; nth += 1) {
        for (let part = this.firstPart[nth]; part < this.firstPart[nth + 1]; part += 1) {
          if (places[part]) note(ids[places[part] - 1], nth);
          for (let at = marks[part] + 1, end = at + list[at - 1]; at < end; at += 1) note(ids[list[at]], nth);
        }
      }
      return first;
    }
  }

  /** The same of blocks that are not packed. */
  class PlainBlocks {
    constructor(blocks) {
      Object.assign(this, { blocks, length: blocks.length });
    }
    at(nth) {
      return this.blocks[nth];
    }
    hasHeadline() {
      return this.blocks.some(({ kind }) => kind === "headline");
    }
    textOf(nth) {
      return this.blocks[nth].parts.map((part) => part[0]).join("");
    }
    blockOf(id) {
      return this.blocks.findIndex(({ parts }) => parts.some((part) => part[1] === id || part[2].includes(id)));
    }
  }

  geomap.blocks = (stage, data) =>
    Array.isArray(data.blocks) ? new PlainBlocks(data.blocks) : new PackedBlocks(stage, data);
})();
