"use strict";
/** What all charts share. `kinds` holds a function for each way of drawing one. */
const tollgate = (() => {
  const page = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 40rem)");
  const pickers = {};

  /** A copy of a spec in which every text "@name" has become the value of that name. */
  function fill(node, values) {
    if (typeof node === "string" && node.startsWith("@")) {
      return values[node.slice(1)];
    }
    if (Array.isArray(node)) {
      return node.map((child) => fill(child, values));
    }
    if (node !== null && typeof node === "object") {
      return Object.fromEntries(
        Object.entries(node).map(([key, child]) => [key, fill(child, values)]));
    }
    return node;
  }

  /** One of the page's colours: "ink", "soft", "line". */
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  /** The page's own colours and type, for the charts. */
  function config() {
    const soft = colour("soft");
    const line = colour("line");
    const ink = colour("ink");
    return {
      background: "transparent",
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: {
        labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 10,
      },
      axisY: { labelColor: ink },
      legend: {
        labelColor: ink, titleColor: soft, labelFontSize: 12, titleFontSize: 12,
        titleFontWeight: "normal", symbolType: "square", layout: { bottom: { margin: 28 } },
      },
      text: { color: ink, fontSize: 12 },
    };
  }

  /** Draws a spec with its rows into an element. */
  async function embed(element, spec, rows) {
    spec.data = { values: rows };
    await vegaEmbed(element, spec, {
      actions: false, renderer: "svg", config: config(),
      tooltip: { theme: dark.matches ? "dark" : "light" },
    });
  }

  /** A list above an element from which the reader chooses; returns the place of the chosen one. */
  function choose(id, label, titles, element, redraw) {
    let select = pickers[id];
    if (!select) {
      const box = document.createElement("p");
      const words = document.createElement("label");
      select = document.createElement("select");
      box.className = "choice";
      select.id = id + "-choice";
      words.htmlFor = select.id;
      words.textContent = label;
      box.append(words, select);
      element.before(box);
      select.addEventListener("change", redraw);
      pickers[id] = select;
    }
    const before = select.value;
    select.replaceChildren(...titles.map((title) => new Option(title)));
    if (titles.includes(before)) {
      select.value = before;
    }
    return Math.max(0, select.selectedIndex);
  }

  /** An element of some class with text or children in it. */
  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  }

  return { page, dark, narrow, fill, colour, embed, choose, make, kinds: {} };
})();
