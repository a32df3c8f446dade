// quote.js: the ways of one shipment: side by side, on the map, and each with its legs, prices and papers.
import { waysChart } from "./charts.js";
import { add, folded, freshId, h, name, section } from "./dom.js";
import { days, isThere, list, number, percent, small } from "./format.js";
import { legend, map, mapNote } from "./map.js";
import { table } from "./table.js";

const modeOf = (leg) => (/^rail/.test(leg.mode) ? "rail" : /^sea/.test(leg.mode) ? "sea" : leg.mode);
const moves = (leg) => leg.kind === "ride" || leg.kind === "sail";

const strokes = { rail: "railway", road: "road", sea: "ship", air: "aircraft", pipeline: "pipeline" };

const nameOf = (way) => (way.names.length ? list(way.names) : "another");
const titleOf = (way, i) => `${i + 1}. ${nameOf(way)}: ${days(way.hours)} days${isThere(way.usd) ? `, ${number(way.usd)} USD` : ""}`;

/** "rail, ship, road", each once, in the order of travel. */
const modesOf = (way) => [...new Set(way.legs.filter(moves).map((leg) => strokes[modeOf(leg)] ?? leg.mode))].join(", ");

const isMostlyEstimated = (share) => isThere(share) && share < 0.5;

/* ---- side by side ---- */

function summary(ways) {
  const rows = ways.map((way, i) => ({ way, i }));
  return table({
    caption: "All ways offered. ~ marks figures that rest for their greater part on estimates. A head sorts by its column.",
    rows,
    columns: [
      {
        label: "way",
        isHead: true,
        isText: true,
        value: ({ i }) => i,
        show: ({ way, i }) => h("a", { href: `#way-${i + 1}` }, `${i + 1} ${nameOf(way)}`),
      },
      {
        label: "days",
        about: "mean, from ready at the door to delivered",
        value: ({ way }) => way.hours,
        show: ({ way }) => days(way.hours),
        isEstimate: ({ way }) => isMostlyEstimated(way.published_share.hours),
      },
      {
        label: "9 in 10",
        unit: "days",
        about: "so many days hold nine shipments in ten",
        value: ({ way }) => way.days.p90,
        show: ({ way }) => number(way.days.p90, 1),
      },
      {
        label: "price",
        unit: "USD",
        value: ({ way }) => way.usd,
        show: ({ way }) => number(way.usd),
        isEstimate: ({ way }) => isMostlyEstimated(way.published_share.usd),
      },
      { label: "CO2e", unit: "kg", about: "well to wheel", value: ({ way }) => way.kgco2e, show: ({ way }) => number(way.kgco2e) },
      { label: "length", unit: "km", value: ({ way }) => way.km, show: ({ way }) => number(way.km) },
      { label: "by", isText: true, isWhole: true, value: ({ way }) => modesOf(way) },
    ],
  });
}

function chart(ways) {
  const id = freshId("chart");
  return h(
    "figure",
    { "aria-labelledby": id },
    waysChart(
      ways.map((way, i) => ({
        way: `${i + 1}`,
        label: way.names[0] ?? "",
        hours: way.hours,
        p90: way.days.p90,
        usd: way.usd,
      })),
    ),
    h(
      "figcaption",
      { id },
      "Days against price: a dot a way at its mean, its line to the day by which nine in ten are there. " +
        "Numbers as in the table above, which holds the same figures.",
    ),
  );
}

/* ---- on the map ---- */

function linesOf(way, shown, isChosen) {
  return way.legs.flatMap((leg, i) =>
    moves(leg) && shown.legs[i].line.length > 1
      ? [
          {
            coordinates: shown.legs[i].line,
            class: isChosen ? modeOf(leg) : "other",
            title: isChosen ? shown.legs[i].what : null,
          },
        ]
      : [],
  );
}

