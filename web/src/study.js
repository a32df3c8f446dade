// study.js: what changes, for whom: gains and their parts, what the bundles add to each other, how sure it is, freight, returns.
import { changeChart, partsChart, rangeChart, tornadoChart } from "./charts.js";
import { folded, freshId, h, name, section } from "./dom.js";
import { areaName, isThere, list, number, signed, tonnes, usd } from "./format.js";
import { studyMap } from "./study_map.js";
import { table } from "./table.js";

const money = (value) => usd(value, true);
const parts = [
  { part: "trade", label: "trade gain", colour: "var(--rail)" },
  { part: "transit", label: "net transit income", colour: "var(--ship)" },
  { part: "cost", label: "share of the cost", colour: "var(--road)" },
];

function figure(drawing, words, key = null) {
  const id = freshId("figure");
  return h("figure", { "aria-labelledby": id }, key, drawing, h("figcaption", { id }, words));
}

/** Squares of colour and what they mean. */
function key(entries) {
  return h(
    "ul",
    { class: "legend" },
    ...entries.map(({ colour, label }) =>
      h("li", null, h("svg", { width: 14, height: 14, "aria-hidden": "true" }, h("rect", { width: 14, height: 14, fill: colour })), label),
    ),
  );
}

const regionName = "The region";
const nameOf = (row) => (row.area === null ? regionName : areaName(row.area));
const byGain = (rows, set) => [...rows].sort((a, b) => (a.area === null) - (b.area === null) || b.worth[set].usd - a.worth[set].usd);

/** "A and B" of the set whose bit p stands for player p. */
const setName = (shown, set) => (set ? list(shown.players.filter((_, p) => (set >> p) & 1).map((player) => player.name)) : "nothing");

/* ---- who gains ---- */

function gainTable(shown, rows, all) {
  const at = (get) => (row) => get(row.worth[all]);
  const columns = [
    { label: "country", isHead: true, isText: true, value: nameOf },
    { label: "real income", unit: "%", about: "100 ln W", value: at((w) => w.welfare_pct), show: at((w) => signed(w.welfare_pct, 3)) },
    { label: "trade gain", unit: "USD a year", value: at((w) => w.trade_usd), show: at((w) => money(w.trade_usd)) },
    { label: "net transit income", unit: "USD a year", value: at((w) => w.transit_usd), show: at((w) => money(w.transit_usd)) },
    { label: "together", unit: "USD a year", value: at((w) => w.usd), show: at((w) => money(w.usd)) },
    { label: "share of the cost", unit: "USD a year", value: at((w) => w.cost_usd), show: at((w) => usd(w.cost_usd)) },
    { label: "left", unit: "USD a year", value: at((w) => w.net_usd), show: at((w) => money(w.net_usd)) },
  ];
  if (shown.draws)
    columns.splice(5, 0, {
      label: "5 to 95 %",
      unit: "USD a year",
      isText: true,
      isWhole: true,
      value: (row) => row.worth[all].low,
      show: (row) => `${money(row.worth[all].low)} to ${money(row.worth[all].high)}`,
    });
  return table({ caption: `With ${setName(shown, all)} built, against nothing built. A head sorts by its column.`, rows, columns });
}

function gains(shown) {
  const all = shown.sets - 1;
  const rows = byGain(shown.areas, all);
  const bars = rows
    .filter((row) => row.area !== null)
    .flatMap((row) => [
      { name: nameOf(row), part: "trade", value: row.worth[all].trade_usd },
      { name: nameOf(row), part: "transit", value: row.worth[all].transit_usd },
      { name: nameOf(row), part: "cost", value: -(row.worth[all].cost_usd ?? 0) },
    ]);
  const sums = rows.filter((row) => row.area !== null).map((row) => ({ name: nameOf(row), value: row.worth[all].net_usd }));
  return section(
    "Who gains",
    gainTable(shown, rows, all),
    figure(
      partsChart(bars, parts, "Parts of the gain by country", sums),
      "USD a year by country; the black tick is what is left of all three. The table above holds the same figures.",
      key(parts),
    ),
  );
}

/* ---- what they add to each other ---- */

