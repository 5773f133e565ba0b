/* What a mark's popup says: the words it rests on first, then what is stated, what is inferred, and how sure. */
(function () {
  "use strict";
  const make = geomap.element;
  const QUOTES_SHOWN = 2;

  /** A popup's frame: a dialog with a title bar, closed by its button or Escape. */
  geomap.popupFrame = function (stage, item, content) {
    const close = make(
      "button",
      { type: "button", class: "popup-close", "aria-label": geomap.say("popup", "close") },
      "×",
    );
    close.addEventListener("click", () => stage.map.closePopup());
    const body = make("div", { class: "popup-body", tabindex: "0" }, content);
    const attributes = { class: `popup popup-${item.kind}`, role: "dialog", "aria-label": item.title, tabindex: "-1" };
    const frame = make("div", attributes, close, body);
    const foot = [];
    if (stage.hasText) {
      const show = make(
        "button",
        { type: "button", class: "popup-show" },
        geomap.say("popup", stage.hasText.quoted ? "show_quote" : "show_text"),
      );
      show.addEventListener("click", () => stage.fire("show", { id: item.id }));
      foot.push(show);
    }
    if (stage.correcting && !item.id.startsWith("by-hand")) {
      const correct = geomap.button("popup-show", "correct", geomap.say("tool", "correct"));
      correct.addEventListener("click", () => stage.correcting.openFor(item));
      foot.push(correct);
    }
    if (foot.length) frame.append(make("div", { class: "popup-foot" }, foot));
    return frame;
  };

  geomap.quotes = function (quotes, shown) {
    const limit = shown || QUOTES_SHOWN;
    const parts = quotes.slice(0, limit).map(quote);
    if (quotes.length > limit) {
      const rest = quotes.length - limit;
      parts.push(
        make(
          "details",
          { class: "popup-more" },
          make("summary", {}, geomap.count("popup", "more_quotes", rest)),
          quotes.slice(limit, limit + 20).map(quote),
        ),
      );
    }
    return parts;
  };
  const quote = ([before, words, after, offset]) =>
    make("blockquote", { dir: "auto" }, before, make("mark", {}, words), after, origin(geomap.articleAt(offset)));
  /** Which of several articles a quotation comes from. */
  const origin = (number) =>
    number < 0
      ? null
      : make("footer", { class: "quote-article", dir: "auto" }, geomap.articleSigns([number]), geomap.articles[number].title);

  const line = (className, text) => (text ? make("p", { class: className, dir: "auto" }, text) : null);
  const fact = (name, value) => (value ? [make("dt", {}, name), make("dd", {}, make("bdi", {}, value))] : []);
  const facts = (...rows) => {
    const all = rows.flat();
    return all.length ? make("dl", { class: "popup-facts" }, all) : null;
  };

  function title(text, detail) {
    return make("h2", { class: "popup-title" }, text, detail ? make("small", {}, detail) : null);
  }

  geomap.confidenceText = (confidence) =>
    geomap.say("popup", "confidence", {
      word: geomap.confidenceWord(confidence),
      percent: Math.round(confidence * 100),
    });

  geomap.placeWhere = function (place) {
    const kind = geomap.say("kind", place.kind);
    const country = place.country && place.kind !== "country" ? geomap.country(place.country) : null;
    const admin1 = place.admin1 && place.admin1 !== place.name ? geomap.isolated(place.admin1) : null;
    return geomap.listed([kind, admin1, country]);
  };

  /** Two digits are as much as an extent can say. */
  const rounded = (km) => Number(km.toPrecision(2));

  geomap.placePopup = function (place) {
    const extent = place.inferred ? "radius_uncertain" : "radius_extent";
    const km = place.inferred ? place.radius_km : place.radius_km * 2;
    const radius = place.radius_km >= 1 && (place.inferred || geomap.isArea(place));
    return [
      title(make("bdi", {}, place.name), geomap.placeWhere(place)),
      line("popup-meta", geomap.count("count", "mentions", place.count)),
      ...geomap.correctedNote(place),
      ...geomap.quotes(place.quotes),
      line("popup-note", place.inferred ? geomap.say("popup", "described") : null),
      line("popup-note", radius ? geomap.say("popup", extent, { km: geomap.number(rounded(km)) }) : null),
      line("popup-confidence", geomap.confidenceText(place.confidence)),
      more(
        "why",
        place.reasons.map((reason) => geomap.toldIn("li", reason)),
      ),
      more("alternatives", place.alternatives.map(alternative)),
    ];
  };
  function more(key, items) {
    if (!items.length) return null;
    return make(
      "details",
      { class: "popup-more" },
      make("summary", {}, geomap.say("popup", key)),
      make("ul", {}, items),
    );
  }
  const alternative = (other) =>
    make("li", {}, geomap.listed([`${geomap.isolated(other.name)} (${geomap.placeWhere(other)})`, `${Math.round(other.confidence * 100)} %`]));

  /** What a person set, as popups show it. */
  geomap.correctedNote = (row) =>
    (row.corrected || []).map((one) => {
      const names = geomap.listed(one.fields.map((name) => geomap.say("field", name)));
      const by = geomap.listed([one.author, one.made_on]);
      return make(
        "p",
        { class: "popup-corrected", dir: "auto" },
        geomap.icon("correct"),
        make("span", {}, [geomap.say("correct", "by_hand"), names ? `: ${names}` : "", one.comment ? ` – ${one.comment}` : "", by ? ` (${by})` : ""].join("")), // prettier-ignore
      );
    });

  /** The date with the words that it was read from and how. */
  geomap.dateFact = function (when) {
    if (!when) return [];
    const words = geomap.words().popup;
    const read = [
      geomap.fill(words.written, { text: geomap.isolated(when.text) }),
      when.anchor ? geomap.wordOf(words.anchor, when.anchor) || when.anchor : null,
      when.rule && when.rule !== "by_hand" ? ruleRead(when.rule) : null,
    ].filter((part) => part);
    const how = make("small", {}, read.flatMap((part, nth) => (nth ? [geomap.sign(";"), part] : [part])));
    return [make("dt", {}, words.date), make("dd", {}, geomap.whenText(when), how)];
  };
  function ruleRead(rule) {
    const [before, after] = geomap.words().popup.rule.split("{rule}");
    const told = typeof rule === "string" ? rule.replace(/_/g, " ") : rule;
    return make("span", {}, before, geomap.toldIn("span", told), after);
  }

  function grounds(row) {
    const names = (fields) => geomap.listed(fields.map((field) => geomap.say("field", field)));
    return [
      fact(geomap.say("popup", "stated"), names(row.stated)),
      fact(geomap.say("popup", "inferred"), names(row.inferred)),
    ].flat();
  }

  geomap.routePopup = function (route) {
    const popup = (key) => geomap.say("popup", key);
    const oneEnd = !(route.origin && route.destination);
    const kept = route.origin ? "one_ended_out" : route.destination ? "one_ended_in" : "one_ended_via";
    return [
      title(geomap.way(route), geomap.listed([geomap.say("theme", route.theme), geomap.say("status", route.status)])),
      line("popup-meta", route.times ? geomap.count("count", "mentions", route.times) : null),
      ...geomap.correctedNote(route),
      ...geomap.quotes(route.quotes),
      facts(
        geomap.dateFact(route.when),
        fact(popup("quantity"), route.quantity),
        fact(popup("mover"), route.mover),
        fact(
          popup("length"),
          route.length_km ? geomap.say("popup", "km", { km: geomap.number(route.length_km) }) : null,
        ),
        grounds(route),
      ),
      line("popup-note", oneEnd && route.path.length < 2 ? popup(kept) : null),
      line("popup-note", route.vague ? popup("vague") : null),
    ];
  };

  const spotText = (spot) =>
    geomap.listed([
      `${geomap.say("popup", "described")}: ${geomap.isolated(`“${spot.text}”`)}`,
      geomap.say("popup", "radius_uncertain", { km: geomap.number(rounded(spot.radius_km)) }),
    ]);

  geomap.eventPopup = function (event) {
    const popup = (key) => geomap.say("popup", key);
    return [
      title(`${event.number}. ${geomap.eventTitle(event)}`, geomap.say("certainty", event.certainty)),
      line("popup-meta", event.times ? geomap.count("count", "mentions", event.times) : null),
      ...geomap.correctedNote(event),
      ...geomap.quotes(event.quotes),
      line("popup-note", event.spot ? spotText(event.spot) : null),
      facts(
        geomap.dateFact(event.when),
        fact(popup("quantity"), event.quantity),
        fact(popup("actors"), geomap.listed(event.actors.map(geomap.isolated))),
        grounds(event),
      ),
    ];
  };
})();
