// study_fixture.mjs: what a study's page holds, made up: the figures add up as a study's do and mean nothing.
const codes = ["KZ", "AZ", "GE", "AM", "TR", "UZ", "TM", "CN", "EU", "ROW"];
const areaNames = {
  KZ: "Kazakhstan",
  AZ: "Azerbaijan",
  GE: "Georgia",
  AM: "Armenia",
  TR: "Turkey",
  UZ: "Uzbekistan",
  TM: "Turkmenistan",
  CN: "China",
  EU: "European Union",
};
const sets = ["nothing", "A", "B", "A+B"];

/** A number between 0 and 1 that depends on its arguments alone. */
function chance(...of) {
  let x = 1;
  for (const n of of) x = (Math.sin(x * 12.9898 + n * 78.233) * 43758.5453) % 1;
  return Math.abs(x);
}

/** A row of the table worth; the parts of usd are four to one. */
function worthRow(built, area, spending, usd, cost, beyond) {
  return {
    built,
    area,
    welfare_pct: 100 * Math.log1p((0.8 * usd) / spending),
    trade_usd: 0.8 * usd,
    transit_usd: 0.2 * usd,
    usd,
    cost_usd: cost,
    net_usd: usd - cost,
    usd_low: usd * 0.6,
    usd_high: usd * 1.6,
    usd_from_estimates: 0.4,
    beyond_pct: (100 * beyond) / spending,
    beyond_usd: beyond,
    beyond_usd_significant: Math.abs(beyond) > 1e5,
    beyond_usd_low: beyond * 0.4,
    beyond_usd_high: beyond * 1.9,
  };
}

function gains() {
  const areas = codes.map((id, i) => ({
    id,
    inRegion: i < 7,
    spending: (20 + 400 * chance(i, 1)) * 1e9,
    a: (id === "EU" ? -1 : 1) * 4e8 * chance(i, 2),
    b: 3e8 * chance(i, 3),
    extra: id === "ROW" ? 10 : 6e7 * (chance(i, 4) - 0.3),
  }));
  const region = { id: "region", inRegion: true };
  for (const part of ["spending", "a", "b", "extra"])
    region[part] = areas.filter((area) => area.inRegion).reduce((sum, area) => sum + area[part], 0);
  return [...areas, region];
}

function countryOf({ id, inRegion, spending, a, b, extra }) {
  const pair = (usd) => ({ welfare_pct: 100 * Math.log1p((0.8 * usd) / spending), usd_yr: usd });
  return {
    id,
    base: { spending_usd_yr: spending, transit_usd_yr: 1e8 },
    by_project: { A: pair(a), B: pair(b) },
    all: pair(a + b + extra),
    multiplier: [{ projects: ["A", "B"], pct: (100 * extra) / spending, usd_yr: extra, low: extra * 0.4, high: extra * 1.9 }],
    shapley: { A: pair(a + extra / 2), B: pair(b + extra / 2) },
    in_region: inRegion,
  };
}

const where = [
  ["almaty", "Almaty", "KZ", 76.9, 43.2],
  ["aktau", "Aktau port", "KZ", 51.2, 43.6],
  ["alat", "Alat", "AZ", 49.4, 40],
  ["tbilisi", "Tbilisi", "GE", 44.8, 41.7],
  ["poti", "Poti", "GE", 41.7, 42.1],
  ["gyumri", "Gyumri", "AM", 43.8, 40.8],
  ["kars", "Kars", "TR", 43.1, 40.6],
  ["yerevan", "Yerevan", "AM", 44.5, 40.2],
  ["xian", "Xi'an", "CN", 108.9, 34.3],
];
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
const parameters = ["trade_elasticity", "time_value", "border_hours", "margin"];
const channels = ["cost", "fixed_income", "full", "congested", "waits", "waits_seldom"];