function multiplierTable(shown, rows, all) {
  const columns = [
    { label: "country", isHead: true, isText: true, value: nameOf },
    ...shown.players.map((player, p) => ({
      label: `${player.name} alone`,
      unit: "USD a year",
      value: (row) => row.worth[1 << p].usd,
      show: (row) => money(row.worth[1 << p].usd),
    })),
    { label: "all", unit: "USD a year", value: (row) => row.worth[all].usd, show: (row) => money(row.worth[all].usd) },
    {
      label: "multiplier",
      unit: "USD a year",
      about: "what they add to each other beyond the sum of each alone; n.s.: less than the solver can tell",
      value: (row) => row.together[all].usd,
      show: (row) => (row.together[all].usd_significant ? money(row.together[all].usd) : "n.s."),
    },
    {
      label: "multiplier",
      unit: "% of real income",
      value: (row) => row.together[all].welfare_pct,
      show: (row) => (row.together[all].pct_significant ? signed(row.together[all].welfare_pct, 4) : "n.s."),
    },
  ];
  if (shown.draws)
    columns.push({
      label: "5 to 95 %",
      unit: "USD a year",
      isText: true,
      isWhole: true,
      value: (row) => row.together[all].low,
      show: (row) => `${money(row.together[all].low)} to ${money(row.together[all].high)}`,
    });
  return table({ caption: "What each gives alone, all of them, and what they add to each other. n.s.: not significant.", rows, columns });
}

function shapley(shown, players, shares, title) {
  const colours = ["var(--rail)", "var(--road)", "var(--ship)", "var(--air)", "var(--other)", "var(--good)", "var(--bad)"];
  const used = players.map((player, p) => ({ part: player.id, label: player.name, colour: colours[p % colours.length] }));
  const rows = byGain(shown.areas, shown.sets - 1);
  const bars = rows
    .filter((row) => row.area !== null)
    .flatMap((row) => players.map((player, p) => ({ name: nameOf(row), part: player.id, value: shares(row)[p] })));
  return [
    table({
      caption: title,
      rows,
      columns: [
        { label: "country", isHead: true, isText: true, value: nameOf },
        ...players.map((player, p) => ({
          label: player.name,
          unit: "USD a year",
          value: (row) => shares(row)[p],
          show: (row) => money(shares(row)[p]),
        })),
      ],
    }),
    players.length <= colours.length
      ? figure(
          partsChart(bars, used, "Shapley shares by country"),
          "Shapley shares in USD a year: what each adds on average over all orders of building. They add up to all.",
          key(used),
        )
      : null,
  ];
}

function multiplier(shown) {
  if (shown.players.length < 2) return null;
  const all = shown.sets - 1;
  const rows = byGain(shown.areas, all);
  const points = rows.map((row) => ({
    name: nameOf(row),
    value: row.together[all].usd,
    low: row.together[all].low ?? null,
    high: row.together[all].high ?? null,
    isPlain: row.together[all].usd_significant,
  }));
  return section(
    "What they add to each other",
    multiplierTable(shown, rows, all),
    figure(
      rangeChart(points, "The multiplier by country"),
      `USD a year beyond the sum of each alone; ${shown.draws ? "the bar holds 5 to 95 % of the draws; " : ""}` +
        "a hollow ring is not significant. The table above holds the same figures.",
    ),
    h("h3", null, "Who brings how much"),
    ...shapley(shown, shown.players, (row) => row.shapley, "Shapley share of each bundle"),
    shown.members
      ? folded("The same by single project", () =>
          h("div", null, ...shapley(shown, shown.members, (row) => row.member_shapley, "Shapley share of each project").filter(Boolean)),
        )
      : null,
  );
}

/* ---- how sure ---- */

