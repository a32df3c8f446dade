// study.js: what changes, for whom: gains and their parts, what the bundles add to each other, how sure it is, freight, returns.
import { changeChart, partsChart, rangeChart, tornadoChart } from "./charts.js";
import { column, head, sources, words } from "./columns.js";
import { folded, freshId, h, name, section } from "./dom.js";
import { isThere, list, number, percent, signed, tonnes, usd } from "./format.js";
import { readStudy } from "./study_data.js";
import { studyMap } from "./study_map.js";
import { table } from "./table.js";

const A_YEAR = "USD a year";
const CORRIDORS = 15; /* that the chart shows; the table has all */
const COLOURS = ["var(--rail)", "var(--road)", "var(--ship)", "var(--air)", "var(--other)", "var(--good)", "var(--bad)"];
const PARTS = [
  { part: "trade", label: "trade gain", colour: "var(--rail)" },
  { part: "transit", label: "net transit income", colour: "var(--ship)" },
  { part: "cost", label: "share of the cost", colour: "var(--road)" },
];

const money = (value) => usd(value, true);
/** "+1.2 to +3.4 million", "−3 thousand to +1.2 million" */
function range(low, high, show) {
  if (!isThere(low) || !isThere(high)) return "–";
  const [from, fromWord] = show(low).split(" ");
  const [to, toWord] = show(high).split(" ");
  const unit = (word) => (word ? ` ${word}` : "");
  return `${from}${fromWord === toWord ? "" : unit(fromWord)} to ${to}${unit(toWord)}`;
}
const spread = (get) => ({
  label: "5 to 95 %",
  unit: A_YEAR,
  isText: true,
  isWhole: true,
  value: (row) => get(row)[0],
  show: (row) => range(...get(row), money),
});

function figure(drawing, caption, key = null) {
  const id = freshId("figure");
  return h("figure", { "aria-labelledby": id }, key, drawing, h("figcaption", { id }, caption));
}

/** Squares of colour and what they mean. */
function key(entries) {
  const square = (colour) => h("svg", { width: 14, height: 14, "aria-hidden": "true" }, h("rect", { width: 14, height: 14, fill: colour }));
  return h("ul", { class: "legend" }, ...entries.map(({ colour, label }) => h("li", null, square(colour), name(label))));
}

/* ---- who gains ---- */

function gainTable(study) {
  const of = (field) => (area) => study.worth(study.all, area.id)[field];
  const draws = spread((area) => [of("usd_low")(area), of("usd_high")(area)]);
  const guessed = column("by estimates", "of that range", of("usd_from_estimates"), (value) => (isThere(value) ? percent(value) : "–"), {
    about: "share of the range that moves with parameters which rest on no published figure",
  });
  return table({
    caption: `With ${list(study.bundles.map((bundle) => bundle.name))} built, against nothing built. The region is the sum of those above it.`,
    rows: study.areas,
    columns: [
      head("country", (area) => area.name),
      column("real income", "%", of("welfare_pct"), (value) => signed(value, 4), { about: "100 ln of real income over that of the base" }),
      column("trade gain", A_YEAR, of("trade_usd"), money),
      column("net transit income", A_YEAR, of("transit_usd"), money),
      column("together", A_YEAR, of("usd"), money),
      ...(study.hasDraws ? [draws, guessed] : []),
      column("share of the cost", A_YEAR, of("cost_usd"), (value) => usd(value)),
      column("left", A_YEAR, of("net_usd"), money),
    ],
  });
}

function gains(study) {
  const bars = study.countries.flatMap((area) => {
    const worth = study.worth(study.all, area.id);
    const values = { trade: worth.trade_usd, transit: worth.transit_usd, cost: -(worth.cost_usd ?? 0) };
    return PARTS.map(({ part }) => ({ name: area.name, part, value: values[part] }));
  });
  const left = study.countries.map((area) => ({ name: area.name, value: study.worth(study.all, area.id).net_usd }));
  return section(
    "Who gains",
    gainTable(study),
    figure(
      partsChart(bars, PARTS, "Parts of the gain by country", left),
      "USD a year by country; the black tick is what is left of all three. The table above holds the same figures.",
      key(PARTS),
    ),
  );
}

