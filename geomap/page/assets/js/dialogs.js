/* Boxes that open over the page, the bar of buttons that open them, and handing texts and files to the reader. */
(function () {
  "use strict";
  const make = geomap.element;

  /** A dialog with a title and a close button. `fill(close)` gives its content anew at each opening. */
  geomap.dialog = function (name, title, fill, options) {
    const frame = make("dialog", { class: `geomap-dialog dialog-${name}`, "aria-label": title });
    const modal = !(options && options.beside);
    let opener = null;
    const close = () => {
      if (opener) opener.setAttribute("aria-expanded", "false");
      if (frame.open) frame.close();
    };
    frame.addEventListener("close", () => {
      if (frame.open) return; // opened again meanwhile
      if (opener && opener.isConnected && frame.contains(document.activeElement)) opener.focus();
      if (options && options.closed) options.closed();
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      close();
    });
    frame.addEventListener("click", (event) => modal && event.target === frame && close());
    document.body.append(frame);
    return {
      frame,
      close,
      open(from) {
        opener = from || document.activeElement;
        if (frame.open) return;
        const shut = make(
          "button",
          { type: "button", class: "dialog-close", "aria-label": geomap.say("popup", "close") },
          "×",
        );
        shut.addEventListener("click", close);
        const head = make("div", { class: "dialog-head" }, make("h2", {}, title), shut);
        frame.replaceChildren(head, make("div", { class: "dialog-body" }, fill(close)));
        if (opener) opener.setAttribute("aria-expanded", "true");
        if (modal) frame.showModal();
        else frame.show();
      },
    };
  };

  /** A button of the header that opens a dialog, and closes it again when it stands beside the page. */
  geomap.toolButton = function (icon, dialog) {
    const button = geomap.button("tool-button", icon, geomap.say("tool", icon), geomap.say("tool", `${icon}_label`));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("mousedown", (event) => event.preventDefault()); // words selected in the article stay so
    button.addEventListener("click", () => (dialog.frame.open ? dialog.close() : dialog.open(button)));
    return button;
  };

  /** The page's file name without its ending, for files that are saved from it. */
  geomap.pageName = function () {
    let path = "";
    try {
      path = decodeURIComponent(location.pathname);
    } catch (error) {
      path = location.pathname;
    }
    const name = path
      .split("/")
      .pop()
      .replace(/\.html?$/, "");
    return name && name !== "srcdoc" && name !== "blank" ? name : "map";
  };

  /** Let the reader save a file. Where that is not permitted (a sandboxed frame) nothing happens: offer the text too. */
  geomap.saveFile = function (name, content, type) {
    const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 30000);
  };

  /** Copy a text; resolves to whether that worked. */
  geomap.copyText = async function (text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      return copiedByCommand(text);
    }
  };

  function copiedByCommand(text) {
    const field = make("textarea", { class: "for-readers", readonly: true, "aria-hidden": "true" });
    field.value = text;
    (document.querySelector("dialog[open]") || document.body).append(field);
    const before = document.activeElement;
    field.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch (error) {
      copied = false;
    }
    field.remove();
    if (before) before.focus();
    return copied;
  }

  /** A text in a field with a button that copies it; the field is selected where copying is not permitted. */
  geomap.copyField = function (label, text, lines) {
    const field = make(lines ? "textarea" : "input", {
      class: "copy-text",
      readonly: true,
      dir: "ltr",
      rows: lines,
      "aria-label": label,
    });
    field.value = text;
    const button = make("button", { type: "button", class: "plain-button" }, geomap.say("share", "copy"));
    const told = make("span", { class: "copy-told", role: "status" });
    button.addEventListener("click", async () => {
      const copied = await geomap.copyText(field.value);
      if (!copied) field.select();
      told.textContent = geomap.say("share", copied ? "copied" : "copy_by_hand");
    });
    return make("div", { class: "copy-row" }, make("p", { class: "copy-label" }, label), field, button, told);
  };
})();