function tornado(shown) {
  if (!shown.swings.length) return null;
  const rows = shown.swings
    .map((swing) => ({ ...swing, name: swing.meaning, low: swing.low_usd, high: swing.high_usd }))
    .sort((a, b) => Math.abs(b.high_usd - b.low_usd) - Math.abs(a.high_usd - a.low_usd));
  const region = shown.areas.find((row) => row.area === null).worth[shown.sets - 1].usd;
  const turns = rows.filter((row) => Math.sign(row.low_usd) !== Math.sign(region) || Math.sign(row.high_usd) !== Math.sign(region));
  return [
    h("h3", null, "What would change it"),
    h(
      "p",
      null,
      turns.length
        ? `The region's gain changes its sign with: ${list(turns.map((row) => row.name))}.`
        : "No parameter by itself, within its range, changes the sign of the region's gain.",
    ),
    figure(
      tornadoChart(rows, region, "The region's gain when one parameter goes to either end"),
      "The region's gain in USD a year when one parameter goes to its low or its high end, all others staying. The table holds the same figures.",
      key([
        { label: "at the low end", colour: "var(--road)" },
        { label: "at the high end", colour: "var(--rail)" },
      ]),
    ),
    table({
      caption: "The region's gain at the ends of each parameter",
      rows,
      columns: [
        { label: "parameter", isHead: true, isText: true, value: (row) => row.name },
        { label: "low end", value: (row) => row.at_low, show: (row) => number(row.at_low, 2) },
        { label: "gain there", unit: "USD a year", value: (row) => row.low_usd, show: (row) => money(row.low_usd) },
        { label: "high end", value: (row) => row.at_high, show: (row) => number(row.at_high, 2) },
        { label: "gain there", unit: "USD a year", value: (row) => row.high_usd, show: (row) => money(row.high_usd) },
        { label: "multiplier low", unit: "USD a year", value: (row) => row.together_low_usd, show: (row) => money(row.together_low_usd) },
        {
          label: "multiplier high",
          unit: "USD a year",
          value: (row) => row.together_high_usd,
          show: (row) => money(row.together_high_usd),
        },
      ],
    }),
  ];
}

function sureness(shown, notes) {
  return section(
    "How sure it is",
    table({
      caption: `What is uncertain${shown.draws ? `; ${number(shown.draws)} draws, seed ${shown.seed}` : ""}. ~ rests on no published figure.`,
      rows: shown.parameters,
      columns: [
        { label: "parameter", isHead: true, isText: true, value: (row) => row.name.replaceAll("_", " ") },
        { label: "what", isText: true, value: (row) => row.meaning },
        { label: "central", value: (row) => row.central, show: (row) => number(row.central, 2), isEstimate: (row) => row.estimate },
        { label: "from", value: (row) => row.low, show: (row) => number(row.low, 2) },
        { label: "to", value: (row) => row.high, show: (row) => number(row.high, 2) },
        { label: "spread", isText: true, value: (row) => row.distribution },
        { label: "source", isText: true, value: (row) => row.source, show: (row) => notes.refs((row.source ?? "").split(";")) },
      ],
    }),
    ...(tornado(shown) ?? []),
  );
}

/* ---- channels ---- */

function channels(shown) {
  if (!shown.channels.length) return null;
  const rows = shown.areas.map((area, i) => ({ area: area.area, gains: shown.channels.map((channel) => channel.areas[i]) }));
  const meanings = shown.channels.map((channel) => channel.meaning);
  return section(
    "By which channel",
    table({
      caption: `The gain with all built, USD a year, as the economy's answer is followed further: ${list(meanings)}.`,
      rows,
      columns: [
        { label: "country", isHead: true, isText: true, value: nameOf },
        ...shown.channels.flatMap((channel, c) => [
          { label: channel.name.replaceAll("_", " "), value: (row) => row.gains[c].usd, show: (row) => money(row.gains[c].usd) },
          { label: "its multiplier", value: (row) => row.gains[c].together_usd, show: (row) => money(row.gains[c].together_usd) },
        ]),
      ],
    }),
  );
}

/* ---- freight ---- */