/* ---- what they add to each other ---- */

function multiplierTable(study) {
  const of = (field) => (area) => study.worth(study.all, area.id)[field];
  const ifSignificant = (field, show) => (area) => (of("beyond_usd_significant")(area) ? show(of(field)(area)) : "n.s.");
  const about = "what they add to each other beyond the sum of each alone";
  return table({
    caption: "What each gives alone, all of them, and what they add to each other. n.s.: the solver cannot tell it from nothing.",
    rows: study.areas,
    columns: [
      head("country", (area) => area.name),
      ...study.bundles.map((bundle) => column(`${bundle.name} alone`, A_YEAR, (area) => study.worth(bundle.id, area.id).usd, money)),
      column("all", A_YEAR, of("usd"), money),
      { label: "multiplier", unit: A_YEAR, about, value: of("beyond_usd"), show: ifSignificant("beyond_usd", money) },
      {
        label: "multiplier",
        unit: "% of real income",
        about,
        value: of("beyond_pct"),
        show: ifSignificant("beyond_pct", (value) => signed(value, 4)),
      },
      ...(study.hasDraws ? [spread((area) => [of("beyond_usd_low")(area), of("beyond_usd_high")(area)])] : []),
    ],
  });
}

function shapley(study, kind, players, caption) {
  const share = (player, area) => study.shapley(kind, player.id, area.id).usd;
  const parts = players.map((player, i) => ({ part: player.id, label: player.name, colour: COLOURS[i % COLOURS.length] }));
  const bars = study.countries.flatMap((area) =>
    players.map((player) => ({ name: area.name, part: player.id, value: share(player, area) })),
  );
  const shares = table({
    caption,
    rows: study.areas,
    columns: [
      head("country", (area) => area.name),
      ...players.map((player) => column(player.name, A_YEAR, (area) => share(player, area), money)),
    ],
  });
  if (players.length > COLOURS.length) return [shares];
  const told = "Shapley shares in USD a year: what each adds on average over all orders of building. They add up to all.";
  return [shares, figure(partsChart(bars, parts, `Shapley shares of each ${kind} by country`), told, key(parts))];
}

function multiplier(study) {
  if (study.bundles.length < 2) return null;
  const points = study.areas.map((area) => {
    const worth = study.worth(study.all, area.id);
    return {
      name: area.name,
      value: worth.beyond_usd,
      low: worth.beyond_usd_low ?? null,
      high: worth.beyond_usd_high ?? null,
      isPlain: worth.beyond_usd_significant,
    };
  });
  return section(
    "What they add to each other",
    multiplierTable(study),
    figure(
      rangeChart(points, "The multiplier by country"),
      `USD a year beyond the sum of each alone; ${study.hasDraws ? "the bar holds 5 to 95 % of the draws; " : ""}` +
        "a hollow ring cannot be told from nothing. The table above holds the same figures.",
    ),
    h("h3", null, "Whose doing it is"),
    ...shapley(study, "bundle", study.bundles, "Shapley share of each bundle"),
    study.projects.length
      ? folded("The same by single project", () =>
          h("div", null, ...shapley(study, "project", study.projects, "Shapley share of each project")),
        )
      : null,
  );
}

/* ---- how sure ---- */