/** Both ends, then where the vehicle changes, then borders. */
function placesOf(data, way) {
  const ends = [data.quote.from.id, data.quote.to.id];
  const changes = way.legs.filter((leg) => leg.kind === "transfer").map((leg) => leg.from);
  const borders = way.legs.filter((leg) => leg.kind === "border").map((leg) => leg.from);
  const ids = [...new Set([...ends, ...changes, ...borders])];
  return ids
    .filter((id) => data.places[id])
    .map((id) => ({ ...data.places[id], class: ends.includes(id) ? "end" : changes.includes(id) ? "change" : "border" }));
}

function drawWay(data, chosen) {
  const ways = data.quote.alternatives;
  const others = ways.flatMap((way, i) => (i === chosen ? [] : linesOf(way, data.shown[i], false)));
  return map({
    lines: [...others, ...linesOf(ways[chosen], data.shown[chosen], true)],
    places: placesOf(data, ways[chosen]),
    frame: linesOf(ways[chosen], data.shown[chosen], true).flatMap((line) => line.coordinates),
    label: `Map of way ${titleOf(ways[chosen], chosen)}. Its legs stand in the table of that way.`,
  });
}

function mapSection(data) {
  const ways = data.quote.alternatives;
  const box = h("div", null, drawWay(data, 0));
  const id = freshId("choice");
  const choice = h(
    "select",
    { id, change: () => box.replaceChildren(drawWay(data, Number(choice.value))) },
    ...ways.map((way, i) => h("option", { value: i }, titleOf(way, i))),
  );
  const modes = [...new Set(ways.flatMap((way) => way.legs.filter(moves).map(modeOf)))];
  return section(
    "On the map",
    h("p", { class: "choice" }, h("label", { for: id }, "Way on the map"), " ", choice),
    h(
      "figure",
      null,
      box,
      legend([
        ...modes.map((mode) => ({ class: mode, words: strokes[mode] ?? mode })),
        ...(ways.length > 1 ? [{ class: "other", words: "the other ways" }] : []),
      ]),
      h("figcaption", null, mapNote),
    ),
  );
}

/* ---- one way ---- */

function legsTable(way, shown, data) {
  const legs = way.legs.map((leg, i) => ({ leg, i, shown: shown.legs[i] }));
  const sum = (value) => h("td", { class: "number" }, value);
  return table({
    caption: "Legs, from door to door",
    sortable: false,
    rows: legs,
    columns: [
      { label: "leg", value: ({ i }) => i + 1 },
      { label: "what", isHead: true, isText: true, value: ({ shown }) => shown.what, show: ({ shown }) => name(shown.what) },
      { label: "km", value: ({ leg }) => leg.km, show: ({ leg }) => (leg.km ? small(leg.km) : "") },
      {
        label: "hours",
        value: ({ leg }) => leg.hours,
        show: ({ leg }) => (leg.hours ? small(leg.hours) : ""),
        isEstimate: ({ shown }) => shown.hours_estimate,
      },
      {
        label: "USD",
        value: ({ leg }) => leg.usd,
        show: ({ leg }) => (leg.usd ? small(leg.usd) : ""),
        isEstimate: ({ shown }) => shown.usd_estimate,
      },
      { label: "kg CO2e", value: ({ leg }) => leg.kgco2e, show: ({ leg }) => (leg.kgco2e ? small(leg.kgco2e) : "") },
      { label: "sources", isText: true, value: () => "", show: ({ leg }) => data.notes.refs(leg.sources) },
    ],
    foot: h(
      "tr",
      null,
      h("td"),
      h("th", { scope: "row" }, "all"),
      sum(number(way.km)),
      sum(number(way.hours)),
      sum(number(way.usd)),
      sum(number(way.kgco2e)),
      h("td"),
    ),
  });
}

