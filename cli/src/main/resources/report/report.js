"use strict";
/** Draws all charts, in the order of the page, and again when the page changes. */
(() => {
  const { page, dark, narrow, kinds } = tollgate;
  const scenePicker = document.getElementById("scene");
  let round = 0;

  async function draw(chart) {
    const element = document.querySelector(`[data-chart="${chart.id}"]`);
    await kinds[chart.kind](chart, element, () => drawOne(chart));
    element.dataset.drawn = "true";
    const numbers = element.closest("figure").querySelector("details");
    if (numbers && !numbers.dataset.folded) {
      numbers.open = false;
      numbers.dataset.folded = "true";
    }
  }

  /** Whether it stands where the reader has not looked yet: it is drawn when that is opened. */
  function isFolded(chart) {
    return document.querySelector(`[data-chart="${chart.id}"]`).closest("details.more:not([open])");
  }

  const drawOne = (chart) => draw(chart).catch((error) => console.error(error));

  /** One after the other, so that the page stays alive; a later round ends this one. */
  async function drawAll(wanted = () => true) {
    const mine = ++round;
    for (const chart of page.charts.filter(wanted)) {
      if (mine === round && !isFolded(chart)) {
        await drawOne(chart);
      }
    }
  }

  if (scenePicker) {
    scenePicker.closest("p").hidden = false;
    scenePicker.addEventListener("change", () => drawAll((chart) => chart.kind === "scene"));
  }
  for (const more of document.querySelectorAll("details.more")) {
    more.addEventListener("toggle", async () => {
      for (const chart of page.charts) {
        const element = document.querySelector(`[data-chart="${chart.id}"]`);
        if (more.open && more.contains(element) && !element.dataset.drawn) {
          await drawOne(chart);
        }
      }
    });
  }
  tollgate.drawAll = drawAll;
  dark.addEventListener("change", () => drawAll());
  narrow.addEventListener("change", () => drawAll());
  drawAll();
})();
