/* Long lists, piece by piece: a hundred rows, and buttons that show more after and before them. */
(function () {
  "use strict";
  const WHOLE = 400; // so many rows are shown at once
  const SIZE = 100;

  /** Fill `holder` with rows: `render(from, to)` gives the nodes of some, of `total` in all.
      Gives { nodes, show(nth), isWhole }; `done` is called after each piece. */
  geomap.chunked = function ({ holder, total, render, done }) {
    if (total <= WHOLE) {
      holder.append(...render(0, total));
      return { nodes: [holder], show() {}, isWhole: true };
    }
    const [before, after] = [1, 2].map(() => geomap.element("button", { type: "button", class: "plain-button chunk-button" })); // prettier-ignore
    let [first, last] = [0, 0];
    const told = () => {
      for (const [button, left] of [[before, first], [after, total - last]]) {
        button.hidden = !left;
        button.textContent = geomap.count("page", "fit_more", left);
      }
      if (done) done();
    }; // prettier-ignore
    const start = (nth) => {
      first = last = Math.max(0, Math.min(nth - 10, total - SIZE));
      last = Math.min(total, first + SIZE);
      holder.replaceChildren(...render(first, last));
      told();
    };
    const focusOn = (node) => {
      const button = node && (node.matches("button") ? node : node.querySelector("button, input, [role=button]"));
      if (button) button.focus({ preventScroll: true });
    };
    after.addEventListener("click", () => {
      const nodes = render(last, Math.min(total, last + SIZE));
      last = Math.min(total, last + SIZE);
      holder.append(...nodes);
      told();
      focusOn(nodes[0]);
    });
    before.addEventListener("click", () => {
      const nodes = render(Math.max(0, first - SIZE), first);
      first = Math.max(0, first - SIZE);
      holder.prepend(...nodes);
      told();
      focusOn(nodes[nodes.length - 1]);
    });
    start(0);
    const show = (nth) => nth >= 0 && (nth < first || nth >= last) && start(nth);
    return { nodes: [before, holder, after], show, isWhole: false };
  };
})();