function tornado(study) {
  if (!study.swings.length) return [];
  const rows = study.swings.map((row) => ({ ...row, name: row.parameter.replaceAll("_", " "), low: row.usd_low, high: row.usd_high }));
  rows.sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
  const turning = rows.filter((row) => row.changes_sign).map((row) => row.name);
  return [
    h("h3", null, "What would change the sign"),
    h(
      "p",
      null,
      turning.length
        ? `The sign of the region's gain, or of the multiplier, changes within the range of: ${list(turning)}.`
        : "No parameter by itself, within its range, changes the sign of the region's gain or of the multiplier.",
    ),
    figure(
      tornadoChart(rows, study.worth(study.all, "region").usd, "The region's gain when one parameter goes to either end"),
      "The region's gain in USD a year when one parameter goes to either end of its range, all others staying. The table below holds the same figures.",
      key([
        { label: "at the low end", colour: "var(--road)" },
        { label: "at the high end", colour: "var(--rail)" },
      ]),
    ),
    table({
      caption: "The region at the ends of each range",
      rows,
      columns: [
        head("parameter", (row) => row.name),
        column(
          "low end",
          null,
          (row) => row.at_low,
          (value) => number(value, 2),
        ),
        column("gain there", A_YEAR, (row) => row.usd_low, money),
        column("multiplier there", A_YEAR, (row) => row.beyond_usd_low, money),
        column(
          "high end",
          null,
          (row) => row.at_high,
          (value) => number(value, 2),
        ),
        column("gain there", A_YEAR, (row) => row.usd_high, money),
        column("multiplier there", A_YEAR, (row) => row.beyond_usd_high, money),
      ],
    }),
  ];
}

function sureness(data, study, notes) {
  const drawn = study.hasDraws ? `; ${number(data.study.draws)} draws, seed ${data.study.seed}` : "";
  return section(
    "How sure it is",
    table({
      caption: `What is uncertain${drawn}. ~ rests on no published figure.`,
      rows: data.study.parameters,
      columns: [
        head("parameter", (row) => row.parameter.replaceAll("_", " ")),
        words("what", (row) => row.meaning),
        column(
          "central",
          null,
          (row) => row.central,
          (value) => number(value, 2),
          { isEstimate: (row) => row.estimate },
        ),
        column(
          "from",
          null,
          (row) => row.low,
          (value) => number(value, 2),
        ),
        column(
          "to",
          null,
          (row) => row.high,
          (value) => number(value, 2),
        ),
        words("spread", (row) => row.distribution),
        sources("source", notes, (row) => row.source),
      ],
    }),
    ...tornado(study),
  );
}

/* ---- channels ---- */

const hours = (value) => number(value, 1);

/** Ships that leave when full: as often as observed, as their fleets can, and as they fill, with all built. */
function departures(data, study) {
  const rows = (data.study.departures ?? []).filter((row) => row.built === study.all);
  if (!rows.length) return null;
  return folded(`How often ${number(rows.length)} services that leave when full sail`, () =>
    table({
      caption: "Hours between two departures, with all built; observed: with nothing built",
      rows,
      hasSearch: true,
      columns: [
        head("service", (row) => row.name || row.service),
        column("observed", "h", (row) => row.table_h, hours),
        column("the fleet's least", "h", (row) => row.fleet_h, hours),
        column("as it fills", "h", (row) => row.headway_h, hours),
        column("from seldom", "h", (row) => row.seldom_h, hours, { about: "found from ships that sail as seldom as patience allows" }),
        column("carried", "t a year", (row) => row.tonnes, tonnes),
      ],
    }),
  );
}

function channels(data, study) {
  if (!study.channels.length) return null;
  const followed = study.channels.map((channel) => `${channel.replaceAll("_", " ")}: ${data.channel_meanings[channel] ?? ""}`);
  return section(
    "By which channel",
    table({
      caption:
        `The gain with all built, USD a year, as the economy's answer is followed further. ${followed.join("; ")}. Where incomes stay, prices move ` +
        "in their stead: what one area gains by them another loses, and only the sums of the world compare.",
      rows: study.areas,
      columns: [
        head("country", (area) => area.name),
        ...study.channels.flatMap((channel) => [
          column(channel.replaceAll("_", " "), null, (area) => study.channel(channel, study.all, area.id).usd, money),
          column("its multiplier", null, (area) => study.channel(channel, study.all, area.id).beyond_usd, money),
        ]),
      ],
    }),
    data.waits ? h("p", null, data.waits) : null,
    departures(data, study),
  );
}