function corridorTable(shown) {
  return table({
    caption: "Named corridors: tonne-kilometres over length",
    rows: shown.corridors,
    columns: [
      { label: "corridor", isHead: true, isText: true, value: (row) => row.name, show: (row) => name(row.name) },
      { label: "length", unit: "km", value: (row) => row.km, show: (row) => number(row.km) },
      { label: "base", unit: "t a year", value: (row) => row.t_base, show: (row) => tonnes(row.t_base) },
      { label: "all built", unit: "t a year", value: (row) => row.t_all, show: (row) => tonnes(row.t_all) },
      { label: "change", unit: "t a year", value: (row) => row.t_all - row.t_base, show: (row) => signed(row.t_all - row.t_base, 0) },
      { label: "CO2e base", unit: "t a year", value: (row) => row.kgco2_base, show: (row) => number(row.kgco2_base / 1000) },
      { label: "CO2e all", unit: "t a year", value: (row) => row.kgco2_all, show: (row) => number(row.kgco2_all / 1000) },
    ],
  });
}

function linkTable(shown, links) {
  return table({
    caption:
      "Links that carry freight, and what a dollar a tonne off each is worth to the world (by the envelope at the base, jams held fast)",
    rows: links,
    columns: [
      {
        label: "link",
        isHead: true,
        isText: true,
        value: (row) => shown.network[row.id]?.name ?? row.id,
        show: (row) => name(shown.network[row.id]?.name ?? row.id),
      },
      { label: "by", isText: true, value: (row) => shown.network[row.id]?.mode },
      { label: "base", unit: "t a year", value: (row) => row.tonnes_base, show: (row) => number(row.tonnes_base) },
      { label: "all built", unit: "t a year", value: (row) => row.tonnes_all, show: (row) => number(row.tonnes_all) },
      {
        label: "change",
        unit: "t a year",
        value: (row) => row.tonnes_all - row.tonnes_base,
        show: (row) => signed(row.tonnes_all - row.tonnes_base, 0),
      },
      { label: "marginal value", unit: "USD a year", value: (row) => row.marginal_usd, show: (row) => number(row.marginal_usd) },
    ],
  });
}

function limitTable(shown) {
  return table({
    caption: "Limits that bind with nothing built, and what one unit more a year adds",
    rows: shown.limits,
    columns: [
      { label: "where", isHead: true, isText: true, value: (row) => row.name, show: (row) => name(row.name) },
      { label: "limit", value: (row) => row.capacity, show: (row) => number(row.capacity) },
      { label: "unit", isText: true, value: (row) => row.unit },
      { label: "to shippers", unit: "USD", value: (row) => row.shadow_usd, show: (row) => number(row.shadow_usd, 2) },
      { label: "to the world", unit: "USD", value: (row) => row.world_usd, show: (row) => number(row.world_usd, 2) },
    ],
  });
}

function placeTable(shown) {
  return table({
    caption: "Places that send or receive: what carrying costs them, and how near their markets are",
    rows: shown.places,
    columns: [
      { label: "place", isHead: true, isText: true, value: (row) => row.name, show: (row) => name(row.name) },
      { label: "country", isText: true, value: (row) => areaName(row.country) },
      { label: "cost of carrying", unit: "%", value: (row) => row.cost_pct, show: (row) => signed(row.cost_pct, 2) },
      { label: "market access", unit: "%", value: (row) => row.access_pct, show: (row) => signed(row.access_pct, 2) },
    ],
  });
}

function freight(data) {
  const { shown, study } = data;
  const rows = shown.corridors
    .filter((row) => row.t_base > 0 || row.t_all > 0)
    .sort((a, b) => Math.max(b.t_all, b.t_base) - Math.max(a.t_all, a.t_base))
    .slice(0, 15)
    .map((row) => ({ name: row.name, base: row.t_base, all: row.t_all }));
  return section(
    "Freight",
    studyMap(data),
    rows.length
      ? [
          h("h3", null, "Corridors"),
          figure(
            changeChart(rows, "Tonnes a year on the corridors", tonnes),
            "Tonnes a year on the busiest named corridors: the ring with nothing built, the dot with all. The table below holds the same figures.",
          ),
          corridorTable(shown),
        ]
      : null,
    shown.limits.length ? limitTable(shown) : null,
    folded(`All ${number(study.links.length)} links`, () => linkTable(shown, study.links)),
    shown.places.length ? folded(`All ${number(shown.places.length)} places`, () => placeTable(shown)) : null,
  );
}

/* ---- returns ---- */

