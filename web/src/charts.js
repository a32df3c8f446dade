// charts.js: charts by Observable Plot, drawn to the width there is. Each has a table beside it that holds the same figures.
import * as Plot from "@observablehq/plot";
import { drawToWidth, h } from "./dom.js";
import { usd } from "./format.js";

const text = { fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4 };

/** A chart that is redrawn when its box gets another width. options(width) are Plot's. */
function chart(options) {
  return drawToWidth(h("div", { class: "plot" }), (width) => {
    const svg = Plot.plot({ className: "chart", width, style: { fontSize: "12px" }, ...options(width) });
    svg.setAttribute("role", "img");
    for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label"); /* one picture, one name */
    return svg;
  });
}

/** What charts with a row a name have in common; long names are cut, the table has them whole. */
function named(width, rows, label, height = 28) {
  const margin = Math.min(Math.max(...rows.map((row) => 7 * row.name.length)) + 12, width * 0.42, 260);
  return {
    ariaLabel: label,
    height: 60 + height * new Set(rows.map((row) => row.name)).size,
    marginLeft: margin,
    marginRight: 40,
    marginTop: 30,
    marginBottom: 30,
    axis: Plot.axisY({ label: null, tickSize: 0, textOverflow: "ellipsis", lineWidth: (margin - 16) / 13 }),
    order: [...new Set(rows.map((row) => row.name))],
  };
}

/** An axis along the bottom with as many words as have room. */
const along = (width, margin, format) => ({
  label: null,
  grid: true,
  nice: true,
  tickFormat: (value) => format(value).replace(/\.0+(?= |$)/, ""),
  ticks: Math.max(2, Math.floor((width - margin) / 110)),
});

/** Two measures of the ways of a quote. */
export function waysChart(ways) {
  const x = (way) => way.hours / 24;
  const told = ways.filter((way) => way.label);
  return chart((width) => ({
    ariaLabel: "Days against price of the ways",
    height: Math.min(420, Math.max(260, width * 0.5)),
    marginLeft: 56,
    marginRight: 24,
    x: { label: "days", grid: true, nice: true, zero: true },
    y: { label: "USD", grid: true, nice: true },
    marks: [
      Plot.ruleY(ways, { x1: x, x2: "p90", y: "usd", stroke: "var(--muted)", strokeOpacity: 0.5 }),
      Plot.dot(ways, { x, y: "usd", r: 3.5, fill: "var(--muted)" }),
      Plot.dot(told, { x, y: "usd", r: 5, fill: "var(--accent)" }),
      Plot.text(told, { x, y: "usd", text: "way", dx: -12, ...text }),
    ],
  }));
}

/** rows: { name, part, value }: bars of parts, what is below zero to the left; parts: [{ part, colour }]. */
export function partsChart(rows, parts, label, sums = []) {
  return chart((width) => {
    const { axis, order, ...frame } = named(width, rows, label);
    return {
      ...frame,
      x: along(width, frame.marginLeft, usd),
      y: { domain: order, label: null },
      color: { domain: parts.map(({ part }) => part), range: parts.map(({ colour }) => colour) },
      marks: [
        axis,
        Plot.barX(rows, { x: "value", y: "name", fill: "part", insetTop: 3, insetBottom: 3, order: parts.map(({ part }) => part) }),
        Plot.tickX(sums, { x: "value", y: "name", stroke: "var(--ink)", strokeWidth: 3 }),
        Plot.ruleX([0], { stroke: "var(--ink)" }),
      ],
    };
  });
}

/** rows: { name, value, low, high, isPlain }: a dot in its range; hollow where it is not significant. */
export function rangeChart(rows, label) {
  return chart((width) => {
    const { axis, order, ...frame } = named(width, rows, label, 24);
    return {
      ...frame,
      x: along(width, frame.marginLeft, usd),
      y: { domain: order, label: null, type: "band" },
      marks: [
        axis,
        Plot.ruleX([0], { stroke: "var(--muted)" }),
        Plot.ruleY(
          rows.filter((row) => row.low !== null),
          { x1: "low", x2: "high", y: "name", stroke: "var(--accent)", strokeWidth: 5, strokeOpacity: 0.35 },
        ),
        Plot.dot(rows, {
          x: "value",
          y: "name",
          r: 5,
          stroke: "var(--accent)",
          strokeWidth: 2,
          fill: (row) => (row.isPlain ? "var(--accent)" : "var(--paper)"),
        }),
      ],
    };
  });
}

/** rows: { name, low, high }: what a figure becomes when one parameter goes to either end; central is what it is. */
export function tornadoChart(rows, central, label) {
  return chart((width) => {
    const { axis, order, ...frame } = named(width, rows, label);
    return {
      ...frame,
      x: along(width, frame.marginLeft, usd),
      y: { domain: order, label: null },
      marks: [
        axis,
        Plot.barX(rows, { x1: () => central, x2: "low", y: "name", fill: "var(--road)", insetTop: 3, insetBottom: 3 }),
        Plot.barX(rows, { x1: () => central, x2: "high", y: "name", fill: "var(--rail)", insetTop: 3, insetBottom: 3 }),
        Plot.ruleX([central], { stroke: "var(--ink)" }),
        Plot.ruleX([0], { stroke: "var(--bad)", strokeDasharray: "3 3" }),
      ],
    };
  });
}

/** rows: { name, base, all }: from a ring to a dot. */
export function changeChart(rows, label, format) {
  return chart((width) => {
    const { axis, order, ...frame } = named(width, rows, label, 24);
    return {
      ...frame,
      x: { ...along(width, frame.marginLeft, format), zero: true },
      y: { domain: order, label: null, type: "band" },
      marks: [
        axis,
        Plot.ruleY(rows, { x1: "base", x2: "all", y: "name", stroke: "var(--muted)", strokeWidth: 2 }),
        Plot.dot(rows, { x: "base", y: "name", r: 4.5, stroke: "var(--muted)", strokeWidth: 2, fill: "var(--paper)" }),
        Plot.dot(rows, { x: "all", y: "name", r: 5, fill: "var(--accent)" }),
      ],
    };
  });
}
