// critical.js: the weak points: what each closure costs and whom, the worst sets, reliance on one way, closures by chance.
import { rangeChart } from "./charts.js";
import { column, head, words } from "./columns.js";
import { folded, freshId, h, name, section } from "./dom.js";
import { isThere, list, number, percent, usd } from "./format.js";
import { legend, map, mapNote } from "./map.js";
import { table } from "./table.js";

const A_YEAR = "USD a year";
const MAPPED = 150; /* of the dearest that the map shows */
const money = (value) => usd(value);
const tonnes = (value) => (value ? number(value) : "");

/** Whom it costs most, and what share of all. */
function hardest(countries, row) {
  const [first] = Object.entries(row.by_country).sort((a, b) => b[1] - a[1]);
  return first && row.cost_usd_yr > 0 ? `${countries[first[0]] ?? first[0]} ${percent(first[1] / row.cost_usd_yr)}` : "";
}

function lossColumns(countries) {
  return [
    words("kind", (row) => row.kind),
    column("a year closed", A_YEAR, (row) => row.cost_usd_yr, money),
    column("without a way", "t a year", (row) => row.stranded_t, tonnes),
    words("hardest hit", (row) => hardest(countries, row), { isWhole: true }),
  ];
}

/* ---- the map ---- */

/** Ports, borders and terminals are points, links and ferries lines; the dearest points are named. */
function drawElements(data, kinds) {
  const located = data.critical.elements.map((element, i) => ({ ...element, where: data.where[i] }));
  const shown = located.filter((element) => kinds.includes(element.kind) && element.where.length).slice(0, MAPPED);
  const most = Math.max(1, ...shown.map((element) => element.cost_usd_yr));
  const size = (element) => Math.sqrt(Math.max(0, element.cost_usd_yr) / most);
  const title = (element) => `${element.name}: ${usd(element.cost_usd_yr)} USD a year`;
  const isLine = (element) => element.where.length > 1 && element.kind !== "border";
  const lines = shown
    .filter(isLine)
    .reverse()
    .map((element) => ({
      coordinates: element.where,
      class: "closed",
      width: (1 + 9 * size(element)).toFixed(1),
      title: title(element),
    }));
  const places = shown
    .filter((element) => !isLine(element))
    .map((element) => ({
      lon: element.where[0][0],
      lat: element.where[0][1],
      name: element.name,
      title: title(element),
      r: 2 + 9 * size(element),
      class: "closed",
    }));
  return map({ lines, places, label: "Map of the dearest closures. The table below holds the same figures." });
}

function mapSection(data) {
  const views = [
    { name: "ports, borders and ferries", kinds: ["port", "border", "ferry"] },
    { name: "links", kinds: ["link"] },
    { name: "terminals", kinds: ["terminal"] },
  ];
  const box = h("div", null, drawElements(data, views[0].kinds));
  const id = freshId("choice");
  const choice = h(
    "select",
    { id, change: (event) => box.replaceChildren(drawElements(data, views[Number(event.target.value)].kinds)) },
    ...views.map((view, i) => h("option", { value: i }, view.name)),
  );
  return h(
    "div",
    null,
    h("p", { class: "choice" }, h("label", { for: id }, "The map shows"), " ", choice),
    h(
      "figure",
      null,
      box,
      legend([{ class: "closed", words: "the larger, the dearer to close", width: 5 }]),
      h("figcaption", null, mapNote),
    ),
  );
}

/* ---- tables ---- */

function elements(data) {
  const isCandidate = (row) => row.kind !== "link" && row.kind !== "terminal";
  const columns = [head("what closes", (row) => row.name, { isWide: true }), ...lossColumns(data.area_names)];
  const rows = data.critical.elements;
  return section(
    "What a closure costs",
    mapSection(data),
    table({
      caption: "Ports, borders and ferries, each closed for a year by itself",
      rows: rows.filter(isCandidate),
      columns,
      hasSearch: true,
    }),
    folded(`All ${number(rows.length)}, with links and terminals`, () =>
      table({ caption: "Each closed for a year by itself", rows, columns, hasSearch: true }),
    ),
  );
}

function worst(data) {
  const sets = [data.critical.worst_pair, data.critical.worst_triple].filter(Boolean);
  if (!sets.length) return null;
  const rows = sets.map((set) => ({
    ...set,
    kind: set.elements.length === 2 ? "pair" : "triple",
    name: list(set.elements.map((element) => element.name)),
  }));
  return section(
    "The worst of all sets",
    table({
      caption: "The dearest pair and triple of ports, borders, ferries and bridges, for certain",
      rows,
      sortable: false,
      columns: [head("together", (row) => row.name), ...lossColumns(data.area_names)],
    }),
  );
}