/** names(text): what stands in the place of a name, for hostile ones. */
export function studyFixture(names = (text) => text) {
  const areas = gains();
  const rows = (row) => sets.flatMap((built) => areas.map((area) => row(built, area)));
  const worth = rows((built, { id, spending, a, b, extra }) => {
    const usd = { nothing: 0, A: a, B: b, "A+B": a + b + extra }[built];
    return worthRow(built, id, spending, usd, { nothing: 0, A: 2e7, B: 3e7, "A+B": 5e7 }[built], built === "A+B" ? extra : usd);
  });
  const all = worth.at(-1).usd;
  const bundles = [
    {
      id: "A",
      name: names("Middle Corridor"),
      members: [
        { id: "one_window", name: names("One window") },
        { id: "p_mointy", name: names("Mointy - Kyzylzhar") },
      ],
    },
    { id: "B", name: names("Crossroads of Peace"), members: [{ id: "p_gyumri", name: names("Gyumri - Kars") }] },
  ];
  const projects = bundles.flatMap((bundle) => bundle.members);
  const places = Object.fromEntries(where.map(([id, label, country, lon, lat]) => [id, { name: names(label), country, lon, lat }]));
  const network = Object.fromEntries(
    ways.map(([from, to, mode]) => [`${from}__${to}`, { name: names(`${from} - ${to}`), mode, from, to }]),
  );
  const returns = (kind, one, i) => ({
    kind,
    id: one.id,
    name: one.name,
    cost_usd: i === 2 ? null : 5e8 * (i + 1),
    opens: 2028,
    alone_usd: 1e8,
    share_usd: 1.1e8,
    last_usd: 9e7,
    ratio_alone: i === 2 ? null : 1.9,
    ratio_share: i === 2 ? null : 2.1,
    ratio_last: i === 2 ? null : 1.7,
    ...(i === 1 ? { cost_usd_estimate: true } : {}),
  });
  return {
    view: "study",
    title: names("What would the two change?"),
    words: [names("Together they are worth something to everybody.")],
    version: "0",
    area_names: areaNames,
    channel_meanings: Object.fromEntries(channels.map((one) => [one, names(`meaning of ${one}`)])),
    waits: names("Ships that leave when full fill every 11.0 h."),
    places,
    network,
    shapley: areas.flatMap(({ id, a, b, extra }) => [
      { kind: "bundle", id: "A", area: id, usd: a + extra / 2 },
      { kind: "bundle", id: "B", area: id, usd: b + extra / 2 },
      ...projects.map((one, i) => ({ kind: "project", id: one.id, area: id, usd: i < 2 ? a / 2 + extra / 4 : b + extra / 2 })),
    ]),
    study: {
      study: "connect",
      base_year: 2023,
      countries: areas.slice(0, -1).map(countryOf),
      region: countryOf(areas.at(-1)),
      links: Object.keys(network).map((id, i) => ({
        id,
        tonnes_base: i === 5 ? 0 : 4e6 * chance(i, 5),
        tonnes_all: 5e6 * chance(i, 6),
        marginal_usd: 4e6 * chance(i, 7),
        shadow_usd: 0,
      })),
      convergence: { worlds: 804, unsettled: 0, residual_worst: 8.1e-11 },
      sources: [
        { id: "gk", title: names("General knowledge"), publisher: names("nobody"), date: "", url: "" },
        { id: "estimate", title: "Estimate", publisher: "", date: "", url: "https://example.org/" },
      ],
      title: "",
      question: "",
      date: "2025-11-30",
      horizon_years: 30,
      draws: 200,
      seed: 1,
      bundles,
      worth,
      channels: channels.flatMap((channel, i) =>
        worth
          .filter((row) => row.built !== "nothing")
          .map((row) => ({
            channel,
            built: row.built,
            area: row.area,
            usd: (row.usd * (i + 1)) / 4,
            beyond_usd: (row.beyond_usd * (i + 1)) / 4,
          })),
      ),
      departures: ["nothing", "A+B"].map((built, i) => ({
        service: "cs_kuryk_alat_roro",
        name: names("Ferry Kuryk-Alat, trucks"),
        ship: 0,
        built,
        table_h: 12.3,
        fleet_h: 12.3 / (1 + i),
        headway_h: 12.3 - i,
        seldom_h: 12.3 - i,
        tonnes: 2e5 * (1 + i),
        seldom_tonnes: 2e5 * (1 + i),
      })),
      places: where.map(([id, label, country], i) => ({
        place: id,
        name: names(label),
        country,
        cost_pct: -3 * chance(i, 8),
        access_pct: 2 * chance(i, 9),
      })),
      corridors: ["Trans-Caspian International Transport Route, Altynkol to Poti", "Northern route", "INSTC, western branch"].map(
        (label, i) => ({
          corridor: `c${i}`,
          name: names(label),
          km: 4000 + 1000 * i,
          tonnes_base: 2e6 + i * 1e6,
          tonnes_all: 3.4e6 + i * 6e5,
          kgco2e_base: 3e8 * (i + 1),
          kgco2e_all: 3.3e8 * (i + 1),
        }),
      ),
      trade: codes.map((origin, i) => ({
        built: "A+B",
        origin,
        destination: "EU",
        usd_base: 1e9 * (i + 1),
        usd: 1.01e9 * (i + 1),
        change_pct: 1,
        beyond_usd: 1e5 * i,
        cost_ratio: 0.99,
        coverage: 0.5,
      })),
      transit: [...codes, "region"].map((area, i) => ({
        built: "A+B",
        area,
        revenue_usd: 1e8 * (i + 1),
        change_usd: 1e6 * i,
        net_usd: 3e5 * i,
      })),
      limits: [
        { table: "terminal", id: names("aktau_rail1520_sea_container"), capacity: 1e5, unit: "TEU", shadow_usd: 31.5, world_usd: 44.1 },
      ],
      benefit_cost: [
        ...bundles.map((one) => returns("bundle", one, 0)),
        ...projects.map((one, i) => ({ ...returns("project", one, i), in_best_set: i === 0 })),
      ],
      budget_set: {
        budget_usd: 3e9,
        projects: ["one_window"],
        value_usd: 2.2e9,
        cost_usd: 5e8,
        bound_usd: 2.2e9,
        exact: true,
        cost_not_known: ["p_gyumri"],
      },
      tornado: parameters.flatMap((parameter, i) =>
        ["AM", "region"].map((area) => ({
          parameter,
          area,
          at_low: 0.5 + i,
          at_high: 2 + i,
          usd_low: all * (i === 1 ? -0.2 : 0.7),
          usd_high: all * (1.1 + i / 5),
          beyond_usd_low: all / 30,
          beyond_usd_high: all / 10,
          changes_sign: i === 1,
        })),
      ),
      beside: [
        {
          id: "x",
          what: names("Exports of Armenia"),
          role: "scenario",
          year: "2005",
          unit: "%",
          low: 5,
          high: 5,
          value: 4.4,
          model_low: 2.1,
          model_high: 7.7,
          verdict: "inside the range",
          reason: names("one border"),
          source: "gk;estimate",
        },
      ],
      parameters: parameters.map((parameter, i) => ({
        parameter,
        meaning: names(`meaning of ${parameter}`),
        unit: "",
        central: 1 + i,
        low: 0.5 + i,
        high: 2 + i,
        distribution: "triangular",
        source: i ? "gk" : "gk;estimate",
        estimate: i > 1,
      })),
      hashes: { "link.csv": "00ff" },
    },
  };
}