/* ---- freight ---- */

const change = (row) => row.tonnes_all - row.tonnes_base;
const base = (row) => row.tonnes_base;
const built = (row) => row.tonnes_all;

function corridorTable(corridors) {
  return table({
    caption: "Named corridors: tonne-kilometres over length",
    rows: corridors,
    columns: [
      head("corridor", (row) => row.name),
      column(
        "length",
        "km",
        (row) => row.km,
        (value) => number(value),
      ),
      column("base", "t a year", base, tonnes),
      column("all built", "t a year", built, tonnes),
      column("change", "t a year", change, (value) => signed(value, 0)),
      column(
        "CO2e base",
        "t a year",
        (row) => row.kgco2e_base,
        (value) => number(value / 1000),
      ),
      column(
        "CO2e all",
        "t a year",
        (row) => row.kgco2e_all,
        (value) => number(value / 1000),
      ),
    ],
  });
}

function linkTable(data) {
  return table({
    caption:
      "Links that carry freight; the marginal value is what the world gains by a dollar a tonne off the link, by the envelope at fixed jams",
    rows: data.study.links,
    columns: [
      head("link", (row) => data.network[row.id]?.name ?? row.id),
      words("by", (row) => data.network[row.id]?.mode),
      column("base", "t a year", base, (value) => number(value)),
      column("all built", "t a year", built, (value) => number(value)),
      column("change", "t a year", change, (value) => signed(value, 0)),
      column(
        "marginal value",
        A_YEAR,
        (row) => row.marginal_usd,
        (value) => number(value),
      ),
    ],
  });
}

function limitTable(limits) {
  return table({
    caption: "What is full with nothing built, and what one unit of it a year more adds",
    rows: limits,
    columns: [
      head("where", (row) => row.id),
      words("what", (row) => row.table),
      column(
        "limit",
        "a year",
        (row) => row.capacity,
        (value) => number(value),
      ),
      words("unit", (row) => row.unit),
      column(
        "to shippers",
        "USD",
        (row) => row.shadow_usd,
        (value) => number(value, 2),
      ),
      column(
        "to the world",
        "USD",
        (row) => row.world_usd,
        (value) => number(value, 2),
      ),
    ],
  });
}

function placeTable(places) {
  return table({
    caption: "Places that send or receive: what carrying costs them, and how near their markets are, with all built",
    rows: places,
    columns: [
      head("place", (row) => row.name),
      words("country", (row) => row.country),
      column(
        "cost of carrying",
        "%",
        (row) => row.cost_pct,
        (value) => signed(value, 2),
      ),
      column(
        "market access",
        "%",
        (row) => row.access_pct,
        (value) => signed(value, 2),
      ),
    ],
  });
}

function freight(data) {
  const { corridors, limits, links, places } = data.study;
  const busiest = corridors
    .filter((row) => base(row) > 0 || built(row) > 0)
    .sort((a, b) => Math.max(base(b), built(b)) - Math.max(base(a), built(a)));
  const shown = busiest.slice(0, CORRIDORS).map((row) => ({ name: row.name, base: base(row), all: built(row) }));
  return section(
    "Freight",
    studyMap(data),
    shown.length ? h("h3", null, "Corridors") : null,
    shown.length
      ? figure(
          changeChart(shown, "Tonnes a year on the corridors", tonnes),
          "Tonnes a year on the busiest named corridors: the ring with nothing built, the dot with all. " +
            "The table of all corridors below holds the same figures.",
        )
      : null,
    corridors.length ? folded(`All ${number(corridors.length)} corridors`, () => corridorTable(corridors)) : null,
    limits.length ? limitTable(limits) : null,
    links.length ? folded(`All ${number(links.length)} links`, () => linkTable(data)) : null,
    places.length ? folded(`All ${number(places.length)} places`, () => placeTable(places)) : null,
  );
}

