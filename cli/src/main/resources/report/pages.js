"use strict";
(() => {
  const runs = JSON.parse(document.getElementById("pages-data").textContent);
  const view = document.getElementById("pages-view");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const LIGHT = ["#2f6db5", "#d5761c", "#2f8f57", "#b23a48", "#7353ba", "#8a6d3b", "#c2559d", "#1f93a3"];
  const DARK = ["#6aa9f0", "#f0a04b", "#5fc48a", "#f07f87", "#ab93f5", "#cdae74", "#ec8fcb", "#58cbd9"];
  const PARTS = ["asked for", "beyond the request", "metadata", "free within"];
  const COLOURINGS = [
    { name: "what lives there", of: (place) => place.source || `${place.kind}, nothing asked for` },
    { name: "who asked", of: (place) => place.site || "not known" },
    { name: "kind of page", of: (place) => place.label ? `${place.kind} of ${place.label}` : place.kind },
  ];
  const EDGE = 3; // pixels around a picture, for the mark of the chosen page
  const EMPTY_ROW = 8; // pixels that stand for rows in which nothing ever lies

  const number = (value) => value.toLocaleString("en-US");
  const bytes = (value) =>
    value < 10240 ? `${number(value)} bytes`
      : value < 10485760 ? `${number(Math.round(value / 1024))} KiB`
        : `${(value / 1048576).toFixed(1)} MiB`;
  const seconds = (picoseconds) => `${(picoseconds / 1e12).toFixed(3)} s`;

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  /** The pictures of a run with the tables of the file looked up. */
  function unpack({ name, scene, pages }) {
    const places = pages.places.map(([kind, label, source, site]) => ({
      kind: pages.names[kind], label: pages.names[label],
      source: pages.names[source], site: pages.names[site],
    }));
    const states = pages.states.map(([place, ...parts]) => ({ place: places[place], parts }));
    return { ...pages, name, scene, states };
  }

  /** State of each cell, by its number, at a moment. */
  function cellsAt(run, moment) {
    const cells = new Map();
    for (let m = 0; m <= moment; m++) {
      const changes = run.moments[m].changes;
      let cell = 0;
      for (let i = 0; i < changes.length; i += 3) {
        cell += changes[i];
        for (let end = cell + changes[i + 1]; cell < end; cell++) {
          if (changes[i + 2] < 0) {
            cells.delete(cell);
          } else {
            cells.set(cell, run.states[changes[i + 2]]);
          }
        }
      }
    }
    return cells;
  }

  /** The same in cells of `times` as many frames each. */
  function grouped(cells, times) {
    if (times === 1) {
      return cells;
    }
    const groups = new Map();
    for (const [cell, state] of cells) {
      const key = Math.floor(cell / times);
      const group = groups.get(key);
      if (!group) {
        groups.set(key, { place: state.place, parts: [...state.parts], fullest: state.parts[0] });
      } else {
        state.parts.forEach((part, i) => { group.parts[i] += part; });
        if (state.parts[0] > group.fullest) {
          group.fullest = state.parts[0];
          group.place = state.place;
        }
      }
    }
    return groups;
  }

  /** One scene: runs side by side with one slider and one legend. */
  class Scene {
    constructor(all) {
      this.runs = all.map(unpack);
      this.unit = Math.max(...this.runs.map((run) => run.framesPerCell));
      this.cellBytes = this.unit * this.runs[0].frameBytes;
      this.events = [...new Set(this.runs.flatMap((run) => run.moments.map((m) => m.event)))]
        .sort((a, b) => a - b);
      this.colouring = 0;
      this.highlighted = null;
      this.cursor = null;
      this.blocks = this.everUsed();
      this.build();
      this.showMost();
    }

    /** Blocks of 32 cells in which any run ever holds something, in order. */
    everUsed() {
      const used = new Set();
      for (const run of this.runs) {
        const times = this.unit / run.framesPerCell;
        for (const moment of run.moments) {
          let cell = 0;
          for (let i = 0; i < moment.changes.length; i += 3) {
            cell += moment.changes[i];
            const end = cell + moment.changes[i + 1];
            for (; cell < end; cell++) {
              used.add(Math.floor(cell / times / 32));
            }
          }
        }
      }
      return [...used].sort((a, b) => a - b);
    }

    build() {
      const id = "pages-slider";
      this.slider = element("input", {
        type: "range", id, min: 0, max: this.events.length - 1, step: 1, value: 0,
      });
      this.when = element("output", { for: id, class: "when" });
      const most = element("button", { type: "button" }, "Most pages");
      const end = element("button", { type: "button" }, "End");
      this.player = element("button", { type: "button" }, "Play");
      const select = element("select", { id: "pages-colouring" },
        ...COLOURINGS.map((c, i) => element("option", { value: i }, c.name)));
      this.slider.addEventListener("input", () => { this.stop(); this.show(Number(this.slider.value)); });
      most.addEventListener("click", () => { this.stop(); this.showMost(); });
      end.addEventListener("click", () => { this.stop(); this.show(this.events.length - 1); });
      this.player.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
      select.addEventListener("change", () => {
        this.colouring = Number(select.value);
        this.highlighted = null;
        this.recolour();
        this.draw();
      });
      this.legend = element("p", { class: "pages-controls owners" });
      this.figures = this.runs.map((run, index) => {
        const canvas = element("canvas", {
          tabindex: 0, role: "img", "data-run": run.name,
          "aria-label": `${run.name}: memory page by page; arrow keys choose a page`,
        });
        const bar = element("div", { class: "parts-bar", "aria-hidden": "true" },
          ...PARTS.map((part, i) => element("i", { class: `part-${i}` })));
        const held = element("p", { class: "held" });
        const detail = element("p", { class: "detail", role: "status", "aria-live": "polite" });
        const figure = element("figure", {}, element("h3", {}, run.name), held, bar, canvas, detail);
        canvas.addEventListener("pointermove", (event) => this.point(index, event));
        canvas.addEventListener("pointerdown", (event) => this.point(index, event));
        canvas.addEventListener("pointerleave", () => {
          if (document.activeElement !== canvas) {
            this.choose(null);
          }
        });
        canvas.addEventListener("focus", () => {
          if (this.cursor === null) {
            this.choose(this.firstHeld(index));
          }
        });
        canvas.addEventListener("blur", () => this.choose(null));
        canvas.addEventListener("keydown", (event) => this.key(event));
        return { canvas, held, bar, detail, figure };
      });
      view.replaceChildren(
        element("p", { class: "pages-controls" },
          element("span", { class: "grow" }, element("label", { for: id }, "Moment"), this.slider),
          this.player, most, end),
        element("p", { class: "pages-controls" }, this.when),
        element("p", { class: "pages-controls" },
          element("label", { for: "pages-colouring" }, "Colour by"), select,
          element("span", { class: "key" },
            ...["A page, from below: asked for", ...PARTS.slice(1)].map((part, i) =>
              element("span", {}, element("i", { class: `part-${i}` }), part)),
            element("span", {}, element("i", { class: "nobody" }), "page that nobody holds"))),
        this.legend,
        element("div", { class: "pages-runs" }, ...this.figures.map((f) => f.figure)));
      if (this.unit > 1) {
        this.when.before(element("span", {}, `A cell is ${this.unit} frames. `));
      }
      const resize = new ResizeObserver(() => {
        if (this.figures[0].canvas.parentElement.clientWidth !== this.width) {
          this.draw();
        }
      });
      resize.observe(this.figures[0].figure);
      this.recolour();
    }

    /** Each run at its own moment of most pages. */
    showMost() {
      this.moments = this.runs.map((run) => run.most);
      this.slider.value = this.events.indexOf(this.runs[0].moments[this.runs[0].most].event);
      this.when.textContent = "Most pages held: " + this.runs.map((run) => {
        const moment = run.moments[run.most];
        return `${run.name} ${this.whenText(moment)}`;
      }).join("; ");
      this.slider.setAttribute("aria-valuetext", this.when.textContent);
      this.update();
    }

    whenText(moment) {
      const time = moment.time > 0 ? `, at ${seconds(moment.time)}` : "";
      return `after event ${number(moment.event)}${time}`;
    }

    /** All runs at one position of the slider: the last picture that each has up to there. */
    show(position) {
      const event = this.events[position];
      this.slider.value = position;
      this.moments = this.runs.map((run) => {
        const behind = run.moments.findIndex((moment) => moment.event > event);
        return Math.max(0, behind < 0 ? run.moments.length - 1 : behind - 1);
      });
      const latest = this.runs.map((run, i) => run.moments[this.moments[i]])
        .reduce((a, b) => (b.event > a.event ? b : a));
      const last = this.events[this.events.length - 1];
      this.when.textContent = `${this.whenText(latest)}, of ${number(last)} events`;
      this.when.textContent = this.when.textContent[0].toUpperCase() + this.when.textContent.slice(1);
      this.slider.setAttribute("aria-valuetext", this.when.textContent);
      this.update();
    }

    play() {
      this.player.textContent = "Pause";
      let position = Number(this.slider.value);
      if (position >= this.events.length - 1) {
        position = -1;
      }
      this.timer = setInterval(() => {
        position++;
        this.show(position);
        if (position >= this.events.length - 1) {
          this.stop();
        }
      }, 150);
    }

    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.player.textContent = "Play";
    }

    update() {
      this.cells = this.runs.map((run, i) =>
        grouped(cellsAt(run, this.moments[i]), this.unit / run.framesPerCell));
      this.runs.forEach((run, i) => {
        const moment = run.moments[this.moments[i]];
        const parts = [moment.requested, moment.beyond, moment.metadata, moment.free];
        const sum = parts.reduce((a, b) => a + b, 0) || 1;
        this.figures[i].held.replaceChildren(
          element("strong", {}, `${number(moment.held)} pages held`),
          `: ${parts.map((part, p) => `${bytes(part)} ${PARTS[p]}`).join(", ")}`);
        [...this.figures[i].bar.children].forEach((bar, p) => {
          bar.style.width = `${(100 * parts[p]) / sum}%`;
        });
      });
      this.draw();
      this.fillLegend();
    }

    /** Gives the names that take most memory a colour each; one choice for all runs and moments. */
    recolour() {
      const weight = new Map();
      const of = COLOURINGS[this.colouring].of;
      for (const run of this.runs) {
        for (const moment of new Set([run.most, run.moments.length - 1])) {
          for (const { place, parts } of cellsAt(run, moment).values()) {
            const all = parts.reduce((a, b) => a + b, 0);
            weight.set(of(place), (weight.get(of(place)) ?? 0) + all);
          }
        }
      }
      this.ranked = [...weight.entries()]
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, LIGHT.length)
        .map(([name]) => name);
      if (this.cells) {
        this.fillLegend();
      }
    }

    rank(place) {
      return this.ranked.indexOf(COLOURINGS[this.colouring].of(place));
    }

    colour(rank) {
      const palette = dark.matches ? DARK : LIGHT;
      return rank < 0 ? (dark.matches ? "#7e899b" : "#98a1b0") : palette[rank];
    }

    fillLegend() {
      const counts = this.cells.map((cells) => {
        const pages = new Array(this.ranked.length + 1).fill(0);
        for (const { place, parts } of cells.values()) {
          const rank = this.rank(place);
          const share = parts.reduce((a, b) => a + b, 0) / this.runs[0].frameBytes;
          pages[rank < 0 ? this.ranked.length : rank] += share;
        }
        return pages;
      });
      const chips = [...this.ranked, "all others"].map((name, i) => {
        const rank = i < this.ranked.length ? i : -1;
        const pages = counts.map((all) => number(Math.round(all[i]))).join(" · ");
        const chip = element("button", {
          type: "button", class: "owner", "aria-pressed": this.highlighted === rank,
        }, element("i", { style: `background:${this.colour(rank)}` }), name,
          element("span", {}, pages));
        chip.addEventListener("click", () => {
          this.highlighted = this.highlighted === rank ? null : rank;
          this.draw();
          this.fillLegend();
          this.legend.querySelectorAll("button")[i].focus();
        });
        return chip;
      });
      this.legend.replaceChildren(
        element("span", { class: "key" },
          `Pages of ${this.runs.map((run) => run.name).join(" · ")}; press a name to see it alone:`),
        ...chips);
    }

    /** Chooses columns and the size of cells so that the picture fits the width and a screen. */
    layOut() {
      this.width = this.figures[0].canvas.parentElement.clientWidth;
      for (let size = 18; size >= 3; size--) {
        const columns = Math.floor((this.width - 2 * EDGE) / size / 8) * 8;
        if (columns < 32 && size > 3) {
          continue;
        }
        const row = (cell) => Math.floor(cell / columns);
        const rows = [...new Set(
          this.blocks.flatMap((block) => {
            const all = [];
            for (let r = row(block * 32); r <= row(block * 32 + 31); r++) {
              all.push(r);
            }
            return all;
          }))];
        this.size = size;
        this.columns = columns;
        this.rows = rows;
        this.tops = [];
        let top = 0;
        rows.forEach((row, i) => {
          if (i > 0 && rows[i - 1] !== row - 1) {
            top += EMPTY_ROW;
          }
          this.tops.push(top);
          top += size;
        });
        this.height = top;
        if (top <= 620) {
          break;
        }
      }
      this.rowAt = new Map(this.rows.map((row, i) => [row, i]));
    }

    draw() {
      if (!this.cells) {
        return;
      }
      this.layOut();
      const style = getComputedStyle(document.documentElement);
      const colours = {
        line: style.getPropertyValue("--line").trim(),
        soft: style.getPropertyValue("--part-beyond").trim(),
        ink: style.getPropertyValue("--ink").trim(),
        ground: style.getPropertyValue("--ground").trim(),
      };
      this.figures.forEach((figure, i) => this.drawRun(figure.canvas, this.cells[i], colours));
      view.dataset.drawn = "true";
    }

    drawRun(canvas, cells, colours) {
      const ratio = devicePixelRatio || 1;
      const width = this.columns * this.size + 2 * EDGE;
      const height = this.height + 2 * EDGE;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      const pen = canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.translate(EDGE, EDGE);
      const inner = this.size >= 6 ? this.size - 1 : this.size;
      pen.fillStyle = colours.line;
      this.tops.forEach((top, i) => {
        pen.globalAlpha = 0.45;
        for (let column = 0; column < this.columns; column++) {
          const dot = Math.max(1, Math.floor(inner / 3));
          const inset = (inner - dot) / 2;
          pen.fillRect(column * this.size + inset, top + inset, dot, dot);
        }
        if (i > 0 && top - this.tops[i - 1] > this.size) {
          pen.globalAlpha = 1;
          pen.fillRect(0, top - EMPTY_ROW / 2 - 1, this.columns * this.size, 1);
        }
      });
      for (const [cell, { place, parts }] of cells) {
        const rank = this.rank(place);
        const colour = this.colour(rank);
        const shown = this.highlighted === null || this.highlighted === rank;
        const x = (cell % this.columns) * this.size;
        const y = this.top(cell);
        pen.globalAlpha = shown ? 0.26 : 0.07;
        pen.fillStyle = colour;
        pen.fillRect(x, y, inner, inner);
        pen.globalAlpha = shown ? 1 : 0.12;
        let bottom = y + inner;
        [colour, colours.soft, colours.ink].forEach((part, p) => {
          const height = (inner * parts[p]) / this.cellBytes;
          pen.fillStyle = part;
          pen.fillRect(x, bottom - height, inner, height);
          bottom -= height;
        });
      }
      pen.globalAlpha = 1;
      if (this.cursor !== null && this.rowAt.has(Math.floor(this.cursor / this.columns))) {
        const x = (this.cursor % this.columns) * this.size;
        const y = this.top(this.cursor);
        [[colours.ground, 5], [colours.ink, 2]].forEach(([colour, width]) => {
          pen.strokeStyle = colour;
          pen.lineWidth = width;
          pen.strokeRect(x - 1, y - 1, inner + 2, inner + 2);
        });
      }
    }

    top(cell) {
      return this.tops[this.rowAt.get(Math.floor(cell / this.columns))];
    }

    firstHeld(index) {
      const held = this.cells[index].keys().next();
      return held.done ? this.rows[0] * this.columns : Math.min(...this.cells[index].keys());
    }

    point(index, event) {
      const box = this.figures[index].canvas.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left - EDGE) / this.size);
      const y = event.clientY - box.top - EDGE;
      const row = this.tops.findIndex((top) => y >= top && y < top + this.size);
      if (row >= 0 && column >= 0 && column < this.columns) {
        this.choose(this.rows[row] * this.columns + column);
      }
    }

    key(event) {
      const row = this.rowAt.get(Math.floor(this.cursor / this.columns));
      const column = this.cursor % this.columns;
      const at = (r, c) =>
        this.rows[Math.min(this.rows.length - 1, Math.max(0, r))] * this.columns + c;
      const targets = {
        ArrowLeft: () => (column > 0 ? this.cursor - 1 : row > 0 ? at(row - 1, this.columns - 1) : this.cursor),
        ArrowRight: () =>
          column < this.columns - 1 ? this.cursor + 1 : row < this.rows.length - 1 ? at(row + 1, 0) : this.cursor,
        ArrowUp: () => at(row - 1, column),
        ArrowDown: () => at(row + 1, column),
        Home: () => at(row, 0),
        End: () => at(row, this.columns - 1),
        PageUp: () => at(0, column),
        PageDown: () => at(this.rows.length - 1, column),
      };
      const target = targets[event.key];
      if (target) {
        event.preventDefault();
        this.choose(target());
      }
    }

    /** Names one cell below every picture: what it is there. */
    choose(cell) {
      if (cell === this.cursor) {
        return;
      }
      this.cursor = cell;
      this.figures.forEach((figure, i) => {
        figure.detail.textContent = cell === null ? "" : this.text(cell, this.cells[i].get(cell));
      });
      this.draw();
    }

    text(cell, state) {
      const first = cell * this.unit;
      const frame = this.unit === 1
        ? `Frame ${number(first)}` : `Frames ${number(first)} to ${number(first + this.unit - 1)}`;
      if (!state) {
        return `${frame}: nobody holds it.`;
      }
      const { kind, label, source, site } = state.place;
      const what = label ? `${kind} of ${label}` : kind;
      const who = source && (source !== label || site)
        ? `; most of it ${source}${site ? `, asked for by ${site}` : ""}` : "";
      return `${frame}: ${what}${who}. `
        + `${state.parts.map((part, i) => `${number(part)} ${PARTS[i]}`).join(", ")}, in bytes.`;
    }
  }

  const scenes = [...new Set(runs.map((run) => run.scene))];
  let current;
  const open = (scene) => {
    if (current) {
      current.stop();
    }
    current = new Scene(runs.filter((run) => run.scene === scene));
  };
  if (scenes.length > 1) {
    const select = element("select", { id: "pages-scene" },
      ...scenes.map((scene) => element("option", {}, scene)));
    view.before(element("p", { class: "choice" },
      element("label", { for: "pages-scene" }, "Pictures show"), select));
    select.addEventListener("change", () => open(select.value));
  }
  dark.addEventListener("change", () => current.update());
  open(scenes[0]);
  const numbers = view.closest("section").querySelector("details");
  numbers.open = false;
})();
