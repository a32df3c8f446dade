// study_map.js: the network with its freight: with nothing built, with all, and what changes.
import { freshId, h } from "./dom.js";
import { tonnes } from "./format.js";
import { legend, map, mapNote } from "./map.js";

const views = [
  { name: "what changes", of: (link) => link.tonnes_all - link.tonnes_base },
  { name: "freight with nothing built", of: (link) => link.tonnes_base },
  { name: "freight with all built", of: (link) => link.tonnes_all },
];

const at = (place) => [place.lon, place.lat];

/** Thick where much is carried: the area of the stroke grows with the tonnes. */
function linesOf(data, view, isChange) {
  const { network } = data;
  const { places } = data;
  const links = data.study.links.filter((link) => network[link.id]).map((link) => ({ ...network[link.id], tonnes: view.of(link) }));
  const most = Math.max(1, ...links.map((link) => Math.abs(link.tonnes)));
  return links
    .sort((a, b) => Math.abs(a.tonnes) - Math.abs(b.tonnes))
    .map((link) => ({
      coordinates: link.line ?? [at(places[link.from]), at(places[link.to])],
      class: Math.abs(link.tonnes) < 0.5 ? "other" : isChange ? (link.tonnes > 0 ? "more" : "less") : "flow",
      width: Math.abs(link.tonnes) < 0.5 ? 0.75 : (0.75 + 9 * Math.sqrt(Math.abs(link.tonnes) / most)).toFixed(1),
      title: `${link.name}: ${tonnes(link.tonnes)} t a year`,
    }));
}

/** The places, those where most is carried first. */
function placesOf(data, view) {
  const { network } = data;
  const { places } = data;
  const sums = new Map();
  for (const link of data.study.links)
    for (const end of network[link.id] ? [network[link.id].from, network[link.id].to] : [])
      sums.set(end, (sums.get(end) ?? 0) + Math.abs(view.of(link)));
  return [...sums]
    .filter(([, sum]) => sum >= 0.5)
    .sort((a, b) => b[1] - a[1])
    .map(([id]) => places[id]);
}

/** "the region" is where its countries have places; "everything" all that carries freight; then country by country. */
function frames(data) {
  const inRegion = data.study.countries.filter((country) => country.in_region).map((country) => country.id);
  const placesIn = (countries) => Object.values(data.places).filter((place) => countries.includes(place.country));
  const framed = (name, countries) => ({ name, positions: placesIn(countries).map(at) });
  const each = inRegion.map((id) => framed(data.area_names[id] ?? id, [id]));
  return [framed("the region", inRegion), { name: "everything" }, ...each].filter(
    (frame) => !frame.positions || frame.positions.length > 1,
  );
}

function choice(label, options, change) {
  const id = freshId("choice");
  return [
    h("label", { for: id }, label),
    " ",
    h(
      "select",
      { id, change: (event) => change(Number(event.target.value)) },
      ...options.map((option, i) => h("option", { value: i }, option.name)),
    ),
    " ",
  ];
}

export function studyMap(data) {
  const extents = frames(data);
  const chosen = { view: 0, extent: 0 };
  const box = h("div");
  const key = h("div");
  function draw() {
    const view = views[chosen.view];
    const isChange = chosen.view === 0;
    box.replaceChildren(
      map({
        lines: linesOf(data, view, isChange),
        places: placesOf(data, view),
        frame: extents[chosen.extent].positions,
        label: `Map of the network: ${view.name}. The table of links holds the same figures.`,
      }),
    );
    key.replaceChildren(
      legend(
        isChange
          ? [
              { class: "more", words: "more", width: 5 },
              { class: "less", words: "less", width: 5 },
              { class: "other", words: "the same" },
            ]
          : [
              { class: "flow", words: "freight, tonnes a year: the thicker the more", width: 5 },
              { class: "other", words: "none" },
            ],
      ),
    );
  }
  draw();
  return h(
    "div",
    null,
    h(
      "p",
      { class: "choice" },
      ...choice("The map shows", views, (i) => {
        chosen.view = i;
        draw();
      }),
      ...choice("of", extents, (i) => {
        chosen.extent = i;
        draw();
      }),
    ),
    h("figure", null, box, key, h("figcaption", null, mapNote)),
  );
}
