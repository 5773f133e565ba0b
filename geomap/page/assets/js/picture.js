/* The map as one SVG, and as PNG: what is seen, with title, legend and credits, in the colours that are shown. */
(function () {
  "use strict";
  const LINE = 20;
  const COPIED = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "paint-order", "text-anchor", "opacity", "font-family", "font-size", "font-style", "font-weight"]; // prettier-ignore

  /** A copy of an SVG node with the looks that the style sheets give it. */
  function copied(node) {
    const style = getComputedStyle(node);
    const copy = geomap.svg(node.tagName, {});
    for (const name of ["d", "x", "y"]) if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
    for (const name of COPIED) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && value !== "normal" && value !== "auto") copy.setAttribute(name, value);
      else if (name === "fill") copy.setAttribute(name, "none");
    }
    if (node.tagName === "text") copy.textContent = node.textContent;
    return copy;
  }

  const isSeen = (node) => getComputedStyle(node).display !== "none";
  const paths = (map, pane) =>
    [...(map.getPane(pane) ? map.getPane(pane).querySelectorAll("path") : [])].filter(isSeen);

  /** A mark of HTML (a place, an event, a badge, a sample of the legend) as SVG, its middle at x, y. */
  function markShape(node, x, y) {
    const shape = node.querySelector(".mark-shape, .badge-shape") || node;
    const style = getComputedStyle(shape);
    const [wide, high] = [shape.offsetWidth, shape.offsetHeight];
    const edge = parseFloat(style.borderTopWidth) || 0;
    const round = style.borderTopLeftRadius.endsWith("%") ? wide / 2 : parseFloat(style.borderTopLeftRadius) || 0;
    const turned = style.transform !== "none" ? ` rotate(45) scale(0.72)` : "";
    const box = geomap.svg("rect", {
      x: -(wide - edge) / 2,
      y: -(high - edge) / 2,
      width: wide - edge,
      height: high - edge,
      rx: Math.max(0, round - edge / 2),
      fill: style.backgroundColor,
      stroke: edge ? style.borderTopColor : getComputedStyle(document.body).backgroundColor,
      "stroke-width": edge || 1,
      transform: turned.trim(),
    });
    if (style.borderTopStyle === "dashed") box.setAttribute("stroke-dasharray", "4 3");
    const group = geomap.svg(
      "g",
      { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, opacity: getComputedStyle(node).opacity },
      box,
    );
    const middle = shape.getBoundingClientRect();
    const part = (one) => {
      const place = one.getBoundingClientRect();
      return [place.left - middle.left - wide / 2, place.top - middle.top - high / 2, place.width, place.height];
    };
    for (const icon of shape.querySelectorAll("svg.icon")) {
      const [left, top, size] = part(icon);
      if (!size) continue;
      const scale = size / icon.viewBox.baseVal.width;
      const drawn = copied(icon.querySelector("path"));
      drawn.setAttribute("transform", `translate(${left} ${top}) scale(${scale})`);
      group.append(drawn);
    }
    for (const number of shape.querySelectorAll(".mark-number")) {
      const [left, , width] = part(number);
      group.append(
        write(number.textContent, left + width / 2, 4.3, {
          "text-anchor": "middle",
          "font-weight": 700,
          "font-size": "12px",
          fill: style.color,
        }),
      );
    }
    return group;
  }

  function write(text, x, y, attributes) {
    const node = geomap.svg("text", { x, y, "font-size": "12.5px", ...attributes });
    node.textContent = text;
    return node;
  }

  const SAMPLE = 48; // pixels of a sample in the legend
  /** A sample of the legend is either a mark or a small picture of an arrow; it stands where reading begins. */
  function legendRow(row, start, y, colour, wide) {
    const turned = document.documentElement.dir === "rtl";
    const x = turned ? wide - start - SAMPLE : start;
    const group = geomap.svg("g", {});
    const arrow = row.querySelector(".legend-sample > svg path");
    const mark = row.querySelector(".legend-sample > :not(svg)");
    if (arrow) {
      const copy = copied(arrow);
      copy.setAttribute("transform", `translate(${x} ${y - 10})`);
      group.append(copy);
    } else if (mark) group.append(markShape(mark, x + SAMPLE / 2, y));
    const way = turned ? { direction: "rtl" } : {};
    group.append(write(row.lastChild.textContent, turned ? x - 10 : x + SAMPLE + 10, y + 4.5, { fill: colour, ...way }));
    return group;
  }

  /** The rows of the legend below the map, in columns; the height that they take. */
  function legendInto(into, stage, size, top, colour) {
    if (!stage.legend) return 0;
    const wasOpen = stage.legend.open;
    stage.legend.open = true; // closed details have no looks to copy
    const rows = [...stage.legend.querySelectorAll("li")];
    const columns = Math.max(1, Math.floor(size.x / 300));
    const high = Math.ceil(rows.length / columns);
    rows.forEach((row, index) => {
      const [column, line] = [Math.floor(index / high), index % high];
      into.append(legendRow(row, 14 + (column * size.x) / columns, top + 16 + line * 24, colour, size.x));
    });
    stage.legend.open = wasOpen;
    return high * 24 + 10;
  }

  function scaleInto(into, map, top, colour) {
    const line = map.getContainer().querySelector(".leaflet-control-scale-line");
    if (!line) return;
    const wide = line.offsetWidth;
    into.append(
      geomap.svg("path", { d: `M14 ${top - 12}v6h${wide}v-6`, fill: "none", stroke: colour, "stroke-width": 1.5 }),
      write(line.textContent, 18, top - 10, { fill: colour, "font-size": "11px" }),
    );
  }

  /** The text of an SVG file with what the map shows now. */
  geomap.mapSVG = function (stage) {
    const { map } = stage;
    const size = map.getSize();
    const colours = getComputedStyle(document.body);
    const water = getComputedStyle(map.getContainer()).backgroundColor;
    const root = geomap.svg("svg", {
      xmlns: "http://www.w3.org/2000/svg",
      width: size.x,
      "font-family": "system-ui, 'Noto Sans', Arial, sans-serif",
    });
    const corner = map.containerPointToLayerPoint([0, 0]);
    const clip = geomap.svg("clipPath", { id: "map-frame" }, geomap.svg("rect", { width: size.x, height: size.y }));
    const title = geomap.svg("title", {});
    title.textContent = document.title;
    const chart = geomap.svg(
      "g",
      { "clip-path": "url(#map-frame)" },
      geomap.svg("rect", { width: size.x, height: size.y, fill: water }),
    );
    const moved = geomap.svg("g", { transform: `translate(${-corner.x} ${-corner.y})` });
    const basemap = map._geomapBasemap;
    if (basemap) moved.append(worldCopy(basemap.world));
    for (const pane of ["geomap-areas", "geomap-routes"]) moved.append(...paths(map, pane).map(copied));
    moved.append(...geomap.crowdShapes(stage));
    chart.append(moved);
    const frame = map.getContainer().getBoundingClientRect();
    const marks = [
      ...map.getContainer().querySelectorAll(".leaflet-marker-icon.mark-badge, .leaflet-marker-icon.mark"),
    ].filter(isSeen);
    for (const mark of marks.sort((a, b) => (Number(a.style.zIndex) || 0) - (Number(b.style.zIndex) || 0))) {
      const box = mark.getBoundingClientRect();
      chart.append(markShape(mark, box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2));
    }
    const names = map.getPane("geomap-labels");
    if (names) chart.append(...[...names.querySelectorAll("text")].map(copied));
    const head = 40;
    const body = geomap.svg("g", { transform: `translate(0 ${head})` }, chart);
    scaleInto(body, map, size.y, colours.color);
    const below = legendInto(body, stage, size, size.y + 6, colours.color);
    const credits = map.attributionControl ? map.attributionControl.getContainer().textContent : "";
    const high = head + size.y + below + LINE + 14;
    body.append(write(credits, 14, size.y + below + LINE, { fill: colours.color, "font-size": "11px" }));
    root.setAttribute("height", high);
    root.setAttribute("viewBox", `0 0 ${size.x} ${high}`);
    const paper = geomap.svg("rect", { width: size.x, height: high, fill: colours.backgroundColor });
    root.append(
      title,
      geomap.svg("defs", {}, clip),
      paper,
      heading(document.title, size.x, colours.color),
      body,
    );
    return new XMLSerializer().serializeToString(root);
  };

  /** The article's title over the map, at the side where the page's lines begin, in its own direction. */
  function heading(text, wide, colour) {
    const look = { fill: colour, "font-size": "18px", "font-weight": 700 };
    const [turned, own] = [document.documentElement.dir === "rtl", geomap.isTurned(text)];
    const anchor = turned === own ? "start" : "end";
    return write(text, turned ? wide - 14 : 14, 27, { ...look, direction: own ? "rtl" : "ltr", "text-anchor": anchor });
  }

  /** What the basemap shows now. Its line widths are given in pixels of the screen by a style: written out here. */
  function worldCopy(world) {
    const group = geomap.svg("g", { transform: world.group.getAttribute("transform") });
    for (const copy of world.group.children) {
      const inner = geomap.svg("g", { transform: copy.getAttribute("transform") });
      inner.append(...[...copy.children].filter((node) => node.hasAttribute("d") && isSeen(node)).map(copied));
      group.append(inner);
    }
    return group;
  }

  /** The same as a PNG, twice as fine as the screen; resolves to a Blob. */
  geomap.mapPNG = function (stage) {
    const picture = new Image();
    const text = geomap.mapSVG(stage);
    return new Promise((resolve, reject) => {
      picture.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [picture.width * 2, picture.height * 2];
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(resolve, "image/png");
      };
      picture.onerror = reject;
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
  };
})();
