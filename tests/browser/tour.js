/* Opens everything that a page can open, and gives what was seen: kinds of elements with their attributes, and which of
   the strings never showed as text. */
(async () => {
  const parts = new Set();
  const texts = [];
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const plain = (text) => text.replace(/\p{Cf}/gu, "").replace(/[\s\u0000]+/g, " ").trim(); // Firefox gives no Cf
  const settled = () => new Promise((done) => setTimeout(done, 0));
  const look = (within, what) => {
    if (!within) throw new Error(`not open: ${what}`);
    for (const node of [within, ...all("*", within)])
      for (const name of ["", ...node.getAttributeNames()]) parts.add(`${node.localName} ${name}`);
    texts.push(within.innerText ?? "");
  };
  const type = (field, value) => {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const popup = async () => {
    for (let turn = 0; turn < 40 && !document.querySelector(".leaflet-popup .popup"); turn += 1) await settled();
    return document.querySelector(".leaflet-popup .popup");
  };

  let popups = 0;
  for (const tab of all("[role=tab]")) {
    tab.click();
    await settled();
    for (const more of all(".geomap-text details")) more.open = true;
    look(document.body);
  }
  for (const [nth, kind] of ["events", "routes", "places"].entries()) {
    document.querySelector(`#tab-${kind}`).click();
    for (const row of all(`.panel-${kind} .row[data-id]`).filter((_, at) => at % 3 === nth)) {
      row.click();
      const open = await popup();
      all("details", open).forEach((more) => (more.open = true));
      look(open, "a popup");
      popups += 1;
      document.querySelector(".popup-close").click();
    }
  }

  for (const words of STRINGS.slice(0, 3)) {
    type(document.querySelector("#geomap-find"), words);
    await settled();
    look(document.querySelector("#geomap-found"), "the search");
  }
  type(document.querySelector("#geomap-find"), "");

  for (const handle of all(".time-handles input")) {
    type(handle, handle.id === "geomap-time" ? handle.min : handle.max);
    look(document.querySelector(".geomap-time"));
  }
  for (const button of all(".tool-button[aria-haspopup]")) {
    button.click();
    await settled();
    const dialog = document.querySelector("dialog[open]");
    look(dialog, button.textContent);
    dialog.querySelector(".dialog-close").click();
    await settled();
  }

  let forms = 0;
  for (const kind of ["events", "routes", "places"]) {
    document.querySelector(`#tab-${kind}`).click();
    document.querySelector(`.panel-${kind} .row[data-id]`).click();
    all("button", await popup()).at(-1).click();
    await settled();
    const dialog = document.querySelector(".dialog-correct[open]");
    for (const choice of all("select", dialog).slice(0, 1)) type(choice, choice.options[choice.options.length - 2].value);
    all("input[type=text]:not([placeholder]), textarea", dialog).forEach((field) => type(field, STRINGS[0]));
    look(dialog, "the form for a correction");
    all("button[type=submit]", dialog).at(-1).click();
    await settled();
    if (document.querySelector(".correct-list")) forms += 1;
    look(document.querySelector(".dialog-correct[open]"), "the list of corrections");
    document.querySelector(".dialog-correct .dialog-close").click();
    await settled();
  }
  window.dispatchEvent(new Event("beforeprint"));
  look(document.documentElement);
  const said = plain(texts.join("\n"));
  return { parts: [...parts], missing: STRINGS.filter((one) => !said.includes(plain(one))), popups, forms };
})()
