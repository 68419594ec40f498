"use strict";
(() => {
  const scenes = JSON.parse(document.getElementById("frontiers").textContent);
  const box = document.getElementById("frontier-chart");
  const detail = document.getElementById("frontier-detail");
  const key = document.getElementById("frontier-key");
  const pick = (id) => document.getElementById(id);
  const light = ["#2f6db5", "#d5761c", "#2f8f57", "#9a4fb0", "#b8860b", "#c2415a", "#4a7a8c"];
  const darker = ["#7db3f0", "#f0a35e", "#74cf9b", "#cf9be0", "#e2c15c", "#f08ba0", "#9cc9d8"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = -1;

  const scene = () => scenes[pick("scene") ? Number(pick("scene").value) : 0];
  const iommus = () => [...new Set(scene().points.map((point) => point.iommu))];
  const colour = (iommu) => (dark.matches ? darker : light)[iommus().indexOf(iommu) % light.length];

  function svg(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  /** Where a value stands on an axis, from 0 to 1: logarithmic, with a place for zero. */
  function place(value, { constant, ticks }) {
    return Math.log1p(value / constant) / Math.log1p(ticks[ticks.length - 1] / constant);
  }

  function options(select, choices) {
    const before = select.value;
    select.replaceChildren(...choices.map((choice) => new Option(choice.title, choice.id)));
    if (choices.some((choice) => choice.id === before)) {
      select.value = before;
    }
    return choices.find((choice) => choice.id === select.value);
  }

  /** A number for each point, so that those that stand at one place share a label. */
  function groups(points, at) {
    const byPlace = new Map();
    for (const point of points) {
      const { x, y } = at(point);
      const where = `${x.toFixed(1)} ${y.toFixed(1)}`;
      byPlace.set(where, [...(byPlace.get(where) ?? []), point]);
    }
    return [...byPlace.values()];
  }

  /** Labels of the front, each where it covers nothing; without a place it is left out. */
  function labels(groupsOfPoints, at, onFront, left, width, marks) {
    const done = marks.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }));
    const free = (b) => b.left >= left && b.right <= width && done.every((other) =>
      b.right < other.left || b.left > other.right || b.bottom < other.top || b.top > other.bottom);
    const texts = [];
    for (const group of groupsOfPoints) {
      const names = group.filter(onFront).map((point) => point.name);
      if (names.length === 0) {
        continue;
      }
      const text = names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
      const wide = 6.4 * text.length;
      const { x, y } = at(group[0]);
      const places = [[10, -8, 0], [-10 - wide, -8, 0], [-wide / 2, -16, 0], [10, 18, 0],
        [-10 - wide, 18, 0], [-wide / 2, 24, 0], [10, -24, 0], [-10 - wide, -24, 0]];
      for (const [dx, dy] of places) {
        const b = { left: x + dx, right: x + dx + wide, top: y + dy - 11, bottom: y + dy + 3 };
        if (b.top > 0 && free(b)) {
          done.push(b);
          texts.push(svg("text", { x: b.left, y: y + dy, class: "name" }, text));
          break;
        }
      }
    }
    return texts;
  }

  function axes(chart, area, price, meter) {
    const { left, top, width, height } = area;
    let last = -Infinity;
    price.axis.ticks.forEach((tick, i) => {
      const x = left + place(tick, price.axis) * width;
      chart.append(svg("line", { x1: x, x2: x, y1: top, y2: top + height, class: "grid" }));
      if (x - last > 44) {
        chart.append(svg("text", { x, y: top + height + 18, "text-anchor": "middle" }, price.axis.labels[i]));
        last = x;
      }
    });
    meter.axis.ticks.forEach((tick, i) => {
      const y = top + height - place(tick, meter.axis) * height;
      chart.append(svg("line", { x1: left, x2: left + width, y1: y, y2: y, class: "grid" }));
      chart.append(svg("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, meter.axis.labels[i]));
    });
    chart.append(svg("text", { x: left + width, y: top + height + 38, "text-anchor": "end" }, price.title + " →"));
    chart.append(svg("text", { x: left - 60, y: top - 12 }, meter.title + " ↑"));
  }

  /** The front as steps from the cheapest to the safest, and all that it beats. */
  function steps(chart, area, front) {
    if (front.length === 0) {
      return;
    }
    const { left, top, width, height } = area;
    let path = `M${front[0].x} ${top}V${front[0].y}`;
    for (let i = 1; i < front.length; i++) {
      path += `H${front[i].x}V${front[i].y}`;
    }
    path += `H${left + width}`;
    chart.append(svg("path", { d: path + `V${top}Z`, class: "beaten" }));
    chart.append(svg("path", { d: path, class: "step" }));
  }

  function draw() {
    const all = scene();
    const meter = options(pick("meter"), all.meters);
    const price = options(pick("price"), all.prices);
    pick("meaning").textContent = meter.meaning ? meter.title + ": " + meter.meaning + "." : "";
    const full = Math.max(300, box.clientWidth);
    const area = { left: 64, top: 34, width: full - 64 - 24, height: full < 520 ? 300 : 400 };
    const at = (point) => ({
      x: area.left + place(point.values[price.id], price.axis) * area.width,
      y: area.top + area.height - place(point.values[meter.id], meter.axis) * area.height,
    });
    const shown = all.points.filter((point) =>
      point.values[price.id] !== undefined && point.values[meter.id] !== undefined);
    const numbers = new Set(all.fronts[price.id + " " + meter.id]);
    const onFront = (point) => numbers.has(all.points.indexOf(point));
    const chart = svg("svg", {
      viewBox: `0 0 ${full} ${area.top + area.height + 46}`, role: "group",
      "aria-label": `${meter.title} against ${price.title}`,
    });
    axes(chart, area, price, meter);
    steps(chart, area, shown.filter(onFront).map(at));
    const cross = svg("g", {});
    chart.append(cross);
    chart.append(...labels(groups(shown, at), at, onFront, area.left, full, shown.map(at)));
    const marks = shown.map((point) => mark(point, at(point), onFront(point), all));
    const raised = [...marks].sort((a, b) => a.front - b.front);
    raised.forEach(({ element }) => chart.append(element));
    const tip = svg("g", { class: "tip" });
    chart.append(tip);
    box.replaceChildren(chart);

    function choose(number, focus) {
      chosen = number;
      marks.forEach(({ element, number: each }) => {
        element.classList.toggle("chosen", each === number);
        element.tabIndex = each === number ? 0 : -1;
      });
      cross.replaceChildren();
      tip.replaceChildren();
      const found = marks.find((each) => each.number === number);
      if (found) {
        const { x, y } = found.where;
        cross.append(
          svg("line", { x1: area.left, x2: x, y1: y, y2: y, class: "cross" }),
          svg("line", { x1: x, x2: x, y1: y, y2: area.top + area.height, class: "cross" }));
        tip.replaceChildren(...named(all.points[number], found.where, full));
        if (focus) {
          found.element.focus({ preventScroll: true });
        }
      }
      tell(all, number, onFront, marks);
    }

    marks.forEach(({ element, number }, i) => {
      element.addEventListener("pointerenter", () => choose(number, false));
      element.addEventListener("click", () => choose(number, true));
      element.addEventListener("focus", () => chosen === number || choose(number, false));
      element.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step) {
          event.preventDefault();
          choose(marks[(i + step + marks.length) % marks.length].number, true);
        }
      });
    });
    legend(all);
    const first = all.recommended >= 0 ? all.recommended : all.points.indexOf(shown.find(onFront));
    choose(marks.some((each) => each.number === chosen) ? chosen : first, false);
    box.dataset.drawn = `${price.id} ${meter.id}`;
  }

  function mark(point, where, front, all) {
    const number = all.points.indexOf(point);
    const paint = colour(point.iommu);
    const element = svg("g", {
      class: "point", transform: `translate(${where.x} ${where.y})`, role: "button",
      "aria-label": point.name, "data-name": point.name, "data-front": front,
    });
    element.append(svg("circle", { r: 14, class: "touch" }));
    if (number === all.recommended) {
      element.append(svg("circle", { r: 12, class: "recommended" }));
    }
    element.append(
      svg("circle", { r: 6, class: "mark", stroke: paint, fill: front ? paint : "var(--ground)" }),
      svg("circle", { r: 9.5, class: "ring" }));
    return { element, number, where, front };
  }

  /** The name of a combination and its parts, on a panel beside its point. */
  function named(point, { x, y }, full) {
    const lines = [point.name, ...point.parts];
    const wide = 7.8 * Math.max(...lines.map((line) => line.length)) + 18;
    const high = 17 * lines.length + 10;
    const left = x + 16 + wide < full ? x + 16 : Math.max(0, x - 16 - wide);
    const top = Math.max(2, y - high - 12);
    return [
      svg("rect", { x: left, y: top, width: wide, height: high, rx: 6 }),
      ...lines.map((line, i) =>
        svg("text", { x: left + 9, y: top + 18 + 17 * i, class: i === 0 ? "name first" : "" }, line)),
    ];
  }

  /** Everything about one combination, in words and figures. */
  function tell(all, number, onFront, marks) {
    const point = all.points[number];
    detail.replaceChildren();
    if (!point) {
      return;
    }
    const add = (tag, text, parent = detail) => {
      const element = document.createElement(tag);
      element.textContent = text;
      parent.append(element);
      return element;
    };
    const here = marks.find((each) => each.number === number)?.where;
    const same = marks.filter((each) => each.number !== number && here
      && Math.hypot(each.where.x - here.x, each.where.y - here.y) < 1);
    add("h3", point.name + (number === all.recommended ? ", recommended" : ""));
    add("p", point.parts.join(" · ")).className = "caption";
    add("p", onFront(point)
      ? "On the front of these two axes: nothing is both cheaper and safer."
      : "Not on the front of these two axes: something is at least as cheap and as safe.");
    add("p", point.front
      ? "In price and all meters together, nothing beats it."
      : "In price and all meters together, it " + point.why.join("; it ") + ".");
    if (point.front && point.why.length > 0) {
      add("p", "It " + point.why.join("; it ") + ".");
    }
    if (same.length > 0) {
      add("p", "At the same place: " + same.map((each) => all.points[each.number].name).join(", ") + ".");
    }
    const list = document.createElement("dl");
    for (const each of [...all.prices, ...all.meters]) {
      const cell = document.createElement("div");
      add("dt", each.title, cell);
      add("dd", point.texts[each.id], cell);
      list.append(cell);
    }
    detail.append(list);
  }

  function legend(all) {
    const entry = (className, text, paint) => {
      const span = document.createElement("span");
      const sign = document.createElement("i");
      sign.className = className;
      if (paint) {
        sign.style.background = paint;
      }
      span.append(sign, text);
      return span;
    };
    key.replaceChildren(
      ...iommus().map((iommu) =>
        entry("round", iommu === "off" ? "off: no IOMMU" : iommu, colour(iommu))),
      entry("full", "on the front"), entry("hollow", "beaten"));
    const unseen = all.points.filter((point) => point.values[pick("meter").value] === undefined);
    if (unseen.length > 0) {
      key.append(`not drawn, since this meter is unknown: ${unseen.map((point) => point.name).join(", ")}`);
    }
  }

  document.querySelector(".frontier-controls").hidden = false;
  ["scene", "meter", "price"].forEach((id) => pick(id)?.addEventListener("change", () => {
    chosen = id === "scene" ? -1 : chosen;
    draw();
  }));
  dark.addEventListener("change", draw);
  addEventListener("resize", draw);
  draw();
})();