/* ---- trade and transit ---- */

function trade(data, study) {
  const called = (id) => data.area_names[id] ?? id;
  const pairs = data.study.trade.filter((row) => row.built === study.all && row.usd_base > 0);
  const transit = new Map(data.study.transit.filter((row) => row.built === study.all).map((row) => [row.area, row]));
  return section(
    "Trade and transit",
    table({
      caption: "Transit revenue with all built: paid inside for freight that neither comes from the country nor goes to it",
      rows: study.areas.filter((area) => transit.has(area.id)),
      columns: [
        head("country", (area) => area.name),
        column(
          "revenue",
          A_YEAR,
          (area) => transit.get(area.id).revenue_usd,
          (value) => usd(value),
        ),
        column("change", A_YEAR, (area) => transit.get(area.id).change_usd, money),
        column("left when the carrying is paid", A_YEAR, (area) => transit.get(area.id).net_usd, money),
      ],
    }),
    folded(`Trade of all ${number(pairs.length)} pairs`, () =>
      table({
        caption:
          "Goods, with all built; delivered cost is money, time and scarcity over the value; the share is what rows of demand stand for",
        rows: pairs,
        hasSearch: true,
        columns: [
          head("from", (row) => called(row.origin)),
          words("to", (row) => called(row.destination)),
          column(
            "base",
            A_YEAR,
            (row) => row.usd_base,
            (value) => usd(value),
          ),
          column(
            "change",
            "%",
            (row) => row.change_pct,
            (value) => signed(value, 3),
          ),
          column("multiplier", A_YEAR, (row) => row.beyond_usd, money),
          column(
            "delivered cost",
            "over base",
            (row) => row.cost_ratio,
            (value) => number(value, 5),
          ),
          column(
            "share carried",
            "of the pair",
            (row) => row.coverage,
            (value) => number(value, 2),
          ),
        ],
      }),
    ),
  );
}

/* ---- returns ---- */

function bestSet(study) {
  const best = study.budget_set;
  if (!best) return null;
  const called = new Map(study.bundles.flatMap((bundle) => bundle.members).map((project) => [project.id, project.name]));
  const names = (ids) => name(ids.length ? list(ids.map((id) => called.get(id) ?? id)) : "nothing");
  return h(
    "p",
    null,
    `The best set of projects for ${usd(best.budget_usd)} USD: `,
    names(best.projects),
    `. It costs ${usd(best.cost_usd)} USD and is worth ${money(best.value_usd)} USD more than that over ${study.horizon_years} years; `,
    best.exact ? "all sets were looked at." : `no set can be worth more than ${money(best.bound_usd)} USD.`,
    ...(best.cost_not_known.length ? [" Not looked at, as their cost is not known: ", names(best.cost_not_known), "."] : []),
  );
}

