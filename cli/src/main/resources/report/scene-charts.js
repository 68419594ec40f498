"use strict";
/** Charts of one scene at a time, each with a spec of its own. */
(() => {
  const scenePicker = document.getElementById("scene");

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

  tollgate.kinds.scene = async (chart, element, redraw) => {
    const { narrow, fill, colour, embed, choose } = tollgate;
    const plot = chart.plots[scenePicker ? Number(scenePicker.value) : 0];
    const choices = plot.values.choices ?? [];
    const meter = choices.length === 0
      ? null
      : choices[choose(
          chart.id, "Safety meter", choices.map((choice) => choice.title), element, redraw)];
    element.closest("section").hidden = plot.rows.length === 0;
    if (plot.rows.length === 0) {
      return;
    }
    const values = {
      ...plot.values,
      ink: colour("ink"),
      soft: colour("soft"),
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
    const rows = meter
      ? labelled(
          plot.rows, meter.field, plot.values.price, meter.axis, element.clientWidth - 70,
          values.pointLimit)
      : plot.rows;
    await embed(element, fill(chart.spec, values), rows);
  };
})();
