// study_fixture.mjs: what a study's page holds, made up: the figures add up as a study's do and mean nothing.
const codes = ["KZ", "AZ", "GE", "AM", "TR", "UZ", "TM", "CN", "EU", "ROW"];

/** A number between 0 and 1 that depends on its arguments alone. */
function chance(...of) {
  let x = 1;
  for (const n of of) x = (Math.sin(x * 12.9898 + n * 78.233) * 43758.5453) % 1;
  return Math.abs(x);
}

function worthOf(usd, spending, cost) {
  const transit = 0.2 * usd;
  return {
    welfare_pct: 100 * Math.log1p((usd - transit) / spending),
    trade_usd: usd - transit,
    transit_usd: transit,
    usd,
    cost_usd: cost,
    net_usd: usd - cost,
    low: usd * 0.6,
    high: usd * 1.6,
    from_estimates: 0.4,
  };
}

function sum(rows, spending) {
  const add = (get) => rows.reduce((total, row) => total + get(row), 0);
  const usd = add((w) => w.usd),
    trade = add((w) => w.trade_usd);
  return {
    welfare_pct: 100 * Math.log1p(trade / spending),
    trade_usd: trade,
    transit_usd: add((w) => w.transit_usd),
    usd,
    cost_usd: add((w) => w.cost_usd),
    net_usd: add((w) => w.net_usd),
    low: usd * 0.6,
    high: usd * 1.6,
    from_estimates: 0.4,
  };
}

const beyond = (usd, spending) => ({
  usd,
  welfare_pct: (100 * usd) / spending,
  low: usd * 0.4,
  high: usd * 1.9,
  usd_significant: Math.abs(usd) > 1e5,
  pct_significant: Math.abs(usd) > 1e5,
});