function crowded(data) {
  const rows = data.critical.with_limits;
  if (!rows?.length) return null;
  return section(
    "Within capacities",
    table({
      caption: "The dearest closures again when everybody else's way has its limits",
      rows,
      columns: [
        head("what closes", (row) => row.name),
        words("kind", (row) => row.kind),
        column("a year closed", A_YEAR, (row) => row.cost_usd_yr, money),
        column("of that by limits", A_YEAR, (row) => row.added_usd_yr, money),
        column("to shippers", A_YEAR, (row) => row.shippers_usd_yr, money),
        column("without a way", "t a year", (row) => row.stranded_t, tonnes),
      ],
    }),
  );
}

function reliance(data) {
  const called = (id) => data.area_names[id] ?? id;
  const rows = Object.entries(data.critical.diversification).map(([id, of]) => ({ id, ...of }));
  const share = (value) => (isThere(value) ? percent(value) : "–");
  const index = (value) => number(value, 2);
  return section(
    "How far trade hangs on one way",
    table({
      caption: "Gateways are border crossings and ports; the index is Herfindahl's: 1 is one alone",
      rows,
      columns: [
        head("country", (row) => called(row.id)),
        column(
          "freight",
          "t a year",
          (row) => row.trade_t,
          (value) => number(value),
        ),
        column(
          "gateways",
          null,
          (row) => row.gateways,
          (value) => number(value),
        ),
        words("the most used", (row) => row.gateway),
        column("its share", null, (row) => row.gateway_share, share),
        column("index", "of gateways", (row) => row.gateway_hhi, index),
        column("its closure", A_YEAR, (row) => row.gateway_loss_usd_yr, money),
        words("neighbour", (row) => (row.neighbour ? called(row.neighbour) : "")),
        column("its share", null, (row) => row.neighbour_share, share),
        words("partner", (row) => (row.partner ? called(row.partner) : "")),
        column("its share", null, (row) => row.partner_share, share),
        column("index", "of partners", (row) => row.partner_hhi, index),
      ],
    }),
  );
}

function chance(data, of, title, caption) {
  if (!of) return null;
  const called = (id) => data.area_names[id] ?? id;
  const rows = [{ name: "all", ...of.all }, ...Object.entries(of.by_country).map(([id, loss]) => ({ name: called(id), ...loss }))];
  const points = rows.map((row) => ({ name: row.name, value: row.mean_usd_yr, low: row.p05_usd_yr, high: row.p95_usd_yr, isPlain: true }));
  const id = freshId("figure");
  return section(
    title,
    table({
      caption,
      rows,
      columns: [
        head("country", (row) => row.name),
        column("mean", A_YEAR, (row) => row.mean_usd_yr, money),
        column("5 %", A_YEAR, (row) => row.p05_usd_yr, money),
        column("95 %", A_YEAR, (row) => row.p95_usd_yr, money),
      ],
    }),
    h(
      "figure",
      { "aria-labelledby": id },
      rangeChart(points, caption),
      h("figcaption", { id }, "Mean and 5 to 95 % of the years drawn. The table above holds the same figures."),
    ),
  );
}

/** The same with something open, beside. */
function opened(data) {
  const open = data.critical.with_open;
  if (!open) return [];
  const what = list(data.critical.open);
  const before = new Map(data.critical.elements.map((row) => [`${row.kind} ${row.id}`, row.cost_usd_yr]));
  const rows = open.elements.map((row) => ({ ...row, before: before.get(`${row.kind} ${row.id}`) }));
  return [
    section(
      `With ${what} open`,
      h("p", null, "The same closures, with ", name(what), " open."),
      folded(`All ${number(rows.length)} closures, before and with it`, () =>
        table({
          caption: "Each closed for a year by itself, before and with it open",
          rows,
          hasSearch: true,
          columns: [
            head("what closes", (row) => row.name, { isWide: true }),
            words("kind", (row) => row.kind),
            column("before", A_YEAR, (row) => row.before, money),
            column("with it open", A_YEAR, (row) => row.cost_usd_yr, money),
            words("hardest hit", (row) => hardest(data.area_names, row)),
          ],
        }),
      ),
    ),
    chance(data, open.chance_difference, "What it changes about chance", "Losses of a year with it open less without, on the same draws"),
  ];
}

export function critical(data) {
  const { chance: drawn } = data.critical;
  return [
    elements(data),
    worst(data),
    crowded(data),
    reliance(data),
    chance(
      data,
      drawn,
      "Closures by chance",
      drawn ? `What closures by chance cost in a year: ${number(drawn.draws)} years, seed ${drawn.seed}` : "",
    ),
    ...opened(data),
  ];
}
