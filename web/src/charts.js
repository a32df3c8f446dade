// charts.js: charts by Observable Plot, drawn to the width there is. Each has a table beside it that holds the same figures.
import * as Plot from "@observablehq/plot";
import { drawToWidth, h } from "./dom.js";

/** A chart that is redrawn when its box gets another width. The box's figure says what it shows. */
function chart(options) {
  return drawToWidth(h("div", { class: "plot" }), (width) => {
    const svg = Plot.plot({ className: "chart", width, style: { fontSize: "12px" }, ...options(width) });
    svg.setAttribute("role", "img");
    for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");    /* one picture, one name */
    return svg;
  });
}

export function waysChart(ways) {
  const named = ways.filter((way) => way.label);
  return chart((width) => ({
    ariaLabel: "Days against price of the ways",
    height: Math.min(420, Math.max(260, width * 0.5)),
    marginLeft: 56,
    marginRight: 24,
    x: { label: "days", grid: true, nice: true, zero: true },
    y: { label: "USD", grid: true, nice: true },
    marks: [
      Plot.ruleY(ways, { x1: (way) => way.hours / 24, x2: "p90", y: "usd", stroke: "var(--muted)", strokeOpacity: 0.5 }),
      Plot.dot(ways, { x: (way) => way.hours / 24, y: "usd", r: 3.5, fill: "var(--muted)" }),
      Plot.dot(named, { x: (way) => way.hours / 24, y: "usd", r: 5, fill: "var(--accent)" }),
      Plot.text(named, { x: (way) => way.hours / 24, y: "usd", text: "way", dx: -12, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4 }),
    ],
  }));
}
