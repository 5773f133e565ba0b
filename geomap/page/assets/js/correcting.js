/* The forms in which a reader corrects the map, the list of what was corrected, and its file. */
(function () {
  "use strict";
  const make = geomap.element;
  const say = (key, values) => geomap.say("correct", key, values);

  /** The sentence of a mark's first quotation, without the signs that it was cut. */
  const sentence = (row) =>
    row.quotes.length ? row.quotes[0].slice(0, 3).join("").replace(/^…|…$/g, "").trim() : undefined;
  const evidence = (row) => (row.quotes.length ? row.quotes[0][1] : undefined);

  const { field, text, select, wordsOf, placeSelect, dateField, spotFields, viaFields, amountFields, scopeFields } =
    geomap.correctFields;

  /** Only what differs from what was. */
  const same = (now, was) => JSON.stringify(now) === JSON.stringify(was);
  const changed = (pairs) => Object.fromEntries(Object.entries(pairs).filter(([, [now, was]]) => !same(now, was)).map(([key, [now]]) => [key, now])); // prettier-ignore

  /* One form for each kind of mark. Each gives its nodes, and `entries()` for what was filled in. */

  function placeForm(stage, { id, row }) {
    const common = { target: "place", mark: id, name: evidence(row) || row.name, id, quote: sentence(row) };
    const also = [...new Set(row.quotes.slice(1).map((quote) => quote[1]))].filter((name) => name !== common.name);
    if (also.length) common.also = also;
    const others = row.alternatives.filter((one) => one.gazetteer_id);
    const actions = [others.length ? "choose" : null, "locate", "rename", "ignore"].filter((one) => one);
    const action = select(actions.map((one) => [one, say(`place_${one}`)]), actions[0]); // prettier-ignore
    const candidates = others.map((one, index) => {
      const radio = make("input", { type: "radio", name: "candidate", value: one.gazetteer_id });
      radio.checked = index === 0;
      return make(
        "label",
        { class: "check" },
        radio,
        make("span", {}, geomap.placeTitle(one)),
      );
    });
    const spot = spotFields(stage, row);
    const scope = scopeFields(stage, row);
    const scoped = make("div", {}, scope.nodes);
    const name = text(row.name, { dir: "auto" });
    const parts = {
      choose: [make("fieldset", {}, make("legend", {}, say("candidates")), candidates)],
      locate: spot.nodes,
      rename: [field(say("name"), name)],
      ignore: [make("p", { class: "lead" }, say("ignore_note"))],
    };
    const shown = make("div", {});
    const show = () => {
      shown.replaceChildren(...parts[action.value]);
      scoped.hidden = action.value === "rename"; // a place has one name
      spot.pin(action.value === "locate");
    };
    action.addEventListener("change", show);
    show();
    return {
      nodes: [field(say("action"), action), scoped, shown],
      close: () => spot.pin(false),
      entries() {
        const chosen = shown.querySelector("input[type=radio]:checked");
        const own = {
          choose: () => ({ candidate: chosen.value }),
          locate: () => ({ ...spot.value(), kind: row.kind }),
          rename: () => ({ rename: name.value.trim() }),
          ignore: () => ({}),
        }[action.value]();
        const { target, mark, also: wordings, ...rest } = common;
        const more = wordings && action.value !== "rename" ? { also: wordings } : {};
        const where = action.value === "rename" ? {} : scope.value();
        return [{ target, mark, action: action.value, ...rest, ...more, ...own, ...where }];
      },
    };
  }

  function dropCheck() {
    const input = make("input", { type: "checkbox" });
    return { input, node: make("label", { class: "check" }, input, make("span", {}, say("drop"))) };
  }
  /** Whether a new date is for all that is dated by the same words. */
  function wordsCheck(row) {
    const input = make("input", { type: "checkbox" });
    if (!row.when || !row.when.text) return { input, node: null };
    return { input, node: make("label", { class: "check" }, input, make("span", { dir: "auto" }, say("date_words", { text: row.when.text }))) }; // prettier-ignore
  }
  function told(target, item, own, date, everywhere, drop) {
    const { id, row } = item;
    const common = { id, quote: evidence(row), was: own.was };
    if (drop.input.checked) return [{ target, mark: id, action: "drop", ...common }];
    const entries = [];
    const isNew = date.input.value.trim() !== date.was;
    if (isNew && everywhere.input.checked)
      entries.push({
        target: "date",
        action: "fix",
        text: row.when.text,
        quote: sentence(row),
        when: date.input.value.trim(),
      });
    const keys = changed(own.keys);
    if (isNew && !everywhere.input.checked) keys.when = date.input.value.trim();
    if (Object.keys(keys).length) entries.push({ target, mark: id, action: "fix", ...common, ...keys });
    return entries;
  }

  function eventForm(stage, item) {
    const { row } = item;
    const [type, certainty] = [select(wordsOf("event"), row.type), select(wordsOf("certainty"), row.certainty)];
    const place = placeSelect(stage, row.place);
    const was = place.value;
    const amount = amountFields(row);
    const [date, everywhere, drop] = [dateField(row), wordsCheck(row), dropCheck()];
    return {
      nodes: [
        field(say("type"), type),
        field(say("place"), place),
        field(say("certainty"), certainty),
        date.node,
        everywhere.node,
        amount.node,
        drop.node,
      ],
      entries: () =>
        told("event", item, {
          was: { type: row.type, place: row.place ? row.place.name : "" },
          keys: { type: [type.value, row.type], place: [place.value, was], certainty: [certainty.value, row.certainty], quantity: [amount.value(), amount.was] },
        }, date, everywhere, drop), // prettier-ignore
    };
  }

  function routeForm(stage, item) {
    const { row } = item;
    const [from, to] = [placeSelect(stage, row.origin), placeSelect(stage, row.destination)];
    const [wasFrom, wasTo] = [from.value, to.value];
    const [theme, status] = [select(wordsOf("theme"), row.theme), select(wordsOf("status"), row.status)];
    const [via, amount, mover] = [viaFields(stage, row), amountFields(row), text(row.mover, { dir: "auto" })];
    const [date, everywhere, drop] = [dateField(row), wordsCheck(row), dropCheck()];
    const name = (end) => (end ? end.name : "");
    return {
      nodes: [
        field(say("from"), from),
        via.node,
        field(say("to"), to),
        field(say("theme"), theme),
        field(say("status"), status),
        field(geomap.say("popup", "mover"), mover),
        date.node,
        everywhere.node,
        amount.node,
        drop.node,
      ],
      entries: () =>
        told("route", item, {
          was: { from: name(row.origin), to: name(row.destination) },
          keys: {
            from: [from.value, wasFrom],
            via: [via.value(), via.was],
            to: [to.value, wasTo],
            theme: [theme.value, row.theme],
            status: [status.value, row.status],
            mover: [mover.value.trim(), row.mover || ""],
            quantity: [amount.value(), amount.was],
          },
        }, date, everywhere, drop), // prettier-ignore
    };
  }

  /** A mark that the program did not find, resting on words of the article. */
  function addForm(stage, kind, words) {
    const quote = make("textarea", { rows: 3, required: true, dir: "auto" });
    quote.value = words;
    const nodes = [field(say("quote"), quote, say("quote_hint"))];
    const [date, spot, name] = [dateField(null), spotFields(stage, null), text("", { required: true, dir: "auto" })];
    const [one, other] = [placeSelect(stage, null), placeSelect(stage, null)];
    const [via, amount] = [viaFields(stage, null), amountFields(null)];
    const what = select(
      wordsOf({ event: "event", route: "theme", place: "kind" }[kind]),
      { event: "attack", route: "people", place: "town" }[kind],
    );
    if (kind === "place") nodes.push(field(say("name_in_text"), name), field(say("kind"), what), ...spot.nodes);
    if (kind === "event") nodes.push(field(say("type"), what), field(say("place"), one), date.node, amount.node);
    if (kind === "route")
      nodes.push(field(say("from"), one), via.node, field(say("to"), other), field(say("theme"), what), date.node, amount.node); // prettier-ignore
    spot.pin(kind === "place");
    const filled = (keys) => Object.fromEntries(Object.entries(keys).filter(([, value]) => value));
    return {
      nodes,
      close: () => spot.pin(false),
      entries() {
        const said = quote.value.trim();
        const when = date.input.value.trim();
        const quantity = amount.value();
        const stops = via.value();
        if (kind === "place")
          return [
            {
              target: "place",
              action: "locate",
              name: name.value.trim(),
              quote: said,
              ...spot.value(),
              kind: what.value,
            },
          ];
        if (kind === "event")
          return [
            { target: "event", action: "add", quote: said, type: what.value, ...filled({ place: one.value, when, quantity }) },
          ];
        return one.value || other.value ? [{ target: "route", action: "add", quote: said, theme: what.value, ...filled({ from: one.value, via: stops.length && stops, to: other.value, when, quantity }) }] : []; // prettier-ignore
      },
    };
  }

  const FORMS = { place: placeForm, event: eventForm, route: routeForm };

  /** The dialog for corrections: a form for one mark, or the list of all that was corrected. */
  geomap.correcting = function (stage) {
    if (stage.correcting) return stage.correcting;
    const corrections = geomap.corrections(stage);
    let [form, build] = [null, null];
    const closed = () => {
      if (form && form.close) form.close();
      form = null;
    };
    const dialog = geomap.dialog("correct", say("title"), () => build(), { beside: true, closed });
    const show = (next, from) => {
      closed(); // at once: the dialog tells that it closed only later
      if (dialog.frame.open) dialog.frame.close();
      build = next;
      dialog.open(from || stage.map.getContainer());
      const first = dialog.frame.querySelector(".dialog-body input, .dialog-body select, .dialog-body textarea, .dialog-body button"); // prettier-ignore
      if (first) first.focus({ preventScroll: true });
    };
    const formNode = (title, made) => {
      form = made;
      const comment = make("textarea", { rows: 2, dir: "auto" });
      const author = text(corrections.author, { autocomplete: "name", dir: "auto" });
      const apply = make("button", { type: "submit", class: "plain-button is-main" }, say("apply"));
      const problem = make("p", { class: "problem", role: "alert" });
      const frame = make("form", { class: "correct-form" }, make("h3", { dir: "auto" }, title), made.nodes, field(say("comment"), comment), field(say("author"), author), problem, apply); // prettier-ignore
      frame.addEventListener("submit", (event) => {
        event.preventDefault();
        const entries = made.entries();
        if (!entries.length) return (problem.textContent = say("nothing_changed"));
        corrections.author = author.value.trim();
        for (const entry of entries) {
          if (comment.value.trim()) entry.comment = comment.value.trim();
          corrections.add(entry);
        }
        stage.announce(geomap.count("correct", "made", corrections.entries.length));
        show(overview);
      });
      return frame;
    };
    const adding = (kind, words) => show(() => formNode(say(`add_${kind}`), addForm(stage, kind, words)));
    let selected = "";

    function overview() {
      const undo = geomap.button("plain-button", "undo", say("undo"));
      undo.addEventListener("click", () => {
        corrections.undo();
        show(overview);
      });
      const save = geomap.button("plain-button is-main", "save", say("save"));
      const file = `${geomap.pageName()}.corrections.toml`;
      save.addEventListener("click", () => geomap.saveFile(file, corrections.toml(), "application/toml"));
      const rows = corrections.entries.map((entry) => make("li", { dir: "auto" }, summary(entry)));
      const add = ["place", "event", "route"].map((kind) => {
        const button = make("button", { type: "button", class: "plain-button" }, say(`add_${kind}`));
        button.addEventListener("click", () => adding(kind, selected));
        return button;
      });
      const done = rows.length
        ? [make("ol", { class: "correct-list" }, rows), make("div", { class: "button-row" }, save, undo), make("p", { class: "lead" }, say("save_note", { file })), geomap.copyField(file, corrections.toml(), 6)] // prettier-ignore
        : make("p", { class: "lead" }, say("none_yet"));
      return [
        done,
        make("h3", {}, say("add")),
        make("p", { class: "lead" }, say("add_note")),
        make("div", { class: "button-row" }, add),
      ];
    }
    const summary = (entry) =>
      `${say(`did_${entry.target}_${entry.action}`)}: ${entry.rename || entry.name || entry.text || `“${entry.quote}”`}`;

    stage.correcting = {
      frame: dialog.frame,
      close: dialog.close,
      /** Opened from the header: what was corrected so far; the words selected in the article are offered as a quotation. */
      open(from) {
        selected = String(getSelection()).trim();
        show(overview, from);
      },
      /** Opened from a mark's popup. */
      openFor(item) {
        stage.map.closePopup();
        show(() => formNode(item.title, FORMS[item.kind](stage, item)));
      },
    };
    return stage.correcting;
  };
})();
