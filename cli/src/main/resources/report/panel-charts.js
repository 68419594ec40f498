"use strict";
/** Charts in panels: a line, bar or stack for each combination, in the same colour everywhere. */
(() => {
  const { page, narrow, dark, fill, colour, embed, choose, make, kinds } = tollgate;
  const { contenders } = page.panels;
  const legend = document.getElementById("contenders");
  const hidden = new Set();
  const HUES = ["#2f78c4", "#e07b28", "#2a9d72", "#9a5fd0", "#d1495b", "#8a7a2b", "#1fa3b5", "#c2559d"];
  const DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]];
  const SHAPES = ["circle", "square", "triangle-up", "diamond"];
  const MULTIPLES = { k: "thousands", M: "millions", G: "thousand millions" };
  const LEFT = 58;

  /** A colour with some white mixed in. */
  function mixed(hex, share) {
    return "#" + [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16))
      .map((value) => Math.round(value * (1 - share) + 255 * share))
      .map((value) => value.toString(16).padStart(2, "0")).join("");
  }

  /**
   * How combinations are drawn: those of an IOMMU in shades of one hue if there are few, else each
   * in a hue of its own; the one without IOMMU in grey.
   */
  function looks() {
    const protectedOnes = contenders.filter((contender) => contender.iommu !== "off");
    const family = (contender) => contender.iommu + " " + contender.allocator;
    const families = [...new Set(protectedOnes.map(family))];
    const members = families.map(
      (name) => protectedOnes.filter((contender) => family(contender) === name).length);
    const shades = families.length > 1 && Math.max(...members) <= 3 && families.length <= HUES.length;
    const seen = {};
    let number = 0;
    let bare = 0;
    return contenders.map((contender) => {
      if (contender.iommu === "off") {
        const rank = bare++;
        if (protectedOnes.length === 0) {
          return { colour: HUES[rank % HUES.length], dash: DASHES[0], shape: SHAPES[0] };
        }
        return { colour: colour("soft"), dash: DASHES[rank % 4], shape: "circle" };
      }
      const rank = (seen[family(contender)] ??= 0);
      seen[family(contender)]++;
      if (shades) {
        const hue = HUES[families.indexOf(family(contender))];
        return { colour: mixed(hue, [0, 0.36, 0.58][rank]), dash: DASHES[rank], shape: SHAPES[rank] };
      }
      const place = number++;
      const turn = Math.floor(place / HUES.length) % 4;
      return { colour: HUES[place % HUES.length], dash: DASHES[turn], shape: SHAPES[turn] };
    });
  }

  const SHAPE_PATHS = {
    circle: "M12 2.2a3.3 3.3 0 1 1 0 6.6a3.3 3.3 0 1 1 0-6.6z",
    square: "M9 2.5h6v6h-6z",
    "triangle-up": "M12 2l3.6 6.6h-7.2z",
    diamond: "M12 1.6l3.4 3.9l-3.4 3.9l-3.4-3.9z",
  };

  /** A line with its mark, as in the charts. */
  function sample({ colour: ink, dash, shape }) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 11");
    svg.setAttribute("width", "24");
    svg.setAttribute("height", "11");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "path");
    line.setAttribute("d", "M0 5.5H24");
    line.setAttribute("stroke", ink);
    line.setAttribute("stroke-width", "2");
    line.setAttribute("stroke-dasharray", dash.join(" "));
    const mark = document.createElementNS(space, "path");
    mark.setAttribute("d", SHAPE_PATHS[shape]);
    mark.setAttribute("fill", ink);
    svg.append(line, mark);
    return svg;
  }

  /** The key of all these charts: a combination that is pressed off is left out of them. */
  function drawLegend(styles) {
    if (!legend || contenders.length < 2) {
      return;
    }
    legend.hidden = false;
    legend.setAttribute("aria-label", "Combinations shown");
    [...legend.querySelectorAll("button")].forEach((button, contender) => {
      button.querySelector("i").replaceChildren(sample(styles[contender]));
      button.setAttribute("aria-pressed", String(!hidden.has(contender)));
      button.onclick = () => {
        hidden.has(contender) ? hidden.delete(contender) : hidden.add(contender);
        tollgate.drawAll((chart) => chart.kind !== "scene");
      };
    });
  }

  /** What a panel is called: values that speak for themselves without the name of their axis. */
  function panelTitle(title) {
    return title.split(", ").map((part) => {
      const [name, value] = part.split(" = ");
      return value !== undefined && /^[A-Za-z]/.test(value) && !/^(true|false)$/.test(value)
        ? value.replace(/^.*\//, "")
        : [name, value].filter((word) => word !== undefined).join(" ");
    }).join(" · ");
  }

  function heading(words, limit) {
    const title = words ? panelTitle(words) : "";
    const head = make("h3", "", title);
    if (limit) {
      head.append(make("span", "limit", (title ? " " : "") + limit));
    }
    return head;
  }

  /** What a spec needs for the axis along which everything is drawn. */
  function along({ title, labels, positions, logarithmic }) {
    return {
      alongTitle: title,
      alongScale: {
        ...(logarithmic ? { type: "log" } : { type: "linear", zero: false }),
        domain: [positions[0], positions[positions.length - 1]], nice: false, padding: 12,
      },
      positions,
      alongLabels: `${JSON.stringify(labels)}[indexof(${JSON.stringify(positions)}, datum.value)] || ''`,
    };
  }

  /** One row for each place on the axis, with the texts of all lines there, for its tooltip. */
  function places(rows, axis, field) {
    const byPlace = new Map();
    for (const row of rows.filter((each) => each[field] !== undefined)) {
      const place = byPlace.get(row.place)
        ?? { x: axis.positions[row.place], [axis.title]: axis.labels[row.place] };
      place[contenders[row.contender].name] = row[field];
      byPlace.set(row.place, place);
    }
    return [...byPlace.values()];
  }

  /** Fields whose names are texts of users, as Vega wants them quoted. */
  function tooltip(shown, axis) {
    const quoted = (name) => "['" + name.replace(/['\\]/g, "\\$&") + "']";
    return [axis.title, ...shown.map((contender) => contenders[contender].name)]
      .map((name) => ({ field: quoted(name), title: name, type: "nominal" }));
  }

  function spread(values) {
    const positive = values.filter((value) => value > 0);
    return positive.length === values.length && positive.length > 0
      ? Math.max(...positive) / Math.min(...positive)
      : 1;
  }

  /** Ends of an axis for some values, with zero in it, and some room. */
  function withZero(values) {
    const low = Math.min(0, ...values);
    const high = Math.max(0, ...values);
    const room = (high - low || 1) * 0.06;
    return [low < 0 ? low - room : 0, high + (high > 0 || low === 0 ? room : 0)];
  }

  /** Numbers from one to another: what is drawn later is finer, and does not hide what is equal. */
  function falling(count, from, to) {
    return Array.from(
      { length: count }, (_, i) => (count === 1 ? to : from + ((to - from) * i) / (count - 1)));
  }

  /** Ticks of a logarithmic axis: 1, 2, 5, 10, …, or powers of ten if there would be many. */
  function steps(low, high) {
    const ticks = [];
    const decades = Math.log10(high / low) > 3 ? [1] : [1, 2, 5];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      ticks.push(...decades.map((step) => Number((step * 10 ** power).toPrecision(3))));
    }
    return ticks.filter((tick) => tick >= low && tick <= high);
  }

  const number = "datum.value < 0 ? '\u2212' + format(-datum.value, ',~r') : format(datum.value, ',~r')";

  async function lines(chart, choice, rows, element, styles, panel) {
    const axis = chart.axis;
    const shown = [...new Set(rows.map((row) => row.contender))].sort((a, b) => a - b);
    const range = (field) => shown.map((contender) => styles[contender][field]);
    const all = choice.rows.filter((row) => !hidden.has(row.contender));
    const ends = all.flatMap((row) => [row.value, row.low, row.high]).filter((end) => end !== undefined);
    const logarithmic = spread(ends) > 60;
    const values = {
      ...along(axis),
      shown,
      colours: range("colour"), dashes: range("dash"), shapes: range("shape"),
      widths: falling(shown.length, 4.5, 1.75), sizes: falling(shown.length, 130, 34),
      left: LEFT,
      height: narrow.matches ? 220 : 260,
      yTitle: MULTIPLES[choice.unit] ?? (choice.unit || choice.title),
      yOverlap: !logarithmic,
      yScale: logarithmic
        ? { type: "log", domain: [Math.min(...ends) / 1.2, Math.max(...ends) * 1.2], nice: false }
        : { domain: withZero(ends), nice: true },
      yTicks: logarithmic ? steps(Math.min(...ends) / 1.2, Math.max(...ends) * 1.2) : undefined,
      number: logarithmic ? "format(datum.value, '~')" : number,
      description: `${choice.title} along ${axis.title}${chart.titles[panel] ? ", " + chart.titles[panel] : ""}`,
      texts: places(rows, axis, "text"),
      tooltip: tooltip(shown, axis),
      ink: colour("ink"),
      ground: colour("ground"),
    };
    const drawn = rows.map((row) => ({ ...row, x: axis.positions[row.place] }));
    const plot = make("div", "plot");
    element.append(plot);
    await embed(plot, fill(page.specs.lines, values), drawn);
    const differing = drawn.filter((row) => row.difference !== undefined);
    if (choice.compared && differing.length > 0) {
      const strip = make("div", "plot");
      element.append(strip);
      const differences = all.map((row) => row.difference).filter((each) => each !== undefined);
      const small = Math.max(...differences.map(Math.abs)) < 2;
      await embed(strip, fill(page.specs.differences, {
        ...values,
        height: 110,
        yTitle: "against off, %",
        yScale: small ? { domain: [-2, 2] } : { domain: withZero(differences), nice: true },
        description: "Difference from off: " + values.description,
        texts: places(rows, axis, "differenceText"),
        number,
      }), differing);
    }
  }

  async function bars(chart, choice, rows, element, styles, panel) {
    const shown = [...new Set(rows.map((row) => row.contender))].sort((a, b) => a - b);
    const names = shown.map((contender) => contenders[contender].name);
    const drawn = rows.map((row) => ({
      ...row,
      name: contenders[row.contender].name,
      label: row.differenceText ? `${row.text}  (${row.differenceText})` : row.text,
    }));
    const plot = make("div", "plot");
    element.append(plot);
    const longest = (some) => Math.max(0, ...some.map((row) => row.high ?? row.value));
    const all = choice.rows.filter((row) => !hidden.has(row.contender));
    // Panels share a scale unless this one's bars would be too short to be compared.
    const most = longest(all) > 4 * longest(rows) ? longest(rows) : longest(all);
    await embed(plot, fill(page.specs.bars, {
      names,
      colours: shown.map((contender) => styles[contender].colour),
      height: 30 * names.length + 4,
      labelLimit: narrow.matches ? 120 : 220,
      domain: [0, most * (narrow.matches ? 1.75 : 1.4) || 1],
      description: `${choice.title}${chart.titles[panel] ? ", " + chart.titles[panel] : ""}`,
      ink: colour("ink"),
    }), drawn);
  }

  kinds.panels = async (chart, element, redraw) => {
    const styles = looks();
    drawLegend(styles);
    const choice = chart.choices[chart.choices.length < 2 ? 0 : choose(
      chart.id, "Show", chart.choices.map((each) => each.title), element, redraw)];
    const grid = make("div", "panel-grid");
    element.replaceChildren(grid);
    for (let panel = 0; panel < chart.titles.length; panel++) {
      const rows = choice.rows.filter((row) => row.panel === panel && !hidden.has(row.contender));
      if (rows.length > 0) {
        const box = make("div", "panel", heading(chart.titles[panel], choice.limits[panel]));
        grid.append(box);
        await (chart.axis ? lines : bars)(chart, choice, rows, box, styles, panel);
      }
    }
  };

  kinds.stacks = async (chart, element) => {
    const { titles } = chart;
    const styles = looks();
    const all = chart.rows.filter((row) => !hidden.has(row.contender));
    const sums = new Map();
    for (const row of all) {
      const key = [row.panel, row.contender, row.place].join();
      sums.set(key, (sums.get(key) ?? 0) + row.value);
    }
    const most = Math.max(1, ...sums.values());
    const key = make("div", "key");
    chart.causes.forEach((cause, i) => {
      const mark = make("i", "");
      mark.style.background = chart.colours[i];
      key.append(make("span", "", mark, cause));
    });
    element.replaceChildren(key);
    for (let panel = 0; panel < titles.length; panel++) {
      const inPanel = all.filter((row) => row.panel === panel);
      if (inPanel.length === 0) {
        continue;
      }
      if (titles[panel]) {
        element.append(heading(titles[panel]));
      }
      const grid = make("div", "panel-grid small");
      element.append(grid);
      for (const contender of [...new Set(inPanel.map((row) => row.contender))].sort((a, b) => a - b)) {
        const plot = make("div", "plot");
        const name = make("h4", "", sample(styles[contender]), " " + contenders[contender].name);
        grid.append(make("div", "panel", name, plot));
        await embed(plot, fill(page.specs.stacks, {
          labels: chart.axis.labels,
          causes: chart.causes,
          colours: chart.colours,
          alongTitle: chart.axis.title,
          domain: [0, most * 1.04],
          left: 44,
          description:
            `CPU use by cause along ${chart.axis.title}: ${contenders[contender].name} ${titles[panel]}`,
        }), inPanel.filter((row) => row.contender === contender)
          .map((row) => ({ ...row, label: chart.axis.labels[row.place] })));
      }
    }
  };
})();
