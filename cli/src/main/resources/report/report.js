"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const scenePicker = document.getElementById("scene");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 40rem)");
  const meters = {};

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

  /** The page's own colours and type, for the charts. */
  function config() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const font = getComputedStyle(document.body).fontFamily;
    const soft = colour("--soft");
    const line = colour("--line");
    return {
      background: "transparent",
      font,
      view: { stroke: null },
      axis: {
        labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 10,
      },
      axisY: { labelColor: colour("--ink") },
      legend: {
        labelColor: colour("--ink"), titleColor: soft, labelFontSize: 12, titleFontSize: 12,
        titleFontWeight: "normal", symbolType: "square", layout: { bottom: { margin: 28 } },
      },
      text: { color: colour("--ink"), fontSize: 12 },
    };
  }

  /** Lets the reader choose among the meters that a chart offers; returns the chosen one. */
  function chosenMeter(chart, plot, element) {
    const choices = plot.values.choices;
    if (!choices) {
      return null;
    }
    let select = meters[chart.id];
    if (!select) {
      const box = document.createElement("p");
      const label = document.createElement("label");
      select = document.createElement("select");
      box.className = "choice";
      select.id = chart.id + "-meter";
      label.htmlFor = select.id;
      label.textContent = "Safety meter";
      box.append(label, select);
      element.before(box);
      select.addEventListener("change", () => draw(chart));
      meters[chart.id] = select;
    }
    const before = select.value;
    select.replaceChildren(...choices.map((choice) => new Option(choice.title, choice.field)));
    if (choices.some((choice) => choice.field === before)) {
      select.value = before;
    }
    return choices.find((choice) => choice.field === select.value) ?? null;
  }

  /** What a spec needs to draw a logarithmic axis with a place for zero. */
  function axis(name, { constant, ticks, labels }) {
    return {
      [name + "Constant"]: constant,
      [name + "Ticks"]: ticks,
      [name + "Domain"]: [0, ticks[ticks.length - 1]],
      [name + "Labels"]: `${JSON.stringify(labels)}[indexof(${JSON.stringify(ticks)}, datum.value)]`,
    };
  }

  /** Where a value stands on an axis, from 0 to 1. */
  function place(value, { constant, ticks }) {
    return Math.log1p(value / constant) / Math.log1p(ticks[ticks.length - 1] / constant);
  }

  /**
   * Rows with a label each; rows at the same place share the label of the first. Labels that would
   * cover each other are lifted.
   */
  function labelled(rows, field, price, meter, width, limit) {
    const placed = rows.filter((row) => row[field] !== undefined).map((row) => ({ ...row, label: "" }));
    const firsts = new Map();
    for (const row of placed) {
      const key = `${row.price} ${row[field]}`;
      const first = firsts.get(key);
      if (first) {
        first.label += ", " + row.contender;
      } else {
        row.label = row.contender;
        firsts.set(key, row);
      }
    }
    const done = [];
    for (const row of firsts.values()) {
      const box = {
        x: place(row.price, price) * width,
        y: place(row[field], meter) * 380,
        half: Math.min(limit, 6.6 * row.label.length) / 2,
      };
      const covers = (other) =>
        Math.abs(box.x - other.x) < box.half + other.half + 6 && Math.abs(box.y - other.y) < 13;
      row.lift = 0;
      while (row.lift < 3 && done.some(covers)) {
        row.lift++;
        box.y += 14;
      }
      done.push(box);
    }
    return placed;
  }

  async function draw(chart) {
    const element = document.querySelector(`[data-chart="${chart.id}"]`);
    if (!element) {
      return;
    }
    const plot = chart.plots[scenePicker ? Number(scenePicker.value) : 0];
    const meter = chosenMeter(chart, plot, element);
    element.closest("section").hidden = plot.rows.length === 0;
    if (plot.rows.length === 0) {
      return;
    }
    const style = getComputedStyle(document.documentElement);
    const values = {
      ...plot.values,
      ink: style.getPropertyValue("--ink").trim(),
      soft: style.getPropertyValue("--soft").trim(),
      legendColumns: narrow.matches ? 2 : 6,
      labelLimit: narrow.matches ? 110 : 260,
      pointLimit: narrow.matches ? 170 : 360,
    };
    if (meter) {
      Object.assign(values, {
        meter: meter.field,
        meterText: meter.field + "Text",
        meterTitle: meter.title,
        ...axis("meter", meter.axis),
        ...axis("price", plot.values.price),
      });
    }
    const spec = fill(chart.spec, values);
    const rows = meter
      ? labelled(
          plot.rows, meter.field, plot.values.price, meter.axis, element.clientWidth - 70,
          values.pointLimit)
      : plot.rows;
    spec.data = { values: rows };
    await vegaEmbed(element, spec, { actions: false, renderer: "svg", config: config(), tooltip: { theme: dark.matches ? "dark" : "light" } });
    element.dataset.drawn = "true";
    const numbers = element.closest("figure").querySelector("details");
    if (numbers && !numbers.dataset.folded) {
      numbers.open = false;
      numbers.dataset.folded = "true";
    }
  }

  const drawAll = () => charts.forEach((chart) => draw(chart).catch((error) => console.error(error)));
  if (scenePicker) {
    scenePicker.closest("p").hidden = false;
    scenePicker.addEventListener("change", drawAll);
  }
  dark.addEventListener("change", drawAll);
  narrow.addEventListener("change", drawAll);
  drawAll();
})();