/** names: what stands in every name, for hostile ones. */
export function studyFixture(names = (text) => text) {
  const areas = codes.map((area, i) => {
    const spending = (20 + 400 * chance(i, 1)) * 1e9;
    const a = (i === 8 ? -1 : 1) * 4e8 * chance(i, 2),
      b = 3e8 * chance(i, 3),
      extra = i === 9 ? 10 : 6e7 * (chance(i, 4) - 0.3);
    return {
      area,
      in_region: i < 7,
      spending_usd: spending,
      worth: [worthOf(0, spending, 0), worthOf(a, spending, 2e7), worthOf(b, spending, 3e7), worthOf(a + b + extra, spending, 5e7)],
      together: [0, a, b, extra].map((usd) => beyond(usd, spending)),
      shapley: [a + extra / 2, b + extra / 2],
      member_shapley: [a / 2 + extra / 4, a / 2 + extra / 4, b + extra / 2],
    };
  });
  const inside = areas.filter((row) => row.in_region);
  const spending = inside.reduce((total, row) => total + row.spending_usd, 0);
  areas.push({
    area: null,
    in_region: true,
    spending_usd: spending,
    worth: [0, 1, 2, 3].map((set) =>
      sum(
        inside.map((row) => row.worth[set]),
        spending,
      ),
    ),
    together: [0, 1, 2, 3].map((set) =>
      beyond(
        inside.reduce((total, row) => total + row.together[set].usd, 0),
        spending,
      ),
    ),
    shapley: [0, 1].map((p) => inside.reduce((total, row) => total + row.shapley[p], 0)),
    member_shapley: [0, 1, 2].map((p) => inside.reduce((total, row) => total + row.member_shapley[p], 0)),
  });
  const all = areas.at(-1).worth[3].usd;
  const places = Object.fromEntries(
    [
      ["almaty", "Almaty", "KZ", 76.9, 43.2],
      ["aktau", "Aktau port", "KZ", 51.2, 43.6],
      ["alat", "Alat", "AZ", 49.4, 40],
      ["tbilisi", "Tbilisi", "GE", 44.8, 41.7],
      ["poti", "Poti", "GE", 41.7, 42.1],
      ["gyumri", "Gyumri", "AM", 43.8, 40.8],
      ["kars", "Kars", "TR", 43.1, 40.6],
      ["yerevan", "Yerevan", "AM", 44.5, 40.2],
      ["xian", "Xi'an", "CN", 108.9, 34.3],
    ].map(([id, label, country, lon, lat]) => [id, { name: names(label), country, lon, lat }]),
  );
  const ways = [
    ["xian", "almaty", "rail"],
    ["almaty", "aktau", "rail"],
    ["aktau", "alat", "sea"],
    ["alat", "tbilisi", "rail"],
    ["tbilisi", "poti", "rail"],
    ["gyumri", "kars", "rail"],
    ["yerevan", "gyumri", "rail"],
    ["tbilisi", "yerevan", "road"],
  ];
  const network = Object.fromEntries(
    ways.map(([from, to, mode]) => [`${from}__${to}`, { name: names(`${places[from].name} - ${places[to].name}`), mode, from, to }]),
  );
  const links = Object.keys(network).map((id, i) => ({
    id,
    tonnes_base: i === 5 ? 0 : 4e6 * chance(i, 5),
    tonnes_all: 5e6 * chance(i, 6),
    marginal_usd: 4e6 * chance(i, 7),
  }));
  const players = [
    { id: "A", name: names("Middle Corridor"), members: [names("One window"), names("Mointy - Kyzylzhar")] },
    { id: "B", name: names("Crossroads of Peace"), members: [names("Gyumri - Kars")] },
  ];
  const members = [
    { id: "one_window", name: names("One window") },
    { id: "p_mointy", name: names("Mointy - Kyzylzhar") },
    { id: "p_gyumri", name: names("Gyumri - Kars") },
  ];
  const parameters = ["trade_elasticity", "time_value", "border_hours", "margin"];
  return {
    view: "study",
    title: names("What would the two change?"),
    words: [names("Together they are worth something to everybody.")],
    version: "0",
    study: {
      study: "connect",
      base_year: 2023,
      countries: areas
        .filter((row) => row.area)
        .map((row) => ({
          id: row.area,
          base: {},
          by_project: {
            A: { welfare_pct: row.worth[1].welfare_pct, usd_yr: row.worth[1].usd },
            B: { welfare_pct: row.worth[2].welfare_pct, usd_yr: row.worth[2].usd },
          },
          all: { welfare_pct: row.worth[3].welfare_pct, usd_yr: row.worth[3].usd },
          multiplier: [
            {
              projects: ["A", "B"],
              pct: row.together[3].welfare_pct,
              usd_yr: row.together[3].usd,
              low: row.together[3].low,
              high: row.together[3].high,
            },
          ],
          shapley: { A: row.shapley[0], B: row.shapley[1] },
        })),
      region: {},
      links,
      convergence: { worlds: 804, unsettled: 0, residual_worst: 8.1e-11 },
      sources: ["gk"],
    },
    shown: {
      date: "2025-11-30",
      draws: 200,
      seed: 1,
      sets: 4,
      budget_usd: 3e9,
      horizon_years: 30,
      players,
      members,
      areas,
      parameters: parameters.map((one, i) => ({
        name: one,
        meaning: names(`meaning of ${one}`),
        central: 1 + i,
        low: 0.5 + i,
        high: 2 + i,
        distribution: "triangular",
        source: i ? "gk" : "gk;estimate",
        estimate: i > 1,
      })),
      channels: ["cost", "fixed_income", "full", "congested"].map((one, i) => ({
        name: one,
        meaning: names(`channel ${i}`),
        areas: areas.map((row) => ({ usd: (row.worth[3].usd * (i + 1)) / 4, together_usd: (row.together[3].usd * (i + 1)) / 4 })),
      })),
      swings: parameters.map((one, i) => ({
        name: one,
        meaning: names(`meaning of ${one}`),
        at_low: 0.5 + i,
        at_high: 2 + i,
        low_usd: all * (i === 1 ? -0.2 : 0.7),
        high_usd: all * (1.1 + i / 5),
        together_low_usd: all / 30,
        together_high_usd: all / 10,
      })),
      corridors: [
        ["titr", "Trans-Caspian International Transport Route, Altynkol to Poti"],
        ["north", "Northern route"],
        ["instc", "INSTC, western branch"],
      ].map(([id, label], i) => ({
        id,
        name: names(label),
        km: 4000 + 1000 * i,
        t_base: 2e6 + i * 1e6,
        t_all: 3.4e6 + i * 6e5,
        kgco2_base: 3e8 * (i + 1),
        kgco2_all: 3.3e8 * (i + 1),
      })),
      limits: [{ name: names("Aktau port, containers"), capacity: 1e5, unit: "TEU", shadow_usd: 31.5, world_usd: 44.1 }],
      places: Object.entries(places).map(([id, place], i) => ({
        id,
        ...place,
        cost_pct: -3 * chance(i, 8),
        access_pct: 2 * chance(i, 9),
      })),
      returns: members.map((one, i) => ({
        ...one,
        cost_usd: i === 2 ? null : 5e8 * (i + 1),
        cost_estimate: i === 1,
        opens: 2028,
        alone_usd: 1e8,
        share_usd: 1.1e8,
        last_usd: 9e7,
        ratio_alone: i === 2 ? null : 1.9,
        ratio_share: i === 2 ? null : 2.1,
        ratio_last: i === 2 ? null : 1.7,
      })),
      best: { names: [names("One window")], value: 2.2e9, bound: 2.2e9, exact: true },
      beside: [
        {
          id: "x",
          what: names("Exports of Armenia"),
          role: "scenario",
          unit: "%",
          low: 5,
          high: 5,
          value: 4.4,
          model_low: 2.1,
          model_high: 7.7,
          verdict: "inside the range",
          reason: "",
          source: "gk",
        },
      ],
      network,
    },
    places,
    sources: [
      { id: "gk", title: names("General knowledge"), publisher: names("nobody"), date: "", url: "" },
      { id: "estimate", title: "Estimate", publisher: "", date: "", url: "https://example.org/" },
    ],
  };
}