function billTable(shown, data) {
  const rows = shown.legs.flatMap((leg, i) => leg.bill.map((item) => ({ ...item, leg: i + 1, row: data.rows[item.row] })));
  return table({
    caption: "Each row of the data that adds hours, USD or CO2e",
    rows,
    columns: [
      { label: "leg", value: ({ leg }) => leg },
      {
        label: "row",
        isHead: true,
        isText: true,
        value: ({ row }) => `${row.table} ${row.id}`,
        show: ({ row }) => [`${row.table} `, name(row.id)],
      },
      {
        label: "hours",
        value: ({ hours }) => hours,
        show: ({ hours }) => (hours ? number(hours, 1) : ""),
        isEstimate: ({ row, hours }) => row.estimate && hours,
      },
      {
        label: "USD",
        value: ({ usd }) => usd,
        show: ({ usd }) => (usd ? number(usd, 2) : ""),
        isEstimate: ({ row, usd }) => row.estimate && usd,
      },
      {
        label: "kg CO2e",
        value: ({ kgco2e }) => kgco2e,
        show: ({ kgco2e }) => (kgco2e ? number(kgco2e) : ""),
        isEstimate: ({ row, kgco2e }) => row.estimate && kgco2e,
      },
      {
        label: "come by",
        isText: true,
        value: ({ row, out_of_date }) => row.method + (out_of_date ? ", not valid on that day: the nearest there is" : ""),
      },
      { label: "source", isText: true, value: ({ row }) => row.source, show: ({ row }) => data.notes.ref(row.source) },
    ],
  });
}

function papers(way, data) {
  const ids = [...new Set(way.legs.flatMap((leg) => leg.papers))].filter((id) => data.papers[id]);
  if (!ids.length) return null;
  return h(
    "div",
    null,
    h("h4", null, "Papers"),
    h(
      "dl",
      { class: "papers" },
      ...ids
        .map((id) => data.papers[id])
        .flatMap((paper) => [h("dt", null, name(paper.regime), data.notes.ref(paper.source)), h("dd", null, name(paper.documents))]),
    ),
  );
}

function certainty(way) {
  const carried = [
    `${percent(way.published_share.hours)} of the hours`,
    isThere(way.published_share.usd) ? `${percent(way.published_share.usd)} of the USD` : null,
  ];
  return h(
    "p",
    null,
    `Half of the shipments are there in ${number(way.days.p50)} days, nine in ten in ${number(way.days.p90)}`,
    isThere(way.on_time_share) ? `; ${percent(way.on_time_share)} make the deadline` : "",
    `. Published figures carry ${list(carried.filter(Boolean))}; the rest is estimated. Prices hold until ${way.valid_until}.`,
  );
}

function incoterm({ incoterm: split }) {
  if (!split) return null;
  if (!split.applies) return h("p", null, `${split.term} is for ships, and nothing sails on this way.`);
  const duties = [
    split.seller_insures ? "the seller insures" : null,
    split.seller_clears_import ? "the seller clears the import" : null,
  ].filter(Boolean);
  return h(
    "p",
    null,
    `${split.term}: the seller pays ${number(split.seller_usd)} USD, the buyer ${number(split.buyer_usd)} USD`,
    duties.length ? `; ${list(duties)}` : "",
    ". Duties and premiums are not counted.",
  );
}

function oneWay(data, i) {
  const way = data.quote.alternatives[i];
  const shown = data.shown[i];
  const parts = () =>
    add(h("div"), [
      certainty(way),
      incoterm(way),
      legsTable(way, shown, data),
      papers(way, data),
      folded("What the figures are made of", () => billTable(shown, data)),
    ]);
  return folded(h("h3", null, titleOf(way, i)), parts, {
    id: `way-${i + 1}`,
    class: "way",
    isOpen: i === 0,
    isOnPaper: way.names.length > 0 && i < 6,
  });
}

/** A link to a way opens it. */
function openWhatIsLinked() {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
}

export function quote(page, notes) {
  const data = { ...page, notes };
  const ways = data.quote.alternatives;
  if (!ways.length) return section("No way", h("p", null, data.quote.why));
  openWhatIsLinked();
  return [
    section("Ways side by side", summary(ways), ways.length > 1 && isThere(ways[0].usd) ? chart(ways) : null),
    mapSection(data),
    section("Each way", ...ways.map((_, i) => oneWay(data, i))),
  ];
}