function returns(shown) {
  if (!shown.returns.length) return null;
  const ratio = (value) => (isThere(value) ? number(value, 2) : "n.a.");
  return section(
    "What it costs and returns",
    shown.best
      ? h(
          "p",
          null,
          `Best set under ${usd(shown.budget_usd)} USD: ${list(shown.best.names) || "nothing"}, `,
          `worth ${money(shown.best.value)} USD more than it costs over ${shown.horizon_years} years`,
          shown.best.exact ? " (all sets were looked at)." : `; no set can be worth more than ${money(shown.best.bound)}.`,
        )
      : null,
    table({
      caption: `The region's gain over ${shown.horizon_years} years from the opening year, over the cost. ~ is an estimate; n.a.: the cost is not known.`,
      rows: shown.returns,
      columns: [
        { label: "project", isHead: true, isText: true, value: (row) => row.name, show: (row) => name(row.name) },
        {
          label: "cost",
          unit: "USD",
          value: (row) => row.cost_usd,
          show: (row) => usd(row.cost_usd),
          isEstimate: (row) => row.cost_estimate,
        },
        { label: "opens", value: (row) => row.opens },
        { label: "alone", unit: "USD a year", value: (row) => row.alone_usd, show: (row) => money(row.alone_usd) },
        { label: "its share", unit: "USD a year", value: (row) => row.share_usd, show: (row) => money(row.share_usd) },
        { label: "as the last", unit: "USD a year", value: (row) => row.last_usd, show: (row) => money(row.last_usd) },
        {
          label: "benefit over cost",
          about: "by its Shapley share",
          value: (row) => row.ratio_share,
          show: (row) => ratio(row.ratio_share),
        },
        { label: "alone", value: (row) => row.ratio_alone, show: (row) => ratio(row.ratio_alone) },
        { label: "as the last", value: (row) => row.ratio_last, show: (row) => ratio(row.ratio_last) },
      ],
    }),
  );
}

/* ---- beside ---- */

function beside(shown, notes) {
  if (!shown.beside.length) return null;
  const range = (low, high) => (isThere(low) ? (low === high ? number(low, 2) : `${number(low, 2)} to ${number(high, 2)}`) : "–");
  return section(
    "Beside published figures",
    table({
      caption: "What others say, and the model's figure for the same",
      rows: shown.beside,
      columns: [
        { label: "figure", isHead: true, isText: true, value: (row) => row.what, show: (row) => [name(row.what), notes.ref(row.source)] },
        { label: "role", isText: true, value: (row) => row.role },
        { label: "unit", isText: true, value: (row) => row.unit },
        { label: "published", isText: true, isWhole: true, value: (row) => row.low, show: (row) => range(row.low, row.high) },
        { label: "model", value: (row) => row.value, show: (row) => number(row.value, 2) },
        {
          label: "5 to 95 %",
          isText: true,
          isWhole: true,
          value: (row) => row.model_low,
          show: (row) => range(row.model_low, row.model_high),
        },
        { label: "verdict", isText: true, value: (row) => row.verdict, show: (row) => [row.verdict, row.reason ? `: ${row.reason}` : ""] },
      ],
    }),
  );
}

/* ---- how ---- */

function method(data) {
  const { shown, study } = data;
  const rows = Object.entries(study.convergence ?? {}).filter(([, value]) => typeof value !== "object");
  return section(
    "How it was worked out",
    h(
      "p",
      null,
      `Base year ${study.base_year}, prices and ships of ${shown.date}. Every figure is the difference between worlds `,
      "in which freight is routed anew and trade answers, until nothing moves.",
    ),
    h("ul", null, ...shown.players.map((player) => h("li", null, name(player.name), ": ", name(list(player.members)), "."))),
    folded("How well the worlds came to rest", () =>
      h(
        "dl",
        { class: "facts" },
        ...rows.flatMap(([label, value]) => [h("dt", null, label.replaceAll("_", " ")), h("dd", null, String(value))]),
      ),
    ),
  );
}

export function study(data, notes) {
  const { shown } = data;
  return [
    gains(shown),
    multiplier(shown),
    sureness(shown, notes),
    channels(shown),
    freight(data),
    returns(shown),
    beside(shown, notes),
    method(data),
  ];
}