function returns(data) {
  const rows = data.study.benefit_cost;
  if (!rows.length) return null;
  const ratio = (value) => (isThere(value) ? number(value, 2) : "n.a.");
  return section(
    "What it costs and returns",
    bestSet(data.study),
    table({
      caption:
        `The region's gain over ${data.study.horizon_years} years from the opening year, discounted, over the cost. ` +
        "~ is an estimate; n.a.: the cost is not known.",
      rows,
      columns: [
        head("project", (row) => row.name),
        words("kind", (row) => row.kind),
        column(
          "cost",
          "USD",
          (row) => row.cost_usd,
          (value) => usd(value),
          { isEstimate: (row) => row.cost_usd_estimate },
        ),
        { label: "opens", value: (row) => row.opens },
        column("alone", A_YEAR, (row) => row.alone_usd, money),
        column("its share", A_YEAR, (row) => row.share_usd, money),
        column("as the last", A_YEAR, (row) => row.last_usd, money),
        column("benefit over cost", "alone", (row) => row.ratio_alone, ratio),
        column("benefit over cost", "of its share", (row) => row.ratio_share, ratio),
        ...(rows.some((row) => isThere(row.ratio_share_low))
          ? [
              {
                label: "5 to 95 %",
                unit: "of its share",
                isText: true,
                value: (row) => row.ratio_share_low,
                show: (row) => (isThere(row.ratio_share_low) ? range(row.ratio_share_low, row.ratio_share_high, ratio) : "\u2013"),
              },
            ]
          : []),
        column("benefit over cost", "as the last", (row) => row.ratio_last, ratio),
      ],
    }),
  );
}

/* ---- beside ---- */

function beside(data, notes) {
  const rows = data.study.beside;
  if (!rows.length) return null;
  const digits = (value) => number(value, Math.abs(value) >= 1000 ? 0 : 2);
  const published = (row) => (row.low === row.high && isThere(row.low) ? digits(row.low) : range(row.low, row.high, digits));
  return section(
    "Beside published figures",
    table({
      caption: "What others say, and the model's figure for the same",
      rows,
      columns: [
        {
          label: "figure",
          isHead: true,
          isText: true,
          value: (row) => row.what,
          show: (row) => [name(row.what), ...notes.refs((row.source ?? "").split(";"))],
        },
        words("role", (row) => [row.role, row.year].filter(Boolean).join(", ")),
        words("unit", (row) => row.unit),
        { label: "published", isText: true, isWhole: true, value: (row) => row.low, show: published },
        column(
          "model",
          null,
          (row) => row.value,
          (value) => (isThere(value) ? digits(value) : "–"),
        ),
        {
          label: "5 to 95 %",
          isText: true,
          isWhole: true,
          value: (row) => row.model_low,
          show: (row) => range(row.model_low, row.model_high, digits),
        },
        words("verdict", (row) => [row.verdict, row.reason].filter(Boolean).join(": ")),
      ],
    }),
  );
}

/* ---- how ---- */

/** "worlds: 804" of everything that is a figure or a word. */
function facts(entries) {
  const told = Object.entries(entries ?? {}).filter(([, value]) => value !== null && typeof value !== "object");
  return h(
    "dl",
    { class: "facts" },
    ...told.flatMap(([label, value]) => [h("dt", null, label.replaceAll("_", " ")), h("dd", null, String(value))]),
  );
}

function method(data, notes) {
  return section(
    "How it was worked out",
    h(
      "p",
      null,
      `Base year ${data.study.base_year}, prices and ships of ${data.study.date}. Every figure is the difference between worlds `,
      "in which freight is routed anew and trade answers, until nothing moves.",
    ),
    h(
      "ul",
      null,
      ...data.study.bundles.map((bundle) =>
        h(
          "li",
          null,
          name(bundle.name),
          ": ",
          ...bundle.members.flatMap((project, i) => [
            i ? "; " : null,
            name(project.name),
            ...notes.refs((project.source ?? "").split(";")),
          ]),
        ),
      ),
    ),
    folded("How well the worlds came to rest", () => facts(data.study.convergence)),
    data.study.hashes
      ? folded("Files it was made of", () =>
          table({
            caption: "SHA-256 of each file",
            rows: Object.entries(data.study.hashes),
            columns: [head("file", ([file]) => file), words("sha256", ([, sha256]) => sha256)],
          }),
        )
      : null,
  );
}

export function study(data, notes) {
  const answer = readStudy(data);
  return [
    gains(answer),
    multiplier(answer),
    sureness(data, answer, notes),
    channels(data, answer),
    trade(data, answer),
    freight(data),
    returns(data),
    beside(data, notes),
    method(data, notes),
  ];
}
